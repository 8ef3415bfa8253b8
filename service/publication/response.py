"""A response made once and sent many times: bytes, compressed variants, headers, validators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from feeds.identity import fingerprint
from service.publication.compression import packed, packed_quickly, unpacked

# Below that a compressed body saves less than its header costs.
_WORTH_COMPRESSING = 256  # bytes
_OVERHEAD = 300  # bytes: the objects that hold one header
# What a 304 leaves out (RFC 9110 section 15.4.5): it repeats what a cache needs beside the
# validator, and says nothing of the body. WSGI servers and werkzeug strip the same.
_NOT_IN_304 = frozenset({"Content-Type", "Content-Encoding", "Content-Length", "Last-Modified"})

# RFC 9211: how finished responses say that they were kept, and what who renders one says instead.
HIT = "Postwire; hit"
MISS = "Postwire; fwd=miss; stored"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body, ready for a WSGI and for an ASGI server alike.

    `start` and `whole` are the two messages an ASGI server is sent, `block` the header lines.
    """

    status: int
    start: Mapping[str, Any]
    whole: Mapping[str, Any]
    block: bytes

    @property
    def body(self) -> bytes:
        found: bytes = self.whole["body"]
        return found

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name.decode(), value.decode()) for name, value in self.start["headers"]]

    def missed(self) -> Reply:
        """The same for who had it rendered."""
        return self._with(self.body, "Cache-Status", MISS)

    def with_body(self, body: bytes) -> Reply:
        return self._with(body, "Content-Length", str(len(body)))

    def _with(self, body: bytes, field: str, said: str) -> Reply:
        headers = [(name, said if name == field else value) for name, value in self.headers]
        return _reply(self.status, headers, body)

    @property
    def size(self) -> int:
        """Bytes this takes in memory."""
        headers = self.start["headers"]
        return len(self.body) + len(self.block) * 2 + _OVERHEAD * len(headers)


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a document: its 200, and its 304 for who has it already.

    Where `packed` is there, `bare` is without its body, which is in there: few clients take no
    compression, and a body takes ten times the room of all else that is kept.
    """

    etag: str  # quoted, a weak one with its mark
    bare: Reply
    unchanged: Reply
    packed: bytes | None = None

    @property
    def full(self) -> Reply:
        if self.packed is None:
            return self.bare
        return replace(self.bare, whole=_body(unpacked(self.packed)))


@dataclass(frozen=True, slots=True)
class Finished:
    """`variants` by content coding; "identity" is always there."""

    digest: str
    last_modified: datetime
    variants: Mapping[str, Variant]

    @property
    def size(self) -> int:
        """Bytes this takes in a cache: bodies and headers."""
        return sum(each.bare.size + each.unchanged.size for each in self.variants.values())


def finish(
    body: bytes, content_type: str, last_modified: datetime, cache_control: str, link: str
) -> Finished:
    """All variants of a body, packed quickly. The ETag is the body's digest: equal bytes, equal
    tag, on every host. Each coding has its own (RFC 9110 section 8.8.3.3), that of what is packed
    a weak one (section 8.8.1): one body becomes other bytes when it is packed well, or elsewhere.
    """
    digest = fingerprint(body)
    shared = (
        ("Content-Type", content_type),
        ("Cache-Control", cache_control),
        ("Last-Modified", format_datetime(last_modified.replace(microsecond=0), usegmt=True)),
        ("Link", link),
        ("Cache-Status", HIT),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    )
    quick = packed_quickly(body) if len(body) >= _WORTH_COMPRESSING else None
    variants = {"identity": _variant("identity", body, digest, shared, quick)}
    if quick is not None:
        variants["gzip"] = _variant("gzip", quick, digest, shared)
    return Finished(digest, last_modified, variants)


def packed_well(finished: Finished) -> Finished:
    """The same as it is to be kept and sent from now on, which takes a while."""
    plain, quick = finished.variants["identity"], finished.variants.get("gzip")
    if quick is None:
        return finished
    body = packed(unpacked(quick.bare.body))
    variants = {
        "identity": replace(plain, packed=body),
        "gzip": replace(quick, bare=quick.bare.with_body(body)),
    }
    return replace(finished, variants=variants)


def _variant(
    coding: str, body: bytes, digest: str, shared: Headers, packed: bytes | None = None
) -> Variant:
    etag = f'"{digest}"' if coding == "identity" else f'W/"{digest}-{coding}"'
    coded = () if coding == "identity" else (("Content-Encoding", coding),)
    headers = (("ETag", etag), *shared, *coded, ("Content-Length", str(len(body))))
    kept = tuple(pair for pair in headers if pair[0] not in _NOT_IN_304)
    bare = _reply(200, headers, b"" if packed else body)
    return Variant(etag, bare, _reply(304, kept, b""), packed)


def _reply(status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Reply:
    # In their usual case, which ASGI does not ask for and gunicorn keeps: newsboat 2.21 looks
    # for "ETag:" to the letter, and polls in vain where it reads "etag:".
    raw = [(name.encode(), value.encode()) for name, value in headers]
    block = b"".join(b"%s: %s\r\n" % pair for pair in raw)
    start = {"type": "http.response.start", "status": status, "headers": raw}
    return Reply(status, start, _body(body), block)


def _body(body: bytes) -> Mapping[str, Any]:
    return {"type": "http.response.body", "body": body}
