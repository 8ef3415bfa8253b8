"""Which collections of a Jekyll site hold posts, and where their files stand.

Posts stand in any folder `_posts`, drafts in any `_drafts`. Another collection stands in a folder
of its name beside the site's own, and is read where jekyll-feed is told to make a feed of it.
"""

from __future__ import annotations

from functools import lru_cache

from feeds.archive.jekyll.permalinks import STYLES
from feeds.archive.values import FrontMatter, mapping, text, texts

POSTS = "posts"
DRAFTS = "drafts"

_STYLES_WITH_SUFFIX = ("date", "ordinal", "none")


def collection_patterns(config: FrontMatter) -> dict[str, str]:
    """Collection → permalink template, for each that is read."""
    settings = mapping(config, "collections")
    style = text(config, "permalink") or "date"
    posts = text(mapping(settings, POSTS), "permalink") or STYLES.get(style, style)
    feed = mapping(config, "feed")
    own = {
        label: text(mapping(settings, label), "permalink") or f"/:collection/:path{_ending(style)}"
        for label in (*texts(feed, "collections"), *mapping(feed, "collections"))
    }
    return {**own, POSTS: posts, DRAFTS: posts}


def _ending(style: str) -> str:
    """What the permalinks of other collections end in where the posts' are of this style."""
    if style in _STYLES_WITH_SUFFIX or style.endswith(":output_ext"):
        return ":output_ext"
    return "/" if style == "pretty" or style.endswith("/") else ""


@lru_cache(maxsize=1024)  # a walk asks for the same folder once a file
def collection_of(folder: str, collections: tuple[str, ...]) -> str | None:
    """The collection whose files stand in this folder, None for one that is not read. The path is
    relative to the folder of the collections."""
    parts = folder.split("/")
    if parts[0].startswith("_") and parts[0][1:] in collections:
        return parts[0][1:]
    return next((part[1:] for part in parts if part in ("_posts", "_drafts")), None)


@lru_cache(maxsize=1024)
def inside_collection(folder: str, collection: str) -> tuple[str, str]:
    """The folders above a collection's own, and those below it: `news` and `2022` of
    `news/_posts/2022`."""
    parts = folder.split("/")
    own = parts.index(f"_{collection}") if f"_{collection}" in parts else -1
    return "/".join(parts[: max(own, 0)]), "/".join(parts[own + 1 :])
