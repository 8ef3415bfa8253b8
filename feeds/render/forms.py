"""Entries that differ in nothing but their words are written by feedgen once for all of them.

    entries ─ by shape ─▶ a specimen of each, with marks for words ─ feedgen ─▶ form
    form + the words of each entry ─▶ its XML

feedgen and lxml take many times as long for an entry as putting its words in their places does.
What an entry of a shape looks like is theirs to say all the same: nothing here knows an element's
name.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple
from urllib.parse import quote

from feeds.model import Attribution, Entry, Person
from feeds.render.media import image_of
from feeds.render.moments import rfc822, rfc3339

# Signs that some place of some format spells in a way of its own, by what they are: the texts
# that have one go through feedgen by themselves.
_REMARKABLE = re.compile(r"[&<>\x00-\x1f\x7f-\x9f]")

# No post is of these instants (see `feeds.dates`), and no two of them are spelled alike.
_PUBLISHED = datetime(9999, 1, 1, 1, 1, 1, 111111, UTC)
_CORRECTED = datetime(9999, 2, 2, 2, 2, 2, 222222, UTC)
_UPDATED = datetime(9999, 3, 3, 3, 3, 3, 333333, UTC)

_WORTH_A_FORM = 3  # entries: making a form takes as long as writing two

Word = Callable[[Entry], str]

_WORDS: dict[str, Word] = {
    "id": attrgetter("id"),
    "url": attrgetter("url"),
    "title": attrgetter("post.title"),
    "summary": attrgetter("summary"),
    "content": attrgetter("content"),
    "image": lambda entry: image_of(entry) or "",
    "outlet": attrgetter("post.attribution.outlet"),
    "outlet_url": attrgetter("post.attribution.outlet_url"),
    "outlet_feed": attrgetter("post.attribution.outlet_feed"),
    "original_url": attrgetter("post.attribution.original_url"),
    "rights": attrgetter("post.attribution.rights"),
    "licence_url": attrgetter("post.attribution.licence_url"),
}
_LISTED: dict[str, Callable[[Entry, int], str]] = {
    "category": lambda entry, at: entry.post.categories[at],
    "tag": lambda entry, at: entry.post.tags[at],
    "byline": lambda entry, at: entry.post.attribution.bylines[at].name,
    "byline_url": lambda entry, at: entry.post.attribution.bylines[at].url or "",
}
_MOMENTS: dict[datetime, Callable[[Entry], datetime]] = {
    _PUBLISHED: attrgetter("post.published"),
    _CORRECTED: attrgetter("post.updated"),
    _UPDATED: attrgetter("updated"),
}


def _mark(name: str) -> str:
    """Stands for a word. U+E000 is for private use: no two programs agree on what it means, so no
    text has it by chance."""
    return f"\ue000{name}\ue000"


CONTENT = _mark("content")
"""Stands for an entry's HTML, also of one that goes through feedgen by itself: neither it nor lxml
then looks at every character of that."""


class Group(NamedTuple):
    """Entries of one shape, and what feedgen is given in their place."""

    original: Entry
    entries: list[Entry]

    def written(self, original: str) -> list[tuple[Entry, str]]:
        """The XML of each, of what was written of the original."""
        first = self.entries[0]
        if self.original is first:
            html_as_text = f">{as_text(first.content)}</"
            return [(first, original.replace(f">{CONTENT}</", html_as_text, 1))]
        form = _Form(original)
        return [(entry, form.filled(entry)) for entry in self.entries]


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """Entries by shape; those that are like few others are their own originals."""
    alike: dict[Hashable, list[Entry]] = {}
    for at, entry in enumerate(entries):
        shape = _shape(entry)
        alike.setdefault(at if shape is None else shape, []).append(entry)
    return [group for found in alike.values() for group in _groups(found)]


def _groups(alike: list[Entry]) -> list[Group]:
    if len(alike) < _WORTH_A_FORM:
        return [Group(entry, [entry]) for entry in alike]
    return [Group(_specimen(alike[0]), alike)]


def _shape(entry: Entry) -> Hashable | None:
    """All that tells how an entry is written, but its words; None where these tell it too."""
    post, said = entry.post, entry.post.attribution
    people = [person.name for person in said.bylines]
    shown = (post.title, entry.summary, said.outlet or "", said.rights or "")
    if post.enclosures or _REMARKABLE.search(
        "".join((*shown, *post.categories, *post.tags, *people))
    ):
        return None
    return (
        bool(entry.content),
        bool(entry.summary),
        image_of(entry) is None,
        post.updated is None,
        post.language,
        len(post.categories),
        len(post.tags),
        bool(said.outlet),
        bool(said.outlet_url),
        bool(said.outlet_feed),
        bool(said.original_url),
        bool(said.rights),
        bool(said.licence_url),
        tuple(person.url is None for person in said.bylines),
    )


def _specimen(entry: Entry) -> Entry:
    """An entry of the same shape with marks for words."""
    post = replace(
        entry.post,
        title=_mark("title"),
        published=_PUBLISHED,
        updated=entry.post.updated and _CORRECTED,
        categories=_marks("category", entry.post.categories),
        tags=_marks("tag", entry.post.tags),
        attribution=_said_of_specimen(entry.post.attribution),
        image=image_of(entry) and _mark("image"),
    )
    return Entry(
        post=post,
        id=_mark("id"),
        url=_mark("url"),
        updated=_UPDATED,
        content=entry.content and CONTENT,
        summary=entry.summary and _mark("summary"),
    )


def _said_of_specimen(said: Attribution) -> Attribution:
    names = _marks("byline", said.bylines)
    urls = _marks("byline_url", said.bylines)
    return Attribution(
        outlet=said.outlet and _mark("outlet"),
        outlet_url=said.outlet_url and _mark("outlet_url"),
        outlet_feed=said.outlet_feed and _mark("outlet_feed"),
        original_url=said.original_url and _mark("original_url"),
        bylines=tuple(
            Person(name, person.url and url)
            for person, name, url in zip(said.bylines, names, urls, strict=True)
        ),
        rights=said.rights and _mark("rights"),
        licence_url=said.licence_url and _mark("licence_url"),
    )


def _marks(name: str, items: Iterable[object]) -> tuple[str, ...]:
    return tuple(_mark(f"{name} {at}") for at, _ in enumerate(items))


def as_text(words: str) -> str:
    """Words free of control characters as the text of an element, spelled as lxml spells it."""
    # Looked for first: most have none of them, and copying nothing three times takes longer.
    if "&" in words or "<" in words or ">" in words:
        words = html.escape(words, quote=False)
    return words.replace("\r", "&#13;") if "\r" in words else words


def _as_attribute(words: str) -> str:
    return as_text(words).replace('"', "&quot;")


def _as_address(words: str) -> str:
    return quote(words, safe="")


def _spelled(moment: Callable[[Entry], datetime], spell: Callable[[datetime], str]) -> Word:
    return lambda entry: spell(moment(entry))


# What marks become on their way into a document: dates as either format spells them, names in
# tag URIs percent-encoded.
_SPELLED = {
    spell(instant): _spelled(moment, spell)
    for instant, moment in _MOMENTS.items()
    for spell in (rfc822, rfc3339)
}
_DATES = "|".join(map(re.escape, _SPELLED))
_PLACE = re.compile(
    rf'(?P<before>="|)(?:\ue000(?P<mark>[a-z_ 0-9]+)\ue000'
    rf"|%EE%80%80(?P<address>[a-z_%0-9]+?)%EE%80%80|(?P<date>{_DATES}))"
)


class _Form:
    """The XML of an original, with a place for each word."""

    def __init__(self, written: str) -> None:
        self._pieces: list[str] = []
        self._words: list[tuple[Word, Callable[[str], str]]] = []
        done = 0
        for place in _PLACE.finditer(written):
            self._pieces.append(written[done : place.start()] + place["before"])
            self._words.append(_filling(place))
            done = place.end()
        self._rest = written[done:]

    def filled(self, entry: Entry) -> str:
        """The XML of an entry of this form."""
        found: list[str] = []
        for piece, (word, spell) in zip(self._pieces, self._words, strict=True):
            found += (piece, spell(word(entry)))
        return "".join((*found, self._rest))


def _filling(place: re.Match[str]) -> tuple[Word, Callable[[str], str]]:
    """The word of a place, and how it is spelled there."""
    if place["date"]:
        return _SPELLED[place["date"]], str
    spell = _as_address if place["address"] else _as_attribute if place["before"] else as_text
    return _word((place["mark"] or place["address"]).replace("%20", " ")), spell


def _word(name: str) -> Word:
    name, _, at = name.partition(" ")
    if not at:
        return _WORDS[name]
    listed, place = _LISTED[name], int(at)
    return lambda entry: listed(entry, place)
