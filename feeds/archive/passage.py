"""Where in its file the text of a post stands, so that a feed need not find that out again."""

from __future__ import annotations

from codecs import BOM_UTF8

from feeds.identity import fingerprint
from feeds.model import Passage
from feeds.text import Decoded


def without_end(text: str) -> str:
    """Without the empty lines that are left where something below them was lifted out."""
    return text.rstrip("\n")


# What stays of a paragraph whose last words, the outlet's name mostly, were lifted out.
_CLOSINGS = ("", "</p>")


def passage_of(data: bytes, digest: str, decoded: Decoded, body: str, left: str) -> Passage | None:
    """The place of `left`, what is left of `body` when all else is lifted out; `body` is the end
    of the decoded text. None where it does not stand there in one piece and a closing, byte for
    byte in UTF-8."""
    whole = decoded.text
    if not (_is_as_decoded(data, decoded) and whole.endswith(body)):
        return None
    for closing in _CLOSINGS:
        piece = left.removesuffix(closing)
        if left.endswith(closing) and body.startswith(piece):
            # The short texts before and after it are encoded, not the long one itself.
            start = len(whole[: len(whole) - len(body)].encode())
            end = len(data) - len(body[len(piece) :].encode())
            return Passage(digest, start, end, closing)
    return None


def _is_as_decoded(data: bytes, decoded: Decoded) -> bool:
    return (
        decoded.encoding == "utf-8"
        and not decoded.removed
        and b"\r" not in data
        and not data.startswith(BOM_UTF8)
    )


def text_at(passage: Passage | None, data: bytes) -> str | None:
    """The text in a file of these bytes; None where it has changed since, or was never found."""
    if passage is None or passage.digest != fingerprint(data):
        return None
    return data[passage.start : passage.end].decode() + passage.closing
