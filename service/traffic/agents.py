"""Reads a User-Agent: the program that polls a feed, and for how many subscribers.

Aggregators fetch a feed once for all their readers and say how many these are. There is no
standard for it; the forms below are those in use.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST_NAME = 40  # characters
_LONGEST_AGENT = 1000
_MOST_SUBSCRIBERS = 1_000_000_000  # more people than that is a joke

# Those that hide behind another name, or whose own has spaces in it.
_KNOWN = {
    "feedly": "Feedly",
    "feedbin": "Feedbin",
    "newsblur": "NewsBlur",
    "inoreader": "Inoreader",
    "theoldreader": "The Old Reader",
    "bazqux": "BazQux",
    "dreamwidth": "Dreamwidth",
    "livejournal": "LiveJournal",
    "netnewswire": "NetNewsWire",
    "miniflux": "Miniflux",
    "tiny tiny rss": "Tiny Tiny RSS",
    "freshrss": "FreshRSS",
    "feedfetcher-google": "FeedFetcher-Google",
}
# In lower case: Python looks for a letter of either case at a tenth of the speed.
_KNOWN_NAMES = re.compile("|".join(map(re.escape, _KNOWN)))
_SUBSCRIBERS = re.compile(r"\b(\d{1,12})\s+(?:subscriber|reader|user)s?\b", re.ASCII)
_FEED_ID = re.compile(r"(?:feed-?id[:=]\s*|newsblur\.com/site/)([\w-]{1,64})")
_COMPATIBLE = re.compile(r"^Mozilla/[\d.]+ \(compatible; ([^;/)]+)")
_PRODUCT = re.compile(r"^[\w.+ -]*[\w.+-]")
_BROWSER = re.compile(r"^Mozilla/[\d.]+ \((?!compatible)")


class Agent(NamedTuple):
    """`subscribers` is None where the program does not say; `feed_id` is its own number for the
    feed, empty where it gives none."""

    name: str
    subscribers: int | None = None
    feed_id: str = ""


def parse_agent(spelled: str) -> Agent:
    """What a User-Agent header tells. `spelled` is decoded as Latin-1."""
    text = spelled[:_LONGEST_AGENT]
    lowered = text.lower()
    return Agent(_name(text, lowered), _subscribers(lowered), _feed_id(text, lowered))


def _subscribers(lowered: str) -> int | None:
    # Python looks for a word much faster than for the number before it.
    if not ("subscriber" in lowered or "reader" in lowered or "user" in lowered):
        return None
    number = _SUBSCRIBERS.search(lowered)
    return min(int(number[1]), _MOST_SUBSCRIBERS) if number else None


def _feed_id(text: str, lowered: str) -> str:
    number = _FEED_ID.search(lowered)
    return text[slice(*number.span(1))] if number else ""


def _name(text: str, lowered: str) -> str:
    # "like FeedFetcher-Google" is part of other programs' names: the first name counts.
    if known_name := _KNOWN_NAMES.search(lowered):
        return _KNOWN[known_name[0]]
    if _BROWSER.match(text):
        return "a browser"
    if compatible := _COMPATIBLE.match(text):
        name = compatible[1]
    else:
        product = _PRODUCT.match(text)
        name = product[0] if product else ""
    return name.strip()[:_LONGEST_NAME] or "unnamed"
