"""What a Hugo site hands down to its pages (gohugo.io, "Configure cascade" and "Front matter").

Values come from the settings and from `_index.md` of each folder above a page. A page's own front
matter counts most, then the closest folder; of several that one place hands down, the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.archive.kind import without_suffix
from feeds.archive.term_pages import matter_of
from feeds.matter import Matter, mapping, mappings, text

_TARGETS = ("target", "_target")
_SIGN = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|\[!?[^\]]+\]")
_MEANINGS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


class Cascade(NamedTuple):
    """Values for the pages below a folder of the content ("" for all) whose path fits."""

    folder: str
    pages: str  # a regular expression; "" fits every path
    values: Matter


def cascades(root: Path, contents: tuple[str, ...], config: Matter) -> tuple[Cascade, ...]:
    """All of a site's cascades, what counts most first."""
    deepest_first: list[Cascade] = []
    for content in contents:
        for page in sorted((root / content).rglob("_index.md"), key=_depth, reverse=True):
            folder = page.parent.relative_to(root / content).as_posix()
            deepest_first += _said(matter_of(page), "" if folder == "." else folder)
    return (*deepest_first, *_said(config, ""))


def handed_down(known: tuple[Cascade, ...], page: str) -> Matter:
    """What the page at a path inside its content folder (`posts/a.md`) is given."""
    logical = "/" + without_suffix(page).lower().removesuffix("/index")
    found: Matter = {}
    for cascade in known:
        below = not cascade.folder or page.startswith(f"{cascade.folder}/")
        if below and (not cascade.pages or re.fullmatch(cascade.pages, logical)):
            found = cascade.values | found
    return found


def _depth(page: Path) -> int:
    return len(page.parts)


def _said(matter: Matter, folder: str) -> Iterator[Cascade]:
    """`cascade` is one mapping or a list of them."""
    for said in mappings(matter, "cascade") or (mapping(matter, "cascade"),):
        target = mapping(said, *_TARGETS)
        own = {key: value for key, value in said.items() if key not in _TARGETS}
        values = mapping(own, "params") | own
        if values and _is_ours(target):
            yield Cascade(folder, _pattern((text(target, "path") or "").lower()), values)


def _is_ours(target: Matter) -> bool:
    """Whether it is meant for pages, in the environment that a site is published from."""
    kind, environment = text(target, "kind"), text(target, "environment")
    return (kind is None or re.fullmatch(_pattern(kind), "page") is not None) and (
        environment is None or re.fullmatch(_pattern(environment), "production") is not None
    )


def _pattern(glob: str) -> str:
    """A glob of Hugo's as a regular expression; one that is none fits nothing."""
    signs = _SIGN.findall(glob)
    parts = zip(_SIGN.split(glob), [*map(_meaning, signs), ""], strict=True)
    pattern = "".join(re.escape(part) + sign for part, sign in parts)
    try:
        re.compile(pattern)
    except re.error:
        return r"(?!)"
    return pattern


def _meaning(sign: str) -> str:
    if sign.startswith("{"):
        return f"(?:{'|'.join(map(_pattern, sign[1:-1].split(',')))})"
    return _MEANINGS.get(sign) or sign.replace("[!", "[^")
