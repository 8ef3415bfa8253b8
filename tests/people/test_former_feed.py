"""What a former feed says of its entries: read as readers read it, whatever XML or JSON it is."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.errors import ArchiveError
from service.moving.former_feed import (
    FormerEntry,
    FormerFeed,
    parse_former_feed,
    read_former_feed,
)
from tests.conftest import write

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ('<link href="/a"/>', "/a"),
        ('<link rel="alternate" href="/a"/>', "/a"),
        ('<link rel="self" href="/b"/><link href="/a"/>', "/a"),
        ('<link rel="self" href="/b"/>', ""),
    ],
)
def test_an_entry_of_a_former_atom_feed_has_the_address_of_its_page(links: str, link: str) -> None:
    """A link without `rel` is one with `alternate` (RFC 4287 section 4.2.7.2)."""
    feed = parse_former_feed(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id>{links}</entry></feed>'.encode()
    )
    assert feed is not None
    assert [(entry.id, entry.link) for entry in feed.entries] == [("x", link)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<guid>?a&b&amp;c&#038;d</guid>", ("?a&b&c&d", "", "")),
        ("<title>a&nbsp;b &x;</title><guid>?c&amp;d</guid>", ("?c&d", "", "a\xa0b &x;")),
        ("<title><![CDATA[a & b]]> & c</title><guid>x</guid>", ("x", "", "a & b & c")),
        ("<title>Q&amp;amp;A</title><guid>x</guid>", ("x", "", "Q&A")),
        (
            "<i:title xmlns:i='i'>b</i:title><title>a</title><guid>x</guid>"
            "<a:link xmlns:a='a' href='/b'/><link>/a</link>",
            ("x", "/a", "a"),
        ),
    ],
)
def test_a_former_feed_is_read_as_readers_read_it(item: str, expected: tuple[str, ...]) -> None:
    """What no XML may hold is common: one bare `&` would have the parser drop those after it."""
    item = item.replace("<guid>", "<guid isPermaLink='false'>")
    feed = parse_former_feed(f"<rss><channel><item>{item}</item></channel></rss>".encode())
    assert feed is not None
    assert [(entry.id, entry.link, entry.title) for entry in feed.entries] == [expected]


def test_addresses_of_a_former_feed_may_lie_below_its_base() -> None:
    feed = parse_former_feed(
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/blog/'>"
        b"<entry><id>x</id><link href='b/'/></entry></feed>"
    )
    assert feed is not None
    assert feed.entries[0].link == "https://a.example/blog/b/"


def _former(feed: str) -> FormerEntry | None:
    """The one entry of a former feed; None where it has none that a reader could tell."""
    parsed = parse_former_feed(feed.encode())
    assert parsed is not None
    return parsed.entries[0] if parsed.entries else None


@pytest.mark.parametrize(
    ("item", "id", "link", "at"),
    [
        ("<link>/a</link><guid>g</guid>", "g", "/a", None),
        ("<link>/a</link>", "/a", "/a", None),
        ("<guid>/g</guid>", "/g", "/g", None),
        ("<guid isPermaLink='true'>/g</guid>", "/g", "/g", None),
        ("<guid isPermaLink='false'>/g</guid>", "/g", "", None),
        ("<link>/a</link><pubDate>Tue, 01 Mar 2022 12:00:00 GMT</pubDate>", "/a", "/a", 0),
        ("<link>/a</link><d:date>2022-03-01T12:00:30Z</d:date>", "/a", "/a", 30),
        (
            "<link>/a</link><d:date>2022-03-01T12:00:30Z</d:date>"
            "<pubDate>Tue, 01 Mar 2022 14:00:05 +0200</pubDate>",
            *("/a", "/a", 5),
        ),
    ],
)
def test_an_item_of_a_former_rss_feed_is_what_readers_take_it_for(
    item: str, id: str, link: str, at: int | None
) -> None:
    for root in ("rss", "RDF"):
        names = "xmlns:d='http://purl.org/dc/elements/1.1/'"
        entry = _former(f"<{root} {names}><item>{item}</item></{root}>")
        assert entry is not None
        assert (entry.id, entry.link) == (id, link)
        moment = None if at is None else datetime(2022, 3, 1, 12, 0, at, tzinfo=UTC)
        assert entry.published == moment


def test_an_item_without_anything_to_tell_it_by_is_left_out() -> None:
    assert _former("<rss><channel><item><title>A</title></item></channel></rss>") is None
    assert _former('{"items": [{"title": "A"}, 3]}') is None


def test_a_former_feed_that_is_not_well_formed_has_its_entries() -> None:
    entry = _former("<rss><channel><item><guid>g</guid><x a=1/></item></channel></rss>")
    assert entry is not None
    assert entry.id == "g"


def test_an_entry_of_a_former_atom_feed_has_the_time_of_its_publication() -> None:
    def published(times: str) -> datetime | None:
        entry = _former(f"<feed><entry><id>x</id>{times}</entry></feed>")
        assert entry is not None
        return entry.published

    first, last = "2022-03-01T12:00:00Z", "2022-03-02T12:00:00Z"
    both = f"<updated>{last}</updated><published>{first}</published>"
    assert published(both) == datetime(2022, 3, 1, 12, tzinfo=UTC)
    assert published(f"<updated>{last}</updated>") == datetime(2022, 3, 2, 12, tzinfo=UTC)
    assert published("") is None


@pytest.mark.parametrize(
    ("item", "id", "link"),
    [
        ('{"id": "x", "url": "/a"}', "x", "/a"),
        ('{"url": "/a"}', "/a", "/a"),
        ('{"id": 7}', "7", ""),
    ],
)
def test_an_item_of_a_former_json_feed_has_its_id_or_else_its_address(
    item: str, id: str, link: str
) -> None:
    assert _former(f'{{"items": [{item}]}}') == FormerEntry(id, link, "", None)


FEED = b"<feed xmlns='http://www.w3.org/2005/Atom'>%s</feed>" % (
    b"<entry><id>a</id></entry>" * 5000
)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(FEED, mtime=0),
        b"\xef\xbb\xbf\n" + FEED,
        b'\xef\xbb\xbf{"items": [{"id": "a"}]}',
        FEED.decode().encode("utf-16"),
    ],
)
def test_a_former_feed_may_be_packed_or_have_a_mark_before_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed").write_bytes(data)
    assert read_former_feed(f"{tmp_path}/feed").entries[0].id == "a"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \n", "is empty"),
        (b"<rss><channel/></rss>", "no entry to compare"),
        (gzip.compress(FEED, mtime=0)[:-20], "ended before"),
        (gzip.compress(FEED, mtime=0)[:20] + bytes(99), "rror"),
        (b"[1]", "no feed in RSS, Atom or JSON$"),
        (
            b"<html><link rel=alternate type=application/rss+xml href=/feed.rss><p>Hello",
            "it is a page, which names /feed.rss$",
        ),
        (
            b"<html><link rel=alternate type=application/atom+xml>"
            b"<link rel=alternate type=application/feed+json href=/feed.json>",
            "it is a page, which names , /feed.json$",
        ),
    ],
)
def test_what_is_no_former_feed_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "feed").write_bytes(data)
    with pytest.raises(ArchiveError, match=words) as caught:
        read_former_feed(f"{tmp_path}/feed")
    assert "\n" not in str(caught.value)


def test_the_feeds_that_the_head_of_a_page_names_are_told(tmp_path: Path) -> None:
    def told(page: str) -> str:
        with pytest.raises(ArchiveError) as refused:
            read_former_feed(str(write(tmp_path, "page", page)))
        return str(refused.value).partition("RSS, Atom or JSON")[2]

    def link(kind: str, href: str = "/f", rel: str = "alternate") -> str:
        return f'<link rel="{rel}" type="{kind}" href="{href}">'

    named = ": it is a page, which names "
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        assert told(f"<html>{link(kind)}") == f"{named}/f"
    assert told(f"<html>{link('text/html')}{link(kind, rel='next')}") == ""
    assert told(f"<html>{link(kind, 'x' * 301)}") == f"{named}{'x' * 300}"
    assert told(f"<html>{link(kind, '')}") == ""
    end = len(f"<html>{link(kind)}")
    assert told(f"<html>{' ' * (100_000 - end)}{link(kind)}") == f"{named}/f"
    assert told(f"<html>{' ' * (100_001 - end)}{link(kind)}") == ""
    assert told("<!-- ") == ""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("&amp; &lt; &gt; &quot; &apos; &#65; &#x42;", "& < > \" ' A B"),
        ("x&nbsp;&hellip;&ngE;", "x\xa0…≧̸"),
        ("&nope; &AMP; & ;", "&nope; & & ;"),
        ("<![CDATA[&nbsp;]]>&nbsp;<![CDATA[&#65;]]>", "&nbsp;\xa0&#65;"),
    ],
)
def test_names_of_html_in_a_former_feed_are_their_signs(text: str, read: str) -> None:
    """In the id, which is no HTML itself."""
    entry = _former(f"<rss><item><guid>{text}</guid></item></rss>")
    assert entry is not None
    assert entry.id == read


def test_entities_of_a_former_feed_are_not_expanded(tmp_path: Path) -> None:
    write(tmp_path, "secret", "hush")
    head = f'<!DOCTYPE rss [<!ENTITY a "laugh"><!ENTITY b SYSTEM "{tmp_path}/secret">]>'
    entry = _former(f"{head}<rss><item><guid>x&a;&b;</guid><title>&a;&b;</title></item></rss>")
    assert entry is not None
    assert "laugh" not in entry.id + entry.title
    assert "hush" not in entry.id + entry.title


def test_elements_of_a_former_feed_nested_without_end_end_its_reading() -> None:
    deep, item = "<a>" * 300 + "</a>" * 300, "<item><guid>{}</guid></item>"
    feed = parse_former_feed(f"<rss>{item.format(1)}{deep}{item.format(2)}</rss>".encode())
    assert feed is not None
    assert [entry.id for entry in feed.entries] == ["1"]


def test_a_former_feed_says_what_wrote_it() -> None:
    for root, entry in (
        ("rss", "<item><guid isPermaLink='false'>x</guid></item>"),
        ("feed", "<entry><id>x</id></entry>"),
    ):
        feed = parse_former_feed(
            f"<{root}><generator> G </generator>{entry}{entry}</{root}>".encode()
        )
        assert feed == FormerFeed("G", (FormerEntry("x", "", "", None),) * 2)
    assert parse_former_feed(b'{"items": []}') == FormerFeed("", ())
    for no_feed in (b"<opml/>", b'{"items": {}}', b"{", b'{"a":' * 100_000):
        assert parse_former_feed(no_feed) is None


def test_an_item_of_a_former_json_feed_has_its_title_and_date() -> None:
    entry = _former(
        '{"items": [{"id": "x", "url": 7, "title": "T", "date_published": "2022-03-01T12:00:00Z"}]}'
    )
    assert entry == FormerEntry("x", "7", "T", NOON)


def test_a_former_entry_has_the_first_link_to_its_page() -> None:
    links = "<link rel='enclosure' href='/e'/><link href=' /a '/><link rel='alternate' href='/b'/>"
    entry = _former(f"<feed><entry>{links}</entry></feed>")
    assert entry == FormerEntry("/a", "/a", "", None)
    assert _former("<feed><entry><id>x</id><link/></entry></feed>") == FormerEntry(
        "x", "", "", None
    )
