"""Hugo's page matchers (gohugo.io, "Configure cascade", `target`): which pages a setting is for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.archive.front_matter import Matter, mapping, text, texts
from feeds.archive.kind import without_suffix

_SIGN = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|\[!?[^\]]+\]")
_MEANINGS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


def pages_of(target: Matter, language: str) -> str | None:
    """A regular expression for the logical paths that a target names, "" where it names none; None
    where it is not for pages, or not for the site in this language as it is published."""
    matrix = mapping(mapping(target, "sites"), "matrix")
    said = (
        (texts(target, "kind"), "page"),
        (texts(target, "environment"), "production"),
        (texts(target, "lang") or texts(matrix, "languages"), language),
    )
    if not all(_fits_one(globs, value) for globs, value in said):
        return None
    return _pattern((text(target, "path") or "").lower())


def fits(pages: str, page: str) -> bool:
    """Whether a page, by its path inside the content folder, is one of those that `pages_of` gave.
    Its logical path is `/posts/a` for `posts/A.md` and for `posts/a/index.md`."""
    logical = "/" + without_suffix(page).lower().removesuffix("/index")
    return not pages or re.fullmatch(pages, logical) is not None


def _fits_one(globs: Iterable[str], value: str) -> bool:
    patterns = [_pattern(glob.lower()) for glob in globs]
    return not patterns or any(re.fullmatch(pattern, value) for pattern in patterns)


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
