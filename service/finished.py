"""A response made once and sent many times: bytes, compressed variants, headers, validators."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from feeds.identity import fingerprint

# Below that a compressed body saves less than its header costs.
_WORTH_COMPRESSING = 256  # bytes
# Level 6 takes three times as long for four per cent less.
_LEVEL = 4

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of the body, with all headers of its 200 and of its 304."""

    body: bytes
    headers: Headers
    headers_304: Headers
    etag: str  # quoted


@dataclass(frozen=True, slots=True)
class Finished:
    """`variants` by content coding; "identity" is always there."""

    digest: str
    last_modified: datetime
    variants: Mapping[str, Variant]

    @property
    def size(self) -> int:
        """Bytes this takes in a cache: bodies and headers."""
        return sum(
            len(variant.body) + sum(len(k) + len(v) for k, v in variant.headers) * 2
            for variant in self.variants.values()
        )


def finish(
    body: bytes, content_type: str, last_modified: datetime, cache_control: str, link: str
) -> Finished:
    """All variants of a body. The ETag is the body's digest: equal bytes, equal tag, on every
    host; each coding has its own, as RFC 9110 section 8.8.3.3 asks of strong validators."""
    digest = fingerprint(body)
    shared = (
        ("Content-Type", content_type),
        ("Cache-Control", cache_control),
        ("Last-Modified", format_datetime(last_modified.replace(microsecond=0), usegmt=True)),
        ("Link", link),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    )
    bodies = {"identity": body}
    if len(body) >= _WORTH_COMPRESSING:
        bodies["gzip"] = gzipped(body)
    variants = {coding: _variant(coding, data, digest, shared) for coding, data in bodies.items()}
    return Finished(digest, last_modified, variants)


def _variant(coding: str, body: bytes, digest: str, shared: Headers) -> Variant:
    etag = f'"{digest}"' if coding == "identity" else f'"{digest}-{coding}"'
    own = (("ETag", etag), *shared)
    coded = () if coding == "identity" else (("Content-Encoding", coding),)
    # RFC 9110 section 15.4.5: a 304 repeats what a cache needs, and says nothing of the body.
    kept = tuple(pair for pair in own if pair[0] not in ("Content-Type", "Last-Modified"))
    return Variant(body, (*own, *coded, ("Content-Length", str(len(body)))), kept, etag)


def gzipped(body: bytes) -> bytes:
    """gzip without a time stamp: the same bytes give the same bytes."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return compressor.compress(body) + compressor.flush()
