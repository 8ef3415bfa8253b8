"""A response prepared once and sent many times: headers, validators, and a body for each coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from feeds.identity import fingerprint
from service.publication.compression import gunzipped, gzipped

# Below that a compressed body saves less than its header costs.
_WORTH_COMPRESSING = 256  # bytes
_MOST_DATES = 20  # of commits that a document was sent with, before the last one
_OVERHEAD = 300  # bytes: the objects that hold one header
# What a 304 leaves out (RFC 9110 section 15.4.5): it repeats what a cache needs beside the
# validator, and says nothing of the body. WSGI servers and werkzeug strip the same.
_NOT_IN_304 = frozenset(
    {"Content-Type", "Content-Encoding", "Content-Length", "Last-Modified"}
    | {"Content-Security-Policy"}
)

# RFC 9211: what Cache-Status says of a response from the cache, and of one just rendered.
HIT = "Postwire; hit"
MISS = "Postwire; fwd=miss; stored"

# A browser that shows a feed loads its style sheet, and nothing else that a post might name.
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

REVISION_HEADER = "Archive-Revision"

Headers = tuple[tuple[str, str], ...]

# Fetch, section 3.3: a page of any site may read a feed, with what a reader needs to ask again.
ANY_ORIGIN: Headers = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Last-Modified, Link"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body, for Flask and for a socket alike."""

    status: int
    headers: Headers
    header_lines: bytes  # the headers as they are sent, each with its CRLF
    body: bytes

    def missed(self) -> Reply:
        """The same for the client whose request had it rendered."""
        status = {"Cache-Status": MISS}
        headers = tuple((name, status.get(name, value)) for name, value in self.headers)
        return _reply(self.status, headers, self.body)

    @property
    def size(self) -> int:
        """Bytes this takes in memory."""
        return len(self.body) + len(self.header_lines) * 2 + _OVERHEAD * len(self.headers)


@dataclass(frozen=True, slots=True)
class Variant:
    """One coding of a document: its 200, and its 304 for a client that has it already.

    Where `compressed` is there, `stored` has no body: it is in there. Few clients take no
    compression, and a body takes ten times the room of all else that is kept.
    """

    stored: Reply
    not_modified: Reply
    compressed: bytes | None = None

    @property
    def full(self) -> Reply:
        if self.compressed is None:
            return self.stored
        return replace(self.stored, body=gunzipped(self.compressed))


@dataclass(frozen=True, slots=True)
class PreparedResponse:
    """`variants` by content coding; "identity" is always among them."""

    digest: str
    last_modified: datetime  # in UTC
    variants: Mapping[str, Variant]
    own_dates: tuple[datetime, ...] | None = None
    """The dates that were sent with this document and with no other, newest last; None: it is every
    date from `last_modified` on."""

    def of(self, last_modified: datetime, commit: str | None, *, is_own: bool) -> PreparedResponse:
        """The same document as a later commit has it, unchanged. The header `Archive-Revision`
        names the commit; None leaves it out. `is_own`: no other commit is sent with this date."""
        lines = (("Last-Modified", _http_date(last_modified)), *_archive_revision(commit))
        variants = {
            coding: Variant(
                _with(lines, variant.stored), _with(lines, variant.not_modified), variant.compressed
            )
            for coding, variant in self.variants.items()
        }
        dates = self.own_dates or ()
        if is_own and last_modified not in dates:
            dates = (*dates[-_MOST_DATES:], last_modified)
        return replace(self, last_modified=last_modified, variants=variants, own_dates=dates)

    @property
    def size(self) -> int:
        """Bytes this takes in a cache: bodies and headers."""
        return sum(each.stored.size + each.not_modified.size for each in self.variants.values())


def prepare(
    body: bytes, content_type: str, last_modified: datetime, cache_control: str, link: str
) -> PreparedResponse:
    """All variants of a body. The ETag is the body's digest, so that equal bodies have equal tags
    on every host; that of the compressed body ends with its coding (RFC 9110 section 8.8.3.3).
    Both are strong: a body, and with it its compressed form, stays the same to the byte.

    RFC 9110 section 8.8.2.1: no Last-Modified is ahead of the clock. `last_modified` may be, and
    no date that was sent before it is then taken for it.
    """
    digest = fingerprint(body)
    shared = (
        ("Content-Type", content_type),
        ("Cache-Control", cache_control),
        ("Last-Modified", _http_date(last_modified)),
        ("Link", link),
        ("Cache-Status", HIT),
        ("Vary", "Accept-Encoding"),
        *ANY_ORIGIN,
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", POLICY),
    )
    compressed = gzipped(body) if len(body) >= _WORTH_COMPRESSING else None
    variants = {"identity": _variant("identity", body, digest, shared, compressed)}
    if compressed is not None:
        variants["gzip"] = _variant("gzip", compressed, digest, shared)
    return PreparedResponse(digest, last_modified, variants)


def digest_of(tag: str) -> str:
    """The digest in an entity tag of ours, given without quotes. Proxies that compress by
    themselves add the name of their coding to it."""
    return tag.removesuffix("-gzip").removesuffix("-br")


def _http_date(moment: datetime) -> str:
    return format_datetime(min(moment, datetime.now(UTC)), usegmt=True)


def _archive_revision(commit: str | None) -> Headers:
    return ((REVISION_HEADER, commit),) if commit else ()


def _with(changed: Headers, reply: Reply) -> Reply:
    """The reply with these headers in place of those of their names. A 304 has no Last-Modified."""
    names = {name for name, _ in changed}
    kept = tuple(pair for pair in reply.headers if pair[0] not in names)
    new = changed if reply.status == 200 else changed[1:]
    return _reply(reply.status, (*kept, *new), reply.body)


def _variant(
    coding: str, body: bytes, digest: str, shared: Headers, compressed: bytes | None = None
) -> Variant:
    etag = f'"{digest}"' if coding == "identity" else f'"{digest}-{coding}"'
    coded = () if coding == "identity" else (("Content-Encoding", coding),)
    headers = (("ETag", etag), *shared, *coded, ("Content-Length", str(len(body))))
    repeated = tuple(pair for pair in headers if pair[0] not in _NOT_IN_304)
    stored = _reply(200, headers, b"" if compressed else body)
    return Variant(stored, _reply(304, repeated, b""), compressed)


def _reply(status: int, headers: Headers, body: bytes) -> Reply:
    # In their usual case, which gunicorn keeps: newsboat 2.21 looks for "ETag:" to the letter, and
    # polls in vain where it reads "etag:".
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return Reply(status, headers, lines.encode(), body)
