"""Compressed bytes decompress to their original, for every length and with every program."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from service.publication.compression import gunzipped, gzipped

LENGTHS = (0, 1, 1000, 65535, 65536, 65537, 100_001, 400_000, 3_000_000)


def text(length: int) -> bytes:
    """Bytes with some repetition and some variety."""
    words = [b"<p>", b"</p>\n", *(random.Random(n).randbytes(n % 9 + 1) for n in range(200))]
    chosen = random.Random(length).choices(words, k=length)
    return b"".join(chosen)[:length]


@pytest.mark.long
@pytest.mark.parametrize("length", LENGTHS)
def test_decompressing_gives_back_what_was_compressed(length: int) -> None:
    body = text(length)
    assert len(body) == length
    assert gzip.decompress(gzipped(body)) == gunzipped(gzipped(body)) == body


def test_a_compressed_document_is_one_gzip_member() -> None:
    """Many clients end at the end of the first."""
    body = text(400_000)
    decoder = zlib.decompressobj(31)
    assert decoder.decompress(gzipped(body)) == body
    assert (decoder.eof, decoder.unused_data) == (True, b"")


@pytest.mark.long
def test_compressing_gives_the_same_bytes_each_time() -> None:
    """The entity tag of what is compressed is a strong one."""
    assert len({gzipped(text(200_000)) for _ in range(20)}) == 1


def test_a_document_is_compressed_to_less_than_half() -> None:
    body = text(200_000)
    assert len(gzipped(body)) < len(body) / 2
