"""gzip (RFC 1952), by zlib-ng at one level. The one door to it.

Level 5 makes 11.5 KB of a feed of 100 KB in 0.5 ms; Python's own zlib takes 0.8 ms, which was a
third of the time of an export with compressed files.
"""

from __future__ import annotations

from zlib_ng import zlib_ng as zlib

_LEVEL = 5
_GZIP = 31  # `wbits`: with the header and trailer of gzip


def gzipped(body: bytes) -> bytes:
    """A body in gzip. It holds no name and no time: the same bytes give the same bytes."""
    return zlib.compress(body, _LEVEL, _GZIP)


def gunzipped(data: bytes) -> bytes:
    """What `gzipped` was given."""
    return zlib.decompress(data, _GZIP)
