"""The kinds of archive there are: this is the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from feeds.archive import folder, hugo, jekyll, zola
from feeds.archive.kind import Kind
from feeds.archive.options import Options
from feeds.errors import ArchiveError, ConfigurationError


class KindEntry(NamedTuple):
    is_here: Callable[[Path], bool]  # whether a folder looks like one
    open: Callable[[Path, Options], Kind]


# In the order they are looked for: a folder of text files is what any of the others is, too.
KINDS: Mapping[str, KindEntry] = {
    "jekyll": KindEntry(jekyll.is_here, jekyll.Jekyll),
    "zola": KindEntry(zola.is_here, zola.Zola),
    "hugo": KindEntry(hugo.is_here, hugo.Hugo),
    "folder": KindEntry(folder.is_here, folder.Folder),
}


def kind_of(root: Path, options: Options) -> Kind:
    """The kind that the options name, else the first that the folder looks like.

    :raise ArchiveError: nothing in the folder looks like an archive
    :raise ConfigurationError: its configuration or the options have a value without meaning
    """
    name = options.kind or next((name for name in KINDS if KINDS[name].is_here(root)), None)
    if name is None:
        raise ArchiveError(f"no archive at {root}: no settings of a site and no post file")
    if name not in KINDS:
        raise ConfigurationError(f"unknown kind {name!r}: one of {', '.join(KINDS)}")
    return KINDS[name].open(root, options)
