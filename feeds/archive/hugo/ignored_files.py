"""Files in the content that Hugo passes over: by their names, and by `ignoreFiles`."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from feeds.archive.values import FrontMatter, texts
from feeds.errors import ConfigurationError

_SPECIAL = (".", "#")
_MOST_QUANTIFIERS = 4
_MOST_STEPS = 2_000_000  # of one expression in one path: some hundredths of a second
_ANYTHING_FIRST = re.compile(r"\A(?:\.\*)+")  # says nothing: an expression may begin anywhere
# What stands for one sign, so that the rest are signs with a meaning.
_ONE_SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEATED_GROUP = re.compile(r"\)[*+{]")


class Ignored(NamedTuple):
    """An expression of `ignoreFiles`, and what its time depends on."""

    pattern: re.Pattern[str]
    repeats: int
    ways: int  # to choose among its alternatives

    def may_take_long(self, path: str) -> bool:
        """Whether there are too many ways to part a path among the repeats and what stands before
        them, and to choose among the alternatives."""
        if self.repeats < 2 and self.ways == 1:
            return False
        parts = math.comb(len(path) + self.repeats, self.repeats + 1)
        return parts * self.ways > _MOST_STEPS


def ignored_files(config: FrontMatter) -> tuple[Ignored, ...]:
    """The expressions of `ignoreFiles`. Hugo matches them in linear time; here, one that might
    take longer is refused.

    :raise ConfigurationError: an expression that cannot be read, or that might take long
    """
    return tuple(_ignored(expression) for expression in texts(config, "ignorefiles"))


def passes_over(ignored: tuple[Ignored, ...], path: str) -> str | None:
    """Why Hugo passes over a file, or over a folder on the way to it; None where it does not."""
    parts = path.split("/")
    if any(part.startswith(_SPECIAL) or part.endswith("~") for part in parts):
        return "no post: Hugo passes over such a name"
    # Hugo looks at the path from the root of the file system: `^` is never where content begins.
    ways = ["/site/" + "/".join(parts[: n + 1]) for n in range(len(parts))] if ignored else []
    if any(expression.may_take_long(ways[-1]) for expression in ignored):
        return "its path is too long for an expression of `ignoreFiles` in the site's settings"
    if any(expression.pattern.search(way) for expression in ignored for way in ways):
        return "kept out by `ignoreFiles` in the site's settings"
    return None


def _ignored(expression: str) -> Ignored:
    shortened = _ANYTHING_FIRST.sub("", expression.replace(r"\z", r"\Z"))
    try:
        pattern = re.compile(shortened)
    except re.error as error:
        raise ConfigurationError(f"ignoreFiles: {expression!r}: {error}") from error
    signs = _ONE_SIGN.sub("x", shortened)
    repeats = sum(map(signs.count, "*+{"))
    if repeats > _MOST_QUANTIFIERS or _REPEATED_GROUP.search(signs):
        raise ConfigurationError(f"ignoreFiles: {expression!r} may take long: write it simpler")
    return Ignored(pattern, repeats, _ways(signs))


def _ways(signs: str) -> int:
    """In how many ways the alternatives of an expression may be chosen: those of groups that follow
    each other count times each other."""
    sums, products = [0], [1]  # of the groups that are open: before the last `|`, and behind it
    for before, sign in zip(" " + signs, signs, strict=False):
        if sign == "(":
            sums.append(0)
            products.append(1)
        elif sign == "|":
            sums[-1] += products[-1]
            products[-1] = 1
        elif sign == ")":
            of_group = sums.pop() + products.pop()
            products[-1] *= of_group
        elif sign == "?" and before not in "(*+}?":  # as few as possible is no choice
            products[-1] *= 2
    return sums[-1] + products[-1]
