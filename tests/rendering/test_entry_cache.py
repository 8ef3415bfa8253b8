"""What has one shape is written by feedgen once, and comes out as if each had been by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec import structs

from feeds.feed.feed import feed_of
from feeds.feed.frequency import Pace
from feeds.model import Attribution, Enclosure, Entry, Person, Post, Site, Term
from feeds.query import Query
from feeds.render import FORMATS, entries, head
from feeds.render.forms import as_text
from feeds.render.json_feed import _string
from feeds.render.links import Links
from feeds.text.plain import without_controls

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
ENCLOSURE = st.just(Enclosure("https://x.example/a.mp3", "audio/mpeg", 5, 60))
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
)
ENTRY = st.builds(
    Entry,
    post=POST,
    id=ADDRESS,
    url=ADDRESS,
    updated=INSTANT,
    markup=st.one_of(st.sampled_from(["", '<p>a</p>\n<img src="https://x.example/i">']), TEXT).map(
        str.encode
    ),
    summary=WORD,
)
PACE = st.builds(Pace, st.integers(300, 14400), st.sampled_from([None, 60, 5000, 90_000, 10**9]))


def between(one: Entry, other: Entry) -> list[Entry]:
    """The first entry, and it again with each field in turn as the other has it."""
    found = [one]
    for name in ("id", "url", "updated", "markup", "summary"):
        found.append(replace(one, **{name: getattr(other, name)}))
    for field in structs.fields(Post):
        post = structs.replace(one.post, **{field.name: getattr(other.post, field.name)})
        found.append(replace(one, post=post))
    for field in structs.fields(Attribution):
        value = getattr(other.post.attribution, field.name)
        said = structs.replace(one.post.attribution, **{field.name: value})
        found.append(replace(one, post=structs.replace(one.post, attribution=said)))
    return [replace(entry, written={}) for entry in found]


@pytest.mark.parametrize("extension", ["rss", "atom"])
@given(one=ENTRY, other=ENTRY, name=WORD, pace=PACE, content=st.sampled_from(["full", "summary"]))
def test_words_in_a_form_are_the_document_that_feedgen_writes(
    extension: str, one: Entry, other: Entry, name: str, pace: Pace, content: str
) -> None:
    query = Query((Term("category", name),))
    feed = feed_of(query, SITE, between(one, other), content)  # type: ignore[arg-type]
    feed = replace(feed, pace=pace)
    by_forms = FORMATS[extension].render(feed, Links("https://feeds.example"))
    for entry in feed.entries:
        entry.written.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "shape_of", lambda entry: None)
        patch.setattr(head, "is_remarkable", lambda title: True)
        assert FORMATS[extension].render(feed, Links("https://feeds.example")) == by_forms


@given(TEXT)
def test_a_text_is_spelled_as_lxml_spells_it(text: str) -> None:
    element = etree.Element("a")
    element.text = text
    spelled = etree.tostring(element, encoding="UTF-8").partition(b"<a>")[2]
    assert as_text(text) == spelled.removesuffix(b"</a>") or not text


@given(TEXT)
def test_a_text_is_spelled_as_any_writer_of_json_spells_it(text: str) -> None:
    spelled = _string(text.encode())
    assert json.loads(spelled) == text
    assert spelled == msgspec.json.encode(text)
