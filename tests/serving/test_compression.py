"""What is packed is what was given, for every length, whoever unpacks it."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable

import pytest

from service.publication.compression import packed, packed_quickly, unpacked

LENGTHS = (0, 1, 1000, 65535, 65536, 65537, 100_001, 400_000, 3_000_000)


def text(length: int) -> bytes:
    """Bytes that are neither all alike nor without repetition."""
    words = [b"<p>", b"</p>\n", *(random.Random(n).randbytes(n % 9 + 1) for n in range(200))]
    chosen = random.Random(length).choices(words, k=length)
    return b"".join(chosen)[:length]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pack", [packed, packed_quickly])
def test_either_way_of_packing_gives_back_what_was_packed(
    pack: Callable[[bytes], bytes], length: int
) -> None:
    body = text(length)
    assert len(body) == length
    assert gzip.decompress(pack(body)) == unpacked(pack(body)) == body


@pytest.mark.parametrize("pack", [packed, packed_quickly])
def test_what_is_packed_is_one_member(pack: Callable[[bytes], bytes]) -> None:
    """Many clients end at the end of the first."""
    body = text(400_000)
    decoder = zlib.decompressobj(31)
    assert decoder.decompress(pack(body)) == body
    assert (decoder.eof, decoder.unused_data) == (True, b"")


@pytest.mark.parametrize("pack", [packed, packed_quickly])
def test_packing_gives_the_same_bytes_each_time(pack: Callable[[bytes], bytes]) -> None:
    assert len({pack(text(200_000)) for _ in range(20)}) == 1


def test_what_is_kept_is_packed_better_than_what_somebody_waits_for() -> None:
    body = text(200_000)
    assert len(packed(body)) < len(packed_quickly(body)) < len(body) / 2
