"""Globs as the generators spell them: `*`, `**`, `?`, `[a-z]`, `{a,b}` and `\\` before a sign.

A path is read once, whatever the glob holds: all the places in the glob that may be reached are
kept as the bits of one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_TOKEN = re.compile(r"\*+|\?|\[[!^]?[^\]]+\]|\\.|.", re.DOTALL)
_BRACES = re.compile(r"(?<!\\)\{([^{}]*)\}")
_MOST_SPELLINGS = 100  # of a glob with braces


class Glob:
    """A pattern for whole paths. `*` and `?` stop at a slash unless they `cross` it; `**` never
    does."""

    def __init__(self, pattern: str, cross: bool = False) -> None:
        self._tokens = list(_tokens(pattern, cross))
        self._stars = sum(1 << n for n, (_, is_star) in enumerate(self._tokens) if is_star)
        self._steps: dict[str, tuple[int, int]] = {}

    def matches(self, path: str) -> bool:
        """Whether the pattern holds for the path from its first character to its last."""
        places = self._with_stars_passed(1)
        for char in path:
            once, again = self._step(char)
            places = self._with_stars_passed((places & once) << 1 | (places & again))
            if not places:
                return False
        return bool(places >> len(self._tokens) & 1)

    def _step(self, char: str) -> tuple[int, int]:
        """The tokens that take this character: those that take one, and those that take many."""
        if char not in self._steps:
            taking = sum(1 << n for n, (one, _) in enumerate(self._tokens) if one.fullmatch(char))
            self._steps[char] = taking & ~self._stars, taking & self._stars
        return self._steps[char]

    def _with_stars_passed(self, places: int) -> int:
        return places | (places & self._stars) << 1


@cache  # a site has few patterns and many paths
def globs(pattern: str, cross: bool = False) -> tuple[Glob, ...]:
    """A pattern with `{a,b}` in it as one Glob for each way to spell it."""
    return tuple(Glob(spelling, cross) for spelling in _spellings(pattern))


def matches(pattern: str, path: str, cross: bool = False) -> bool:
    """Whether a pattern, with braces or without, holds for the whole path."""
    return any(glob.matches(path) for glob in globs(pattern, cross))


def _spellings(pattern: str) -> list[str]:
    spellings, place = [pattern], 0
    while place < len(spellings):
        spelling = spellings[place]
        if braces := _BRACES.search(spelling):  # the innermost
            before, behind = spelling[: braces.start()], spelling[braces.end() :]
            choices = braces[1].split(",")[:_MOST_SPELLINGS]
            spellings[place : place + 1] = [before + choice + behind for choice in choices]
            del spellings[_MOST_SPELLINGS:]
        else:
            place += 1
    return spellings


def _tokens(pattern: str, cross: bool) -> Iterator[tuple[re.Pattern[str], bool]]:
    """Each sign of the pattern as a pattern for one character, and whether it may be repeated.
    No two that may be repeated follow each other."""
    anything = r"(?s:.)"
    for token in _TOKEN.findall(pattern):
        if token.startswith("*"):
            yield re.compile(anything if cross or len(token) > 1 else "[^/]"), True
        elif token == "?":
            yield re.compile(anything if cross else "[^/]"), False
        elif len(token) > 2:
            yield _one_of(token), False
        else:
            yield re.compile(re.escape(token.removeprefix("\\") or token)), False


def _one_of(token: str) -> re.Pattern[str]:
    """`[a-z]`, `[!a]`; one that cannot be read takes no character."""
    negated = token[1] in "!^"
    inner = token[2 if negated else 1 : -1].replace("\\", "").replace("[", r"\[")
    try:
        return re.compile(f"[{'^' * negated}{inner}]")
    except re.error:
        return re.compile(r"(?!)")
