"""The kinds of archive there are: this is the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from feeds.archive import folder, hugo, jekyll, walk, zola
from feeds.archive.archive_files import folders_in
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


*_SITES, _FOLDER = KINDS
_OF_HEXO = "source/_posts"
_MOST_FOLDERS = 200  # that are looked at for a site


def kind_of(root: Path, options: Options) -> Kind:
    """The kind that the options name, else the one that the folder looks like.

    A site may have files of another generator left in it: of several kinds the first counts that
    finds a post, and Hugo is looked for first where it has settings of its own.

    :raise ArchiveError: nothing in the folder looks like an archive
    :raise ConfigurationError: its configuration or the options have a value without meaning
    """
    if options.kind and options.kind not in KINDS:
        raise ConfigurationError(f"unknown kind {options.kind!r}: one of {', '.join(KINDS)}")
    names = [options.kind] if options.kind else kinds_here(root)
    if not names:
        below = site_below(root)
        hint = f"; {below}, try that folder" if below else ""
        raise ArchiveError(
            f"no archive at {root}: it has neither the settings of a Jekyll, Hugo or Zola site nor "
            f"a Markdown or HTML file that may be a post{hint}"
        )
    if len(names) == 1:
        return KINDS[names[0]].open(root, options)
    kinds = [KINDS[name].open(root, options) for name in names]
    return next((kind for kind in kinds if _finds_a_post(root, kind)), kinds[0])


def kinds_here(root: Path) -> list[str]:
    """What a folder looks like: sites before anything else; a folder of text files only where there
    is no site."""
    names = [name for name in _SITES if KINDS[name].is_here(root)]
    if "hugo" in names and hugo.has_own_settings(root):
        names.sort(key=lambda name: name != "hugo")
    return names or [_FOLDER] * KINDS[_FOLDER].is_here(root)


def site_below(root: Path) -> str | None:
    """Which site seems to stand below, most often one folder down: somebody may have named the
    folder around it. Hexo has settings of the name that Jekyll's have."""
    if (root / _OF_HEXO).is_dir():
        return f"{_OF_HEXO}/ looks like the posts of a Hexo site"
    below = (name for name in folders_in(root) if not name.startswith("."))
    sites = (
        f"{folder_name}/ looks like a {name.capitalize()} site"
        for folder_name in islice(below, _MOST_FOLDERS)
        for name in _SITES
        if KINDS[name].is_here(root / folder_name)
    )
    return next(sites, None)


def _finds_a_post(root: Path, kind: Kind) -> bool:
    return any(kind.kept_out(file.path) is None for file in walk.walk(root, kind))
