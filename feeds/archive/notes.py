"""What the owner of a site may want to know of a served post: nothing is wrong with it.

Notes look like faults, with codes that begin with N. `postwire check` works them out each time,
and no index keeps them; `docs/faults.md` explains each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from feeds.archive.attribution_rules import TAIL, Rules
from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document
from feeds.text import dates

NOTES: dict[str, str] = {
    "N01": "the date has no zone: it is read in the site's zone, by Jekyll in UTC",
    "N02": "tags or shortcodes of the generator were dropped from the text",
    "N03": "words in brackets at the end are too long for the name of an outlet",
    "N04": "what else may surprise takes too much to find out",
}

Note = Callable[[str], None]
"""Is told what was dropped from a text, as it is written there."""

_MOST_NAMED = 5  # dropped tags of one post
_LONGEST_NAMED = 60  # characters
_LONG_BRACKET = re.compile(r"[（(](?P<words>[^（()）<>\n]{31,400})[）)]\s{0,20}\Z")


def unnoted(dropped: str) -> None:
    """For callers that do not ask what is dropped."""


def dropped_note(
    document: Document, body: str, render: Callable[[Note], object]
) -> Iterator[Fault]:
    """N02, where rendering the body drops anything."""
    names: dict[str, int] = {}

    def note(dropped: str) -> None:
        name = dropped[:_LONGEST_NAMED]
        names[name] = names.get(name, 0) + 1

    render(note)
    if names:
        shown = [f"{name} ({n} times)" if n > 1 else name for name, n in names.items()]
        more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
        yield Fault(document.body_line, "N02", f"dropped: {', '.join(shown[:_MOST_NAMED])}{more}")


def zone_note(document: Document, zone: ZoneInfo) -> Iterator[Fault]:
    """N01, where the site's zone is not UTC at the date of the post."""
    spelled = document.front_matter.get("date")
    moment = dates.parse(spelled, UTC) if isinstance(spelled, str) else None
    if moment and moment.instant.astimezone(zone).utcoffset():
        message = f"date: {spelled!r} is read in {zone.key}; Jekyll reads it in UTC"
        yield Fault(document.line_of("date"), "N01", message)


def without_notes(fault: Fault) -> Fault:
    """N04, for a post whose notes a bounded process could not work out."""
    return fault._replace(code="N04")


def outlet_note(document: Document, body: str, rules: Rules) -> Iterator[Fault]:
    """N03, where the end of the body looks like an outlet's name but is longer than one may be."""
    match = _LONG_BRACKET.search(body[-TAIL:])
    if match and re.search(rules.outlet_ending, match["words"].strip()):
        words = match["words"]
        line = document.body_line + document.body.count("\n", 0, document.body.rfind(words))
        message = f"({words[:40]}…) has {len(words)} characters: an outlet's name has 30 at most"
        yield Fault(line, "N03", message)
