"""Where in its file the text of a post stands, and what makes HTML of it, so that a feed need not
find that out again."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence

from feeds.identity import fingerprint
from feeds.model import Edit, Passage, Stamp
from feeds.text.plain import Decoded

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


def with_edits(passage: Passage, text: str, edits: Sequence[Edit]) -> Passage:
    """The place of a text with the edits that make HTML of it; they are in order."""
    if edits and edits[-1][1] > len(text) - len(passage.closing):
        return passage
    placed: list[Edit] = []
    at, done = passage.start, 0
    for start, end, new in edits:
        start_at = at + len(text[done:start].encode())
        at, done = start_at + len(text[start:end].encode()), end
        placed.append((start_at, at, new))
    return Passage(passage.digest, passage.start, passage.end, passage.closing, tuple(placed))


def text_at(passage: Passage | None, data: bytes) -> str | None:
    """The text in a file of these bytes; None where it has changed since, or was never found."""
    if passage is None or passage.digest != fingerprint(data):
        return None
    return data[passage.start : passage.end].decode() + passage.closing


def html_at(passage: Passage | None, data: bytes, stamp: Stamp) -> bytes | None:
    """The safe HTML of the text in a file of these bytes and this stamp; None where that is still
    to be made.

    A digest proves nothing about who wrote a file: somebody may find two files that share it, and
    one of them harmless. So this one must be as old as that which was read, to the nanosecond.
    """
    if passage is None or passage.edits is None or passage.stamp != stamp:
        return None
    if passage.digest != fingerprint(data):
        return None
    html = (_edited(passage, passage.edits, data) + passage.closing.encode()).strip()
    # Around it may also be white space of more than one byte.
    ends_in_tags = html.startswith(b"<") and html.endswith(b">")
    return html if ends_in_tags else html.decode().strip().encode()


def _edited(passage: Passage, edits: Iterable[Edit], data: bytes) -> bytes:
    pieces: list[bytes] = []
    done = passage.start
    for start, end, new in edits:
        pieces += (data[done:start], new.encode())
        done = end
    return b"".join((*pieces, data[done : passage.end]))
