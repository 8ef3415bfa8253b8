"""Every term has an address that leads back to exactly its feed, through clients and proxies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import TestResponse

from feeds.addresses import (
    EXTENSIONS,
    Address,
    FeedPath,
    read_address,
    read_feed_url,
    read_page,
    read_pairs,
    read_path,
    read_target,
    static_path,
    static_target,
    write_target,
)
from feeds.archive.terms import clean_names
from feeds.errors import BadParameterError, QueryError, UnknownAddressError, UnknownFormatError
from feeds.model import SITE, TERM_KINDS, Term
from feeds.parameters import LAST_PAGE, Defaults, parse, parse_corrections
from feeds.query import LARGEST_LIMIT, Place, Query
from feeds.render import FORMATS
from service.app import create_app
from service.commands.common import opened, refreshed
from service.server.fast_path import plain_feed
from service.settings.loading import load
from service.settings.settings import Settings
from service.traffic.events import route_of
from tests.conftest import CONFIG, post, three_posts, write

BASE = "https://feeds.example"
NASTY = [
    ".", "..", "...", "../..", "a/../b", "./a", "a/.", "a/..", "/a", "a/", "a//b", "//", "/",
    "a.rss", "a.rss.rss", "a.atom", ".rss", "a?b", "a#b", "a&b=c", "a+b", "a b", "%", "%2F",
    "%2e%2e", "100%", "'", '"', "<b>", "\\", "a\\b", "📈", "é", "e\u0301", "海州日报新闻",
    "feed", "feed/", "page=2", "a;b", "a:b", "http://x.example/", "-", "*", "a,b",
]  # fmt: skip
CHARACTERS = st.characters(
    min_codepoint=0x20, max_codepoint=0x10FFFF, exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]
)
NAMES = st.text(st.one_of(st.sampled_from("/.%?#& a+"), CHARACTERS), min_size=1, max_size=12)


# Front matter reads these as nothing, so no archive has a term of that name.
NOTHING = {"~", "null", "Null", "NULL"}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b", "/tag/a/b.rss"), ("a b/c", "/tag/a%20b/c.rss"), ("a//b", "/tag/a%2F%2Fb.rss"),
        ("a/", "/tag/a%2F.rss"), ("./a b", "/tag/.%2Fa%20b.rss"), ("a/..", "/tag/a%2F...rss"),
        (".a/b.", "/tag/.a/b..rss"), ("a?b#c", "/tag/a%3Fb%23c.rss"),
    ],
)  # fmt: skip
def test_slashes_of_a_name_stay_where_no_part_is_empty_or_dots(name: str, path: str) -> None:
    assert write_target(Query((Term("tag", name),)), "rss") == path


AB, DOTTED = (Term("tag", "a b"),), (Term("category", "b.rss"),)
TWO = (Term("category", "a"), Term("tag", "b"))


def test_every_query_has_one_address_at_a_service_and_one_at_a_static_server() -> None:
    march = Query(month="2022-03")
    all_of_it = Query(
        AB, 7, 3, "summary", TWO, ("x", "y"), "2022-01-01", "2022-02-01", Place(255, 16), None, True
    )
    cases = [
        (Query(), "rss", "/feed.rss", "/feed.rss"),
        (Query(), "", "/all", "/all/"),
        (Query(page=2), "", "/all?page=2", "/page/2/all/"),
        (Query(AB), "atom", "/tag/a%20b.atom", "/tag/a%20b.atom"),
        (Query(AB, page=3), "", "/tag/a%20b?page=3", "/page/3/tag/a%20b/"),
        (Query(DOTTED), "", "/?category=b.rss", "/category/b.rss/"),
        (Query(DOTTED), "rss", "/category/b.rss.rss", "/category/b.rss.rss"),
        (Query((Term("tag", ".rss"),)), "", "/tag/.rss", "/tag/.rss/"),
        (Query((Term("tag", "a.xml"),)), "", "/tag/a.xml", "/tag/a.xml/"),
        (Query(TWO), "rss", "/feed.rss?category=a&tag=b", None),
        (Query(TWO), "", "/?category=a&tag=b", None),
        (Query(words=("a", "b")), "", "/?q=a%20b", None),
        (Query(AB, without=TWO), "", "/tag/a%20b?-category=a&-tag=b", None),
        (Query(AB, month="2022-03"), "", "/tag/a%20b", "/tag/a%20b/"),
        (Query(without=(Term("tag", "a/b c"),)), "rss", "/feed.rss?-tag=a%2Fb%20c", None),
        (Query(unique=True), "json", "/feed.json?unique=1", None),
        (Query(unique=False), "", "/all?unique=0", None),
        (Query(before=Place(-1, 2)), "rss", "/feed.rss?before=-1.2", None),
        (march, "rss", "/archive/2022-03/feed.rss", "/archive/2022-03/feed.rss"),
        (march, "", "/all", "/all/"),
        (
            Query(AB, month="2022-03", before=Place(255, 16)),
            "rss",
            "/archive/2022-03/tag/a%20b.rss?before=ff.10",
            "/archive/2022-03/ff.10/tag/a%20b.rss",
        ),
        (Query(corrections=True), "atom", "/corrections.atom", "/corrections.atom"),
        (Query(corrections=True, page=2), "atom", "/corrections.atom?page=2", None),
        (
            all_of_it,
            "rss",
            "/tag/a%20b.rss?-category=a&-tag=b&before=ff.10&content=summary&limit=7&page=3&q=x%20y"
            "&since=2022-01-01&unique=1&until=2022-02-01",
            None,
        ),
    ]
    for query, extension, target, static in cases:
        assert write_target(query, extension) == target
        if static:
            assert static_target(query, extension) == static
            assert static_path(query, extension) == unquote(static)


def test_every_path_says_which_feed_or_page_it_is_of() -> None:
    march, tag = "2022-03", Term("tag", "a")
    cases = {
        "/feed.rss": FeedPath(SITE, "rss"),
        "/archive/2022-03/feed.atom": FeedPath(SITE, "atom", march),
        "/corrections.json": FeedPath(SITE, "json", None, True),
        "/tag/a.rss": FeedPath(tag, "rss"),
        "/archive/2022-03/tag/a.json": FeedPath(tag, "json", march),
        "/archive/2022-03/tag/a": FeedPath(tag, "", march),
        "/tag/a": FeedPath(tag),
        "/tag/a.xml": FeedPath(Term("tag", "a.xml")),
        "/tag/.rss": FeedPath(Term("tag", ".rss")),
        "/tag/a.rss.atom": FeedPath(Term("tag", "a.rss"), "atom"),
        "/tag/a/b\n.rss": FeedPath(Term("tag", "a/b\n"), "rss"),
        **{f"/{kind}/a.rss": FeedPath(Term(kind, "a"), "rss") for kind in TERM_KINDS},
        **{f"/feed.{extension}": FeedPath(SITE, extension) for extension in EXTENSIONS},
    }
    assert {path: read_path(path) for path in cases} == cases
    assert not read_path("/tag/a").corrections
    for path in ("/feed.xml", "/corrections.xml", "/archive/2022-03/feed.xml", "/feed.rss.xml"):
        with pytest.raises(UnknownFormatError, match="xml"):
            read_path(path)
    for path in ("/feed", "/tag/", "/site/a.rss", "/x/a.rss", "feed.rss", "/feed.rss/", "//", "/"):
        with pytest.raises(UnknownAddressError):
            read_path(path)


def test_the_front_page_is_one_of_a_feed_where_it_is_asked_for_terms_or_filters() -> None:
    assert read_target("/?limit=7&page=2&content=summary&before=1.2") == (Query(), "")
    assert read_target("/all?page=2") == (Query(page=2), "")
    assert read_target("/all?tag=a") == (Query((Term("tag", "a"),)), "")
    asked = {
        "q=a": Query(words=("a",)),
        "since=2022-01-01": Query(since="2022-01-01"),
        "until=2022-01-01": Query(until="2022-01-01"),
        "unique=1": Query(unique=True),
        **{f"{kind}=a": Query((Term(kind, "a"),)) for kind in TERM_KINDS},
        **{f"-{kind}=a": Query(without=(Term(kind, "a"),)) for kind in TERM_KINDS},
    }
    assert {name: read_target(f"/?{name}").query for name in asked} == asked


def test_what_counts_without_being_asked_for_is_not_part_of_an_address() -> None:
    default = Defaults("summary", 7, "site")
    for path in ("/all", "/feed.rss", "/tag/a", "/corrections.rss", "/archive/2022-03/feed.rss"):
        plain = read_address(path, [], default)
        assert read_address(path, [("limit", "7"), ("content", "summary")], default) == plain
        assert read_address(path, [("content", "full")], default) != plain
    assert read_address("/", [("q", "a"), ("limit", "7")], default).query == Query(words=("a",))
    assert read_feed_url(f"{BASE}/feed.rss?limit=7", BASE, default).query == Query()


def test_a_page_of_a_month_is_that_of_the_term() -> None:
    assert read_target("/archive/2022-03/tag/a") == (Query((Term("tag", "a"),)), "")
    assert read_target("/archive/2022-03/tag/a.rss").query.month == "2022-03"
    assert read_page("/archive/2022-03/tag/a.rss", [("page", "2")]) == (
        Query((Term("tag", "a.rss"),), page=2),
        "",
    )
    for path in ("/feed.rss", "/archive/2022-03/feed.rss", "/all", "/x/a", "/tag/"):
        with pytest.raises(UnknownAddressError):
            read_page(path, [])


def test_pairs_without_a_value_are_pairs_and_odd_bytes_are_signs() -> None:
    assert read_pairs("a=&b&c=%FF+d") == [("a", ""), ("b", ""), ("c", "\ufffd d")]


def test_a_feeds_whole_address_is_one_below_the_base_address() -> None:
    cases = [
        ("https://h.example/feed.rss", "https://h.example", True),
        ("https://H.example:443/feed.rss", "https://h.example", True),
        ("https://h.example/feed.rss", "https://h.example:443", True),
        ("http://h.example:80/feed.rss", "http://h.example", True),
        ("https://h.example:80/feed.rss", "https://h.example", False),
        ("http://h.example:443/feed.rss", "http://h.example", False),
        ("http://h.example/feed.rss", "https://h.example", False),
        ("https://h.example:8443/feed.rss", "https://h.example:8443", True),
        ("https://h.example:x/feed.rss", "https://h.example", False),
        ("https://h.example/feed.rss#x", "https://h.example", False),
        ("https://h.example/b/feed.rss", "https://h.example/b", True),
        ("https://h.example/bfeed.rss", "https://h.example/b", False),
        ("https://h.example/feed.rss", "https://h.example/b", False),
        ("https://h.example/feed.xml", "https://h.example", False),
        ("https://h.example/feed", "https://h.example", False),
        ("https://h.example/all", "https://h.example", False),
        ("https://other.example/feed.rss", "https://h.example", False),
    ]
    for url, base, is_feed in cases:
        if is_feed:
            assert read_feed_url(url, base) == (Query(), "rss")
        else:
            with pytest.raises(UnknownAddressError):
                read_feed_url(url, base)
    with pytest.raises(BadParameterError):
        read_feed_url("https://h.example/feed.rss?limit=0", "https://h.example")


@pytest.mark.long
@given(st.lists(st.one_of(st.sampled_from(NASTY), NAMES), max_size=40).map(tuple).map(clean_names))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_term_has_an_address_that_leads_back_to_its_feed(
    tmp_path_factory: pytest.TempPathFactory, names: tuple[str, ...]
) -> None:
    terms = [name for name in dict.fromkeys((*names, "a", ".")) if name not in NOTHING]
    # The folder stays: the application still writes its statistics there for a while.
    client = client_of(tmp_path_factory.mktemp("terms"), tuple(terms))
    for number, name in enumerate(terms):
        path = write_target(Query((Term("tag", name),)), "json")
        assert urljoin(BASE, path) == BASE + path
        assert path.isascii()
        assert "//" not in path
        feed = client.get(path).json
        assert [item["title"] for item in feed["items"]] == [f"第{number}篇"], (name, path)
        assert feed["feed_url"] == BASE + path


def client_of(folder: Path, names: tuple[str, ...]) -> FlaskClient:
    """A client of an archive with one post for each of these tags."""
    write(folder, "archive/_config.yml", CONFIG)
    for number, name in enumerate(names):
        tag = json.dumps(name, ensure_ascii=False)
        text = f"---\ntitle: 第{number}篇\ndate: 2022-03-01\ntags: [{tag}]\n---\n正文。"
        write(folder, f"archive/_posts/2022-03-01-{number}.md", text)
    loaded = load(archive=folder / "archive", state=folder / "state", base_url=BASE)
    refreshed(opened(loaded), loaded)
    return create_app(loaded).test_client()


SAME = [
    ["/category/haizhou.rss", "/feed.rss?category=haizhou", "/category/haizhou.rss?limit=50",
     "/category/haizhou.rss?page=1&content=full&x=y", "/category/haizhou.rss?category=haizhou"],
    ["/feed.rss?category=haizhou&category=yunling", "/category/yunling.rss?category=haizhou"],
    ["/feed.rss?q=b%20a", "/feed.rss?q=A+B", "/feed.rss?q=a++b+a&x=1", "/feed.rss?q=%EF%BC%A1,b"],
    ["/feed.rss?-tag=x&-category=y", "/feed.rss?-category=y&-tag=x&-tag=x"],
    ["/feed.rss?since=2022-03-01T08:00:00%2B08:00", "/feed.rss?since=2022-03-01T00:00:00Z"],
    ["/archive/2022-03/category/haizhou.rss", "/archive/2022-03/feed.rss?category=haizhou&page=3",
     "/archive/2022-03/category/haizhou.rss?limit=7&since=2022-01-01",
     "/archive/2022-03/category/haizhou.rss?limit=abc&page=-1&until=never"],
    ["/corrections.rss", "/corrections.rss?tag=x&q=y"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_addresses_of_one_meaning_have_one_self_and_one_body(
    client: FlaskClient, spellings: list[str]
) -> None:
    answers = [client.get(path) for path in spellings]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["Link"] for answer in answers}) == 1


def test_a_canonical_address_is_its_own_canonical_address(client: FlaskClient) -> None:
    for spellings in SAME:
        own = client.get(spellings[-1]).headers["Link"].split("<")[-1].split(">")[0]
        again = client.get(own.removeprefix(BASE)).headers["Link"]
        assert own in again


def bad() -> Iterator[str]:
    yield "/feed.rss?" + "&".join(f"tag=t{n}" for n in range(21))
    yield "/feed.rss?" + "&".join(f"-tag=t{n}" for n in range(21))
    yield "/feed.rss?q=" + "a" * 101
    yield "/feed.rss?q=" + "+".join("abcdefghijk")
    yield from ("/feed.rss?q=!", "/feed.rss?since=yesterday", "/feed.rss?until=2022-02-30")
    yield from ("/feed.rss?before=1", "/feed.rss?before=z.1", "/feed.rss?page=0")
    yield from ("/feed.rss?limit=501", "/feed.rss?limit=-1", "/feed.rss?content=half")
    yield from ("/archive/2022-00/feed.rss", "/archive/22-03/feed.rss", "/feed.rss?tag=")


@pytest.mark.parametrize("path", [*bad()])
def test_a_value_beyond_its_bound_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_the_settings_content_is_the_canonical_one(archive: Path, tmp_path: Path) -> None:
    loaded = load(archive=archive, state=tmp_path / "s", base_url=BASE, content="summary")
    refreshed(opened(loaded), loaded)
    client = create_app(loaded).test_client()
    plain, spelled = client.get("/feed.json"), client.get("/feed.json?content=summary")
    assert plain.data == spelled.data
    assert plain.json["feed_url"] == f"{BASE}/feed.json"
    assert "content_html" not in plain.json["items"][0]
    full = client.get("/feed.json?content=full")
    assert full.json["feed_url"] == f"{BASE}/feed.json?content=full"
    assert "content_html" in full.json["items"][0]


KINDS = st.sampled_from(TERM_KINDS)
DAYS = st.dates().map(lambda day: day.isoformat())
VALUES = {
    **dict.fromkeys(TERM_KINDS, NAMES),
    **{f"-{kind}": NAMES for kind in TERM_KINDS},
    "q": st.text(st.sampled_from("aB日 ,É1"), max_size=12).filter(
        lambda words: not words.strip() or any(map(str.isalnum, words))
    ),
    "since": DAYS,
    "until": st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    "limit": st.integers(1, LARGEST_LIMIT).map(str),
    "page": st.integers(1, LAST_PAGE).map(str),
    "before": st.builds(Place, st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 2**63 - 1)).map(
        str
    ),
    "content": st.sampled_from(["full", "summary"]),
}
PAIRS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name])),
    max_size=8,
)
MONTHS = st.dates().map(lambda day: f"{day.year:04}-{day.month:02}")
TERMS = st.one_of(st.just(SITE), st.builds(Term, KINDS, st.one_of(NAMES, st.sampled_from(NASTY))))


@pytest.mark.long
@given(
    term=TERMS,
    pairs=PAIRS,
    extension=st.sampled_from(EXTENSIONS),
    month=st.one_of(st.none(), MONTHS),
    default=st.builds(Defaults, st.sampled_from(["full", "summary"]), st.integers(1, 500)),
)
def test_an_address_that_is_written_is_read_back_as_the_same(
    term: Term, pairs: list[tuple[str, str]], extension: str, month: str | None, default: Defaults
) -> None:
    query = parse(term, pairs, default, month)
    target = write_target(query, extension)
    assert read_target(target, default) == Address(query, extension)
    assert read_feed_url(f"{BASE}/below{target}", f"{BASE}/below", default) == (query, extension)
    assert urljoin(BASE, target) == BASE + target


@pytest.mark.long
@given(pairs=PAIRS, extension=st.sampled_from(EXTENSIONS))
def test_the_address_of_corrections_is_read_back_as_the_same(
    pairs: list[tuple[str, str]], extension: str
) -> None:
    query = parse_corrections(pairs)
    assert read_target(write_target(query, extension)) == Address(query, extension)


@pytest.mark.long
@given(term=TERMS, pairs=PAIRS)
def test_the_address_of_a_page_is_read_back_as_the_same(
    term: Term, pairs: list[tuple[str, str]]
) -> None:
    query = parse(term, pairs)
    target = write_target(query, "")
    assert read_target(target) == Address(query, "")
    with pytest.raises(UnknownAddressError):
        read_feed_url(BASE + target, BASE)


def test_there_is_a_format_for_every_extension_of_an_address() -> None:
    assert tuple(FORMATS) == EXTENSIONS


PIECES = st.sampled_from(
    ["/", "//", "", ".", "feed", "feed.rss", "corrections.json", "category", "category/", "tag/",
     "archive/", "2022-03/", "2022-13/", "haizhou", "%68aizhou", "haizhou.rss", "海州日报新闻",
     "%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5%E6%96%B0%E9%97%BB", "%FF", "%2F", "..", "%2e", "nothing",
     ".rss", ".atom", ".json", ".%72ss", ".xyz", "?", "&", "limit=2", "limit=0", "tag=%FF", "=",
     "category=yunling", "x=%FF", "q=%C3%A9", "all", ";", "+", "%", "%0A"]
)  # fmt: skip
SENT = st.lists(PIECES, max_size=6).map(lambda pieces: quote("".join(["/", *pieces]), "/%?&=;+"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("addresses")
    loaded = load(archive=three_posts(folder / "archive"), state=folder / "state", base_url=BASE)
    refreshed(opened(loaded), loaded)
    return create_app(loaded).test_client()


@pytest.mark.long
@example("/feed")
@example("//feed")
@given(st.one_of(st.sampled_from(["//feed.rss", "///category/haizhou.rss", "/feed.rss"]), SENT))
@settings(max_examples=400)
def test_every_reader_of_an_address_reads_the_same(shared: FlaskClient, target: str) -> None:
    """The routes, the fast path, the hub and the statistics: what one takes for a feed is the
    same feed for all, and what one refuses all refuse. Where a feed lay before Postwire, the
    routes lead to its new address, and the hub takes it for a topic."""
    answer = get(shared, target)
    is_feed = answer.status_code == 200 and 'rel="self"' in answer.headers.get("Link", "")
    publication = shared.application.extensions["postwire"]
    address = feed_address(target)
    assert is_feed == (address is not None and publication.knows(address.query))
    is_moved = answer.status_code == 301 and bool(feed_address(answer.location.removeprefix(BASE)))
    topic = shared.post("/hub", data=subscription(BASE + target))
    assert topic.status_code == (202 if is_feed or is_moved else 404)
    if "?" not in target:
        assert plain_feed(target.encode(), Defaults()) in (address, None)
    if is_feed:
        assert f'<{BASE}{write_target(*address)}>; rel="self"' in answer.headers["Link"]
        assert route_of(unquote(target.partition("?")[0])) not in ("other", "page")


def test_a_path_with_two_slashes_before_it_is_no_address(shared: FlaskClient) -> None:
    for target in ("//feed.rss", "//category/haizhou", "//category/haizhou.rss", "//all", "//"):
        answer = get(shared, target)
        assert answer.status_code == 404, target
        assert "no feed of this service lies at //" in answer.json["detail"]


def get(client: FlaskClient, target: str) -> TestResponse:
    """The answer to a target as it stands: a client's own would take two slashes for a host."""
    path, _, query_string = target.partition("?")
    decoded = unquote_to_bytes(path).decode("latin-1")
    return client.get("/", environ_overrides={"PATH_INFO": decoded, "QUERY_STRING": query_string})


def feed_address(target: str) -> Address | None:
    try:
        return read_feed_url(BASE + target, BASE)
    except QueryError:
        return None


def subscription(topic: str) -> dict[str, str]:
    return {
        "hub.mode": "subscribe",
        "hub.topic": topic,
        "hub.callback": "https://reader.example/callback",
    }


def test_a_page_has_an_address_where_its_term_looks_like_a_feed(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    for number, name in enumerate(("b", "b.rss"), 10):
        write(archive, f"_posts/2022-03-{number}-x.md", post(f"X {name}", "2022-03-10", name))
    client = create_app(indexed()).test_client()
    target = write_target(Query((Term("category", "b.rss"),)), "")
    assert target == "/?category=b.rss"
    assert f'href="{target}"' in client.get("/").text
    assert "X b.rss" in client.get(target).text


def test_older_entries_of_the_whole_site_are_on_the_next_page_of_its_feed(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    for number in range(20):
        write(archive, f"_posts/2022-02-01-{number}.md", post(f"X{number}", "2022-02-01"))
    client = create_app(indexed()).test_client()
    assert '<a rel="next" href="/all?page=2">' in client.get("/all").text
    assert '<a rel="prev" href="/all">' in client.get("/all?page=2").text
    assert client.get("/all?page=2").text.count("<article") == 3


def test_a_page_behind_the_end_leads_back_to_the_only_one(client: FlaskClient) -> None:
    root = etree.fromstring(client.get("/feed.atom?page=9").data)
    links = {
        link.get("rel"): link.get("href") for link in root.iter("{http://www.w3.org/2005/Atom}link")
    }
    assert links["last"] == links["first"] == "https://feeds.example/feed.atom"
