"""One process of an export: which files a term gets, and which of them are written again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.identity import fingerprint
from feeds.model import SITE, Term
from feeds.query import Query
from service.commands.common import opened
from service.export import chunk
from service.export.chunk import TermExporter
from service.export.plan import Outcome, Plan
from service.export.target import FileRecord, Target
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings
from service.web.static_site import StaticSite
from tests.conftest import CONFIG, post, write

TERM = Term("category", "haizhou")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def long_feed(archive: Path) -> None:
    """Five posts of one category in three months, one a document."""
    write(archive, "_config.yml", CONFIG + "feed:\n  posts_limit: 1\n")
    for date in ("2022-01-31", "2022-02-01", "2022-02-02"):
        write(archive, f"_posts/{date}-x.md", post("新", f"{date} 08:00:00 +0800"))


def exporter(
    settings: Settings, target: Target, months: int = 9, *, is_site: bool = True
) -> TermExporter:
    site = StaticSite(formats=("rss",)) if is_site else None
    plan = Plan(opened(settings), settings, target, ("rss",), site, months)
    return TermExporter(plan, EntryMaker)


def new(out: Path) -> Target:
    return Target(out, (".gz",), {}, frozenset())


def older(document: bytes) -> list[str]:
    """The addresses of the archive documents that a document names as the one before it."""
    return re.findall(r'rel="prev-archive" href="https://feeds.example(\S*)"', document.decode())


@pytest.mark.usefixtures("long_feed")
def test_months_are_named_by_their_neighbours_and_the_oldest_names_none(
    indexed: Callable[..., Settings], out: Path
) -> None:
    outcomes = exporter(indexed(), new(out)).chunk([TERM])
    assert [(one.kind, one.path) for one in outcomes if one.kind in ("feed", "month")] == [
        ("feed", "category/haizhou.rss"),
        ("month", "archive/2022-03/category/haizhou.rss"),
        ("month", "archive/2022-02/category/haizhou.rss"),
        ("month", "archive/2022-01/category/haizhou.rss"),
    ]
    assert {one.term for one in outcomes} == {TERM}
    named = [older((out / one.path).read_bytes()) for one in outcomes if one.path.endswith(".rss")]
    assert named == [
        *(
            [f"/archive/{month}/category/haizhou.rss"]
            for month in ("2022-03", "2022-02", "2022-01")
        ),
        [],
    ]


@pytest.mark.usefixtures("long_feed")
@pytest.mark.parametrize("months", [0, 1, 2])
def test_no_more_months_have_files_than_are_asked_for(
    indexed: Callable[..., Settings], out: Path, months: int
) -> None:
    outcomes = exporter(indexed(), new(out), months).chunk([TERM])
    documents = [(out / one.path).read_bytes() for one in outcomes if one.kind == "month"]
    assert len(documents) == months
    feed = (out / "category/haizhou.rss").read_bytes()
    assert [len(older(document)) for document in (feed, *documents)] == [1] * months + [0]


@pytest.mark.usefixtures("long_feed")
@pytest.mark.parametrize(("most", "documents"), [(1, 2), (2, 1)])
def test_a_month_has_another_document_past_the_most_of_one(
    indexed: Callable[..., Settings],
    out: Path,
    most: int,
    documents: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(chunk, "LARGEST_MONTH", most)
    monkeypatch.setattr("feeds.index.select.LARGEST_MONTH", most)
    outcomes = exporter(indexed(), new(out), months=2).chunk([TERM])
    months = [one.path for one in outcomes if "2022-02" in one.path]
    assert len(months) == documents
    entries = "".join((out / path).read_text() for path in months)
    assert (entries.count("<item>"), len(set(months))) == (2, documents)
    newest, *others = [*months, "archive/2022-01/category/haizhou.rss"]
    assert older((out / newest).read_bytes()) == [f"/{others[0]}"] * (documents - 1)


def test_a_feed_of_one_document_has_no_months_and_its_copies(
    indexed: Callable[..., Settings], out: Path
) -> None:
    outcomes = exporter(indexed(), new(out)).chunk([SITE, TERM])
    assert [(one.kind, one.path) for one in outcomes] == [
        *(("feed", "feed.rss"), ("copy", "index.xml"), ("copy", "rss.xml")),
        *(("page", "all/index.html"), ("feed", "category/haizhou.rss")),
        ("page", "category/haizhou/index.html"),
    ]
    assert (out / "rss.xml").read_bytes() == (out / "feed.rss").read_bytes()
    assert older((out / "feed.rss").read_bytes()) == []
    addresses = [one.address.removeprefix("https://feeds.example") for one in outcomes]
    assert addresses == [
        *("/feed.rss", "/index.xml", "/rss.xml", "/all/"),
        *("/category/haizhou.rss", "/category/haizhou/"),
    ]


@pytest.mark.usefixtures("long_feed")
def test_a_feed_of_an_export_knows_of_no_page_behind_it(
    indexed: Callable[..., Settings], out: Path
) -> None:
    made, query = exporter(indexed(), new(out)), Query((TERM,))
    for goes_on in (True, False):
        feed = made._feed(query, "rss", goes_on)
        assert (feed.more, feed.total, feed.last) == (False, None, None)
        assert feed.older_month == ("2022-03" if goes_on else None)
    month = made._feed(query.in_month("2022-02"), "rss", goes_on=True)
    assert (month.older_month, len(month.entries)) == ("2022-01", 2)


@pytest.mark.usefixtures("long_feed")
@pytest.mark.parametrize("is_site", [True, False])
def test_a_feed_names_no_page_for_pages_have_no_files(
    indexed: Callable[..., Settings], out: Path, is_site: bool
) -> None:
    outcomes = exporter(indexed(), new(out), is_site=is_site).chunk([TERM])
    assert {one.kind for one in outcomes} == ({"feed", "month", "page"} if is_site else {"feed"})
    feed = (out / "category/haizhou.rss").read_text()
    assert feed.count("<item>") == 1
    assert re.findall(r'rel="(\w[^"]*)"', feed) == ["self", "prev-archive"][: 1 + is_site]


def test_a_feed_without_a_file_has_no_copies_and_a_reason(
    indexed: Callable[..., Settings], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = exporter(indexed(), new(out))
    for error, is_foreign, reason in (
        (OSError(28, "No space left on device"), False, "No space left on device"),
        *((kind("odd"), kind is FileExistsError, "") for kind in (OSError, FileExistsError)),
    ):
        monkeypatch.setattr(Target, "update", lambda *given, error=error: fail(error))
        assert [one[:3] + one[6:8] for one in made.chunk([SITE])] == [
            ("feed", "https://feeds.example/feed.rss", None, reason, is_foreign),
            ("page", "https://feeds.example/all/", None, reason, is_foreign),
        ]


def fail(error: Exception) -> None:
    raise error


def test_a_term_that_no_file_can_be_named_by_is_refused(
    archive: Path, indexed: Callable[..., Settings], out: Path
) -> None:
    write(archive, "_posts/2022-03-04-4.md", post("新", "2022-03-04", tags="[a/../b]"))
    refused = exporter(indexed(), new(out)).chunk([Term("tag", "a/../b")])
    assert [(one.kind, one.record, one.reason) for one in refused] == [
        *(("feed", None, "no file can be named so"), ("page", None, "no file can be named so")),
    ]


def test_a_feed_that_no_file_can_be_named_by_has_no_copies_though_their_names_fit(
    archive: Path, indexed: Callable[..., Settings], out: Path
) -> None:
    name = "😀" * 59
    write(archive, "_posts/2022-03-04-4.md", post("新", "2022-03-04", tags=f"[{name}]"))
    made = exporter(indexed(), new(out))
    made.plan = replace(made.plan, formats=("atom",))
    assert [one.kind for one in made.chunk([Term("tag", name)])] == ["feed", "page"]


def test_a_file_of_the_same_revision_is_neither_made_nor_written(
    indexed: Callable[..., Settings], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = indexed()
    first = exporter(settings, new(out)).chunk([TERM])
    assert [(one.is_written, one.is_changed) for one in first] == [(True, True)] * len(first)
    records = {one.path: one.record for one in first if one.record}
    monkeypatch.setattr(chunk, "compose", None)  # nothing is composed
    again = exporter(settings, Target(out, (".gz",), records, frozenset())).chunk([TERM])
    assert again == [Outcome(each.kind, each.path, each.record, term=TERM) for each in first]


def test_where_a_file_cannot_be_the_reason_is_given(
    indexed: Callable[..., Settings], out: Path
) -> None:
    write(out, "category", "a file, where a folder has to be")
    refused = exporter(indexed(), new(out)).chunk([TERM])
    assert [(one.kind, one.path, one.record, one.is_foreign) for one in refused] == [
        ("feed", "https://feeds.example/category/haizhou.rss", None, False),
        ("page", "https://feeds.example/category/haizhou/", None, False),
    ]
    assert {one.reason for one in refused} == {"Not a directory"}


def test_another_programs_file_is_refused_in_a_folder_that_is_shared(
    indexed: Callable[..., Settings], out: Path
) -> None:
    write(out, "category/haizhou.rss", "another's")
    target = Target(out, (), {}, frozenset(), is_shared=True)
    refused, page = exporter(indexed(), target).chunk([TERM])
    assert (refused.is_foreign, refused.record) == (True, None)
    assert refused.reason == "another program's file lies there"
    assert page.is_written
    assert (out / "category/haizhou.rss").read_text() == "another's"


# The folder


@pytest.mark.parametrize(
    ("lost", "document", "writes", "is_changed"),
    [
        ("", b"1", [], False),
        ("a.gz", b"1", ["a.gz"], False),
        ("a", b"1", ["a"], False),
        ("", b"2", ["a", "a.gz"], True),
        ("a.gz", b"2", ["a", "a.gz"], True),
    ],
)
def test_what_is_the_same_is_written_where_it_is_lost_alone(
    out: Path, lost: str, document: bytes, writes: list[str], is_changed: bool
) -> None:
    record = new(out).update("a", b"1", 7).record
    assert record == FileRecord(7, fingerprint(b"1"))
    for name in ("a", "a.gz"):
        (out / name).write_bytes(b"as it was")
    if lost:
        (out / lost).unlink()
    update = Target(out, (".gz",), {"a": record}, frozenset()).update("a", document)
    assert (update.is_written, update.is_changed) == (bool(writes), is_changed)
    assert update.record == FileRecord(-1, fingerprint(document))
    kept = [name for name in ("a", "a.gz") if (out / name).read_bytes() == b"as it was"]
    assert kept == sorted({"a", "a.gz"} - {*writes})


@pytest.mark.parametrize(
    ("path", "revision", "lost", "is_there"),
    [
        *(("a", 7, "", True), ("a", 8, "", False), ("b", 7, "", False)),
        *(("a", 7, "a", False), ("a", 7, "a.gz", False)),
    ],
)
def test_a_document_is_there_where_all_its_files_are_of_its_revision(
    out: Path, path: str, revision: int, lost: str, is_there: bool
) -> None:
    record = new(out).update("a", b"1", 7).record
    if lost:
        (out / lost).unlink()
    target = Target(out, (".gz",), {"a": record}, frozenset())
    assert target.has(path, revision) == is_there


def test_a_copy_in_another_coding_goes_with_a_new_document_alone_if_it_is_there(out: Path) -> None:
    record = new(out).update("a", b"1").record
    others = frozenset({"a.br", "b.br"})
    target = Target(out, (".gz",), {"a": record}, others)
    write(out, "a.br", "")
    target.update("a", b"1")
    assert (out / "a.br").exists()
    target.update("a", b"2")
    assert not (out / "a.br").exists()
    assert target.update("b", b"1").is_written  # its copy went meanwhile


@pytest.mark.parametrize(
    ("present", "is_refused"),
    [(b"of the last export", False), (b"the new one", False), (b"another's", True)],
)
def test_a_file_is_ours_by_its_bytes_in_a_folder_that_is_shared(
    out: Path, present: bytes, is_refused: bool
) -> None:
    records = {"a": FileRecord(1, fingerprint(b"of the last export"))}
    target = Target(out, (), records, frozenset(), is_shared=True)
    write(out, "a", present)
    if is_refused:
        with pytest.raises(FileExistsError, match="another program's file lies there"):
            target.update("a", b"the new one")
    else:
        assert target.update("a", b"the new one").is_changed
    assert (out / "a").read_bytes() == (present if is_refused else b"the new one")
