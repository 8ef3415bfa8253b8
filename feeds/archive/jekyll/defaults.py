"""Front matter defaults of `_config.yml` (jekyllrb.com, "Front FrontMatter Defaults")."""

from __future__ import annotations

from typing import NamedTuple

from feeds.archive.values import FrontMatter, mapping, mappings, text


class Default(NamedTuple):
    """Values for the posts below a path ("" for all)."""

    path: str
    values: FrontMatter


def defaults_for_posts(config: FrontMatter) -> tuple[Default, ...]:
    """Those that are for posts, the weakest first: a longer path counts more."""
    scopes = (
        (mapping(item, "scope"), mapping(item, "values")) for item in mappings(config, "defaults")
    )
    defaults = [
        Default((text(scope, "path") or "").strip("/"), values)
        for scope, values in scopes
        if text(scope, "type") in (None, "posts")
    ]
    return tuple(sorted(defaults, key=lambda default: len(default.path)))


def default_values(weakest_first: tuple[Default, ...], path: str) -> FrontMatter:
    """The values that the post at a path has by default."""
    values: FrontMatter = {}
    for default in weakest_first:
        if _holds(default.path, path):
            values |= default.values
    return values


def _holds(scope: str, path: str) -> bool:
    return not scope or path == scope or f"/{scope}/" in f"/{path}"
