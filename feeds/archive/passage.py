"""Where in its file the text of a post stands, so that a feed need not find that out again."""

from __future__ import annotations

from feeds.identity import fingerprint
from feeds.model import Passage


def without_end(text: str) -> str:
    """Without the empty lines that are left where something below them was lifted out."""
    return text.rstrip("\n")


def passage_of(data: bytes, digest: str, body: str, left: str) -> Passage | None:
    """The place of `left`, what is left of `body` when all else is lifted out; `body` is the end
    of the file. None where it does not stand there in one piece, byte for byte in UTF-8."""
    if not body.startswith(left):
        return None
    kept = left.encode()
    end = len(data) - len(body[len(left) :].encode())
    start = end - len(kept)
    return Passage(digest, start, end) if start >= 0 and data[start:end] == kept else None


def text_at(passage: Passage | None, data: bytes) -> str | None:
    """The text in a file of these bytes; None where it has changed since, or was never found."""
    if passage is None or passage.digest != fingerprint(data):
        return None
    return data[passage.start : passage.end].decode()
