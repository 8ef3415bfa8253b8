"""What a publication keeps, and when it makes it anew."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, current_thread
from types import SimpleNamespace
from typing import Any

import pytest

from feeds.archive.faults import Fault
from feeds.errors import NotReadyError, StateError
from feeds.model import Term, Version
from feeds.parameters import Defaults
from feeds.query import Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.checkout.report import CheckoutReport
from service.publication import entry_work, full_text, publication
from service.publication.entry_work import _refuse_lack_of_memory, _words
from service.publication.feed_documents import FeedDocuments
from service.publication.full_text import WordSearch
from service.publication.publication import Publication
from service.publication.response import PreparedResponse, prepare
from service.publication.response_cache import CachedResponse
from service.settings.settings import Settings

FIRST = datetime(2022, 3, 1, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RSS = FORMATS["rss"]


def bare(**parts: Any) -> Publication:
    """A publication of these parts alone."""
    here = object.__new__(Publication)
    for name, part in parts.items():
        setattr(here, name, part)
    return here


def prepared() -> PreparedResponse:
    return prepare(b"<rss/>", "application/xml", FIRST, "public", "<x>")


def cached(compared: int, until: float | None = None) -> CachedResponse:
    return CachedResponse(prepared(), Query(), revision=5, compared=compared, until=until)


def fails(*given: object) -> Any:
    raise AssertionError("nobody may ask for this")


# Whether what is kept is still the document


class Rows(SimpleNamespace):
    """An index of one revision, perhaps of a commit."""

    def __init__(self, version: Version | None = None) -> None:
        super().__init__(version=lambda: version, changed_by_clock_at=lambda: FIRST)
        self.looks = 0

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self.looks += 1
        yield


def test_a_document_is_compared_once_for_each_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    here: Any = bare(settings=SimpleNamespace(revision_header=True))
    index, kept = Rows(), cached(compared=7)
    monkeypatch.setattr(publication, "revision_of", fails)
    assert here._is_valid(kept, index, 7)
    assert index.looks == 0
    monkeypatch.setattr(publication, "revision_of", lambda index, query: 5)
    assert here._is_valid(kept, index, 8)
    assert (kept.compared, index.looks) == (8, 1)
    assert dict(kept.prepared.variants["identity"].full.headers).get("Archive-Revision") is None
    assert here._is_valid(kept, Rows(Version("c" * 40, FIRST + SECOND)), 9)
    headers = dict(kept.prepared.variants["identity"].full.headers)
    assert headers["Archive-Revision"] == "c" * 40
    assert headers["Last-Modified"] == "Tue, 01 Mar 2022 08:00:01 GMT"
    monkeypatch.setattr(publication, "revision_of", lambda index, query: 6)
    assert not here._is_valid(kept, index, 10)
    assert kept.compared == 9


def test_a_document_that_a_post_is_missing_from_ends_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here: Any = bare()
    monkeypatch.setattr(publication.time, "monotonic", lambda: 100.0)
    valid = [here._is_valid(cached(7, until), Rows(), 7) for until in (None, 100.1, 100.0, 99.0)]
    assert valid == [True, True, False, False]


@pytest.mark.parametrize(
    ("compared", "due", "valid", "is_given"),
    [
        (7, False, True, True),
        (7, True, True, False),
        (7, False, False, False),
        (6, False, True, True),
    ],
)
def test_an_event_loop_gets_what_is_current_alone(
    compared: int, due: bool, valid: bool, is_given: bool
) -> None:
    kept = cached(compared)
    glanced = SimpleNamespace(shared=SimpleNamespace(get=lambda: 7))
    asked = list[object]()
    here: Any = bare(
        cache=SimpleNamespace(at_target=lambda target: kept if target == b"/a" else None),
        _index=SimpleNamespace(
            glance=lambda: glanced, current=fails if compared == 7 else lambda: 1
        ),
        _due_posts=SimpleNamespace(are_there=lambda index, revision: asked.append(index) or due),
        _is_valid=lambda cached, index, revision: valid and revision == 7,
    )
    assert here.cached(b"/a") is (kept.prepared if is_given else None)
    assert here.cached(b"/b") is None
    assert asked == [glanced if compared == 7 else 1]


@pytest.mark.parametrize("error", [StateError("x"), sqlite3.OperationalError("x"), OSError("x")])
def test_what_is_amiss_is_left_to_the_whole_service(error: Exception) -> None:
    def glance() -> Any:
        raise error

    here = bare(
        cache=SimpleNamespace(at_target=lambda target: cached(7)),
        _index=SimpleNamespace(glance=glance),
    )
    assert here.cached(b"/a") is None
    assert not here.knows(Query())


@pytest.mark.parametrize(
    ("moment", "by_clock", "date", "is_own"),
    [
        (FIRST + SECOND, FIRST, FIRST + SECOND, True),
        (FIRST, FIRST, FIRST, False),
        (FIRST, FIRST + SECOND, FIRST + SECOND, False),
        (FIRST + SECOND / 2, FIRST, FIRST + SECOND / 2, False),
    ],
)
def test_a_date_is_a_commits_own_where_nothing_else_may_have_it(
    moment: datetime, by_clock: datetime, date: datetime, is_own: bool
) -> None:
    here: Any = bare(settings=SimpleNamespace(revision_header=False))
    sent = here._of(Version("c" * 40, moment), by_clock, prepared())
    assert sent.last_modified == date
    assert sent.own_dates == ((date,) if is_own else ())
    assert "Archive-Revision" not in dict(sent.variants["identity"].full.headers)


def test_no_date_of_a_commit_comes_from_a_clock_that_is_ahead() -> None:
    here: Any = bare(settings=SimpleNamespace(revision_header=True))
    ahead = datetime.now(UTC) + timedelta(days=1)
    sent = here._of(Version("c" * 40, FIRST), ahead, prepared())
    assert sent.last_modified <= datetime.now(UTC)


# A publication of its parts


@pytest.fixture
def here(indexed: Callable[..., Settings]) -> Publication:
    settings = indexed(external_hubs=["https://hub.example/"], cache_bytes=4_000_003, tombstones=7)
    return Publication(settings)


def test_entries_have_a_fourth_of_what_a_worker_keeps_and_documents_the_rest(
    here: Publication, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert here.entries._cached.maxsize == 1_000_000
    caches = (here.cache._plain, here.cache._oneoffs, here.cache._targets)
    assert [cache.maxsize for cache in caches] == [2_437_503, 375_000, 187_500]
    own = Links("https://own.example")
    assert Publication(here.settings, own).links is own
    _is_made_once_and_counted(here)
    (archive / "_posts/2022-03-01-1.md").unlink()
    clock = SimpleNamespace(monotonic=lambda: 100.0, perf_counter=time.perf_counter, time=time.time)
    monkeypatch.setattr(publication, "time", clock)
    here.publish(Query(), FORMATS["atom"])
    short = here.cache.get("/feed.atom")
    assert short
    assert short.until == 102


def _is_made_once_and_counted(here: Publication) -> None:
    missed = list[int]()
    for _ in range(2):
        first = here.publish(Query(), RSS, lambda: missed.append(1))
    assert missed == [1]
    assert here.publish(Query(), RSS) is first
    (name, seconds), *others = here.recorder.timings
    assert (name, others) == ("render", [])
    assert 0 < seconds < 60
    kept = here.cache.get("/feed.rss")
    assert kept
    assert kept.until is None
    assert [*here.links.hubs] == ["https://feeds.example/hub", "https://hub.example/"]
    assert here.documents.link_header(Query(), RSS) == (
        '<https://feeds.example/hub>; rel="hub", <https://hub.example/>; rel="hub", '
        '<https://feeds.example/feed.rss>; rel="self"'
    )
    assert here.knows(Query((Term("category", "haizhou"),)))
    assert not here.knows(Query((Term("category", "none"),)))
    assert here.news(Query(), RSS, first.digest, [first.digest]) is None


@pytest.mark.parametrize(
    ("posts_limit", "limit"), [(None, 50), (0, 50), (1, 1), (500, 500), (501, 500)]
)
def test_a_feed_is_as_long_as_its_site_says_within_a_bound(
    posts_limit: int | None, limit: int
) -> None:
    here: Any = bare(
        archive=SimpleNamespace(site=SimpleNamespace(posts_limit=posts_limit)),
        settings=SimpleNamespace(content="summary", stories="off"),
    )
    assert here._defaults() == Defaults("summary", limit, "off")


def test_the_index_knows_first_which_commit_is_served() -> None:
    report = CheckoutReport("source", "a" * 40, 1.0)
    there = SimpleNamespace(report=lambda: report)

    def told(checkout: Any, current: Callable[[], Any]) -> CheckoutReport | None:
        return bare(checkout=checkout, _index=SimpleNamespace(current=current)).checkout_report()

    def away() -> Any:
        raise StateError("no index")

    assert told(None, fails) is None
    assert told(there, away) is report
    assert told(there, Rows) is report
    newer = told(there, lambda: Rows(Version("b" * 40, FIRST)))
    assert newer
    assert newer.commit == "b" * 40
    assert newer.since is not None
    assert abs(newer.since - time.time()) < 60


# Feeds and their documents


@pytest.mark.parametrize(
    ("query", "extension", "days", "has"),
    [
        (Query(), "atom", 7, True),
        (Query((Term("tag", "a"),)), "atom", 1, True),
        (Query(), "atom", 0, False),
        (Query(), "rss", 7, False),
        (Query(page=2), "atom", 7, False),
        (Query(month="2022-03"), "atom", 7, False),
        (Query(words=("a",)), "atom", 7, False),
        (Query(corrections=True), "atom", 7, False),
    ],
)
def test_the_atom_feed_that_is_polled_names_what_was_withdrawn(
    query: Query, extension: str, days: int, has: bool
) -> None:
    settings: Any = SimpleNamespace(tombstones=days)
    nothing: Any = None
    documents = FeedDocuments(nothing, settings, nothing, nothing, nothing)
    assert documents._has_tombstones(query, FORMATS[extension]) == has


def test_after_a_refresh_entries_are_written_in_the_form_that_is_asked_for(
    here: Publication, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms, make = list[Any](), here.entries.entries

    def entries(posts: Any, form: Any = None) -> Any:
        forms.append(form)
        return make(posts, form)

    monkeypatch.setattr(here.entries, "entries", entries)
    for name in ("2022-03-03-3", "2022-03-02-2"):
        (archive / f"_posts/{name}.md").unlink()
    assert here.refresh(["_posts/2022-03-03-3.md"]).removed == ("_posts/2022-03-03-3.md",)
    assert here.refresh().removed == ("_posts/2022-03-02-2.md",)
    times = [seconds for name, seconds in here.recorder.timings if name == "refresh"]
    assert len(times) == 2
    assert all(0 < each < 60 for each in times)
    for query, form in (
        (Query(), FORMATS["atom"]),
        (Query(content="summary"), FORMATS["atom"]),
        (Query(), None),
    ):
        feed, lacks = here.documents.feed(here.index, query, form)
        assert (len(feed.tombstones), lacks) == (2 if form else 0, False)
    assert forms == [("atom", "full"), ("atom", "summary"), None]


def test_a_site_that_shows_each_story_once_is_counted_so(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = list[Any]()
    monkeypatch.setattr(
        "service.publication.feed_documents.tally", lambda *given: counted.append(given)
    )
    zone: Any = object()
    site = SimpleNamespace(shows_stories_once=True, timezone=zone)
    archive: Any = SimpleNamespace(site=site)
    search: Any = SimpleNamespace(words=lambda index: nullcontext("words"))
    nothing: Any = None
    documents = FeedDocuments(archive, nothing, nothing, nothing, search)
    documents.tally(nothing, Query(), 24)
    documents.tally(nothing, Query((Term("tag", "a"),), words=("x",)), 3)
    assert counted == [
        (None, Query(unique=True), zone, None, 24),
        (None, Query((Term("tag", "a"),), words=("x",), unique=False), zone, "words", 3),
    ]


# Words


@pytest.mark.parametrize(
    ("scope", "summary", "words"),
    [
        ("title", None, "T\n"),
        ("title", "S", "T\nS"),
        ("summary", "S", "T\nS"),
        ("summary", "", "T\nsummary of safe <text> a.md https://h/ d a.md --- d"),
        ("body", "S", "T\nS\nplain safe <text> a.md https://h/ d"),
        ("body", None, "T\n\nplain safe <text> a.md https://h/ d"),
    ],
)
def test_a_search_looks_through_what_the_settings_say(
    scope: str, summary: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_work, "safe_html", lambda *given: f"safe {' '.join(given)}")
    monkeypatch.setattr(entry_work, "plain", lambda content: f"plain {content}")
    monkeypatch.setattr(
        entry_work,
        "summary_of",
        lambda content, source, *given: f"summary of {content} {' '.join(given)}",
    )
    site = SimpleNamespace(url="https://h")
    archive: Any = SimpleNamespace(text=lambda post: "<text>", site=site, dialect="d")
    post: Any = SimpleNamespace(title="T", summary=summary, path="a.md", excerpt_separator="---")
    assert _words(archive, post, scope) == words
    archive.text = lambda post: None  # its file is gone
    assert _words(archive, post, scope) == words.replace("<text>", "")


@pytest.mark.parametrize(
    ("codes", "is_refused"),
    [("", False), ("E13", False), ("E10 E10", False), ("E10 E13", True), ("E13 -", True)],
)
def test_which_of_several_posts_took_the_memory_is_not_known(codes: str, is_refused: bool) -> None:
    results = [None if code == "-" else Fault(1, code, "") for code in codes.split()]
    if is_refused:
        with pytest.raises(MemoryError):
            _refuse_lack_of_memory(results)
    else:
        _refuse_lack_of_memory(results)


def test_words_are_read_by_one_thread_while_searches_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun, may_end, ended = Event(), Event(), Event()
    readings = list[object]()

    def bring_up_to_date(index: Any, texts: Any, patient: bool) -> None:
        if not patient:
            raise NotReadyError(1, 2)
        readings.append((index, current_thread().daemon))  # which holds up no end
        begun.set()
        may_end.wait(10)
        ended.set()
        raise StateError("the index went away")

    monkeypatch.setattr(full_text, "bring_up_to_date", bring_up_to_date)
    monkeypatch.setattr(full_text, "open_index", lambda state: nullcontext(state))
    settings: Any = SimpleNamespace(state_folder=tmp_path, search="body")
    nothing: Any = None
    search = WordSearch(nothing, settings, nothing)
    for _ in range(3):
        with pytest.raises(NotReadyError):
            search.words(nothing)
        assert begun.wait(10)
    assert readings == [(tmp_path, True)]
    may_end.set()
    assert ended.wait(10)
    assert search._reading.acquire(timeout=10)  # another one may begin


def test_a_post_without_words_is_told_of_and_found_by_none() -> None:
    fault, told = Fault(1, "E10", "slow"), list[Any]()
    maker: Any = SimpleNamespace(texts=lambda posts, scope: ["a", fault][: len(posts)])
    settings: Any = SimpleNamespace(state_folder=None, search="body")
    search = WordSearch(maker, settings, told.append)
    assert search._texts(["one", "two"]) == ["a", ""]  # type: ignore[list-item]
    assert search._texts(["one"]) == ["a"]  # type: ignore[list-item]
    assert told == [[("two", fault)]]
