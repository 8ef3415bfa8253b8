"""The archive as a whole: its kind, its files, and reading one of them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.archive import folder, hugo, jekyll, walk, zola
from feeds.archive.assemble import assemble
from feeds.archive.kind import Kind, NoPost
from feeds.archive.options import Options
from feeds.archive.reading import Excluded, Reading, Stat
from feeds.attribution import lift
from feeds.errors import ArchiveError, ConfigurationError
from feeds.faults import Fault
from feeds.identity import fingerprint
from feeds.matter import Document, MatterError, body_of, parse
from feeds.model import Post, Site
from feeds.repair import RULES
from feeds.text import Decoded, decode


class _KindOf(NamedTuple):
    is_here: Callable[[Path], bool]
    make: Callable[[Path, Options], Kind]


# In the order they are looked for: a folder of text files is what any of the others is, too.
KINDS = {
    "jekyll": _KindOf(jekyll.is_here, jekyll.Jekyll),
    "zola": _KindOf(zola.is_here, zola.Zola),
    "hugo": _KindOf(hugo.is_here, hugo.Hugo),
    "folder": _KindOf(folder.is_here, folder.Folder),
}


class Archive:
    """A folder of posts. Holds no open file and no cache; safe to share and to pickle."""

    def __init__(self, root: Path, kind: Kind, options: Options) -> None:
        self.root = root
        self.kind = kind
        self.options = options

    @property
    def site(self) -> Site:
        return self.kind.site

    def files(self) -> Iterator[Stat]:
        """Every post file there is, in a stable order."""
        return walk.walk(self.root, self.kind)

    def look(self, path: str) -> Stat | None:
        """One post file by its path; None where there is none (any more)."""
        return walk.look(self.root, path, self.kind)

    def read(self, path: str) -> Reading:
        """One file as a Reading. Never raises for what a file holds."""
        try:
            data = self._bytes(path)
        except OSError as error:
            return _broken(path, b"", Fault(1, "E01", _why_unopened(path, error)))
        if data is None:
            largest = self.options.largest_file
            return _broken(path, b"", Fault(1, "E02", f"larger than {largest:,} bytes"))
        return self.read_bytes(path, data)

    def _bytes(self, path: str) -> bytes | None:
        """A file's bytes; None where they are more than the limit. Plain system calls: a `Path`
        and a file object take longer than the reading."""
        descriptor = os.open(f"{self.root}/{path}", os.O_RDONLY | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            return os.read(descriptor, size) if size <= self.options.largest_file else None
        finally:
            os.close(descriptor)

    def read_bytes(self, path: str, data: bytes) -> Reading:
        """What `read` makes of a file with these bytes: a pure function of them."""
        decoded = decode(data)
        if decoded is None:
            return _broken(path, data, Fault(_bad_line(data), "E03", "no text in UTF-8 or GB18030"))
        try:
            return self._interpret(path, data, decoded)
        except MatterError as error:
            return _broken(path, data, Fault(error.line, error.code, str(error)))
        except NoPost as error:
            return _broken(path, data, error.fault)

    def _interpret(self, path: str, data: bytes, decoded: Decoded) -> Reading:
        digest = fingerprint(data)
        document, mended = _parsed(decoded.text)
        if document is None and self.kind.bare:
            document = Document({}, decoded.text, "", 1)
        if document is None:
            return Reading(path, digest, excluded=Excluded("no post: no front matter"))
        document = document._replace(matter=self.kind.matter(path, document.matter))
        facts = self.kind.facts(path, document)
        if isinstance(facts, Excluded):
            return Reading(path, digest, excluded=facts)
        post, faults = assemble(path, document, facts, self.site, self.options)
        found = (*_encoding_faults(decoded), *mended, *faults)
        return Reading(path, digest, post, None, found)

    def body(self, post: Post) -> str | None:
        """The post's text without what was lifted out of it and without its generator's own
        tags; None where the file is gone."""
        try:
            data = self._bytes(post.path)
            decoded = None if data is None else decode(data)
            if data is None or decoded is None:
                return None
            lifted = lift(body_of(decoded.text), post.tags, self.options.rules)
            return self.kind.readable(lifted.body, post)
        except (OSError, MatterError):
            return None


def _parsed(text: str) -> tuple[Document | None, tuple[Fault, ...]]:
    """The document, its front matter mended where that is certain.

    :raise MatterError: as `parse`, where no rule mends it
    """
    try:
        return parse(text), ()
    except MatterError as error:
        if error.code != "E05":
            raise
        mended = _mended(text)
        if mended is None:
            raise
        return mended


def _mended(text: str) -> tuple[Document, tuple[Fault, ...]] | None:
    """YAML front matter after as few of the rules as it takes; None where all do not help."""
    end = text.find("\n---", 3)
    if not text.startswith("---\n") or end < 0:
        return None
    raw, rest = text[4 : end + 1], text[end + 1 :]
    faults: tuple[Fault, ...] = ()
    for rule in RULES:
        if (repaired := rule(raw)) is None:
            continue
        raw, fault = repaired
        faults = (*faults, fault)
        with contextlib.suppress(MatterError):
            if document := parse(f"---\n{raw}{rest}"):
                return document, faults
    return None


def _encoding_faults(decoded: Decoded) -> tuple[Fault, ...]:
    foreign = decoded.encoding != "utf-8"
    return (
        *([Fault(1, "R04", f"decoded from {decoded.encoding}")] if foreign else []),
        *([Fault(1, "R06", "control characters removed")] if decoded.removed else []),
    )


def _broken(path: str, data: bytes, fault: Fault) -> Reading:
    return Reading(path, fingerprint(data), faults=(fault,))


def _why_unopened(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and "\\x" in path:  # see `walk.spoken`
        return "the file's name is not in UTF-8: rename it"
    return error.strerror or str(error)


def _bad_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def open_archive(root: Path, options: Options | None = None) -> Archive:
    """The archive at a folder, of the kind the options name, else of the kind it looks like.

    :raise ArchiveError: no folder there, or nothing in it that looks like an archive
    :raise ConfigurationError: its configuration or the options have a value without meaning
    """
    options = options or Options()
    if not root.exists():
        raise ArchiveError(f"no archive at {root}: there is no such folder")
    if not root.is_dir():
        raise ArchiveError(f"no archive at {root}: it is not a folder")
    found = options.kind or next((name for name in KINDS if KINDS[name].is_here(root)), None)
    if found is None:
        raise ArchiveError(f"no archive at {root}: no settings of a site and no post file")
    if found not in KINDS:
        raise ConfigurationError(f"unknown kind {found!r}: one of {', '.join(KINDS)}")
    return Archive(root, KINDS[found].make(root, options), options)
