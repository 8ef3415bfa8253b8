"""The folder that an export writes to: a file is left as it is, or written with its compressed
forms.

document ─ bytes as the last export wrote them? ─▶ only a missing file is written
              └▶ another program's file there, in a folder that is shared? ─▶ refused
              └▶ written, compressed beside
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from feeds.identity import fingerprint
from service.export.files import put
from service.publication.compression import gzipped


class FileRecord(NamedTuple):
    """A file as the manifest records it: the revision of its term, -1 where it has none, and the
    digest of its bytes."""

    revision: int
    digest: str


class Update(NamedTuple):
    """What became of a file's bytes."""

    record: FileRecord
    is_written: bool  # a file was written, if only one that was lost
    is_changed: bool  # the bytes are not those of the last export


@dataclass(frozen=True)
class Target:
    """The folder, and what the last export wrote there."""

    out: Path
    codings: tuple[str, ...]  # the endings of the compressed files beside each
    records: Mapping[str, FileRecord]  # of the last export, by path
    others: frozenset[str]  # compressed files in codings that are not asked for
    is_shared: bool = False  # with another program, whose files are left alone

    def has(self, path: str, revision: int) -> bool:
        """Whether the files of this document are there, of this revision."""
        record = self.records.get(path)
        return record is not None and record.revision == revision and not self._missing(path)

    def update(self, path: str, document: bytes, revision: int = -1) -> Update:
        """Have this document lie at a path.

        :raise FileExistsError: another program's file lies there
        :raise OSError: where the file system refuses
        """
        record, before = FileRecord(revision, fingerprint(document)), self.records.get(path)
        if self.is_shared:
            self._refuse_foreign(path, record.digest)
        is_same = before is not None and before.digest == record.digest
        endings = self._missing(path) if is_same else [*self.codings, ""]
        self._write(path, document, endings)
        return Update(record, bool(endings), not is_same)

    def _missing(self, path: str) -> list[str]:
        """The files of a document that are not there: "" for the plain one, else their endings."""
        endings = (*self.codings, "")
        return [ending for ending in endings if not (self.out / (path + ending)).exists()]

    def _refuse_foreign(self, path: str, digest: str) -> None:
        """A file is ours where its bytes are what an export wrote, or is about to."""
        try:
            present = fingerprint((self.out / path).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return
        record = self.records.get(path)
        if present not in (digest, record and record.digest):
            raise FileExistsError(0, "another program's file lies there")

    def _write(self, path: str, document: bytes, endings: list[str]) -> None:
        """The compressed ones come first: a server that has the plain one may look for them, and
        would send one of an earlier run. For that reason others go, whoever wrote them."""
        for ending in CODINGS:
            if endings and path + ending in self.others:
                (self.out / (path + ending)).unlink(missing_ok=True)
        for ending in endings:
            compress = CODINGS.get(ending, bytes)
            put(self.out / (path + ending), compress(document))


def _brotli(document: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # the extra `brotli`

    compressed: bytes = brotli.compress(document, quality=9)
    return compressed


CODINGS: dict[str, Callable[[bytes], bytes]] = {".gz": gzipped, ".br": _brotli}
