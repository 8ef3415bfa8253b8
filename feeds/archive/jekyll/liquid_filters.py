"""Filters of Liquid and Jekyll, by the number of their arguments (shopify.github.io/liquid;
jekyllrb.com, "Liquid Filters"). Each takes values that are known and gives one."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
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


def _number(spelled: str) -> float:
    number = float(spelled or 0)
    if not math.isfinite(number) or abs(number) > 1e15:
        raise ValueError(spelled[:20])
    return number


def _spelled(number: float, *operands: str) -> str:
    """As Ruby prints it: whole where all operands are."""
    is_whole = not any("." in operand for operand in operands)
    return str(math.floor(number)) if is_whole else str(number)


def _calculation(of: Callable[[float, float], float]) -> Callable[..., str]:
    return lambda one, other: _spelled(of(_number(one), _number(other)), one, other)


def _rounded(value: str, places: str = "0") -> str:
    """To so many places, halves away from nought."""
    step = Decimal(1).scaleb(-max(0, min(9, int(places))))
    number = Decimal(str(_number(value))).quantize(step, ROUND_HALF_UP)
    return _spelled(float(number), value if int(places) > 0 else "")


def _split(value: str, at: str) -> list[Value]:
    """As Ruby splits: a space is any white space, and nothing is left empty at the end."""
    parts = value.split() if at == " " else value.split(at) if at else list(value)
    while parts and not parts[-1]:
        parts.pop()
    return [*parts[:MOST_ITEMS]]


_OF_TEXTS: dict[tuple[str, int], Callable[..., Value]] = OF_DATES | {
    ("abs", 0): lambda value: _spelled(abs(_number(value)), value),
    ("append", 1): lambda value, end: value + end,
    ("at_least", 1): lambda one, other: max((one, other), key=_number),
    ("at_most", 1): lambda one, other: min((one, other), key=_number),
    ("capitalize", 0): lambda value: value[:1].upper() + value[1:].lower(),
    ("ceil", 0): lambda value: str(math.ceil(_number(value))),
    ("cgi_escape", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("divided_by", 1): _calculation(lambda one, other: one / other),
    ("downcase", 0): str.lower,
    ("escape", 0): html.escape,
    ("escape_once", 0): lambda value: html.escape(html.unescape(value)),
    ("first", 0): str,
    ("floor", 0): lambda value: str(math.floor(_number(value))),
    ("join", 0): str,
    ("join", 1): lambda value, joint: value,
    ("lstrip", 0): str.lstrip,
    ("markdownify", 0): lambda value: rendered(value, KRAMDOWN),
    ("minus", 1): _calculation(lambda one, other: one - other),
    ("modulo", 1): _calculation(lambda one, other: one % other),
    ("newline_to_br", 0): lambda value: value.replace("\n", "<br />\n"),
    ("normalize_whitespace", 0): lambda value: " ".join(value.split()),
    ("number_of_words", 0): lambda value: str(len(value.split())),
    ("plus", 1): _calculation(lambda one, other: one + other),
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
    ("times", 1): _calculation(lambda one, other: one * other),
    ("to_integer", 0): lambda value: str(math.trunc(_number(value))),
    ("truncate", 0): _shortened,
    ("truncate", 1): _shortened,
    ("truncate", 2): _shortened,
    ("truncatewords", 0): _first_words,
    ("truncatewords", 1): _first_words,
    ("truncatewords", 2): _first_words,
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
