"""How a post stays out of all feeds, whatever kind of archive it lies in.

`feed: false`, `feed: {exclude: true}` and similar keys of themes and plugins keep a post out. Posts
with a `password`, posts that the site's generator has `encrypted`, and private posts are not for
everybody: their texts are never served.
"""

from __future__ import annotations

from feeds.archive.reading import Excluded
from feeds.archive.values import FrontMatter, flag, mapping, text, texts

_SWITCHED_OFF = ("feed", "rss", "in_feed", "show_in_feed", "rss_feed")  # by `false`
_SWITCHED_ON = (
    *("exclude_from_feed", "excludefromfeed", "exclude_from_rss", "excludefromrss"),
    *("hide_from_feed", "hidefromfeed", "hide_from_rss", "hidefromrss", "feed_exclude"),
    *("no_feed", "nofeed", "no_rss", "norss", "skip_feed", "disable_feed", "disablefeed"),
    *("rss_ignore", "rss_exclude", "unlisted", "private"),
)
_LOCKS = (
    *("password", "passwords", "post_password", "passphrase", "password_protected"),
    *("encrypted", "encrypt", "encryption", "protected"),
)
_HIDDEN = frozenset({"private", "password", "protected"})  # values of `visibility`
_KEYS = frozenset({*_SWITCHED_OFF, *_SWITCHED_ON, *_LOCKS, "visibility"})


def opted_out(front_matter: FrontMatter) -> Excluded | None:
    """Why a post with this front matter is in no feed; None where it may be in one."""
    if _KEYS.isdisjoint(front_matter):
        return None
    if off := next((key for key in _SWITCHED_OFF if flag(front_matter, key) is False), None):
        return Excluded(f"kept out by `{off}: false`")
    if on := next((key for key in _SWITCHED_ON if flag(front_matter, key)), None):
        return Excluded(f"kept out by `{on}: true`")
    feed = mapping(front_matter, "feed")
    if flag(feed, "exclude") or flag(feed, "include") is False or flag(feed, "enabled") is False:
        return Excluded("kept out by `feed: {exclude: true}`")
    if (seen_by := (text(front_matter, "visibility") or "").lower()) in _HIDDEN:
        return Excluded(f"kept out by `visibility: {seen_by}`")
    lock = next((key for key in _LOCKS if _is_locked(front_matter, key)), None)
    return Excluded(f"kept out by `{lock}`: only who has the key may read it") if lock else None


def _is_locked(front_matter: FrontMatter, key: str) -> bool:
    """Any value locks a post but none at all and `false`; a password may look like anything."""
    value = text(front_matter, key)
    if value is None:
        return bool(mapping(front_matter, key) or texts(front_matter, key))
    return value.lower() != "false" if key == "password" else flag(front_matter, key) is not False
