"""Files in the content that Hugo passes over: by their names, and by `ignoreFiles`."""

from __future__ import annotations

import math
import re

from feeds.archive.values import FrontMatter, texts
from feeds.errors import ConfigurationError

_SPECIAL = (".", "#")
_QUANTIFIED_GROUP = re.compile(r"[*+}][^()]*\)+[*+{]")
_QUANTIFIER = re.compile(r"(?<!\\)[*+{]")
_MOST_QUANTIFIERS = 4
_MOST_STEPS = 2_000_000  # of one expression in one path: some hundredths of a second
_ANYTHING_FIRST = re.compile(r"\A(?:\.\*)+")  # says nothing: an expression may begin anywhere


def ignored_files(config: FrontMatter) -> tuple[re.Pattern[str], ...]:
    """The expressions of `ignoreFiles`. Hugo matches them in linear time; here, one that might
    take longer is refused.

    :raise ConfigurationError: an expression that cannot be read, or that might take long
    """
    return tuple(_compiled(expression) for expression in texts(config, "ignorefiles"))


def passes_over(ignored: tuple[re.Pattern[str], ...], path: str) -> str | None:
    """Why Hugo passes over a file, or over a folder on the way to it; None where it does not."""
    parts = path.split("/")
    if any(part.startswith(_SPECIAL) or part.endswith("~") for part in parts):
        return "no post: Hugo passes over such a name"
    # Hugo looks at the path from the root of the file system: `^` is never where content begins.
    ways = ["/site/" + "/".join(parts[: n + 1]) for n in range(len(parts))] if ignored else []
    if any(_may_take_long(expression, ways[-1]) for expression in ignored):
        return "its path is too long for an expression of `ignoreFiles` in the site's settings"
    if any(expression.search(way) for expression in ignored for way in ways):
        return "kept out by `ignoreFiles` in the site's settings"
    return None


def _may_take_long(expression: re.Pattern[str], way: str) -> bool:
    """Whether there are too many ways to part a path among the repeats of an expression and what
    stands before them."""
    repeats = len(_QUANTIFIER.findall(expression.pattern))
    return repeats > 1 and math.comb(len(way) + repeats, repeats + 1) > _MOST_STEPS


def _compiled(expression: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(_ANYTHING_FIRST.sub("", expression.replace(r"\z", r"\Z")))
    except re.error as error:
        raise ConfigurationError(f"ignoreFiles: {expression!r}: {error}") from error
    too_many = len(_QUANTIFIER.findall(expression)) > _MOST_QUANTIFIERS
    if too_many or _QUANTIFIED_GROUP.search(expression):
        raise ConfigurationError(f"ignoreFiles: {expression!r} may take long: write it simpler")
    return pattern
