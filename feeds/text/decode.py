"""The bytes of a file → its text."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from feeds.text.clean import without_controls

_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])  # of XML 1.0's forbidden ones
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The fence of front matter, in UTF-16 without a mark.
_FENCES = (
    ("---".encode("utf-16-le"), "utf-16-le"),
    ("---".encode("utf-16-be"), "utf-16-be"),
    ("+++".encode("utf-16-le"), "utf-16-le"),
    ("+++".encode("utf-16-be"), "utf-16-be"),
)
_SIGNS = tuple(sign for sign, _ in (*_BOMS, *_FENCES))
_SAMPLE = 20_000  # characters that tell whether a text is Chinese


class Decoded(NamedTuple):
    text: str
    encoding: str
    removed: int  # characters that no document may hold


def decode(data: bytes) -> Decoded | None:
    """Text of a file, with line ends as "\\n" and without a byte order mark or any character that
    XML 1.0 forbids.

    UTF-8 first; then what a byte order mark says; then GB18030, the one legacy encoding of
    the archives this was made for, and only where the result reads as Chinese. None where
    nothing is certain: a wrong guess is worse than a reported file.
    """
    marked = _marked(data) if data.startswith(_SIGNS) else None
    candidates = (marked,) if marked else ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            text = data.decode("utf-8-sig" if marked == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _reads_as_chinese(text):
            lines = _lines(text)
            clean = lines if _is_clean(data, lines) else without_controls(lines)
            return Decoded(clean, encoding, len(lines) - len(clean))
    return None


def _is_clean(data: bytes, text: str) -> bool:
    """True where a text decoded from these bytes is certain to hold nothing forbidden: no encoding
    has a control character without a byte of that number, and none decodes to surrogates. Costs
    less than half of looking for the pattern."""
    has_control = any(map(data.__contains__, _CONTROLS))
    return not has_control and "\ufffe" not in text and "\uffff" not in text


def _marked(data: bytes) -> str:
    return next(encoding for sign, encoding in (*_BOMS, *_FENCES) if data.startswith(sign))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _reads_as_chinese(text: str) -> bool:
    """Almost any bytes decode as GB18030; real text has common ideographs and no controls."""
    foreign = [char for char in text[:_SAMPLE] if ord(char) > 0x7F]
    common = sum(1 for char in foreign if _is_common_in_chinese(char))
    return bool(foreign) and text == without_controls(text) and common >= 0.9 * len(foreign)


def _is_common_in_chinese(char: str) -> bool:
    # GB2312 level 1 holds the 3,755 characters in daily use: lead bytes B0 to D7; A1 to A3 hold
    # the punctuation. Text of another encoding rarely lands there nine times in ten.
    lead = char.encode("gb18030")[0]
    return 0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3
