"""Sketches of texts: sixteen numbers of each tell how alike two texts are. The one door to rensa.

A MinHash sketch (Broder, "On the resemblance and containment of documents", 1997) keeps the least
of the hashes of all pieces of a text, under sixteen hash functions. The share of numbers that two
sketches have in common estimates the share of pieces that their texts have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import eq
from struct import Struct

from rensa import RMinHash

SLOTS = 16
"""Numbers of a sketch, of four bytes each."""

_FORM = Struct(f"<{SLOTS}I")
_SEED = 1  # part of every sketch: another one needs another number of the index's schema
_PIECE = 8  # bytes: four letters


def sketch_of_letters(units: bytes, number: int = 0) -> bytes:
    """The sketch of all runs of four letters, two bytes each: for scripts without spaces. Empty
    where there are not four letters. Each `number` has hash functions of its own."""
    # Each piece is one number in memory, so no object is made of any of them.
    runs = b"".join([units[at : at + (len(units) - at) // _PIECE * _PIECE] for at in (0, 2, 4, 6)])
    if not runs:
        return b""
    pieces = memoryview(runs).cast("Q")
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        pieces, [0, len(pieces)], SLOTS, _SEED + number
    )
    return _written(matrix.to_rows()[0])


def sketch_of_words(words: Sequence[str], number: int = 0) -> bytes:
    """The sketch of all pairs of neighbouring words. Empty where there are not two words."""
    if len(words) < 2:
        return b""
    sketch = RMinHash(SLOTS, _SEED + number)
    sketch.update([f"{first} {second}" for first, second in pairwise(words)])
    return _written(sketch.digest())


def common_slots(sketch: bytes, other: bytes) -> int:
    """How many of the sixteen numbers two sketches have in common."""
    return sum(map(eq, _FORM.unpack(sketch), _FORM.unpack(other)))


def _written(numbers: Sequence[int]) -> bytes:
    return _FORM.pack(*numbers)
