"""What an export wrote: the manifest that the next one compares with, and removing what is gone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from feeds.identity import fingerprint
from service.export.files import take_away
from service.export.target import CODINGS, FileRecord, Target

MANIFEST = ".postwire-export.json"


@dataclass(frozen=True)
class Manifest:
    """`lineage` is what revisions depend on; `files` are by path below the export's folder."""

    lineage: str
    files: Mapping[str, FileRecord]

    def encoded(self) -> bytes:
        """JSON, as UTF-8."""
        return json.dumps({"lineage": self.lineage, "files": self.files}).encode()


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
