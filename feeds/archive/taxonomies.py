"""The taxonomies of a Hugo or Zola site, as the categories and tags that feeds are made of.

A taxonomy called category or tag is that. One of authors is left to attribution. Of all others
the first stands for the categories where the site has none under that name; the rest are tags.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from feeds.archive.terms import listed_terms
from feeds.archive.values import FrontMatter
from feeds.model import TermKind

_CATEGORY = frozenset({"category", "categories"})
_TAG = frozenset({"tag", "tags"})
_AUTHOR = frozenset({"author", "authors"})


class Taxonomies(NamedTuple):
    """The front matter keys of each kind of term, in the order of the settings."""

    categories: tuple[str, ...]
    tags: tuple[str, ...]

    def categories_of(self, front_matter: FrontMatter) -> tuple[str, ...]:
        return _terms(front_matter, self.categories)

    def tags_of(self, front_matter: FrontMatter) -> tuple[str, ...]:
        return _terms(front_matter, self.tags)

    def by_kind(self) -> Iterable[tuple[TermKind, str]]:
        """Each front matter key, after the kind of the terms in it."""
        yield from (("category", key) for key in self.categories)
        yield from (("tag", key) for key in self.tags)


def taxonomies(pairs: Iterable[tuple[str, str]]) -> Taxonomies:
    """From (singular, plural) pairs; the plural is the key in front matter."""
    named = [(plural.lower(), {singular.lower(), plural.lower()}) for singular, plural in pairs]
    categories = [key for key, names in named if names & _CATEGORY]
    tags = [key for key, names in named if names & _TAG]
    others = [key for key, names in named if not names & (_CATEGORY | _TAG | _AUTHOR)]
    if not categories and others:
        categories.append(others.pop(0))
    return Taxonomies(tuple(categories), (*tags, *others))


def _terms(front_matter: FrontMatter, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for key in keys for name in listed_terms(front_matter, key)))
