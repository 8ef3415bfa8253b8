"""The files that `ref`, `relref` and links may mean (gohugo.io, "Links and cross references")."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.archive.hugo.content_files import SUFFIXES, ContentFiles
from feeds.archive.hugo.page_names import page_named
from feeds.archive.kind import suffix_of, without_suffix

_ELSEWHERE = re.compile(r"[\w+.-]{1,20}:|//|\?")  # a link to another site, or to the page itself


class Reference(NamedTuple):
    """What `ref` or a link names: a page, perhaps a place on it, perhaps its language."""

    target: str  # `posts/a.md#place`
    language: str = ""  # in lower case; "" for that of the page with the reference


def names_page(target: str, with_names: bool) -> bool:
    """Whether a link's target may be a page of the site: a file in Markdown, or, where Hugo looks
    for those, a name without a suffix below the page's own folder."""
    place = re.split("[#?]", target)[0]
    if not place or _ELSEWHERE.match(place):
        return False
    suffix = suffix_of(place)
    return suffix.startswith(".m") or (not suffix and with_names and place[0] != "/")


def referred_files(
    root: Path, files: ContentFiles, place: str, path: str, anywhere: bool = True
) -> Iterator[str]:
    """Those for a reference in the file at `path`, the likeliest first: beside the file itself, in
    the content folder, or, by a name alone, `anywhere` in the content."""
    has_suffix = suffix_of(place) in SUFFIXES
    language = files.language
    endings = (".md", f".{language}.md", "/index.md", f"/index.{language}.md", "/_index.md")
    bases = [posixpath.join(folder, place.lstrip("/")) for folder in files.folders]
    if not place.startswith("/"):
        bases.insert(0, posixpath.normpath(posixpath.join(posixpath.dirname(path), place)))
    for base in bases:
        yield from (base.rstrip("/") + ending for ending in (("",) if has_suffix else endings))
    if anywhere and "/" not in place:
        name = without_suffix(place) if has_suffix else place
        if file := page_named(root, files, name):
            yield file
