"""What is packed is what was given, for every length, whoever unpacks it."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from service.packing import packed, packed_at_once, unpacked

LENGTHS = (0, 1, 1000, 65535, 65536, 65537, 100_001, 400_000, 3_000_000)


def text(length: int) -> bytes:
    """Bytes that are neither all alike nor without repetition."""
    words = [b"<p>", b"</p>\n", *(random.Random(n).randbytes(n % 9 + 1) for n in range(200))]
    chosen = random.Random(length).choices(words, k=length)
    return b"".join(chosen)[:length]


@pytest.mark.parametrize("length", LENGTHS)
def test_both_ways_of_packing_give_back_what_was_packed(length: int) -> None:
    body = text(length)
    assert len(body) == length
    for each in (packed(body), packed_at_once(body)):
        assert gzip.decompress(each) == unpacked(each) == body


def test_two_halves_are_one_member_that_is_no_longer_than_the_whole() -> None:
    """Many clients end at the end of the first member."""
    body = text(400_000)
    decoder = zlib.decompressobj(31)
    assert decoder.decompress(packed_at_once(body)) == body
    assert (decoder.eof, decoder.unused_data) == (True, b"")
    assert len(packed_at_once(body)) < 1.002 * len(packed(body))


def test_packing_gives_the_same_bytes_each_time() -> None:
    body = text(200_000)
    assert len({packed_at_once(body) for _ in range(20)}) == len({packed(body), packed(body)}) == 1
