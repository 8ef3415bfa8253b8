"""What `site` means to a body beside the settings: `site.data` and the site's collections.

Files are read when a body asks for them, within bounds, and kept as long as they are unchanged.
"""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path

from feeds.archive.archive_files import paths_below, read
from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import load_json, load_yaml_as_ruby
from feeds.archive.values import Value
from feeds.model import Stamp
from feeds.text.decode import decode

_LARGEST_DATA = 1024 * 1024  # bytes
_MOST_DOCUMENTS = 2000  # of a collection
_SUFFIXES = (".yml", ".yaml", ".json", ".csv", ".tsv")


def data_at(root: Path, folder: str, keys: list[str]) -> Value | None:
    """What the data files hold under these keys: `["authors", "ada"]` is a key of
    `_data/authors.yml`, or a file in `_data/authors`. None where nothing is there."""
    for depth, key in enumerate(keys, 1):
        folder = f"{folder}/{key}"
        for suffix in _SUFFIXES:
            value = _file(root, folder + suffix)
            if value is not None:
                return _under(value, keys[depth:])
    return None


def _under(value: Value | None, keys: list[str]) -> Value | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _file(root: Path, path: str) -> Value | None:
    try:
        status = os.stat(root / path)
    except (OSError, ValueError):
        return None
    return _loaded(root, path, (status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=64)
def _loaded(root: Path, path: str, stamp: Stamp) -> Value | None:
    try:
        data = read(root, path, _LARGEST_DATA).data
        decoded = decode(data) if data else None
        return _parsed(path, decoded.text) if decoded else None
    except (OSError, BrokenFileError, csv.Error):
        return None


def _parsed(path: str, source: str) -> Value:
    if path.endswith((".csv", ".tsv")):
        rows = csv.DictReader(source.splitlines(), delimiter="\t" if path.endswith(".tsv") else ",")
        return [{str(key): str(value) for key, value in row.items()} for row in rows]
    if path.endswith(".json"):
        return load_json(f'{{"data": {source}}}')["data"]
    lines = (f" {line}" for line in source.splitlines() if not line.startswith(("---", "%")))
    return load_yaml_as_ruby("data:\n" + "\n".join(lines)).get("data", "")


def documents_of(root: Path, folder: str) -> tuple[str, ...]:
    """The files of a collection, sorted, as many as a body may look at."""
    return tuple(sorted(paths_below(root, folder))[:_MOST_DOCUMENTS])


def stamps_of(root: Path, paths: tuple[str, ...]) -> tuple[Stamp, ...]:
    """The size and time of each of these files, from which a change shows."""
    stamps = []
    for path in paths:
        try:
            status = os.stat(f"{root}/{path}")  # a `Path` takes longer than the look
            stamps.append((status.st_mtime_ns, status.st_size))
        except OSError:
            stamps.append((0, 0))
    return tuple(stamps)
