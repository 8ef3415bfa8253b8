"""What `check`, `feeds`, `index`, `import-feed` and `serve` print of what they found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from feeds.archive.faults import CODES, Fault
from feeds.archive.notes import NOTES
from feeds.index.index import IndexCounts
from feeds.index.select import TermRow
from feeds.model import SITE, Term
from feeds.render.links import Links
from service.cli import main
from service.commands import check, feeds, greeting, hub, import_feed, index, names, subscriptions
from service.hub.report import SubscriptionReport, report_as_json
from service.moving.comparison import Comparison, Difference
from service.settings.settings import Settings

DAY = datetime(2026, 1, 2, tzinfo=UTC)
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


def test_names_are_printed_by_kind_and_those_alone_that_differ(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = {
        **{SITE: "The site", Term("category", "a"): "Á", Term("category", 'b"\x7f'): "b"},
        **{Term("category", "same"): "same", Term("tag", "c d"): "C D", Term("source", "e"): "é"},
    }
    newest = datetime(2026, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(names, "loaded", lambda *given, **more: Settings(archive=tmp_path))
    monkeypatch.setattr(names, "opened", lambda settings: SimpleNamespace(site=None))
    monkeypatch.setattr(names, "refreshed", lambda *given: None)
    monkeypatch.setattr(names, "open_index", lambda state: nullcontext())
    monkeypatch.setattr(names, "terms", lambda index: [TermRow(each, 1, newest) for each in shown])
    monkeypatch.setattr(names, "display_name", lambda site, term, twin: shown[term])
    result = CliRunner().invoke(main, ["names", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        *("[names.category]", '"a" = "Á"', '"b\\"\\u007f" = "b"'),
        *("[names.tag]", '"c d" = "C D"', "[names.source]", '"e" = "é"'),
    ]


def test_a_hub_says_how_many_subscriptions_were_kept_and_brought_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = list[tuple[Any, ...]]()

    def backup(database: object, file: Path) -> int:
        done.append((file,))
        return 3

    def restore(database: object, file: Path, *, replace: bool, folder: Path) -> int:
        done.append((file, replace, folder))
        return 4

    monkeypatch.setattr(hub, "backup", backup)
    monkeypatch.setattr(hub, "restore", restore)
    state = tmp_path / "state"
    for words, said in (
        (["backup", "f"], "3 subscriptions in f\n"),
        (["restore", "f"], "4 subscriptions restored\n"),
        (["restore", "f", "--replace"], "4 subscriptions restored\n"),
    ):
        result = CliRunner().invoke(main, ["hub", *words, str(tmp_path), "--state", str(state)])
        assert (result.exit_code, result.output) == (0, said)
    file = Path("f")
    assert done == [(file,), (file, False, state), (file, True, state)]
    assert (state / ".gitignore").exists()


def test_subscriptions_are_listed_in_columns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    row = SubscriptionReport(
        *("https://feeds.example/feed.rss", "http://a.example/1", True),
        *(DAY, DAY.replace(hour=1), None, "vorüber", 2, None),
    )
    monkeypatch.setattr("service.hub.report.subscription_reports", lambda database: [row])
    monkeypatch.setattr(
        "service.hub.report.former_base_urls", lambda database, url: {"https://old.example": 2}
    )
    monkeypatch.setattr(subscriptions, "_opened_database", lambda settings: nullcontext())
    result = CliRunner().invoke(main, ["subscriptions", str(tmp_path)])
    assert result.stdout.rstrip("\n").split("\t") == [
        *("https://feeds.example/feed.rss", "http://a.example/1"),
        *("2026-01-02T00:00:00+00:00", "2026-01-02T01:00:00+00:00", "2", "", "vorüber"),
    ]
    as_json = CliRunner().invoke(main, ["subscriptions", str(tmp_path), "--json"]).stdout
    assert '"failure": "vorüber"' in as_json
    assert json.loads(as_json) == [report_as_json(row)]
    assert result.stderr == (
        "postwire: 2 feeds below https://old.example have subscribers that get nothing, for the "
        "base URL is now http://127.0.0.1:8000; `postwire subscriptions move https://old.example "
        "http://127.0.0.1:8000` mends that\n"
    )
    assert subscriptions._base_url("https://a.example/b/") == "https://a.example/b"
    helped = CliRunner().invoke(main, ["subscriptions", "--help"])
    assert "postwire subscriptions move OLD NEW [ARCHIVE]" in helped.stdout


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
