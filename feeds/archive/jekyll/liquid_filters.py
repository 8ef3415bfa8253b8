"""Filters of Liquid and Jekyll, by the number of their arguments (shopify.github.io/liquid;
jekyllrb.com, "Liquid Filters"). Each takes values that are known and gives one."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, unquote_plus

from feeds.archive.slug import slugify
from feeds.archive.values import Value
from feeds.text import dates
from feeds.text.calendar_names import MONTHS
from feeds.text.plain import plain

LONGEST = 100_000  # characters of one value
MOST_ITEMS = 10_000  # of one list


def as_text(value: Value | None) -> str | None:
    """A list is its texts, joined; a mapping has no text."""
    if isinstance(value, list):
        return "".join(as_text(item) or "" for item in value[:MOST_ITEMS])
    return value if isinstance(value, str) else None


def filtered(name: str, value: Value, arguments: list[Value]) -> Value | None:
    """The value through a filter; None for a filter that there is not, and where it fails."""
    key = name, len(arguments)
    texts = [as_text(argument) or "" for argument in arguments]
    try:
        if isinstance(value, list) and key == ("concat", 1):
            more = arguments[0]
            return [*value, *more][:MOST_ITEMS] if isinstance(more, list) else None
        if isinstance(value, list) and key in _OF_LISTS:
            return _OF_LISTS[key](value, *texts)
        spelled = as_text(value)
        return None if spelled is None or key not in _OF_TEXTS else _OF_TEXTS[key](spelled, *texts)
    except (ValueError, ArithmeticError, IndexError):
        return None


def _property(item: Value, name: str) -> Value:
    return item.get(name.lower(), "") if isinstance(item, dict) else ""


def _sorted_by(items: list[Value], name: str = "") -> list[Value]:
    return sorted(items, key=lambda item: as_text(_property(item, name) if name else item) or "")


def _unique(items: list[Value]) -> list[Value]:
    return [item for item in dict.fromkeys(items) if item] if all(map(_is_text, items)) else items


def _is_text(item: Value) -> bool:
    return isinstance(item, str)


def _sentence(items: list[Value], joint: str = "and") -> str:
    *first, last = [as_text(item) or "" for item in items] or [""]
    comma = "," if len(first) > 1 else ""
    return f"{', '.join(first)}{comma} {joint} {last}" if first else last


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


def _moment(spelled: str) -> datetime:
    """A number is seconds since 1970, as Liquid takes it."""
    if _SECONDS.fullmatch(spelled):
        return datetime.fromtimestamp(int(spelled), UTC)
    moment = dates.parse(spelled, UTC)
    if moment is None:
        raise ValueError(spelled[:20])
    return dates.as_written(spelled) or moment.instant


_SECONDS = re.compile(r"[0-9]{1,11}")
_DIRECTIVE = re.compile(r"%(-?)([A-Za-z%])")
_SAFE = frozenset("aAbBdHIjmMpSUwWyYZ%")


def _date(spelled: str, form: str) -> str:
    moment = _moment(spelled)

    def part(match: re.Match[str]) -> str:
        letter = {"e": "d", "h": "b", "l": "I", "k": "H"}.get(match[2], match[2])
        if letter == "F":
            return moment.strftime("%Y-%m-%d")
        if letter == "s":  # by the standard library it would be in the machine's zone
            parsed = dates.parse(spelled, UTC)
            return str(int((parsed.instant if parsed else moment).timestamp()))
        shown = moment.strftime(f"%{letter}") if letter in _SAFE else ""
        return shown.lstrip("0") or "0" if match[1] and shown else shown

    return _DIRECTIVE.sub(part, form[:200])


def _long(spelled: str) -> str:
    moment = _moment(spelled)
    return f"{moment.day:02} {MONTHS[moment.month - 1]} {moment.year}"


_OF_LISTS: dict[tuple[str, int], Callable[..., Value]] = {
    ("array_to_sentence_string", 0): _sentence,
    ("array_to_sentence_string", 1): _sentence,
    ("compact", 0): lambda items: [item for item in items if item],
    ("first", 0): lambda items: items[0],
    ("join", 0): lambda items: " ".join(as_text(item) or "" for item in items),
    ("join", 1): lambda items, joint: joint.join(as_text(item) or "" for item in items),
    ("jsonify", 0): lambda items: json.dumps(items, ensure_ascii=False, separators=(",", ":")),
    ("last", 0): lambda items: items[-1],
    ("map", 1): lambda items, name: [_property(item, name) for item in items],
    ("push", 1): lambda items, item: [*items, item],
    ("reverse", 0): lambda items: items[::-1],
    ("shift", 0): lambda items: items[1:],
    ("pop", 0): lambda items: items[:-1],
    ("size", 0): lambda items: str(len(items)),
    ("sort", 0): _sorted_by,
    ("sort", 1): _sorted_by,
    ("sort_natural", 0): lambda items: sorted(items, key=lambda i: (as_text(i) or "").lower()),
    ("uniq", 0): _unique,
    ("unshift", 1): lambda items, item: [item, *items],
    ("where", 2): lambda items, name, wanted: [
        item for item in items if as_text(_property(item, name)) == wanted
    ],
}
_OF_TEXTS: dict[tuple[str, int], Callable[..., Value]] = {
    ("abs", 0): lambda value: _spelled(abs(_number(value)), value),
    ("append", 1): lambda value, end: value + end,
    ("at_least", 1): lambda one, other: max((one, other), key=_number),
    ("at_most", 1): lambda one, other: min((one, other), key=_number),
    ("capitalize", 0): lambda value: value[:1].upper() + value[1:].lower(),
    ("ceil", 0): lambda value: str(math.ceil(_number(value))),
    ("cgi_escape", 0): lambda value: quote(value, safe="").replace("%20", "+"),
    ("date", 1): _date,
    ("date_to_long_string", 0): _long,
    ("date_to_rfc822", 0): lambda value: format_datetime(_moment(value)),
    ("date_to_string", 0): lambda value: _date(value, "%d %b %Y"),
    ("date_to_xmlschema", 0): lambda value: _moment(value).astimezone(UTC).isoformat(),
    ("divided_by", 1): _calculation(lambda one, other: one / other),
    ("downcase", 0): str.lower,
    ("escape", 0): html.escape,
    ("escape_once", 0): lambda value: html.escape(html.unescape(value)),
    ("first", 0): str,
    ("floor", 0): lambda value: str(math.floor(_number(value))),
    ("join", 0): str,
    ("join", 1): lambda value, joint: value,
    ("jsonify", 0): lambda value: json.dumps(value, ensure_ascii=False),
    ("lstrip", 0): str.lstrip,
    ("markdownify", 0): str,
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
    ("round", 0): lambda value: str(round(_number(value))),
    ("rstrip", 0): str.rstrip,
    ("size", 0): lambda value: str(len(value)),
    ("slice", 1): _slice,
    ("slice", 2): _slice,
    ("slugify", 0): slugify,
    ("smartify", 0): str,
    ("split", 1): lambda value, at: (
        value.split(at) if at.strip() else value.split() if at else list(value)
    )[:MOST_ITEMS],
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
