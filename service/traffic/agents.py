"""Who reads, as a User-Agent tells it: the program's name, and for how many people it asks.

Aggregators fetch a feed once for all their readers and say how many these are. There is no
standard for it; the forms below are those in use.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
_KNOWN_NAMES = re.compile("|".join(map(re.escape, _KNOWN)), re.IGNORECASE)
_SUBSCRIBERS = re.compile(r"\b(\d{1,12})\s+(?:subscriber|reader|user)s?\b", re.IGNORECASE)
_FEED_ID = re.compile(
    r"\bfeed-?id[:=]\s*([\w-]{1,64})|newsblur\.com/site/(\d{1,20})", re.IGNORECASE
)
_COMPATIBLE = re.compile(r"^Mozilla/[\d.]+ \(compatible; ([^;/)]+)")
_PRODUCT = re.compile(r"^[\w.+ -]*[\w.+-]")
_BROWSER = re.compile(r"^Mozilla/[\d.]+ \((?!compatible)")


class Agent(NamedTuple):
    """`subscribers` is None where the program does not say; `feed_id` is its own number for the
    feed, empty where it gives none."""

    name: str
    subscribers: int | None = None
    feed_id: str = ""


@lru_cache(maxsize=2048)
def parse_agent(spelled: str) -> Agent:
    """What a User-Agent header tells."""
    text = spelled[:_LONGEST_AGENT]
    number = _SUBSCRIBERS.search(text)
    count = min(int(number[1]), _MOST_SUBSCRIBERS) if number else None
    own = _FEED_ID.search(text)
    return Agent(_name(text), count, (own[1] or own[2]) if own else "")


def _name(text: str) -> str:
    # "like FeedFetcher-Google" is part of other programs' names: the first name counts.
    if known := _KNOWN_NAMES.search(text):
        return _KNOWN[known[0].lower()]
    if _BROWSER.match(text):
        return "a browser"
    found = _COMPATIBLE.match(text) or _PRODUCT.match(text)
    name = (found[1] if found and found.re is _COMPATIBLE else found[0]) if found else ""
    return name.strip()[:_LONGEST_NAME] or "unnamed"
