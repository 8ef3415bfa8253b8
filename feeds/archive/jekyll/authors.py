"""Authors whom a Jekyll site describes in `_data/authors.yml`, under short names."""

from __future__ import annotations

from pathlib import Path

from feeds.archive.jekyll.site_data import data_at
from feeds.archive.site import configuration
from feeds.archive.values import FrontMatter, Value, mapping

_FILES = ("_data/authors.yml", "_data/authors.yaml", "_data/authors.json")
_KEYS = ("author", "authors")


class Authors:
    """The descriptions of a site's authors by name."""

    def __init__(self, root: Path) -> None:
        # A list has no short names by which a post could mean an author: only templates read it.
        is_list = isinstance(data_at(root, "_data", ["authors"]), list)
        self._descriptions = {} if is_list else configuration(root, _FILES)

    def __repr__(self) -> str:
        # The index compares a kind's values as texts: other descriptions have it built anew.
        return f"Authors({self._descriptions!r})"

    def described_in(self, matter: FrontMatter) -> FrontMatter:
        """`author` and `authors` of some front matter, each name replaced by its description.
        Without a key that names nobody the site describes."""
        if not self._descriptions:
            return {}
        values = {key: self._described(matter[key]) for key in _KEYS if key in matter}
        return {key: value for key, value in values.items() if value is not None}

    def _described(self, value: Value) -> Value | None:
        if isinstance(value, list):
            descriptions = [(self._described(item), item) for item in value]
            return [item if about is None else about for about, item in descriptions]
        return (
            mapping(self._descriptions, value.lower()) or None if isinstance(value, str) else None
        )
