"""226 IM Used: the answer to `A-IM: feed` (RFC 3229, and "RFC3229+feed" for what `feed` means)."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags

from feeds.query import Query
from feeds.render import Format
from service.publication.response import Finished
from service.web.current import publication


def answer(query: Query, form: Format, finished: Finished) -> Response | None:
    """What is new since the edition that the request names; None where it gets a full answer:
    it takes no deltas, names no edition that is remembered, or has the current one."""
    known = _digests(request.headers.get("If-None-Match"))
    if not _takes_feed(request.headers.get("A-IM", "")) or finished.digest in known:
        return None
    body = publication().news(query, form, finished.digest, known)
    if body is None:
        return None
    whole = Headers(finished.variants["identity"].bare.headers)
    # Section 10.5.3: a cache that knows nothing of deltas must not keep one; `im` is for those
    # that do. Section 10.4.1: the tag is that of the whole document as it is now.
    return Response(
        body,
        "226 IM Used",
        {
            "Content-Type": form.content_type,
            "IM": "feed",
            "ETag": whole["ETag"],
            "Last-Modified": whole["Last-Modified"],
            "Cache-Control": "no-store, im",
            "Vary": "A-IM, If-None-Match, Accept-Encoding",
            "Link": whole["Link"],
        },
    )


def _takes_feed(accepted: str) -> bool:
    """Whether `feed` is among the manipulations, and not refused by `q=0`."""
    for item in accepted.split(","):
        name, _, parameters = item.strip().lower().partition(";")
        if name.strip() == "feed":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _digests(if_none_match: str | None) -> list[str]:
    """The digests in a list of tags, whatever coding they were of."""
    tags = parse_etags(if_none_match).as_set(include_weak=True)
    return [tag.removesuffix("-gzip").removesuffix("-br") for tag in sorted(tags)]
