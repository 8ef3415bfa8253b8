"""The archive as a whole: its kind, its files, and reading one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from feeds.archive import archive_files, walk
from feeds.archive.archive_files import FileContent, NeighbourReader
from feeds.archive.cross_reference import document_at
from feeds.archive.faults import BrokenFileError, Fault, fault_of_error
from feeds.archive.front_matter import body_of
from feeds.archive.kind import Kind
from feeds.archive.kinds import kind_of
from feeds.archive.lift import lift
from feeds.archive.locked_text import without_locked_parts
from feeds.archive.notes import outlet_note
from feeds.archive.options import Options
from feeds.archive.pipeline import Draft, readings
from feeds.archive.reading import Reading, Stat
from feeds.archive.text_location import text_at
from feeds.errors import ArchiveAwayError, ArchiveError
from feeds.html.dialect import Dialect
from feeds.identity import fingerprint
from feeds.model import Post, Site, Stamp
from feeds.text.clean import without_controls_in
from feeds.text.decode import decode
from feeds.text.growth import refuse_filled_in

_TOGETHER = 200  # files that go through the stages of reading at a time
_TOGETHER_BYTES = 1_000_000  # and no more of them than it takes to hold so much


class Source(NamedTuple):
    """What an entry is made of, and the stamp of the file that it was read from."""

    stamp: Stamp
    text: str  # without what was lifted out of it


class Archive:
    """A folder of posts. Holds no open file and no cache; safe to share and to pickle.

    A checkout keeps the files that it replaced in a folder `former`, by their digest. With it, a
    post's text is that of the file that the index was made from, and never of a newer one.
    """

    def __init__(
        self, root: Path, kind: Kind, options: Options, former: Path | None = None
    ) -> None:
        self.root = root
        self.kind = kind
        self.options = options
        self.former = former

    def reopen(self) -> None:
        """Read the site's own settings again: its files may say something else by now.

        :raise ArchiveError: the folder is none, or nothing in it looks like an archive
        :raise ConfigurationError: the site's configuration has a value without meaning
        """
        self.kind = open_archive(self.root, self.options).kind

    @property
    def site(self) -> Site:
        return self.kind.site

    @property
    def dialect(self) -> Dialect:
        return self.kind.dialect

    def check(self) -> None:
        """:raise ArchiveAwayError: the archive cannot be read now"""
        if reason := archive_files.why_away(self.root):
            raise ArchiveAwayError(f"the archive {self.root} cannot be read: {reason}")

    def files(self, unread: list[str] | None = None) -> Iterator[Stat]:
        """Every post file there is, in a stable order. Folders that exist and
        cannot be read are added to `unread`, because their posts are unknown.

        :raise ArchiveAwayError: before the first file or after the last one, the archive cannot be
            read
        """
        self.check()
        yield from walk.walk(self.root, self.kind, unread)
        self.check()

    def look(self, path: str) -> Stat | None:
        """One post file by its path; None where there is none (any more).

        :raise ArchiveAwayError: the archive cannot be read, or a folder on the way to the file
        """
        try:
            stat = walk.look(self.root, path, self.kind)
        except OSError as error:
            raise ArchiveAwayError(f"{path} cannot be looked at: {error.strerror}") from error
        if stat is None:
            self.check()
        return stat

    def read(self, path: str) -> Reading:
        """One file as a Reading. Never raises for what a file holds."""
        return next(self.read_all((path,)))

    def read_all(self, paths: Iterable[str]) -> Iterator[Reading]:
        """These files as Readings, in order, some of them at a time."""
        together: list[Draft] = []
        size = 0
        with NeighbourReader(self.root, self.options.largest_file) as files:
            for path in paths:
                together.append(draft := self._opened(files, path))
                size += len(draft.data)
                if len(together) == _TOGETHER or size > _TOGETHER_BYTES:
                    yield from readings(together, self.kind, self.options)
                    together, size = [], 0
        yield from readings(together, self.kind, self.options)

    def read_bytes(self, path: str, data: bytes) -> Reading:
        """What `read` makes of a file with these bytes: a pure function of them."""
        return readings([Draft(path, data)], self.kind, self.options)[0]

    def _opened(self, files: NeighbourReader, path: str) -> Draft:
        draft = Draft(path, b"")
        try:
            data = files.read(path).data
        except OSError as error:
            draft.break_off(Fault(1, "E01", _why_unopened(path, error)))
            return draft
        if data is None:
            largest = self.options.largest_file
            draft.break_off(Fault(1, "E02", f"larger than {largest:,} bytes"))
        else:
            draft.data = data
        return draft

    def stamp(self, post: Post) -> Stamp | None:
        """What tells that a post's file was touched since; None where it is gone."""
        try:
            status = os.stat(f"{self.root}/{post.path}")
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def text(self, post: Post) -> str | None:
        """The post's text without what was lifted out of it and without its generator's own
        tags; None where the file is gone, or nothing can be made of it."""
        (source,) = self.sources([post])
        return source.text if isinstance(source, Source) else None

    def sources(self, posts: Sequence[Post]) -> list[Source | Fault | None]:
        """What entries of these posts are made of; None for those whose file is gone."""
        with NeighbourReader(self.root, self.options.largest_file) as reader:
            files = [self._as_indexed(reader, post) for post in posts]
        return [
            None if data is None else self._source(post, data, stamp)
            for post, (data, stamp) in zip(posts, files, strict=True)
        ]

    def notes(self, post: Post) -> list[Fault]:
        """What the owner of the site may want to know of a served post (see
        `feeds.archive.notes`); nothing where its file is gone or cannot be read any more."""
        with NeighbourReader(self.root, self.options.largest_file) as reader:
            data = self._as_indexed(reader, post).data
        text = None if data is None else self._lifted(data, post)
        document = document_at(self.root, post.path, bare=True, matter_form=self.kind.matter_form)
        if text is None or document is None:
            return []
        return [
            *self.kind.notes(text, post, document),
            *outlet_note(document, text, self.options.rules),
        ]

    def _as_indexed(self, files: NeighbourReader, post: Post) -> FileContent:
        """The post's file; the one that was replaced or removed since the index was made, where
        that was kept."""
        content = _content(files, post.path)
        location = post.text_location
        if self.former is None or location is None:
            return content
        if content.data is not None and fingerprint(content.data) == location.digest:
            return content
        with NeighbourReader(self.former, self.options.largest_file) as former_files:
            kept = _content(former_files, location.digest)
        return content if kept.data is None else kept

    def _source(self, post: Post, data: bytes, stamp: Stamp) -> Source | Fault | None:
        try:
            text = self._readable_text(post, data)
        except Exception as error:  # one post costs itself alone
            return fault_of_error(error, "E10")
        return None if text is None else Source(stamp, text)

    def _readable_text(self, post: Post, data: bytes) -> str | None:
        text_in_place = text_at(post.text_location, data)
        text = self._lifted(data, post) if text_in_place is None else text_in_place
        if text is None:
            return None
        readable = self.kind.readable(without_locked_parts(text), post)
        refuse_filled_in(len(readable), len(text))
        return readable

    def _lifted(self, data: bytes, post: Post) -> str | None:
        decoded = decode(data)
        try:
            body = body_of(decoded.text, self.kind.matter_form) if decoded else None
        except BrokenFileError:
            return None
        return None if body is None else lift(body, post.tags, self.options.rules).body


def _content(files: NeighbourReader, path: str) -> FileContent:
    try:
        return files.read(path)
    except OSError:
        return FileContent(None, (0, 0))


def _why_unopened(path: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError) and "\\x" in path:  # see `walk.name_in_utf8`
        return "the file's name is not in UTF-8: rename it"
    return error.strerror or str(error)


def open_archive(root: Path, options: Options | None = None, former: Path | None = None) -> Archive:
    """The archive at a folder, of the kind the options name, else of the kind it looks like.
    `former` is where replaced files are kept, if anywhere (see `Archive`).

    :raise ArchiveError: no folder there, or nothing in it that looks like an archive
    :raise ConfigurationError: its configuration or the options have a value without meaning
    """
    options = options or Options()
    if not root.exists():
        raise ArchiveError(f"no archive at {root}: there is no such folder")
    if not root.is_dir():
        raise ArchiveError(f"no archive at {root}: it is not a folder")
    kind = kind_of(root, options)
    labels = {**kind.site.labels, **options.names}
    kind.site = without_controls_in(replace(kind.site, labels=labels))
    return Archive(root, kind, options, former)
