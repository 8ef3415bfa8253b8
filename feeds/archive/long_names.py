"""Finds the names in front matter that are left out because they are too long: R11.

A name that is longer than the bound is a sentence that slipped into the wrong key. It becomes no
feed's name, and no part of it does; so that nobody looks for it in vain, it is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from feeds.archive.attribution_rules import Rules
from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document
from feeds.archive.terms import LONGEST_NAME
from feeds.archive.values import Value

_TERM_KEYS = ("category", "categories", "tag", "tags", "taxonomies")
_NAMES_OF_PERSONS = ("name", "title", "display_name")


def long_name_faults(document: Document, terms: tuple[str, ...], rules: Rules) -> tuple[Fault, ...]:
    """A fault for each key that holds such a name. `terms` are those that the post has: they tell
    whether a text of words is one name or, as Jekyll takes it, several.
    """
    keys = (*_TERM_KEYS, *rules.outlet_keys, *rules.byline_keys)
    matter = document.front_matter
    longest = ((key, _first(matter[key], terms)) for key in keys if key in matter)
    return tuple(
        Fault(
            document.line_of(key),
            "R11",
            f"{key}: {name[:40]!r}… has {len(name)} characters, a name at most {LONGEST_NAME}",
        )
        for key, name in longest
        if name
    )


def _first(value: Value, terms: tuple[str, ...]) -> str:
    """The first name that is too long, "" where there is none."""
    if isinstance(value, str) and len(value) <= LONGEST_NAME:  # nearly always
        return ""
    return next(_long(value, terms), "")


def _long(value: Value, terms: tuple[str, ...]) -> Iterator[str]:
    """Those among a text, a list of texts or mappings, or a mapping of either. An address stands
    for a page and is no name."""
    if isinstance(value, list):
        for item in value:
            yield from _long(item, terms)
    elif isinstance(value, dict):
        named = [value[key] for key in _NAMES_OF_PERSONS if key in value]
        for item in named or value.values():
            yield from _long(item, terms)
    elif len(value) > LONGEST_NAME and not value.startswith(("http://", "https://", "//")):
        words = value.split()
        parts = words if any(word in terms for word in words) else [" ".join(words)]
        yield from (part for part in parts if len(part) > LONGEST_NAME)
