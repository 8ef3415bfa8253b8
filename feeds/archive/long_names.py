"""Finds the names in front matter that are left out because they are too long: R11.

A name that is longer than the bound is a sentence that slipped into the wrong key. It gets no feed.
The fault tells the owner of the site why.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from feeds.archive.attribution_rules import Rules
from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document
from feeds.archive.values import Value
from feeds.model import LONGEST_NAME

_TERM_KEYS = ("category", "categories", "tag", "tags", "taxonomies")
_MOST_PARTS = 500
_NAMES_OF_PERSONS = ("name", "title", "display_name")


def long_name_faults(document: Document, terms: tuple[str, ...], rules: Rules) -> tuple[Fault, ...]:
    """A fault for each key that holds such a name. `terms` are those that the post has: they tell
    whether a text of words is one name or, as Jekyll takes it, several.
    """
    keys = (*_TERM_KEYS, *rules.outlet_keys, *rules.byline_keys)
    matter = document.front_matter
    return tuple(
        Fault(
            document.line_of(key),
            "R11",
            f"{key}: {name[:40]!r}… has {len(name)} characters, a name at most {LONGEST_NAME}",
        )
        for key in keys
        if key in matter and (name := _first(matter[key], terms))
    )


def _first(value: Value, terms: tuple[str, ...]) -> str:
    """The first name that is too long, "" where there is none."""
    if isinstance(value, str) and len(value) <= LONGEST_NAME:  # nearly always
        return ""
    return next((name for text in _texts(value) for name in _too_long(text, terms)), "")


def _texts(value: Value) -> Iterator[str]:
    """A text, those of a list of texts or mappings, or of a mapping of either. Aliases of YAML can
    make a short value one of many millions of parts, so that only the first ones are looked at."""
    waiting = deque([value])
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.popleft()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            waiting.extend(part[:_MOST_PARTS])
        else:
            named = [part[key] for key in _NAMES_OF_PERSONS if key in part]
            waiting.extend(named or islice(part.values(), _MOST_PARTS))


def _too_long(text: str, terms: tuple[str, ...]) -> list[str]:
    """The names in a text that are too long. An address stands for a page and is no name."""
    if len(text) <= LONGEST_NAME or text.startswith(("http://", "https://", "//")):
        return []
    words = text.split()
    names = words if any(word in terms for word in words) else [" ".join(words)]
    return [name for name in names if len(name) > LONGEST_NAME]
