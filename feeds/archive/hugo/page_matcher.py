"""Hugo's page matchers (gohugo.io, "Configure cascade", `target`): which pages a setting is for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.archive.kind import without_suffix
from feeds.archive.values import FrontMatter, mapping, text, texts

_WILDCARD = re.compile(r"\*\*|\*|\?|\{[^{}]*\}|\[!?[^\]]+\]")
_EXPRESSIONS = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
_NOTHING = r"(?!)"


def path_pattern(target: FrontMatter, language: str) -> str | None:
    """A regular expression for the logical paths that a target names, "" where it names none.
    None where the target is not for pages, or not for the published site in this language."""
    matrix = mapping(mapping(target, "sites"), "matrix")
    conditions = (
        (texts(target, "kind"), "page"),
        (texts(target, "environment"), "production"),
        (texts(target, "lang") or texts(matrix, "languages"), language),
    )
    if not all(_fits_one(globs, value) for globs, value in conditions):
        return None
    return _expression((text(target, "path") or "").lower())


def folder_pattern(folder: str) -> str:
    """A regular expression for the logical paths of a folder (a glob) and of all pages below it;
    `/` are the pages that stand in no folder."""
    return "/[^/]*" if folder == "/" else _expression(f"/{folder.lower()}") + "(?:/.*)?"


def fits(pattern: str, page: str) -> bool:
    """Whether a pattern that `path_pattern` gave is for a page, by its path inside the content
    folder. The logical path is `/posts/a` for `posts/A.md` and for `posts/a/index.md`."""
    logical = "/" + without_suffix(page).lower().removesuffix("/index").replace(" ", "-")
    return not pattern or re.fullmatch(pattern, logical) is not None


def _fits_one(globs: Iterable[str], value: str) -> bool:
    expressions = [_expression(glob.lower()) for glob in globs]
    return not expressions or any(re.fullmatch(one, value) for one in expressions)


def _expression(glob: str) -> str:
    """A glob of Hugo's as a regular expression; one that cannot be read fits nothing."""
    wildcards = [*map(_wildcard_expression, _WILDCARD.findall(glob)), ""]
    literals = map(re.escape, _WILDCARD.split(glob))
    expression = "".join(map("".join, zip(literals, wildcards, strict=True)))
    try:
        re.compile(expression)
    except re.error:
        return _NOTHING
    return expression


def _wildcard_expression(wildcard: str) -> str:
    if wildcard.startswith("{"):
        return f"(?:{'|'.join(map(_expression, wildcard[1:-1].split(',')))})"
    return _EXPRESSIONS.get(wildcard) or wildcard.replace("[!", "[^")
