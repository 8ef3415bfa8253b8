"""Scalars of YAML as Ruby types them and prints them: `1.10` is 1.1, `yes` is true.

The rules are those of Psych's `ScalarScanner` (github.com/ruby/psych), with which Jekyll reads
front matter and settings. A text in quotes is a text, whatever it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date


class NoText(str):
    """A number or a boolean, as Ruby prints it, or nil, which is printed as nothing: to Liquid the
    number 9 is not the text "9"."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Not that of the text: an index knows by this whether a site's settings changed."""
        return f"NoText({super().__repr__()})"


TRUE, FALSE, NIL = NoText("true"), NoText("false"), NoText("")

_WORDS = {
    **dict.fromkeys(("yes", "true", "on"), TRUE),
    **dict.fromkeys(("no", "false", "off"), FALSE),
    **dict.fromkeys(("null", "~", ""), NIL),
    ".nan": NoText("NaN"),
    ".inf": NoText("Infinity"),
    "+.inf": NoText("Infinity"),
    "-.inf": NoText("-Infinity"),
}
_LONGEST = 40  # characters of a number
_DATE = re.compile(r"(\d{4})-(1[012]|0\d|\d)-([12]\d|3[01]|0\d|\d)", re.ASCII)
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,2}")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_,]*)?\.[0-9]*(?:[eE][-+][0-9]+)?")
_INTEGERS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)"), 10),
    (re.compile(r"[-+]?0b[01_,]*[01]"), 2),
    (re.compile(r"[-+]?0[0-7_,]*[0-7]"), 8),
    (re.compile(r"[-+]?0x[0-9a-fA-F_,]*[0-9a-fA-F]"), 16),
)


def as_ruby(spelled: str, is_plain: bool) -> str:
    """What Ruby makes of a scalar; the text itself for a text, and for an instant. `is_plain` says
    that it stands in no quotes."""
    if not is_plain or len(spelled) > _LONGEST:
        return spelled
    if (word := _WORDS.get(spelled.lower())) is not None:
        return word
    if spelled[0] not in "0123456789+-.":
        return spelled
    number = _number(spelled)
    return _day(spelled) if number is None else number


def number_as_ruby(number: float) -> NoText:
    """A number as Ruby prints it."""
    spelled = str(number)
    digits, sign, exponent = spelled.partition("e")
    return NoText(f"{digits}{'' if '.' in digits else '.0'}e{exponent}" if sign else spelled)


def _number(spelled: str) -> NoText | None:
    if _SEXAGESIMAL.fullmatch(spelled):
        parts = spelled.replace("_", "").split(":")
        return number_as_ruby(sum(int(n) * 60 ** abs(at - 2) for at, n in enumerate(parts)))
    plain = spelled.replace("_", "").replace(",", "")
    if _FLOAT.fullmatch(spelled):
        return _attempt(lambda: number_as_ruby(float(plain)))
    base = next((base for form, base in _INTEGERS if form.fullmatch(spelled)), None)
    return None if base is None else _attempt(lambda: number_as_ruby(int(plain, base)))


def _attempt(of: Callable[[], NoText]) -> NoText | None:
    try:
        return of()
    except ValueError:  # a point alone, for one
        return None


def _day(spelled: str) -> str:
    if not (match := _DATE.fullmatch(spelled)):
        return spelled
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return spelled
