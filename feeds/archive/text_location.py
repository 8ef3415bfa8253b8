"""Where the text of a post stands in its file, in bytes, noted while the index is made.

Rendering reads the text from there and need not parse the file again. The place is right only while
the file's digest is the same.
"""

from __future__ import annotations

from codecs import BOM_UTF8

from feeds.identity import fingerprint
from feeds.model import TextLocation
from feeds.text.decode import Decoded


def located(data: bytes, digest: str, decoded: Decoded, body: str, left: str) -> TextLocation:
    """The place of `left`, what is left of `body` when all else is lifted out; `body` is the end
    of the decoded text. Where it does not stand there in one piece, byte for byte in UTF-8, the
    digest alone counts."""
    whole = decoded.text
    if not (_is_as_decoded(data, decoded) and whole.endswith(body) and body.startswith(left)):
        return TextLocation(digest, -1, -1)
    # The short texts before and after it are encoded, not the long one itself.
    start = len(whole[: len(whole) - len(body)].encode())
    end = len(data) - len(body[len(left) :].encode())
    return TextLocation(digest, start, end)


def _is_as_decoded(data: bytes, decoded: Decoded) -> bool:
    return (
        decoded.encoding == "utf-8"
        and not decoded.removed
        and b"\r" not in data
        and not data.startswith(BOM_UTF8)
    )


def text_at(location: TextLocation | None, data: bytes) -> str | None:
    """The text in a file of these bytes; None where it has changed since, or was never found."""
    if location is None or location.start < 0 or location.digest != fingerprint(data):
        return None
    return data[location.start : location.end].decode()
