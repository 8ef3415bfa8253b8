"""Entries as XML: each by the form of its shape, once for each format, and kept with the entry.

An entry stands in many feeds, and writing it costs more than anything else of a document.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from feeds.feed.feed import Feed
from feeds.model import Attribution, Entry, Person, Post, Site
from feeds.query import Content
from feeds.render.dates import rfc822, rfc3339
from feeds.render.forms import Form, Vocabulary, Word, escaped, is_remarkable, mark
from feeds.render.media import image_of

Write = Callable[[Entry, Site, Content], bytes]
"""A format's XML of one entry by feedgen, with CONTENT for its HTML."""
Key = Callable[[Feed, Entry], str]
"""All that what is written of an entry depends on, beside the entry and its site."""

CONTENT = mark("content")
"""Stands for an entry's HTML, also of one that goes through feedgen by itself: neither it nor lxml
then looks at every character of that."""

# No post is of these instants (see `feeds.text.dates`), and no two of them are spelled alike.
_PUBLISHED = datetime(9999, 1, 1, 1, 1, 1, 111111, UTC)
_CORRECTED = datetime(9999, 2, 2, 2, 2, 2, 222222, UTC)
_UPDATED = datetime(9999, 3, 3, 3, 3, 3, 333333, UTC)

_FORMS = 500  # of all formats; an archive has some dozens


def with_entries(document: bytes, end: bytes, feed: Feed, write: Write, key: Key) -> bytes:
    """A document without entries → with those of a feed, in their order. `end` is the tag that
    closes what holds them."""
    before, end, after = document.rpartition(end)
    forms: _Forms = {}
    found = []
    for entry in feed.entries:
        if (name := key(feed, entry)) not in entry.written:
            entry.written[name] = _written(entry, feed, write, forms)
        found.append(entry.written[name])
    return b"".join((before, *found, end, after))


def _written(entry: Entry, feed: Feed, write: Write, forms: _Forms) -> bytes:
    """`forms` are those that this document has needed before: a site is long to look up by."""
    shape = shape_of(entry)
    if shape is None:
        return _alone(entry, feed, write)
    if shape not in forms:
        forms[shape] = _form(write, feed.site, feed.content, shape)
    return forms[shape].filled(entry)


def _alone(entry: Entry, feed: Feed, write: Write) -> bytes:
    original = write(entry, feed.site, feed.content)
    return original.replace(f">{CONTENT}</".encode(), b">" + escaped(entry.markup) + b"</", 1)


@lru_cache(maxsize=_FORMS)
def _form(write: Write, site: Site, content: Content, shape: _Shape) -> Form[Entry]:
    return Form(write(_specimen(shape), site, content).decode(), _VOCABULARY)


class _Shape(NamedTuple):
    """All that tells how an entry is written, but its words."""

    content: bool
    summary: bool
    image: bool
    updated: bool
    language: str | None
    categories: int
    tags: int
    outlet: bool
    outlet_url: bool
    outlet_feed: bool
    original_url: bool
    rights: bool
    licence_url: bool
    bylines: tuple[bool, ...]  # whether each has an address


_Forms = dict[_Shape, Form[Entry]]


def shape_of(entry: Entry) -> _Shape | None:
    """None where the words tell it, too."""
    post, said = entry.post, entry.post.attribution
    names = [person.name for person in said.bylines]
    shown = (post.title, entry.summary, said.outlet or "", said.rights or "")
    if post.enclosures or is_remarkable(*shown, *post.categories, *post.tags, *names):
        return None
    return _Shape(
        bool(entry.markup),
        bool(entry.summary),
        image_of(entry) is not None,
        post.updated is not None,
        post.language,
        len(post.categories),
        len(post.tags),
        bool(said.outlet),
        bool(said.outlet_url),
        bool(said.outlet_feed),
        bool(said.original_url),
        bool(said.rights),
        bool(said.licence_url),
        tuple([bool(person.url) for person in said.bylines]),
    )


def _specimen(shape: _Shape) -> Entry:
    """An entry of this shape with marks for words."""
    post = Post(
        path="",
        permalink="",
        title=mark("title"),
        published=_PUBLISHED,
        updated=_CORRECTED if shape.updated else None,
        categories=_marks("category", shape.categories),
        tags=_marks("tag", shape.tags),
        attribution=_said_of_specimen(shape),
        language=shape.language,
        image=mark("image") if shape.image else None,
    )
    return Entry(
        post=post,
        id=mark("id"),
        url=mark("url"),
        updated=_UPDATED,
        markup=CONTENT.encode() if shape.content else b"",
        summary=mark("summary") if shape.summary else "",
    )


def _said_of_specimen(shape: _Shape) -> Attribution:
    named = {
        name: mark(name)
        for name in (
            "outlet", "outlet_url", "outlet_feed", "original_url", "rights", "licence_url",
        )
        if getattr(shape, name)
    }  # fmt: skip
    people = tuple(
        Person(mark(f"byline {at}"), mark(f"byline_url {at}") if has_url else None)
        for at, has_url in enumerate(shape.bylines)
    )
    return Attribution(**named, bylines=people)


def _marks(name: str, count: int) -> tuple[str, ...]:
    return tuple(mark(f"{name} {at}") for at in range(count))


def _dated(instant: datetime, moment: Callable[[Entry], datetime]) -> dict[str, Word[Entry]]:
    """As either format spells it."""
    return {
        rfc822(instant): lambda entry: rfc822(moment(entry)),
        rfc3339(instant): lambda entry: rfc3339(moment(entry)),
    }


_VOCABULARY = Vocabulary[Entry](
    marked={
        "id": attrgetter("id"),
        "url": attrgetter("url"),
        "title": attrgetter("post.title"),
        "summary": attrgetter("summary"),
        "image": lambda entry: image_of(entry) or "",
        "outlet": attrgetter("post.attribution.outlet"),
        "outlet_url": attrgetter("post.attribution.outlet_url"),
        "outlet_feed": attrgetter("post.attribution.outlet_feed"),
        "original_url": attrgetter("post.attribution.original_url"),
        "rights": attrgetter("post.attribution.rights"),
        "licence_url": attrgetter("post.attribution.licence_url"),
    },
    listed={
        "category": lambda entry, at: entry.post.categories[at],
        "tag": lambda entry, at: entry.post.tags[at],
        "byline": lambda entry, at: entry.post.attribution.bylines[at].name,
        "byline_url": lambda entry, at: entry.post.attribution.bylines[at].url or "",
    },
    spelled={"content": lambda entry: escaped(entry.markup)},
    literal=_dated(_PUBLISHED, attrgetter("post.published"))
    | _dated(_CORRECTED, attrgetter("post.updated"))
    | _dated(_UPDATED, attrgetter("updated")),
)
