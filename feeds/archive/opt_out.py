"""How a post stays out of all feeds, whatever kind of archive it lies in.

`feed: false` and `feed: {exclude: true}` say so. A post that is locked by a `password`, or
`encrypted` by the site's generator, is for readers with the key: its text is never served.
"""

from __future__ import annotations

from feeds.archive.reading import Excluded
from feeds.archive.values import FrontMatter, flag, mapping, text, texts

_KEYS = frozenset({"feed", "password", "encrypted", "encrypt"})
_LOCKS = ("password", "encrypted", "encrypt")


def opted_out(front_matter: FrontMatter) -> Excluded | None:
    """Why a post with this front matter is in no feed; None where it may be in one."""
    if _KEYS.isdisjoint(front_matter):
        return None
    if flag(front_matter, "feed") is False:
        return Excluded("kept out by `feed: false`")
    feed = mapping(front_matter, "feed")
    if flag(feed, "exclude") or flag(feed, "include") is False:
        return Excluded("kept out by `feed: {exclude: true}`")
    lock = next((key for key in _LOCKS if _is_locked(front_matter, key)), None)
    return Excluded(f"kept out by `{lock}`: only who has the key may read it") if lock else None


def _is_locked(front_matter: FrontMatter, key: str) -> bool:
    """Any value locks a post but none at all and `false`; a password may look like anything."""
    value = text(front_matter, key)
    if value is None:
        return bool(mapping(front_matter, key) or texts(front_matter, key))
    return value.lower() != "false" if key == "password" else flag(front_matter, key) is not False
