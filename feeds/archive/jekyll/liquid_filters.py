"""Filters of Liquid and Jekyll, by the number of their arguments (shopify.github.io/liquid;
jekyllrb.com, "Liquid Filters"). Each takes values that are known and gives one."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from operator import add, mul, sub
from urllib.parse import quote, unquote_plus

from feeds.archive.jekyll.liquid_dates import OF_DATES
from feeds.archive.jekyll.liquid_lists import MOST_ITEMS, OF_LISTS, as_json, as_text
from feeds.archive.slug import slugify
from feeds.archive.values import Value
from feeds.archive.yaml_types import NoText
from feeds.html.dialect import KRAMDOWN
from feeds.html.markdown import rendered
from feeds.text.plain import plain

LONGEST = 100_000  # characters of one value
_LARGEST = 10**15  # up to here a Float of Ruby is printed without an exponent
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_WHOLE = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*")


def filtered(name: str, value: Value, arguments: list[Value]) -> Value | None:
    """The value through a filter; None for an unknown filter, and where it fails."""
    key = name, len(arguments)
    texts = [as_text(argument) or "" for argument in arguments]
    if name == "jsonify":
        return as_json(value)
    try:
        if isinstance(value, list) and key == ("concat", 1):
            more = arguments[0]
            return [*value, *more][:MOST_ITEMS] if isinstance(more, list) else None
        if isinstance(value, list) and key in OF_LISTS:
            result = OF_LISTS[key](value, *texts)
        else:
            spelled = as_text(value)
            if spelled is None or key not in _OF_TEXTS:
                return None
            result = _OF_TEXTS[key](spelled, *texts)
        return NoText(result) if name in _COUNTING and isinstance(result, str) else result
    except (ValueError, ArithmeticError, IndexError):
        return None


def is_filter(name: str) -> bool:
    """Whether Jekyll has a filter of this name."""
    return name in _NAMES


def _slice(value: str, start: str, length: str = "1") -> str:
    """From a place, counted from the end where it is negative; nothing from one before the text."""
    at = int(start) if int(start) >= 0 else len(value) + int(start)
    return value[at : at + max(0, int(length))] if at >= 0 else ""


def _shortened(value: str, length: str = "50", end: str = "...") -> str:
    return value if len(value) <= int(length) else value[: max(0, int(length) - len(end))] + end


def _first_words(value: str, count: str = "15", end: str = "...") -> str:
    words = value.split()
    return value if len(words) <= int(count) else " ".join(words[: int(count)]) + end


def _number(spelled: str) -> Decimal:
    """The number that Liquid takes a text for: a decimal one, or the whole one that it begins
    with, else nought (`Utils.to_number` of Liquid 4). A decimal one has decimals though they are
    noughts.

    :raise ValueError: for one that is too long to count with
    """
    text = spelled.strip()
    begun = _DECIMAL.fullmatch(text) or _WHOLE.match(text)
    number = Decimal(begun[0] if begun else 0)
    if abs(number) > _LARGEST:
        raise ValueError("a number too large")
    return number


def _is_whole(number: Decimal) -> bool:
    return number.as_tuple().exponent == 0


def _spelled(number: Decimal) -> str:
    """As Ruby prints it."""
    return str(int(number)) if _is_whole(number) else str(float(number))


def _calculation(of: Callable[..., Decimal]) -> Callable[..., str]:
    return lambda *values: _spelled(of(*map(_number, values)))


def _quotient(one: Decimal, other: Decimal) -> Decimal:
    """Of two whole numbers a whole one."""
    if _is_whole(one) and _is_whole(other):
        return Decimal(math.floor(one / other))
    return one / other - Decimal("0.0")  # which leaves -0.0 its sign


def _modulo(one: Decimal, other: Decimal) -> Decimal:
    """With the sign of the divisor."""
    return one - other * math.floor(one / other)


def _rounded(value: str, places: str = "0") -> str:
    """To so many places, halves away from nought."""
    number, count = _number(value), max(-9, min(9, int(places)))
    rounded = number.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)
    return str(int(rounded)) if count <= 0 or _is_whole(number) else _spelled(rounded)


def _split(value: str, at: str) -> list[Value]:
    """As Ruby splits: a space is any white space, and nothing is left empty at the end."""
    parts = value.split() if at == " " else value.split(at) if at else list(value)
    while parts and not parts[-1]:
        parts.pop()
    return [*parts[:MOST_ITEMS]]


_OF_TEXTS: dict[tuple[str, int], Callable[..., Value]] = OF_DATES | {
    ("abs", 0): _calculation(abs),
    ("append", 1): lambda value, end: value + end,
    ("at_least", 1): _calculation(max),
    ("at_most", 1): _calculation(min),
    ("capitalize", 0): lambda value: value[:1].upper() + value[1:].lower(),
    ("ceil", 0): lambda value: str(math.ceil(_number(value))),
    ("cgi_escape", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("divided_by", 1): _calculation(_quotient),
    ("downcase", 0): str.lower,
    ("escape", 0): html.escape,
    ("escape_once", 0): lambda value: html.escape(html.unescape(value)),
    ("first", 0): str,
    ("floor", 0): lambda value: str(math.floor(_number(value))),
    ("join", 0): str,
    ("join", 1): lambda value, joint: value,
    ("lstrip", 0): str.lstrip,
    ("markdownify", 0): lambda value: rendered(value, KRAMDOWN),
    ("minus", 1): _calculation(sub),
    ("modulo", 1): _calculation(_modulo),
    ("newline_to_br", 0): lambda value: value.replace("\n", "<br />\n"),
    ("normalize_whitespace", 0): lambda value: " ".join(value.split()),
    ("number_of_words", 0): lambda value: str(len(value.split())),
    ("plus", 1): _calculation(add),
    ("prepend", 1): lambda value, start: start + value,
    ("remove", 1): lambda value, part: value.replace(part, "") if part else value,
    ("remove_first", 1): lambda value, part: value.replace(part, "", 1),
    ("replace", 2): lambda value, part, other: (
        value.replace(part, other) if part and value.count(part) * len(other) < LONGEST else value
    ),
    ("replace_first", 2): lambda value, part, other: value.replace(part, other, 1),
    ("remove_last", 1): lambda value, part: "".join(value.rsplit(part, 1)) if part else value,
    ("replace_last", 2): lambda value, part, other: other.join(value.rsplit(part, 1)),
    ("round", 0): _rounded,
    ("round", 1): _rounded,
    ("rstrip", 0): str.rstrip,
    ("size", 0): lambda value: str(len(value)),
    ("slice", 1): _slice,
    ("slice", 2): _slice,
    ("slugify", 0): slugify,
    ("smartify", 0): str,
    ("split", 1): _split,
    ("strip", 0): str.strip,
    ("strip_html", 0): plain,
    ("strip_index", 0): lambda value: re.sub(r"/index\.html?$", "/", value),
    ("strip_newlines", 0): lambda value: value.replace("\n", ""),
    ("times", 1): _calculation(mul),
    ("to_integer", 0): lambda value: str(math.trunc(_number(value))),
    **{("truncate", count): _shortened for count in range(3)},
    **{("truncatewords", count): _first_words for count in range(3)},
    ("upcase", 0): str.upper,
    ("uri_escape", 0): lambda value: quote(value, safe="/%:?#@!$&'()*+,;=~"),
    ("url_decode", 0): unquote_plus,
    ("url_encode", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("xml_escape", 0): html.escape,
}

_COUNTING = frozenset(
    """
    abs at_least at_most ceil divided_by floor minus modulo number_of_words plus round size sum
    times to_integer
    """.split()  # noqa: SIM905
)
_ELSEWHERE = frozenset(  # those that are read elsewhere, or not at all
    """
    absolute_url concat default find_exp group_by_exp inspect jsonify relative_url sample sassify
    scssify where_exp
    """.split()  # noqa: SIM905
)
_NAMES = frozenset(name for name, _ in (*OF_LISTS, *_OF_TEXTS)) | _ELSEWHERE
