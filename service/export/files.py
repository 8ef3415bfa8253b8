"""Files of an export: the path of a feed, and writing and removing a file.

A static server decodes a URL's path and looks for the file of that name. So a term's file has the
term's name, not percent-encoded, and slashes in the name make folders.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from feeds.addresses import static_path
from feeds.files import replaced
from feeds.model import SITE, Term
from feeds.query import Query

_LONGEST_NAME = 255  # bytes, on every file system in use
_LONGEST_PATH = 4000
_LONGEST_SUFFIX = len("..rss.gz.1234567")  # with what a file has while it is written


def place_of(term: Term, extension: str) -> str | None:
    """The path of a term's feed below the export's folder; None where no server could find the
    file."""
    return place_of_document(Query(() if term == SITE else (term,)), extension)


def place_of_document(query: Query, extension: str) -> str | None:
    """The path of a feed, or where `extension` is empty of its page, below the export's folder;
    None where no server could find the file.

    Servers merge slashes and resolve "." and ".." before they look, also where these are
    percent-encoded: a name with such a segment has a URL and no file.
    """
    path = static_path(query, extension).removeprefix("/") + ("" if extension else "index.html")
    segments, name = path.split("/"), "".join(term.name[-1] for term in query.terms)
    reachable = not {"", ".", ".."} & set(segments[:-1]) and "\0" not in path
    reachable = reachable and name != "/"
    longest = max(len(os.fsencode(segment)) for segment in segments)
    fits = longest <= _LONGEST_NAME - _LONGEST_SUFFIX and len(os.fsencode(path)) <= _LONGEST_PATH
    return path if reachable and fits else None


def put(path: Path, data: bytes) -> None:
    """Write a file so that whoever opens it sees the old one or the new one, whole.

    :raise OSError: where the file system refuses
    """
    with replaced(path) as draft:
        _write(draft, data)


def _write(path: Path, data: bytes) -> None:
    # Most of an export's folders are there: to ask each time would lock them for the others.
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def take_away(root: Path, path: str) -> None:
    """Remove a file, and the folders that are empty without it. One that is gone already is no
    fault."""
    file = root / path
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        file.unlink()
    for folder in list(file.parents)[: path.count("/")]:
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()


def ignores_case(root: Path) -> bool:
    """Whether the file system takes "A" and "a" for one name."""
    probe = root / f".Postwire-{os.getpid()}"
    probe.touch()
    try:
        return probe.with_name(probe.name.lower()).exists()
    finally:
        probe.unlink()
