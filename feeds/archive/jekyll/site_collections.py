"""Which collections of a Jekyll site hold posts, and where their files stand.

Posts stand in any folder `_posts`, drafts in any `_drafts`. Another collection stands in a folder
of its name beside the site's own, and is read where jekyll-feed is told to make a feed of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.jekyll.permalinks import STYLES
from feeds.archive.values import FrontMatter, mapping, text, texts

POSTS = "posts"
DRAFTS = "drafts"

_STYLES_WITH_SUFFIX = ("date", "ordinal", "none")


def collection_patterns(config: FrontMatter) -> dict[str, str]:
    """Collection → permalink template, for each that is read."""
    settings = mapping(config, "collections")
    feed = mapping(config, "feed")
    style = text(config, "permalink") or "date"
    posts = text(mapping(settings, POSTS), "permalink") or STYLES.get(style, style)
    labels = (*texts(feed, "collections"), *mapping(feed, "collections"))
    return {**_patterns(config, labels), POSTS: posts, DRAFTS: posts}


def other_patterns(config: FrontMatter) -> dict[str, str]:
    """Collection → permalink template, for all but the posts, whether they have a feed or not."""
    labels = (*texts(config, "collections"), *mapping(config, "collections"))
    patterns = _patterns(config, labels)
    return {label: pattern for label, pattern in patterns.items() if label != POSTS}


def _patterns(config: FrontMatter, labels: Iterable[str]) -> dict[str, str]:
    settings = mapping(config, "collections")
    end = ending(text(config, "permalink") or "date")
    return {
        label: text(mapping(settings, label), "permalink") or f"/:collection/:path{end}"
        for label in labels
    }


def ending(style: str) -> str:
    """What the permalinks of other collections, and of pages, end in where the posts' are of this
    style."""
    if style in _STYLES_WITH_SUFFIX or style.endswith(":output_ext"):
        return ":output_ext"
    return "/" if style == "pretty" or style.endswith("/") else ""


class FolderPlace(NamedTuple):
    """A folder of posts: its collection, the folders above that one's own and those below it:
    `posts`, `news` and `2022` of `news/_posts/2022`."""

    collection: str
    above: tuple[str, ...]
    below: str


@lru_cache(maxsize=1024)  # a walk asks for the same folder many times a file
def place_of(folder: str, base: str, collections: tuple[str, ...]) -> FolderPlace | None:
    """What a folder holds; None where it is of no collection that is read. `base`: the folder of
    the collections, with a slash behind it."""
    if not folder.startswith(base):
        return None
    parts = folder[len(base) :].split("/")
    is_own = parts[0].startswith("_") and parts[0][1:] in collections
    names = (parts[0],) if is_own else ("_posts", "_drafts")
    own = next((n for n, part in enumerate(parts) if part in names), None)
    if own is None:
        return None
    return FolderPlace(parts[own][1:], tuple(parts[:own]), "/".join(parts[own + 1 :]))
