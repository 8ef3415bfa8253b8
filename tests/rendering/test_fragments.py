"""An entry's fragment is the same alone and beside others, and holds every word unchanged."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.feed.compose import feed_of
from feeds.model import Attribution, Enclosure, Entry, Episode, Person, Post, Site
from feeds.query import Content, Query
from feeds.render import FORMATS
from feeds.render.links import Links
from feeds.text.clean import without_controls

LINKS = Links("https://feeds.example", ("https://feeds.example/hub",))
SITE = Site("Site", "https://site.example", author=Person("Own"), tag_authority="site.example")
TEXT = st.text(
    st.one_of(st.sampled_from(list("<>&\"'\r\n\t a;#")), st.characters(codec="utf-8"))
).map(without_controls)
ADDRESS = st.sampled_from(["a", "a?b=1&c=2", "%E6%B8%AF", "it's"]).map("https://x.example/".__add__)
ORDINARY = st.text("abc éü港\"'", max_size=5)  # what most words are made of
WORD = st.one_of(ORDINARY, ORDINARY, ORDINARY, TEXT)
INSTANT = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC))


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), strategy)


PERSON = st.builds(Person, WORD.filter(bool), optional(ADDRESS))
ATTRIBUTION = st.builds(
    Attribution,
    outlet=optional(WORD),
    outlet_url=optional(ADDRESS),
    outlet_feed=optional(ADDRESS),
    original_url=optional(ADDRESS),
    bylines=st.lists(PERSON, max_size=2).map(tuple),
    rights=optional(WORD),
    licence_url=optional(ADDRESS),
)
ENCLOSURE = st.builds(
    Enclosure,
    st.just("https://x.example/a.mp3"),
    st.just("audio/mpeg"),
    st.just(5),
    st.sampled_from([None, 60]),
)
EPISODE = st.builds(
    Episode,
    explicit=st.sampled_from([None, False, True]),
    number=st.sampled_from([None, 3]),
    image=optional(ADDRESS),
)
POST = st.builds(
    Post,
    path=st.just("a.md"),
    permalink=st.just("/a"),
    title=WORD.filter(bool),
    published=INSTANT,
    updated=st.one_of(st.none(), INSTANT),
    categories=st.lists(WORD.filter(bool), max_size=2).map(tuple),
    tags=st.lists(WORD.filter(bool), max_size=2).map(tuple),
    attribution=ATTRIBUTION,
    language=st.sampled_from([None, "en", "zh"]),
    image=optional(ADDRESS),
    enclosures=st.one_of(st.just(()), st.just(()), st.tuples(ENCLOSURE)),
    episode=st.one_of(st.none(), EPISODE),
)
ENTRY = st.builds(
    Entry,
    post=POST,
    id=ADDRESS,
    url=ADDRESS,
    updated=INSTANT,
    content=st.one_of(st.sampled_from(["", '<p>a</p>\n<img src="https://x.example/i">']), TEXT),
    summary=WORD,
)


@pytest.mark.long
@given(entries=st.lists(ENTRY, max_size=4), content=st.sampled_from(["full", "summary"]))
def test_an_entry_is_written_alike_alone_and_beside_others(
    entries: list[Entry], content: Content
) -> None:
    for form in FORMATS.values():
        together = form.fragments(entries, SITE, content, LINKS)
        alone = [form.fragments([entry], SITE, content, LINKS) for entry in entries]
        assert together == [fragment for (fragment,) in alone]


def titles_of_rss(document: bytes) -> list[tuple[str | None, str | None]]:
    items = etree.fromstring(document).iter("item")
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    return [
        (item.findtext("title"), item.findtext(encoded) or item.findtext("description"))
        for item in items
    ]


def titles_of_atom(document: bytes) -> list[tuple[str | None, str | None]]:
    atom = "{http://www.w3.org/2005/Atom}"
    entries = []
    for entry in etree.fromstring(document).iter(f"{atom}entry"):
        title = entry.find(f"{atom}title")
        assert title is not None
        text = title.text or ""
        if title.get("type") == "html":
            text = html.unescape(text)
        entries.append((text, entry.findtext(f"{atom}content")))
    return entries


def titles_of_json(document: bytes) -> list[tuple[str | None, str | None]]:
    items = json.loads(document)["items"]
    return [(item["title"], item.get("content_html")) for item in items]


TITLES = {"rss": titles_of_rss, "atom": titles_of_atom, "json": titles_of_json}


@pytest.mark.long
@given(entries=st.lists(ENTRY.filter(lambda entry: bool(entry.content)), max_size=4))
def test_every_title_and_content_comes_out_as_it_was(entries: list[Entry]) -> None:
    feed = feed_of(Query(), SITE, entries, "full")
    expected = [(entry.post.title, entry.content) for entry in entries]
    for extension, form in FORMATS.items():
        assert TITLES[extension](form.render(feed, LINKS)) == expected, extension


def test_an_episode_of_which_only_a_picture_is_known_leaves_rss_well_formed() -> None:
    """The channel declares the namespace of whatever an item says."""
    episode = Episode(image="https://x.example/a.png")
    post = Post(
        "a.md", "/a", "A", datetime(2022, 3, 1, tzinfo=UTC), episode=episode,
        enclosures=(Enclosure("https://x.example/a.mp3", "audio/mpeg"),),
    )  # fmt: skip
    entry = Entry(post, "tag:x", "https://x.example/a", post.published, "<p>a</p>", "a")
    document = FORMATS["rss"].render(feed_of(Query(), SITE, [entry], "full"), LINKS)
    image = "{http://www.itunes.com/dtds/podcast-1.0.dtd}image"
    assert [each.get("href") for each in etree.fromstring(document).iter(image)] == [episode.image]


@pytest.mark.parametrize(
    ("attribution", "source"),
    [
        (Attribution(outlet="O", outlet_feed="https://o.example/f"), "https://o.example/f"),
        (Attribution(outlet="O", outlet_url="https://o.example/"), "https://o.example/"),
        (
            Attribution(
                outlet="O", outlet_url="https://o.example/", outlet_feed="https://o.example/f"
            ),
            "https://o.example/f",
        ),
        (Attribution(outlet="O"), None),
        (Attribution(outlet_url="https://o.example/"), None),  # RSS wants its title
        (Attribution(outlet_feed="https://o.example/f"), None),
    ],
)
def test_the_source_of_an_item_has_a_name_and_an_address(
    attribution: Attribution, source: str | None
) -> None:
    post = Post("a.md", "/a", "A", datetime(2022, 3, 1, tzinfo=UTC), attribution=attribution)
    entry = Entry(post, "tag:x", "https://x.example/a", post.published, "<p>a</p>", "a")
    (item,) = FORMATS["rss"].fragments([entry], SITE, "full", LINKS)
    element = re.search(rb'<source url="([^"]*)">O</source>', item)
    assert (element and element[1].decode()) == source
    assert (b"<source" in item) == (source is not None)


@pytest.mark.parametrize(
    ("description", "kind"), [("A <b> of c", "html"), ("A & b", None), ("A < b", None)]
)
def test_a_subtitle_that_looks_like_markup_says_that_it_is_text(
    description: str, kind: str | None
) -> None:
    site = replace(SITE, description=description)
    document = FORMATS["atom"].render(feed_of(Query(), site, [], "full"), LINKS)
    subtitle = etree.fromstring(document).find("{http://www.w3.org/2005/Atom}subtitle")
    assert subtitle is not None
    assert subtitle.get("type") == kind
    text = subtitle.text or ""
    assert (html.unescape(text) if kind else text) == description
