"""Front matter defaults of `_config.yml` (jekyllrb.com, "Front Matter Defaults").

All paths here are relative to the folder of the site's collections, as scopes are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.glob import matches
from feeds.archive.values import FrontMatter, mapping, mappings, merged, text

_STARS = re.compile(r"(?:(?<=/)|^)\*\*+/|\*\*+")
_OLD_TYPES = {"post": "posts", "page": "pages", "draft": "drafts"}


class Default(NamedTuple):
    """Values for the documents of a type (None for all) whose path begins so."""

    path: str
    type: str | None
    values: FrontMatter


def written_defaults(config: FrontMatter, collections_dir: str) -> tuple[Default, ...]:
    """The defaults in a site's settings, in their order."""
    return tuple(_written(config, f"{collections_dir}/" if collections_dir else ""))


def default_values(defaults: tuple[Default, ...], path: str, type: str) -> FrontMatter:
    """What the document at a path has by default. A longer scope counts more; of two of one
    length, one with a type; of two such, the later."""
    values: FrontMatter = {}
    strongest: Default | None = None
    for default in defaults:
        if default.type not in (None, type) or not _begins(default.path, path):
            continue
        if strongest is None or _counts_more(default, strongest):
            values, strongest = merged(values, default.values), default
        else:
            values = merged(default.values, values)
    return values


def _written(config: FrontMatter, collections_dir: str) -> Iterator[Default]:
    for item in mappings(config, "defaults"):
        scope = mapping(item, "scope")
        type = text(scope, "type")
        path = (text(scope, "path") or "").removeprefix(collections_dir)
        yield Default(path, _OLD_TYPES.get(type or "", type), mapping(item, "values"))


def _counts_more(default: Default, other: Default) -> bool:
    length, others = (len(one.path.removeprefix("/")) for one in (default, other))
    if length != others:
        return length > others
    return default.type is not None or other.type is None


def _begins(scope: str, path: str) -> bool:
    """Whether a scope is for a path: as its beginning, or as a glob for it or a folder above."""
    if "*" not in scope:
        return path.startswith(scope)
    glob = _as_ruby_reads(scope)
    return _fits_folder(glob, path.rpartition("/")[0]) or matches(glob, path)


def _as_ruby_reads(scope: str) -> str:
    """A glob in the spelling of `feeds.archive.glob`: to Ruby `**/` is any number of folders, none
    as well, and two stars that stand elsewhere are one (ruby-doc.org, "Dir.glob")."""
    return _STARS.sub(lambda stars: "{**/,}" if stars[0].endswith("/") else "*", scope)


@lru_cache(maxsize=1024)  # most posts share their folder with many others
def _fits_folder(scope: str, folder: str) -> bool:
    parts = folder.split("/")
    return any(matches(scope, "/".join(parts[: n + 1])) for n in range(len(parts)))
