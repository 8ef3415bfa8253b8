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


def published_path(path: str) -> str:
    """The path of a page on its site, percent-encoded: a folder, `/a/`."""
    normal = _normal(path)
    return percent_encoded(normal if normal == "/" else f"{normal}/")


def path_of_own_file(path: str) -> str:
    """The path of a page that is a file of its own: `/a.html` for `a`."""
    return percent_encoded(f"{_normal(path)}.html")


def path_of_alias(path: str) -> str:
    """The path of an old address of a page: a file where it names one, else a folder."""
    return percent_encoded(_normal(path)) if path.endswith(_FILES) else published_path(path)


def path_as_written(path: str) -> str:
    """A path that front matter gives: a file where there is a dot in it and no slash behind it,
    else a folder."""
    if path.endswith("/index.html"):
        path = path.removesuffix("index.html")
    is_file = "." in path.replace("../", "") and not path.endswith("/")
    return percent_encoded(_normal(path)) if is_file else published_path(path)


def _normal(path: str) -> str:
    return posixpath.normpath("/" + path.lstrip("/"))
