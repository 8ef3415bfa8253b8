"""gzip (RFC 1952) and back. The one door to zlib-ng and ISA-L.

Who waits for a document gets it packed quickly; what is kept, and sent many times, is packed well.
"""

from __future__ import annotations

from isal import isal_zlib
from zlib_ng import zlib_ng

_LEVEL = 5  # 6 takes a seventh longer for four per cent less
_QUICK = 2  # of ISA-L: a fifth of the time for a quarter more
_GZIP = 31  # `wbits`: with the header and trailer of gzip


def packed(body: bytes) -> bytes:
    """A body in gzip. No name, no time: the same bytes give the same bytes."""
    return zlib_ng.compress(body, _LEVEL, _GZIP)


def packed_quickly(body: bytes) -> bytes:
    """The same, longer and sooner."""
    return isal_zlib.compress(body, _QUICK, _GZIP)


def unpacked(data: bytes) -> bytes:
    """What either was given."""
    return zlib_ng.decompress(data, _GZIP)
