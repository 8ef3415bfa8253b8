"""What a publication keeps, and when it makes it anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.index.index import FILE_NAME
from feeds.index.refresh import Refresher
from feeds.model import Term, Version
from feeds.parameters import Defaults
from feeds.query import Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.commands.common import opened
from service.publication.publication import Publication
from service.publication.response import REVISION_HEADER, PreparedResponse
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import index_of, post, three_posts, write

NEWEST = datetime(2022, 3, 3, tzinfo=UTC)  # the newest of three posts
SECOND = timedelta(seconds=1)
RSS, ATOM = FORMATS["rss"], FORMATS["atom"]
HAIZHOU, YUNLING = (Query((Term("category", name),)) for name in ("haizhou", "yunling"))
TARGET = "/category/haizhou.rss"


@pytest.fixture
def here(indexed: Callable[..., Settings]) -> Publication:
    return Publication(indexed(external_hubs=["https://hub.example/"], tombstones=7))


def changed(here: Publication, category: str) -> None:
    """One more post in this category, and the index brought up to date."""
    text = post("新", "2022-03-04 08:00:00 +0800", category)
    write(here.settings.archive, f"_posts/2022-03-04-{category}.md", text)
    assert here.refresh().added


# Whether what is kept is still the document


def test_a_document_is_made_once_and_the_time_that_took_is_noted(here: Publication) -> None:
    missed = list[int]()
    first, second = (here.publish(Query(), RSS, lambda: missed.append(1)) for _ in range(2))
    assert missed == [1]
    assert second is first
    ((name, seconds),) = here.recorder.timings
    assert name == "render"
    assert 0 < seconds < 60
    assert here.news(Query(), RSS, first.digest, [first.digest]) is None


def test_a_document_stays_until_its_own_feed_changes(here: Publication) -> None:
    first = here.publish(HAIZHOU, RSS)
    changed(here, "yunling")
    assert here.publish(HAIZHOU, RSS) is first
    changed(here, "haizhou")
    assert here.publish(HAIZHOU, RSS).digest != first.digest


def test_an_event_loop_gets_what_is_current_alone(here: Publication) -> None:
    first = here.publish(HAIZHOU, RSS)
    here.cache.remember(TARGET.encode(), TARGET)
    assert here.cached(TARGET.encode()) is first
    assert here.cached(b"/category/haizhou.rss?limit=50") is None
    changed(here, "yunling")
    assert here.cached(TARGET.encode()) is first
    changed(here, "haizhou")
    assert here.cached(TARGET.encode()) is None
    second = here.publish(HAIZHOU, RSS)
    assert here.cached(TARGET.encode()) is second


def test_which_terms_there_are_is_known_without_a_document(here: Publication) -> None:
    assert [here.knows(query) for query in (Query(), HAIZHOU)] == [True, True]
    assert not here.knows(Query((Term("category", "none"),)))


@pytest.mark.parametrize("left", ["nothing", "a folder", "a damaged file"])
def test_what_is_amiss_is_left_to_the_whole_service(here: Publication, left: str) -> None:
    here.publish(HAIZHOU, RSS)
    here.cache.remember(TARGET.encode(), TARGET)
    index = here.settings.state_folder / FILE_NAME
    index.unlink()
    if left == "a folder":
        index.mkdir()
    elif left == "a damaged file":
        index.write_bytes(b"SQLite format 3\0" + bytes(5000))
    with ThreadPoolExecutor(1) as threads:  # one that has no index open yet
        assert threads.submit(here.cached, TARGET.encode()).result() is None
        assert not threads.submit(here.knows, HAIZHOU).result()


def test_a_document_that_a_post_is_missing_from_ends_in_two_seconds(
    here: Publication, archive: Path
) -> None:
    here.publish(YUNLING, ATOM)
    (archive / "_posts/2022-03-01-1.md").unlink()
    begun = time.monotonic()
    here.publish(Query(), ATOM)
    whole, short = here.cache.get("/category/yunling.atom"), here.cache.get("/feed.atom")
    assert whole
    assert whole.until is None
    assert short
    assert short.until is not None
    assert begun + 2 <= short.until <= time.monotonic() + 2


# Commits


@pytest.fixture
def of_commit(archive: Path, tmp_path: Path) -> Callable[..., PreparedResponse]:
    """Index the archive as one commit has it; the feed of the site after that."""
    publications: dict[bool, Publication] = {}

    def at(commit: str, moment: datetime, *, has_header: bool = True) -> PreparedResponse:
        settings = load(
            archive=archive,
            state=tmp_path / "state",
            base_url="https://feeds.example",
            revision_header=has_header,
        )
        version = Version(commit * 40, moment)
        Refresher(opened(settings), settings.state_folder, 1, version).refresh(datetime.now(UTC))
        here = publications.setdefault(has_header, Publication(settings))
        return here.publish(Query(), RSS)

    return at


def headers_of(sent: PreparedResponse) -> dict[str, str]:
    return dict(sent.variants["identity"].full.headers)


def test_a_document_that_stays_names_each_commit_that_has_it(
    of_commit: Callable[..., PreparedResponse],
) -> None:
    first = of_commit("a", NEWEST + SECOND)
    second = of_commit("b", NEWEST + 2 * SECOND)
    assert headers_of(first)[REVISION_HEADER] == "a" * 40
    assert headers_of(second)[REVISION_HEADER] == "b" * 40
    assert headers_of(first)["Last-Modified"] == "Thu, 03 Mar 2022 00:00:01 GMT"
    assert headers_of(second)["Last-Modified"] == "Thu, 03 Mar 2022 00:00:02 GMT"
    assert second.digest == first.digest
    assert REVISION_HEADER not in headers_of(of_commit("c", NEWEST, has_header=False))


@pytest.mark.parametrize(
    ("moment", "date", "is_own"),
    [
        (NEWEST + SECOND, NEWEST + SECOND, True),
        (NEWEST, NEWEST, False),
        (NEWEST - SECOND, NEWEST, False),
        (NEWEST + SECOND / 2, NEWEST + SECOND / 2, False),
    ],
)
def test_a_date_is_a_commits_own_where_nothing_else_may_have_it(
    of_commit: Callable[..., PreparedResponse], moment: datetime, date: datetime, is_own: bool
) -> None:
    sent = of_commit("a", moment)
    assert sent.last_modified == date
    assert sent.own_dates == ((date,) if is_own else ())


# What a publication is made of


def test_our_hub_comes_before_others_and_each_feed_names_itself(here: Publication) -> None:
    assert [*here.links.hubs] == ["https://feeds.example/hub", "https://hub.example/"]
    assert headers_of(here.publish(Query(), RSS))["Link"] == (
        '<https://feeds.example/hub>; rel="hub", <https://hub.example/>; rel="hub", '
        '<https://feeds.example/feed.rss>; rel="self"'
    )
    own = Links("https://own.example")
    assert b"https://own.example/feed.rss" in body_of(
        Publication(here.settings, own).publish(Query(), RSS)
    )


def body_of(sent: PreparedResponse) -> bytes:
    return sent.variants["identity"].full.body


@pytest.mark.parametrize(
    ("posts_limit", "limit"), [("", 50), ("0", 50), ("1", 1), ("500", 500), ("501", 500)]
)
def test_a_feed_is_as_long_as_its_site_says_within_a_bound(
    archive: Path, tmp_path: Path, posts_limit: str, limit: int
) -> None:
    write(archive, "_config.yml", f"feed: {{posts_limit: {posts_limit}}}\n")
    here = Publication(load(archive=archive, state=tmp_path / "state", content="summary"))
    assert here.defaults == Defaults("summary", limit, here.settings.stories)


# Feeds and what a search looks through


@pytest.mark.parametrize(
    ("query", "extension", "days", "stones"),
    [
        (Query(), "atom", 7, 2),
        (HAIZHOU, "atom", 1, 1),
        (Query(), "atom", 0, 0),
        (Query(), "rss", 7, 0),
        (Query(page=2), "atom", 7, 0),
        (Query(month="2022-03"), "atom", 7, 0),
        (Query(since="2022-01-01"), "atom", 7, 0),
        (Query(corrections=True), "atom", 7, 0),
    ],
)
def test_the_atom_feed_that_is_polled_names_what_was_withdrawn(
    withdrawn: Settings, query: Query, extension: str, days: int, stones: int
) -> None:
    here = Publication(withdrawn.model_copy(update={"tombstones": days}))
    feed, lacks = here.documents.feed(here.index, query, FORMATS[extension])
    assert (len(feed.tombstones), lacks) == (stones, False)
    assert here.documents.feed(here.index, query)[0].tombstones == ()


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of a service that served three posts, of which one is left."""
    folder = tmp_path_factory.mktemp("withdrawn")
    settings = index_of(three_posts(folder / "archive"), folder / "state")
    here = Publication(settings)
    removed = "_posts/2022-03-03-3.md", "_posts/2022-03-02-2.md"
    for path in removed:
        (settings.archive / path).unlink()
    assert here.refresh([removed[0]]).removed == removed[:1]
    assert here.refresh().removed == removed[1:]
    assert [name for name, _ in here.recorder.timings] == ["refresh", "refresh"]
    return settings


def test_a_search_looks_through_what_the_settings_say(tmp_path: Path) -> None:
    """Either post has the same text; one has a summary by its author as well."""
    body = "first *words*\n\nlast"
    one = post("T", "2022-03-01", body=body, summary="of the author")
    write(tmp_path, "_config.yml", "")
    write(tmp_path, "_posts/2022-03-01-a.md", one)
    write(tmp_path, "_posts/2022-03-02-b.md", post("U", "2022-03-02", body=body))
    archive = open_archive(tmp_path)
    posts = [each for file in archive.files() if (each := archive.read(file.path).post)]
    texts = Publication(load(archive=tmp_path, state=tmp_path / "state")).maker.texts
    assert texts(posts, "title") == ["T\nof the author", "U\n"]
    assert texts(posts, "summary") == ["T\nof the author", "U\nfirst words"]
    assert texts(posts, "body") == ["T\nof the author\nfirst words last", "U\n\nfirst words last"]
    for file in tmp_path.glob("_posts/*"):
        file.unlink()
    assert texts(posts, "summary") == ["T\nof the author", "U\n"]
