"""Filters of Liquid and Jekyll, by the number of their arguments (shopify.github.io/liquid;
jekyllrb.com, "Liquid Filters"). Each takes values that are known and gives one."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote, unquote_plus

from feeds.archive.jekyll.liquid_lists import MOST_ITEMS, OF_LISTS, as_json, as_text
from feeds.archive.slug import slugify
from feeds.archive.values import Value
from feeds.archive.yaml_types import NoText
from feeds.html.dialect import KRAMDOWN
from feeds.html.markdown import rendered
from feeds.text import dates
from feeds.text.calendar_names import MONTHS
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


def _moment(spelled: str) -> datetime:
    """A number is seconds since 1970, as Liquid takes it. `now` is the beginning of the day: so a
    post's text is the same for so long."""
    if spelled in ("now", "today"):
        return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
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
    """What is no date stays as it is."""
    try:
        moment = _moment(spelled)
    except ValueError:
        return spelled

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


def _of_day(letters: int | None) -> Callable[..., str]:
    """A day as `date_to_string` writes it: the name of its month cut to so many letters."""

    def spelled_out(spelled: str, kind: str = "", style: str = "") -> str:
        moment = _moment(spelled)
        month, year = MONTHS[moment.month - 1][:letters], moment.year
        if kind != "ordinal":
            return f"{moment.day:02} {month} {year}"
        day = _ordinal(moment.day)
        return f"{month} {day}, {year}" if style == "US" else f"{day} {month} {year}"

    return spelled_out


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _rfc822(spelled: str) -> str:
    from email.utils import format_datetime  # 4 ms of a start, which few sites need

    moment = _moment(spelled)
    return format_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


_short, _long = _of_day(3), _of_day(None)


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
    ("date_to_long_string", 1): _long,
    ("date_to_long_string", 2): _long,
    ("date_to_rfc822", 0): _rfc822,
    ("date_to_string", 0): _short,
    ("date_to_string", 1): _short,
    ("date_to_string", 2): _short,
    ("date_to_xmlschema", 0): lambda value: _moment(value).astimezone(UTC).isoformat(),
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
    ("round", 0): lambda value: str(int(_number(value) + math.copysign(0.5, _number(value)))),
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
