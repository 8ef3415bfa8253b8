"""What is made of posts, item by item: entries, fragments, faults, notes, and the place of each."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from feeds.archive.faults import Fault
from feeds.bounded.limits import Failure
from feeds.model import Entry, Repeat
from feeds.render import FORMATS
from service.publication import entry_maker, entry_work
from service.publication.entry_maker import EntryMaker
from service.publication.entry_work import (
    EntryOutcome,
    FragmentOutcome,
    decoder,
    entry_outcomes,
    find_faults,
    packed,
    without_post,
    write_fragments,
)

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)
FAULT, ODD = Fault(1, "E10", "it cannot be made"), Fault(2, "E14", "it cannot be written")
FORM: Any = ("atom", "summary")


def entry(name: str) -> Entry:
    post: Any = SimpleNamespace(path=name)
    return Entry(
        post, name, f"/{name}", NOON, "content", "summary", (7, 8), (Repeat("a", "b", None),)
    )


def setup_of(monkeypatch: pytest.MonkeyPatch, entries: list[Any], *fragments: list[Any]) -> Any:
    """An archive of which these entries and fragments are made; what was asked of the formats."""
    asked, left = list[Any](), iter(fragments)

    def fragments_of(setup: Any, form: Any, there: Any) -> list[Any]:
        asked.append((form, [each.id for each in there]))
        return next(left)

    monkeypatch.setattr(entry_work, "entries_or_faults", lambda archive, posts: entries)
    monkeypatch.setattr(entry_work, "fragments_of", fragments_of)
    return ("archive", "links"), asked


def test_each_post_has_its_entry_with_its_fragment_or_its_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two, three = map(entry, "123")
    entries = [one, FAULT, two, None, three]
    setup, asked = setup_of(monkeypatch, entries, [b"1", ODD, b"3"])
    assert entry_outcomes(setup, FORM, [("post", "")] * 5) == [  # type: ignore[list-item]
        EntryOutcome(without_post(one), b"1", None),
        EntryOutcome(None, None, FAULT),
        EntryOutcome(None, None, ODD),
        EntryOutcome(None, None, None),
        EntryOutcome(without_post(three), b"3", None),
    ]
    assert asked == [(FORM, ["1", "2", "3"])]
    setup, asked = setup_of(monkeypatch, [one, None])
    assert entry_outcomes(setup, None, [("post", "")] * 2) == [  # type: ignore[list-item]
        EntryOutcome(without_post(one), None, None),
        EntryOutcome(None, None, None),
    ]
    assert asked == []
    assert without_post(one).of(one.post) == one
    assert without_post(one).of(one.post).stamp == (7, 8)


def test_entries_are_written_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    setup, asked = setup_of(monkeypatch, [], [b"1", ODD])
    request = packed((FORM, [("post", without_post(entry(name))) for name in "12"]))
    monkeypatch.setattr(entry_work, "Post", str)
    written = decoder(list[FragmentOutcome])(write_fragments(setup, request))
    assert written == [FragmentOutcome(b"1", None), FragmentOutcome(None, ODD)]
    assert asked == [(FORM, ["1", "2"])]


def test_a_post_has_the_fault_of_the_first_format_that_cannot_write_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, two = entry("1"), entry("2")
    later = Fault(3, "E15", "later")
    fragments: list[list[Any]] = [[b"", ODD], [b"", later], [later, b""]]
    setup, asked = setup_of(monkeypatch, [FAULT, one, None, two], *fragments)
    monkeypatch.setattr(entry_work, "Post", str)
    faults = decoder(list[Fault | None])(find_faults(setup, packed(["a", "b", "c", "d"])))
    assert faults == [FAULT, later, None, ODD]
    assert asked == [((extension, "full"), ["1", "2"]) for extension in FORMATS]


# The bounded process


class Rounds:
    """Takes the place of the bounded process: notes each round trip, and answers from a list."""

    def __init__(self, results: dict[str, Any]) -> None:
        self.results = results
        self.rounds = list[list[str]]()

    def each(self, pool: Any, work: Any, items: Any, limits: Any) -> list[Any]:
        self.rounds.append([*items])
        self.sizes = [work.size(item) for item in items]
        return [self.results.get(item, f"made {item}") for item in items]


def maker(monkeypatch: pytest.MonkeyPatch, **results: Any) -> tuple[EntryMaker, Rounds, list[Any]]:
    """A maker whose posts are names; how often its processes were to be more."""
    rounds, grown = Rounds(results), list[Any]()
    monkeypatch.setattr(entry_maker, "each", rounds.each)
    pool = SimpleNamespace(grow=grown.append)
    monkeypatch.setattr(entry_maker, "shared_pool", lambda: pool)
    monkeypatch.setattr(entry_maker.Task, "of", lambda function, setup: function.__name__)
    stamps = {"big": (1, 500), "gone": None}
    archive: Any = SimpleNamespace(
        options=SimpleNamespace(limits=None), stamp=lambda post: stamps.get(post, (1, 9))
    )
    links: Any = None
    return EntryMaker(archive, links), rounds, grown


def test_a_post_without_a_result_has_the_fault_that_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Failure("time", "2 s")
    made, rounds, _ = maker(monkeypatch, slow=slow, bad=FAULT, fine=None)
    fault = made.faults(["slow", "bad", "fine"])[0][1]  # type: ignore[list-item]
    assert (fault.message, fault.line) == ("2 s", 1)
    assert made.faults(["fine", "slow", "bad"]) == [("slow", fault), ("bad", FAULT)]  # type: ignore[list-item]
    assert made.texts(["a", "slow"], "body") == ["made a", fault]  # type: ignore[list-item]
    made, rounds, _ = maker(monkeypatch, slow=slow, two=[FAULT, ODD], fine=[])
    assert made.notes(["two", "fine", "slow"]) == [  # type: ignore[list-item]
        *(("two", FAULT), ("two", ODD), ("slow", fault._replace(code="N04"))),
    ]
    made.texts(["big", "gone", "other"], "body")  # type: ignore[list-item]
    assert rounds.sizes == [500, 0, 9]


def test_an_entry_that_no_format_writes_has_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = {
        "1": FragmentOutcome(b"x", None),
        "2": FragmentOutcome(None, ODD),
        "3": FragmentOutcome(b"", None),
        "4": Failure("end", "it ended"),
    }
    made, _, _ = maker(monkeypatch)
    entries = [entry(name) for name in outcomes]
    monkeypatch.setattr(
        entry_maker, "each", lambda pool, work, items, limits: [outcomes[one.id] for one in items]
    )
    *written, ended = made.fragments(entries, FORM)
    assert written == [b"x", ODD, Fault(1, "E10", "the format wrote nothing")]
    assert isinstance(ended, Fault)
    assert ended.message == "it ended"


@pytest.mark.parametrize(
    ("number", "rounds", "grown"),
    [
        (0, [], 0),
        (29, [29], 0),
        (30, [15, 15], 1),
        (31, [15, 16], 1),
        (401, [100, 100, 100, 100, 1], 1),
    ],
)
def test_a_page_of_posts_is_made_by_two_processes_in_rounds_of_a_hundred(
    number: int, rounds: list[int], grown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, seen, processes = maker(monkeypatch)
    posts: Any = [(str(each), "") for each in range(number)]
    monkeypatch.setattr(seen, "each", None)
    monkeypatch.setattr(
        entry_maker,
        "each",
        lambda pool, work, items, limits: seen.rounds.append([*items]) or [*items],
    )
    assert made.entries(posts) == posts
    assert sorted(map(len, seen.rounds)) == sorted(rounds)
    assert processes == ["make_entries"] * grown


def test_each_kind_of_work_is_asked_for_by_its_own_task(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _, _ = maker(monkeypatch)
    tasks = list[Any]()
    monkeypatch.setattr(
        entry_maker, "each", lambda pool, work, items, limits: tasks.append(work.task) or []
    )
    posts: Any = []
    monkeypatch.setattr(made, "_results", lambda work, items: tasks.append(work.task) or [])
    for ask in (made.entries, made.faults, made.notes):
        ask(posts)
    made.fragments(posts, FORM)
    made.texts(posts, "body")
    assert tasks == ["make_entries", "find_faults", "find_notes", "write_fragments", "read_texts"]
