"""The bytes of a former feed, from an address or a file, within bounds of size and time."""

from __future__ import annotations

import gzip
import io
import time
import urllib.request
import zlib
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

from feeds.errors import ArchiveError
from feeds.version import VERSION

LARGEST = 32 * 1024 * 1024  # bytes, unpacked
_SECONDS = 60
_CHUNK = 64 * 1024  # bytes
_GZIP = b"\x1f\x8b"  # RFC 1952


def feed_bytes(source: str, clock: Callable[[], float] = time.monotonic) -> bytes:
    """What lies at an http(s) address or in a file, unpacked where it is compressed by gzip.

    :raise ArchiveError: it cannot be had, is empty, or is too large; one line that says so
    """
    is_address = source.lower().startswith(("http://", "https://"))
    try:
        if "://" in source and not is_address:
            raise ValueError("is no http(s) address")
        data = _unpacked(_fetched(source, clock) if is_address else _read(Path(source)))
        if not data.strip():
            raise ValueError("is empty")
    except (OSError, EOFError, ValueError, HTTPException, zlib.error) as error:
        if isinstance(error, HTTPError):
            error.close()  # it holds the connection
        raise ArchiveError(f"{source}: {_reason(error)}") from error
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError) and 300 <= error.code < 400:
        return "its redirect leads nowhere"
    cause = getattr(error, "reason", error)  # of what urllib raises
    return str(getattr(cause, "strerror", None) or cause).partition("\n")[0]


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise IsADirectoryError("is a folder: the feed is named first, the archive after it")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST:,} bytes")
    return path.read_bytes()


def _fetched(address: str, clock: Callable[[], float]) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": f"Postwire/{VERSION}"})
    end = clock() + _SECONDS
    data = bytearray()
    with urllib.request.urlopen(request, timeout=_SECONDS / 4) as answer:
        while part := answer.read1(_CHUNK):
            data += part
            if len(data) > LARGEST:
                raise ValueError(f"larger than {LARGEST:,} bytes")
            if clock() > end:
                raise ValueError(f"did not come within {_SECONDS} seconds")
        if answer.length:
            raise ValueError(f"ended {answer.length:,} bytes early")
    return bytes(data)


def _unpacked(data: bytes) -> bytes:
    """Servers send what is compressed also where nobody asked for it."""
    if not data.startswith(_GZIP):
        return data
    with gzip.open(io.BytesIO(data)) as file:
        unpacked = file.read(LARGEST + 1)
    if len(unpacked) > LARGEST:
        raise ValueError(f"larger than {LARGEST:,} bytes")
    return unpacked
