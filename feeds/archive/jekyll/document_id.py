"""Jekyll's own id of a document, which jekyll-feed makes an entry's id of.

It is the folder of the document's page and the document's slug (`Jekyll::Document#id`), made
absolute and normal by the filter `absolute_url`. So it has no suffix, and may be nobody's address.
"""

from __future__ import annotations

from unicodedata import normalize
from urllib.parse import quote, unquote

# RFC 3986 section 3.3, "pchar"; the filter decodes a path and encodes all else.
_SEGMENT = ":@!$&'()*+,;=-._~"


def jekyll_id(permalink: str, slug: str) -> str:
    """The id of the document at a percent-encoded path, as the path of an address."""
    folder = permalink.rstrip("/").rpartition("/")[0]
    return "/".join(_normal(segment) for segment in f"{folder}/{slug.lstrip('/')}".split("/"))


def _normal(segment: str) -> str:
    return quote(normalize("NFC", unquote(segment)), safe=_SEGMENT)
