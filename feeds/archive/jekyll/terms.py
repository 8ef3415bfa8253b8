"""Categories and tags of a Jekyll post, gathered from its folders and its front matter as Jekyll
4.3 does it (its `Document` and `Utils`)."""

from __future__ import annotations

import re

from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document
from feeds.archive.terms import clean_names, flat
from feeds.archive.values import FrontMatter, texts

_SPACES = re.compile(r"[ \t\n\v\f\r]+")  # at which Ruby parts a text; a wide space is a letter


def jekyll_categories(folders: tuple[str, ...], matter: FrontMatter) -> tuple[str, ...]:
    """A post's categories: the folders above `_posts`, then `categories`, then `category`."""
    return clean_names((*folders, *category_list(matter), *texts(matter, "category")))


def category_list(matter: FrontMatter) -> tuple[str, ...]:
    """`categories`: a list of names, or a text of names parted by white space."""
    return _listed(matter, "categories")


def jekyll_tags(matter: FrontMatter) -> tuple[str, ...]:
    """`tag`, one name with its spaces or a list of them; where there is none, `tags`."""
    return clean_names(texts(matter, "tag") or _listed(matter, "tags"))


def comma_faults(document: Document) -> tuple[Fault, ...]:
    """R10: `tags: foo, bar`, whose first tag is "foo," to Jekyll, which parts it at white space;
    so are `categories`."""
    matter = document.front_matter
    faults: tuple[Fault, ...] = ()
    for key in ("tags", "categories"):  # asked of every post: most have no comma in either
        value = matter.get(key)
        if isinstance(value, str) and "," in value and not (key == "tags" and texts(matter, "tag")):
            faults += (_comma_fault(document, key, value),)
    return faults


def _comma_fault(document: Document, key: str, value: str) -> Fault:
    word = next(word for word in value.split() if "," in word)
    message = f"{key}: {word[:40]!r} has a comma: Jekyll parts a text of {key} at white space only"
    return Fault(document.line_of(key), "R10", message)


def _listed(matter: FrontMatter, key: str) -> tuple[str, ...]:
    value = matter.get(key, "")
    if isinstance(value, str):
        names = value.split() if value.isascii() else _SPACES.split(value)
        return tuple(name for name in names if name)
    if list in map(type, value):
        return texts({key: flat(value)}, key)
    return texts(matter, key)
