"""What `check`, `feeds`, `index`, `import-feed` and `serve` print of what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from feeds.archive.faults import CODES, Fault
from feeds.archive.notes import NOTES
from feeds.index.index import IndexCounts
from feeds.index.select import TermRow
from feeds.model import Term
from feeds.render.links import Links
from service.commands import check, feeds, greeting, import_feed, index
from service.moving.comparison import Comparison, Difference
from service.settings.settings import Settings

COUNTS = IndexCounts(files=20, served=9, excluded=10, repaired=1, broken=1, feeds=4)
FAULTS = [("b.md", Fault(3, "E05", "no colon")), ("a.md", Fault(1, "R02", "no title"))]
NOTED = [("a.md", Fault(9, "N02", "dropped: {% x %}"))]
LEFT_OUT = [*[(f"{number}.md", "draft") for number in range(9)], ("x.md", "its date lies ahead")]


def test_check_counts_each_code_and_each_reason() -> None:
    findings = check.Findings(FAULTS, NOTED, LEFT_OUT, COUNTS, None)
    total = "20 files: 9 served (1 of them repaired), 10 excluded, 1 broken"
    of_faults = [
        f"1  E05  {CODES['E05']}",
        f"1  N02  {NOTES['N02']}",
        f"1  R02  {CODES['R02']}",
    ]
    reasons = ["9  -    draft", "1  -    its date lies ahead"]
    assert check._table(findings) == ["", *of_faults, *reasons, "", total]
    more = findings._replace(left_out=[*LEFT_OUT, ("y.md", "draft")])
    widened = [f" {line}" for line in of_faults]
    assert check._table(more)[1:5] == [*widened, "10  -    draft"]
    nothing = check.Findings([], [], [], COUNTS, None)
    assert check._table(nothing) == [total]


@pytest.mark.parametrize("verbose", [False, True])
def test_check_prints_findings_then_hints_then_counts(
    capsys: pytest.CaptureFixture[str], verbose: bool
) -> None:
    findings = check.Findings(FAULTS, NOTED, LEFT_OUT[-1:], COUNTS, "site/ looks like a Hugo site")
    check._print(findings, verbose)
    reasons = ["x.md: excluded: its date lies ahead"] if verbose else []
    assert capsys.readouterr().out.splitlines() == [
        "b.md:3: E05: no colon",
        "a.md:1: R02: no title",
        "a.md:9: N02: dropped: {% x %}",
        *reasons,
        "hint: site/ looks like a Hugo site: its posts may be meant, read by its own rules",
        *check._table(findings),
    ]
    assert check._described(findings) == {
        **{"files": 20, "served": 9, "excluded": 10, "repaired": 1, "broken": 1, "feeds": 4},
        "faults": [
            {"path": "b.md", "line": 3, "code": "E05", "message": "no colon"},
            {"path": "a.md", "line": 1, "code": "R02", "message": "no title"},
        ],
        "notes": [{"path": "a.md", "line": 9, "code": "N02", "message": "dropped: {% x %}"}],
        "left_out": [{"path": "x.md", "reason": "its date lies ahead"}],
        "hint": "site/ looks like a Hugo site",
    }


@pytest.mark.parametrize(
    ("kind", "served", "given", "is_asked"),
    [
        *(("folder", 1, None, True), ("folder", 0, None, True), ("jekyll", 0, None, True)),
        *(("jekyll", 1, None, False), ("folder", 1, "folder", False), ("hugo", 0, "hugo", False)),
    ],
)
def test_a_site_elsewhere_is_looked_for_where_this_one_is_doubtful(
    monkeypatch: pytest.MonkeyPatch, kind: str, served: int, given: str | None, is_asked: bool
) -> None:
    archive: Any = SimpleNamespace(
        kind=SimpleNamespace(name=kind), root=Path("a"), options=SimpleNamespace(kind=given)
    )
    counts: Any = SimpleNamespace(served=served)
    monkeypatch.setattr(check, "site_below", lambda root: f"below {root}")
    assert check._hint(archive, counts) == ("below a" if is_asked else None)


class Index:
    """In place of an open one."""

    def faults(self) -> list[tuple[str, Fault]]:
        return FAULTS

    def exclusions(self) -> list[tuple[str, str]]:
        return LEFT_OUT[-1:]

    def counts(self) -> IndexCounts:
        return COUNTS


@pytest.mark.parametrize("verbose", [False, True])
def test_index_names_what_is_broken_and_all_else_where_asked(
    capsys: pytest.CaptureFixture[str], verbose: bool
) -> None:
    mine: Any = Index()
    index._report(mine, verbose)
    more = ["a.md:1: R02: no title", "x.md: excluded: its date lies ahead"] if verbose else []
    assert capsys.readouterr() == ("", "\n".join(["b.md:3: E05: no colon", *more, ""]))


def test_a_feed_is_described_with_the_feed_that_stands_for_it_too() -> None:
    site: Any = SimpleNamespace(given_label=lambda term: None, label=lambda term: "The Times")
    newest, links = datetime(2026, 1, 2, 3, tzinfo=UTC), Links("https://feeds.example")
    row = TermRow(Term("category", "times"), 7, newest, Term("source", "Times"))
    described = {
        **{"kind": "category", "name": "times", "display_name": "The Times", "entries": 7},
        **{"twin_of": {"kind": "source", "name": "Times"}},
        "last_change": "2026-01-02T03:00:00+00:00",
        "urls": {
            extension: f"https://feeds.example/category/times.{extension}"
            for extension in ("rss", "atom", "json")
        },
    }
    assert feeds._described(row, site, links) == described
    alone = feeds._described(row._replace(twin=None), site, links)
    assert alone == described | {"twin_of": None, "display_name": "times"}


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (0, None),
        (1, "  1 post cannot be read; `postwire check {}` says why"),
        (1200, "  1,200 posts cannot be read; `postwire check {}` says why"),
    ],
)
def test_who_serves_is_greeted_with_addresses_and_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int, line: str | None
) -> None:
    counts = IndexCounts(3000, 1500, 0, 0, broken, 2500)

    @contextmanager
    def opened(state: Path) -> Iterator[Any]:
        assert state == tmp_path / "s"
        yield SimpleNamespace(counts=lambda: counts)

    monkeypatch.setattr(greeting, "open_index", opened)
    archive: Any = SimpleNamespace(kind=SimpleNamespace(name="zola"))
    settings = Settings(archive=tmp_path, state=tmp_path / "s", base_url="https://feeds.example/")
    assert greeting.greeting(archive, settings) == [
        f"serving 1,500 posts in 2,500 feeds from {tmp_path} (zola)",
        "  https://feeds.example/           the feeds, to look at and to search",
        "  https://feeds.example/feed.rss   the whole site",
        "  https://feeds.example/status     for you; the password is in "
        f"{tmp_path}/s/refresh.token",
        *([line.format(tmp_path)] if line else []),
    ]


def test_a_comparison_says_what_would_change_and_how_often(
    capsys: pytest.CaptureFixture[str],
) -> None:
    changes = (
        Difference("id", "A", "1", "2"),
        *(Difference("missing", f"M{number}", "1", "") for number in range(1200)),
    )
    import_feed._print(Comparison("hugo", {"postwire": 0, "hugo": 7}, 1208, changes))
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[:3] == [
        'ids = "hugo" keeps 7 of 1208 ids',
        "id\tA\t1\t2",
        "missing\tM0\t1\t",
    ]
    assert len(lines) == 1202
    assert err.splitlines() == [
        "postwire: 1 × id: shown once more, as unread: the id changes",
        "postwire: 1,200 × missing: in the former feed, but no post of the archive",
    ]
    import_feed._print(Comparison("hugo", {"hugo": 7}, 7, ()))
    assert capsys.readouterr() == ('ids = "hugo" keeps 7 of 7 ids\n', "")
    import_feed._print(Comparison("hugo", {"hugo": 0}, 7, ()))
    assert capsys.readouterr().err == (
        "postwire: no setting keeps an id: is this the feed of another site?\n"
    )
