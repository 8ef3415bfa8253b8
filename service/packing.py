"""gzip (RFC 1952) and back. The one door to zlib-ng.

A long document is packed as two halves at a time: zlib-ng lets go of the interpreter meanwhile, and
where a feed is waited for, a second core mostly has nothing to do. The second half knows the end
of the first, to which it may refer (RFC 1951 section 2: 32 KB back), so that both are no longer
than one.
"""

from __future__ import annotations

import os
import struct
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from zlib_ng import zlib_ng

_LEVEL = 5  # 6 takes a seventh longer for four per cent less
_GZIP = 31  # `wbits`: with the header and trailer of gzip, and without any
_BARE = -15
_REACH = 32 * 1024  # bytes
_LONG = 64 * 1024  # bytes; of less, there is little to gain
# No name, no time: the same bytes give the same bytes. 255: an unknown system.
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def packed(body: bytes) -> bytes:
    """A body in gzip."""
    return zlib_ng.compress(body, _LEVEL, _GZIP)


def packed_at_once(body: bytes) -> bytes:
    """The same, other bytes, in less time and with more work: for who waits for it."""
    if len(body) < _LONG:
        return packed(body)
    view, middle = memoryview(body), len(body) // 2
    first = _helper(os.getpid()).submit(_half, view[:middle], b"", zlib_ng.Z_SYNC_FLUSH)
    second = _half(view[middle:], view[middle - _REACH : middle], zlib_ng.Z_FINISH)
    trailer = struct.pack("<II", zlib_ng.crc32(body), len(body) & 0xFFFFFFFF)
    return b"".join((_HEADER, first.result(), second, trailer))


def unpacked(data: bytes) -> bytes:
    """What `packed` or `packed_at_once` was given."""
    return zlib_ng.decompress(data, _GZIP)


def _half(half: memoryview, before: bytes | memoryview, end: int) -> bytes:
    """`before` is what it may refer to, `end` how it is ended: for more to follow, or for good."""
    packing = zlib_ng.compressobj(_LEVEL, zlib_ng.DEFLATED, _BARE, zdict=before)
    return packing.compress(half) + packing.flush(end)


@lru_cache(maxsize=1)
def _helper(process: int) -> ThreadPoolExecutor:
    """The thread of this process, for threads do not outlive a fork."""
    return ThreadPoolExecutor(1, "packing")
