"""`_index.md`, the page of a section or a term: its front matter, and the titles of terms."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from feeds.archive.archive_files import paths_below
from feeds.archive.cross_reference import document_at
from feeds.archive.hugo.mounts import Mount
from feeds.archive.kind import stem_of
from feeds.archive.taxonomies import Taxonomies
from feeds.archive.values import FrontMatter, text
from feeds.model import Term
from feeds.text.plain import plain

_LARGEST = 1024 * 1024  # bytes: these are read at each start, by the process that serves


class SectionPage(NamedTuple):
    """The page of a folder, which is a path inside the content ("" for the whole of it)."""

    folder: str
    file: PurePosixPath  # inside the archive


def section_pages(
    root: Path, mounts: Iterable[Mount], language: str, default: str
) -> tuple[SectionPage, ...]:
    """The pages of all folders in this language, the deepest first. `default`: the language of
    files and folders that name none."""
    pages = {page for mount in mounts for page in _pages_in(root, mount, language, default)}
    return tuple(sorted(pages, key=lambda page: (-len(PurePosixPath(page.folder).parts), page)))


def sections(pages: Iterable[SectionPage]) -> frozenset[str]:
    """The folders that are sections because they have a page."""
    return frozenset(page.folder for page in pages)


def section_of(folders: tuple[str, ...], sections: Container[str]) -> tuple[str, ...]:
    """The folders down to the closest section. The first folder is always a section; a folder
    below it is one where it has a page."""
    depths = range(len(folders), 1, -1)
    depth = next((n for n in depths if "/".join(folders[:n]) in sections), 1)
    return folders[:depth]


def texts_of_pages(root: Path, pages: Iterable[SectionPage], *keys: str) -> dict[str, str]:
    """Folder → the text of the first of these keys that the folder's page has. Folders whose page
    has none of the keys are left out."""
    values = ((page.folder, text(matter_of(root, page), *keys)) for page in pages)
    return {folder: value for folder, value in values if value}


def slugs_of(folders: tuple[str, ...], slugs: Mapping[str, str]) -> tuple[str, ...]:
    """The names that these folders, each in the one before, have in addresses below them: the
    slugs that their pages give, else their own names."""
    if not slugs:
        return folders
    paths = ("/".join(folders[: depth + 1]) for depth in range(len(folders)))
    return tuple(slugs.get(path, name) for path, name in zip(paths, folders, strict=True))


def term_titles(
    root: Path, pages: Iterable[SectionPage], taxonomies: Taxonomies
) -> dict[Term, str]:
    """The titles of all term pages (`content/tags/x/_index.md`), each under its folder's name."""
    kinds = {key: kind for kind, key in taxonomies.by_kind()}
    titles: dict[Term, str] = {}
    for page in pages:
        key, _, name = page.folder.partition("/")
        if key in kinds and name and "/" not in name and (title := _title(root, page)):
            titles[Term(kinds[key], name)] = title
    return titles


def matter_of(root: Path, page: SectionPage) -> FrontMatter:
    """The front matter of a page; empty where there is none that can be read."""
    document = document_at(root, str(page.file), matter_form="hugo", largest=_LARGEST)
    return document.front_matter if document else {}


def _title(root: Path, page: SectionPage) -> str | None:
    title = text(matter_of(root, page), "title")
    return plain(title) if title else None


def _pages_in(root: Path, mount: Mount, language: str, default: str) -> Iterator[SectionPage]:
    for path in paths_below(root, mount.source):
        file = PurePosixPath(path)
        if not file.name.startswith("_index."):
            continue
        own = stem_of(file.name).removeprefix("_index").removeprefix(".").lower()
        if (own or mount.language or default) == language:
            folder = PurePosixPath(mount.target, file.parent.relative_to(mount.source))
            yield SectionPage("" if str(folder) == "." else str(folder), file)
