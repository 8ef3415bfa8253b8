"""Which collections of a Jekyll site hold posts, and where their files stand.

A collection's files stand in a folder that is named after it: `_posts`, `_drafts`. Other
collections are read where jekyll-feed is told to make feeds of them.
"""

from __future__ import annotations

from functools import lru_cache

from feeds.archive.values import FrontMatter, mapping, text, texts

POSTS = "posts"
DRAFTS = "drafts"


def collection_patterns(config: FrontMatter) -> dict[str, str]:
    """Collection → permalink pattern, for each that is read."""
    settings = mapping(config, "collections")
    posts = text(mapping(settings, POSTS), "permalink") or text(config, "permalink") or "date"
    feed = mapping(config, "feed")
    own = {
        label: text(mapping(settings, label), "permalink") or "/:collection/:path:output_ext"
        for label in (*texts(feed, "collections"), *mapping(feed, "collections"))
    }
    return {**own, POSTS: posts, DRAFTS: posts}


@lru_cache(maxsize=1024)  # a walk asks for the same folder once a file
def collection_of(folder: str, collections: tuple[str, ...]) -> str | None:
    """The collection whose files stand in this folder; None for one that is not read."""
    labels = (part[1:] for part in folder.split("/") if part.startswith("_"))
    return next((label for label in labels if label in collections), None)


@lru_cache(maxsize=1024)
def categories_above(folder: str, collections_dir: str) -> tuple[str, ...]:
    """The categories that the folders above `_posts` stand for: `news` of `news/_posts`."""
    inside = f"{folder}/".removeprefix(f"{collections_dir}/") if collections_dir else folder
    parts = inside.split("/")
    return tuple(parts[: parts.index("_posts")]) if "_posts" in parts else ()
