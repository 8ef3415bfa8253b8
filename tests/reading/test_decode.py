"""How the bytes of a file become text."""

from __future__ import annotations

import codecs

import pytest

from feeds.text.decode import decode

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
}


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_a_mark_says_how_a_file_is_encoded(mark: bytes) -> None:
    decoded = decode(mark + "海a\r\nb\rc".encode(MARKS[mark]))
    assert decoded is not None
    assert (decoded.text, decoded.removed) == ("海a\nb\nc", 0)
    assert decode(mark + b"\xff") is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_fence_says_how_a_file_without_a_mark_is_encoded(encoding: str, fence: str) -> None:
    decoded = decode(f"{fence}\n海".encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (f"{fence}\n海", encoding)
    assert decode(f"++-\n海{'a' * 40}".encode(encoding)) != decoded


def test_characters_that_no_document_may_hold_are_counted() -> None:
    for character in "\ufffe\uffff\x00\x08\x0b\x1f":
        decoded = decode(f"a{character}{character}b\n".encode())
        assert decoded is not None
        assert (decoded.text, decoded.encoding, decoded.removed) == ("ab\n", "utf-8", 2)
    assert decode("港口".encode("gb18030")) == ("港口", "gb18030", 0)
    assert decode(b"\xb8\xdb\x01") is None
    assert decode("é".encode("latin-1") * 4) is None


def test_the_first_twenty_thousand_characters_say_whether_a_text_is_chinese() -> None:
    rare = "匮" * 9
    assert decode(f"港{'a' * 19_999}{rare}".encode("gb18030")) is not None
    assert decode(f"港{'a' * 19_998}{rare}".encode("gb18030")) is None
