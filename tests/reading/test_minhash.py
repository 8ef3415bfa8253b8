"""Sketches of texts: what is alike has much of its sketch in common."""

from __future__ import annotations

from feeds.text.minhash import common_slots, sketch_of_letters, sketch_of_words

SKETCHES = [
    "b0f70392f7e12ec709ce470b9d6bd3cb",
    "7d11e20b2885e6407b4c2bd3f9cfac51",
    "0667d371990088c43e23e3d9e86b2056",
    "e0d2b82215eff4d4784622139121eec2",
]


def test_a_sketch_is_the_same_on_every_machine() -> None:
    """Those of an index were made by other processes: another one asks for another schema."""
    letters = "abcdefghij".encode("utf-16-le")
    words = ["the", "quay", "of", "the", "harbour"]
    assert [
        sketch.hex()[:32]
        for sketch in (
            sketch_of_letters(letters),
            sketch_of_letters(letters, 1),
            sketch_of_words(words),
            sketch_of_words(words, 1),
        )
    ] == SKETCHES


def test_a_sketch_is_of_every_four_letters_and_every_two_words() -> None:
    assert sketch_of_words(["a"]) == sketch_of_words([]) == b""
    assert len(sketch_of_words(["a", "b"])) == 64
    letters = "abcdefghijk"
    sketches = [sketch_of_letters(letters[:length].encode("utf-16-le")) for length in range(12)]
    assert [len(sketch) for sketch in sketches] == [0] * 4 + [64] * 8
    assert len(set(sketches)) == 9
    # The numbers are the least of all pieces, so that those of the whole are of its parts.
    whole = sketches[-1]
    parts = [letters[at : at + 4].encode("utf-16-le") for at in range(8)]
    common = [common_slots(whole, sketch_of_letters(part)) for part in parts]
    assert sum(common) >= 16
