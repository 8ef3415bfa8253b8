"""Searches and stories over an index that is written by hand: which posts, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from feeds.errors import NotReadyError
from feeds.files import locked
from feeds.identity import key
from feeds.index import full_text, places, stories, with_words
from feeds.index.database import connect
from feeds.index.full_text import FullText, bring_up_to_date
from feeds.index.index import FILE_NAME, Index, store_meta
from feeds.index.near import near_terms
from feeds.index.reading_progress import note_progress, reading_progress
from feeds.index.select import select
from feeds.index.tally import tally
from feeds.model import Post, Term
from feeds.query import Place, Query
from tests.indexing.index_by_hand import ByHand, post, row

A, B = Term("category", "a"), Term("category", "b")
UTC_ZONE = ZoneInfo("UTC")
LONG = "The harbour of the town is closed until the evening, said the mayor on the quay. " * 3
OTHER = "A tram left the rails beside the market hall, and nobody was hurt in the accident. " * 3


@pytest.fixture
def made(tmp_path: Path) -> ByHand:
    return ByHand(tmp_path)


def titles(posts: Sequence[Post]) -> list[str]:
    return [post.title for post in posts]


def found(index: Index, query: Query, limit: int = 50) -> list[str]:
    with FullText(index.state) as words:
        selected = select(index, query, UTC_ZONE, words, limit)
    return [each.path for each, _ in selected.posts]


@pytest.mark.parametrize("few", [1000, 0])
@pytest.mark.parametrize("at_once", [1, 100])
def test_posts_with_words_are_found_in_order_whichever_way_they_are_looked_up(
    made: ByHand, monkeypatch: pytest.MonkeyPatch, few: int, at_once: int
) -> None:
    monkeypatch.setattr(with_words, "_FEW", few)
    monkeypatch.setattr(with_words, "_PROBES", at_once)
    monkeypatch.setattr(full_text, "_FIRST_BATCH", at_once)
    days = ("01-31", "02-01", "02-02", "02-03", "03-01")
    made.put(*(
        replace(post(f"{day}.md", f"2022-{day}", categories=("ab"[number % 2],)),
                title="quay" if day != "02-02" else "market")
        for number, day in enumerate(days)
    ))  # fmt: skip
    quay = Query(words=("quay",))
    with made.open() as index:
        bring_up_to_date(index, titles, patient=True)
        assert found(index, quay) == ["03-01.md", "02-03.md", "02-01.md", "01-31.md"]
        assert found(index, Query(words=("market",))) == ["02-02.md"]
        assert found(index, Query(words=("quay", "market"))) == []
        assert found(index, Query(words=("quay",), limit=2)) == ["03-01.md", "02-03.md"]
        assert found(index, Query(words=("quay",), limit=2, page=2)) == ["02-01.md", "01-31.md"]
        assert found(index, Query((A,), words=("quay",))) == ["03-01.md", "01-31.md"]
        assert found(index, Query(words=("quay",), without=(A,))) == ["02-03.md", "02-01.md"]
        assert found(index, Query(words=("quay",), since="2022-02-01", until="2022-02-28")) == [
            "02-03.md", "02-01.md",
        ]  # fmt: skip
        with FullText(index.state) as words:
            first = select(index, quay, UTC_ZONE, words, 1)
            assert first.last is not None
            assert first.more
            assert first.total is None
            month = select(index, Query(words=("quay",), month="2022-02"), UTC_ZONE, words)
            assert [each.path for each, _ in month.posts] == ["02-03.md", "02-01.md"]
            assert (month.older and month.older.month, month.newer and month.newer.month) == (1, 3)
            counted = tally(index, quay, UTC_ZONE, words, 9)
            assert (counted.posts, [each.posts for each in counted.months][-3:]) == (4, [1, 2, 1])
        after = Query(words=("quay",), before=first.last)
        assert found(index, after) == ["02-03.md", "02-01.md", "01-31.md"]


@pytest.mark.parametrize("few", [1000, 0])
def test_of_a_story_the_earliest_post_with_the_words_is_shown(
    made: ByHand, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(with_words, "_FEW", few)
    posts = [post(f"{day}.md", f"2022-03-0{day}", categories=("a",)) for day in (1, 2, 3, 4)]
    posts = [
        replace(each, title=word) for each, word in zip(posts, ("x", "y", "y", "z"), strict=True)
    ]
    made.put(*(row(each, text=LONG if each.title != "z" else OTHER) for each in posts))
    with made.open() as index:
        bring_up_to_date(index, titles, patient=True)
        assert found(index, Query(words=("y",))) == ["3.md", "2.md"]
        assert found(index, Query(words=("y",), unique=True)) == ["2.md"]
        assert found(index, Query(words=("z",), unique=True)) == ["4.md"]
        assert found(index, Query(words=("x",), unique=True)) == ["1.md"]
        assert [each.path for each, _ in select(index, Query(unique=True)).posts] == [
            "4.md",
            "1.md",
        ]


def test_the_words_of_what_changed_alone_are_read_again(made: ByHand) -> None:
    read: list[str] = []

    def texts(posts: Sequence[Post]) -> list[str]:
        read.extend(each.path for each in posts)
        return titles(posts)

    def bring(patient: bool = True) -> list[str]:
        read.clear()
        with made.open() as index:
            bring_up_to_date(index, texts, patient)
        return read

    one, two = (
        replace(post("1.md"), title="quay"),
        replace(post("2.md", "2022-03-02"), title="quay"),
    )
    made.put(one, two, row("out.md", excluded="draft"))
    assert bring() == ["1.md", "2.md"]  # in the order of the feed
    assert bring() == []
    made.put(row(replace(one, title="market"), "e"))
    made.write(gone=[key("2.md")])
    assert bring() == ["1.md"]
    with made.open() as index:
        assert found(index, Query(words=("quay",))) == []
        assert found(index, Query(words=("market",))) == ["1.md"]
        assert reading_progress(made.state) == (0, 2)
    with closing(connect(made.state / FILE_NAME)) as connection:
        store_meta(connection, "built", "another index")
    assert bring() == ["1.md"]
    assert bring() == []
    (made.state / full_text.FILE_NAME).write_bytes(b"damaged" * 999)
    made.put(replace(two, title="tram"))
    assert set(bring()) == {"1.md", "2.md"}


def test_who_cannot_wait_is_told_how_many_posts_are_to_be_read(
    made: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_text, "_FEW", 2)
    monkeypatch.setattr(full_text, "_TOGETHER", 2)
    made.put(*(post(f"{number}.md", f"2022-03-0{number}") for number in (1, 2, 3)))
    progress: list[object] = []

    def texts(posts: Sequence[Post]) -> list[str]:
        progress.append(reading_progress(made.state))
        return titles(posts)

    with made.open() as index:
        with pytest.raises(NotReadyError, match="0 of 3 posts"):
            bring_up_to_date(index, texts, patient=False)
        with locked(made.state / "words.lock"):
            with pytest.raises(NotReadyError, match="0 of 3 posts"):
                bring_up_to_date(index, texts, patient=True)
            note_progress(made.state, 1, 3)
            with pytest.raises(NotReadyError, match="1 of 3 posts"):
                bring_up_to_date(index, texts, patient=True)
        bring_up_to_date(index, texts, patient=True)
        assert progress == [(0, 3), (2, 3)]
    made.put(post("4.md"), post("5.md"))
    with made.open() as index:
        with locked(made.state / "words.lock"):
            bring_up_to_date(index, texts, patient=False)  # what is there is a moment old
        assert len(progress) == 2
        bring_up_to_date(index, texts, patient=False)
        assert progress[2:] == [(0, 2)]
    made.put(*(post(f"{number}.md") for number in (6, 7, 8)))
    with made.open() as index, pytest.raises(NotReadyError, match="0 of 3 posts"):
        bring_up_to_date(index, texts, patient=False)


def repeats(made: ByHand) -> list[tuple[str, str]]:
    """Each repeat, with the earlier post."""
    query = (
        "SELECT mine.path, its.path FROM repeat JOIN post AS mine USING (pid) "
        "JOIN post AS its ON its.pid = earlier_pid ORDER BY 1, 2"
    )
    with made.open() as index:
        return index.connection.execute(query).fetchall()


def test_a_post_repeats_the_earlier_ones_of_its_story(made: ByHand) -> None:
    days = {day: post(f"{day}.md", f"2022-03-0{day}", categories=(f"c{day}",)) for day in (1, 2, 3)}
    made.put(row(days[2], text=LONG))
    changes = made.put(row(days[3], text=LONG))
    assert repeats(made) == [("3.md", "2.md")]
    assert Term("category", "c2") not in changes.feeds
    changes = made.put(row(days[1], text=LONG))
    assert repeats(made) == [("2.md", "1.md"), ("3.md", "1.md"), ("3.md", "2.md")]
    assert {Term("category", f"c{day}") for day in (1, 2, 3)} <= {*changes.feeds}
    changes = made.put(row(replace(days[1], title="new"), "f", text=LONG))
    assert not {Term("category", f"c{day}") for day in (2, 3)} & {*changes.feeds}
    changes = made.put(row(days[1], "e", text=OTHER))
    assert repeats(made) == [("3.md", "2.md")]
    assert {Term("category", f"c{day}") for day in (2, 3)} <= {*changes.feeds}
    changes = made.put(row(post("4.md", "2022-03-04"), text=OTHER))
    assert repeats(made) == [("3.md", "2.md"), ("4.md", "1.md")]
    assert Term("category", "c3") not in changes.feeds
    made.write(gone=[key("2.md"), key("1.md")])
    assert repeats(made) == []


def test_the_clock_keeps_what_is_known_of_a_text(made: ByHand) -> None:
    made.put(row(post("1.md"), text=LONG))
    late = post("2.md", "2024-01-01")
    made.put(row(late, text=LONG))
    assert repeats(made) == []
    at = late.published
    made.put(row(late, now=at), now=at)  # read from the index: without traits
    assert repeats(made) == [("2.md", "1.md")]
    made.put(row(late, "e", now=at), now=at)  # read from its file, which has none any more
    assert repeats(made) == []


def test_a_post_is_compared_with_the_ten_before_it(made: ByHand) -> None:
    made.put(*(row(post(f"{day:02}.md", f"2022-03-{day:02}"), text=LONG) for day in range(1, 13)))
    mine = [earlier for path, earlier in repeats(made) if path == "12.md"]
    assert mine == [f"{day:02}.md" for day in range(2, 12)]
    with closing(connect(made.state / FILE_NAME)) as connection:
        connection.execute("DELETE FROM repeat")
        stories.find(connection)
    assert [earlier for path, earlier in repeats(made) if path == "12.md"] == mine
    assert len(repeats(made)) == sum(min(10, day) for day in range(12))
    with made.open() as index:
        first = select(index, Query(unique=True))
        assert {path: len(others) for path, others in first.repeats.items()} == {"01.md": 10}
        assert select(index, Query()).repeats == {}
    assert places._MOST_REPEATS == 10


def test_names_that_are_near_are_terms_with_posts_the_likest_first(made: ByHand) -> None:
    made.put(
        post("1.md", categories=("harbour", "ferry"), tags=("harbours", "quay")),
        post("2.md", categories=("ferry",), tags=("harbors", "Harbour", "OLD TOWN")),
        post("3.md", collection="harbour"),
    )
    with made.open() as index:
        assert near_terms(index, "harbour")[:2] == (
            Term("category", "harbour"),
            Term("tag", "Harbour"),
        )
        assert {term.kind for term in near_terms(index, "harbour")} == {"category", "tag"}
        assert near_terms(index, "ferries") == (Term("category", "ferry"),)
        assert near_terms(index, "ha") == ()
        assert near_terms(index, "old towm") == (Term("tag", "OLD TOWN"),)
        assert near_terms(index, "quay", most=0) == ()
        assert near_terms(index, "h") == ()


@pytest.mark.parametrize("few", [1000, 0])
def test_places_are_told_apart_by_their_second_number(
    made: ByHand, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Two posts of one microsecond: the first by its number comes first, also over pages."""
    monkeypatch.setattr(with_words, "_FEW", few)
    at = "2022-03-01T08:00:00.000001"
    posts = [post(f"{name}.md", at) for name in "abc"]
    made.put(*posts)
    ordered = sorted((each.path for each in posts), key=key)
    with made.open() as index:
        assert [each.path for each, _ in select(index, Query()).posts] == ordered
        first = select(index, Query(limit=1))
        assert first.last == Place(index.newest_place(), key(ordered[0]))
        rest = select(index, Query(before=first.last))
        assert [each.path for each, _ in rest.posts] == ordered[1:]
        bring_up_to_date(index, lambda posts: ["quay"] * len(posts), patient=True)
        assert found(index, Query(words=("quay",), before=first.last)) == ordered[1:]
