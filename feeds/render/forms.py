"""XML that feedgen has written once, with places for words.

    something ─ its shape ─▶ the same with marks for words ─ feedgen ─▶ form
    form + the words of a thing of that shape ─▶ its XML

feedgen and lxml take many times as long as putting words in their places does. What a thing of a
shape looks like is theirs to say all the same: nothing here knows an element's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote

T = TypeVar("T")
Word = Callable[[T], str]

_REFERENCES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b"\r", b"&#13;"))
# Signs that some place of some format spells in a way of its own, by what they are: what has
# words with one goes through feedgen by itself.
_REMARKABLE = re.compile(r"[&<>\x00-\x1f\x7f-\x9f]")


def mark(name: str) -> str:
    """Stands for a word. U+E000 is for private use: no two programs agree on what it means, so no
    text has it by chance."""
    return f"\ue000{name}\ue000"


def is_remarkable(*words: str) -> bool:
    """Whether one of these words may be spelled otherwise than in the places of a form."""
    text = "".join(words)
    # What is printable has no control character; looking for that is slow.
    if text.isprintable():
        return "&" in text or "<" in text or ">" in text
    return _REMARKABLE.search(text) is not None


class Vocabulary(NamedTuple, Generic[T]):
    """The words that things of one kind have, by what stands for them in an original."""

    marked: Mapping[str, Word[T]]  # by the name in the mark
    spelled: Mapping[str, Callable[[T], bytes]]  # the same, for what is long: spelled already
    listed: Mapping[str, Callable[[T, int], str]]  # the same, for one of many: "tag 0"
    literal: Mapping[str, Word[T]]  # by a text that no document has by chance: a date, a number


class Form(Generic[T]):
    """The XML of an original, with a place for each word."""

    def __init__(self, original: str, vocabulary: Vocabulary[T]) -> None:
        pieces: list[str] = []
        self._words: list[Word[T]] = []
        self._spelled: list[tuple[int, Callable[[T], bytes]]] = []  # by which of the words
        self._attributes: list[int] = []  # which of the words stand in one
        done = 0
        for place in _places(vocabulary).finditer(original):
            pieces.append(original[done : place.start()] + place["before"])
            if place["before"]:
                self._attributes.append(len(self._words))
            if place["mark"] in vocabulary.spelled:
                self._spelled.append((len(self._words), vocabulary.spelled[place["mark"]]))
            self._words.append(_word_at(place, vocabulary))
            done = place.end()
        pieces.append(original[done:])
        self._template = "%b".join(piece.replace("%", "%%") for piece in pieces).encode()

    def filled(self, thing: T) -> bytes:
        """The XML of a thing of this form, as UTF-8."""
        # One text is spelled sooner than many, and NUL stands in none of them.
        words = as_text("\0".join([word(thing) for word in self._words])).split(b"\0")
        for at in self._attributes:
            words[at] = words[at].replace(b'"', b"&quot;")
        for at, spelled in self._spelled:
            words[at] = spelled(thing)
        return self._template % tuple(words)


def _places(vocabulary: Vocabulary[T]) -> re.Pattern[str]:
    literal = "|".join(map(re.escape, vocabulary.literal))
    return re.compile(
        rf'(?P<before>="|)(?:\ue000(?P<mark>[a-z_ 0-9]+)\ue000'
        rf"|%EE%80%80(?P<address>[a-z_%0-9]+?)%EE%80%80|(?P<literal>{literal}))"
    )


def _word_at(place: re.Match[str], vocabulary: Vocabulary[T]) -> Word[T]:
    if place["literal"]:
        return vocabulary.literal[place["literal"]]
    if place["mark"] in vocabulary.spelled:
        return lambda thing: ""
    word = _word((place["mark"] or place["address"]).replace("%20", " "), vocabulary)
    return (lambda thing: quote(word(thing), safe="")) if place["address"] else word


def _word(name: str, vocabulary: Vocabulary[T]) -> Word[T]:
    name, _, at = name.partition(" ")
    if not at:
        return vocabulary.marked[name]
    listed, place = vocabulary.listed[name], int(at)
    return lambda thing: listed(thing, place)


def as_text(words: str) -> bytes:
    """Words free of control characters as the text of an element, spelled as lxml spells it."""
    return escaped(words.encode())


def escaped(words: bytes) -> bytes:
    """The same of words in UTF-8."""
    for sign, reference in _REFERENCES:
        words = words.replace(sign, reference)
    return words
