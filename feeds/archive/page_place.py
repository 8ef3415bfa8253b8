"""Where Hugo and Zola publish a page: both turn the folders of the content into an address."""

from __future__ import annotations

import posixpath

from feeds.text.urls import percent_encoded

_FILES = (".html", ".htm", ".xml", ".json", ".txt")


def page_name(path: str, stem: str) -> str:
    """The file's stem. A page bundle, whose text stands in `index`, has the name of its folder."""
    return path.split("/")[-2] if stem == "index" and "/" in path else stem


def folders_above(path: str, stem: str) -> tuple[str, ...]:
    """The folders above a page; the folder of a page bundle is the page itself."""
    folders = tuple(path.split("/")[:-1])
    return folders[:-1] if stem == "index" else folders


def published_path(path: str, ugly: bool = False) -> str:
    """The path of a page on its site, percent-encoded: a folder, unless the path names a file.

    `ugly`: a file, `/a.html`, instead of a folder, `/a/`.
    """
    normal = posixpath.normpath("/" + path.lstrip("/"))
    if posixpath.splitext(normal)[1] in _FILES:
        return percent_encoded(normal)
    if ugly:
        return percent_encoded(f"{normal}.html")
    return percent_encoded(normal if normal == "/" else f"{normal}/")
