"""The manifest: the files that an export wrote. The next export compares with it and removes files
that are not needed any more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.identity import fingerprint
from service.export.files import put, take_away
from service.export.target import CODINGS, FileRecord, Target

MANIFEST = ".postwire-export.json"


@dataclass(frozen=True)
class Manifest:
    """`lineage` is what revisions depend on; `files` are by path below the export's folder."""

    lineage: str
    files: Mapping[str, FileRecord]
    untold: Sequence[str] = ()  # addresses of changed feeds that a hub did not take

    def encoded(self) -> bytes:
        """JSON, as UTF-8."""
        parts = {"lineage": self.lineage, "untold": self.untold, "files": self.files}
        return json.dumps(parts).encode()


def read_manifest(file: Path, lineage: str) -> dict[str, FileRecord]:
    """The files of the last export, without their revisions where these are of another lineage."""
    try:
        last = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    records = {path: FileRecord(*record) for path, record in last["files"].items()}
    if last["lineage"] == lineage:
        return records
    return {path: record._replace(revision=-1) for path, record in records.items()}


def read_untold(file: Path) -> list[str]:
    """The addresses that the last export could not tell a hub of."""
    try:
        untold: list[str] = json.loads(file.read_bytes()).get("untold", [])
    except (OSError, ValueError):
        return []
    return untold


def write_untold(file: Path, untold: Sequence[str]) -> None:
    """Have the next export tell of these addresses.

    :raise OSError: the manifest cannot be read or written
    """
    put(file, json.dumps(json.loads(file.read_bytes()) | {"untold": untold}).encode())


def remove(target: Target, paths: set[str]) -> int:
    """Remove these files of earlier exports, with what stands beside them; in a shared folder,
    only those that are still ours. How many there were."""
    own = [path for path in paths if not target.is_shared or _is_ours(target, path)]
    for path in own:
        for ending in ("", *CODINGS):
            take_away(target.out, path + ending)
    return len(own)


def _is_ours(target: Target, path: str) -> bool:
    try:
        return fingerprint((target.out / path).read_bytes()) == target.records[path].digest
    except OSError:
        return False
