"""Reads the parameters of a request as a Query, and refuses values without meaning.

Each parameter has one meaning and one spelling in a Query, so two requests for the same posts are
one: `?q=b+A` and `?q=a%20b`, a limit that is the default and none, an instant in any time zone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from feeds.errors import BadParameterError
from feeds.model import LONGEST_NAME, SITE, TERM_KINDS, Stories, Term
from feeds.query import DEFAULT_LIMIT, LARGEST_LIMIT, Content, Place, Query

LAST_PAGE = 1_000_000
MOST_TERMS = 20  # wanted and unwanted together
MOST_WORDS = 10
LONGEST_WORDS = 100  # characters of `q`
_OF_MONTHS = ("q", "content", "before", "unique")  # what says something of a month's document
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")
_PLACE = re.compile(r"-?[0-9a-f]{1,16}\.[0-9a-f]{1,16}")


class Defaults(NamedTuple):
    """What counts where a request does not say: the settings' content, the site's limit, and
    whether feeds can show each story once."""

    content: Content = "full"
    limit: int = DEFAULT_LIMIT
    stories: Stories = "asked"


DEFAULTS = Defaults()


def parse(
    term: Term,
    parameters: Iterable[tuple[str, str]],
    default: Defaults = DEFAULTS,
    month: str | None = None,
) -> Query:
    """A path's term and the query string's pairs as a Query; unknown parameters are ignored.

    `default` is what counts where a request does not say.

    :raise BadParameterError: a value without meaning or beyond its bound
    """
    pairs = list(parameters)
    last = {name: value for name, value in pairs if month is None or name in _OF_MONTHS}
    terms = _terms(pairs, "") | {term} - {SITE}
    without = _terms(pairs, "-")
    if len(terms) + len(without) > MOST_TERMS:
        count = str(len(terms) + len(without))
        raise BadParameterError("filters", count, f"at most {MOST_TERMS}")
    query = Query(
        terms=tuple(sorted(terms)),
        limit=_limit(last, default.limit),
        page=_number(last, "page", 1, LAST_PAGE),
        content=_content(last, default.content),
        without=tuple(sorted(without)),
        words=_words(last.get("q", "")),
        since=_moment(last, "since"),
        until=_moment(last, "until"),
        before=_place(last),
        unique=_unique(last, default.stories, not terms),
    )
    return query if month is None else query.in_month(_month(month), query.before)


def parse_corrections(parameters: Iterable[tuple[str, str]], default: Defaults = DEFAULTS) -> Query:
    """The feed of corrections takes `limit`, `page` and `content`.

    :raise BadParameterError: a value without meaning or beyond its bound
    """
    kept = [pair for pair in parameters if pair[0] in ("limit", "page", "content")]
    return replace(parse(SITE, kept, default), corrections=True)


def _terms(pairs: list[tuple[str, str]], sign: str) -> set[Term]:
    kinds = {sign + kind: kind for kind in TERM_KINDS}
    return {_checked(Term(kinds[name], value)) for name, value in pairs if name in kinds}


def _checked(term: Term) -> Term:
    if not term.name or len(term.name) > LONGEST_NAME:
        raise BadParameterError(term.kind, term.name, f"1 to {LONGEST_NAME} characters")
    return term


def _words(spelled: str) -> tuple[str, ...]:
    """Every order and every case of the same words is one query."""
    if len(spelled) > LONGEST_WORDS:
        raise BadParameterError("q", spelled, f"at most {LONGEST_WORDS} characters")
    folded = unicodedata.normalize("NFKC", spelled).casefold()
    words = sorted(set("".join(c if _is_of_word(c) else " " for c in folded).split()))
    if len(words) > MOST_WORDS:
        raise BadParameterError("q", spelled, f"at most {MOST_WORDS} words")
    if spelled.strip() and not words:
        raise BadParameterError("q", spelled, "a word has letters or digits")
    return tuple(words)


def _is_of_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"  # letters, numbers, marks


def _number(last: dict[str, str], name: str, default: int, largest: int) -> int:
    spelled = last.get(name)
    if spelled is None:
        return default
    number = int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < 10 else 0
    if not 1 <= number <= largest:
        raise BadParameterError(name, spelled, f"a whole number from 1 to {largest}")
    return number


def _limit(last: dict[str, str], default: int) -> int | None:
    limit = _number(last, "limit", default, LARGEST_LIMIT)
    return None if limit == default else limit


def _moment(last: dict[str, str], name: str) -> str | None:
    """A day as it is, an instant in UTC with whole seconds."""
    spelled = last.get(name)
    if not spelled:
        return None
    try:
        moment = datetime.fromisoformat(spelled.replace(" ", "+"))  # a "+" that nobody escaped
        if len(spelled) == 10:
            return moment.date().isoformat()
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, OverflowError):
        raise BadParameterError(name, spelled, "YYYY-MM-DD, or RFC 3339 with a zone") from None


def _place(last: dict[str, str]) -> Place | None:
    spelled = last.get("before")
    if not spelled:
        return None
    if not _PLACE.fullmatch(spelled):
        raise BadParameterError("before", spelled, "a place as a link rel=next gives it")
    sort, pid = (int(part, 16) for part in spelled.split("."))
    if not (abs(sort) < 1 << 63 and pid < 1 << 63):
        raise BadParameterError("before", spelled, "a place as a link rel=next gives it")
    return Place(sort, pid)


def _month(spelled: str) -> str:
    if not _MONTH.fullmatch(spelled):
        raise BadParameterError("month", spelled, "YYYY-MM")
    return spelled


def _unique(last: dict[str, str], stories: Stories, is_of_site: bool) -> bool | None:
    spelled = last.get("unique")
    if not spelled:
        return None
    if spelled not in ("0", "1"):
        raise BadParameterError("unique", spelled, "0 or 1")
    unique = spelled == "1"
    if unique and stories == "off":
        raise BadParameterError(
            "unique", spelled, "only 0, because the setting `stories` of this site is off"
        )
    return None if unique == (stories == "site" and is_of_site) else unique


def _content(last: dict[str, str], default: Content) -> Content | None:
    spelled = last.get("content") or default
    if spelled not in ("full", "summary"):
        raise BadParameterError("content", spelled, "full or summary")
    return None if spelled == default else spelled  # type: ignore[return-value]
