"""Which answer a request gets from a finished response: RFC 9110 sections 12.5.3 and 13."""

from __future__ import annotations

from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date, parse_etags

from service.publication.response import Finished, Reply

# Best first: where a client takes several, it gets the first of these that is there.
_CODINGS = ("br", "gzip", "identity")


def answer(
    finished: Finished,
    accept_encoding: str = "",
    if_none_match: str | None = None,
    if_modified_since: str | None = None,
) -> Reply:
    """200 in the best coding the client takes, or 304. A HEAD leaves the body out itself."""
    variant = finished.variants[_coding(accept_encoding, tuple(finished.variants))]
    if _not_modified(finished, variant.etag, if_none_match, if_modified_since):
        return variant.unchanged
    return variant.full


@lru_cache(maxsize=512)
def _coding(accept_encoding: str, offered: tuple[str, ...]) -> str:
    if not accept_encoding:
        return "identity"
    accepted = parse_accept_header(accept_encoding, Accept)
    known = [coding for coding in _CODINGS if coding in offered]
    return max(known, key=lambda coding: _quality(accepted, coding))


def _quality(accepted: Accept, coding: str) -> float:
    quality = accepted.quality(coding)
    # "identity" is acceptable unless refused, and the last resort all the same.
    return 0.0001 if coding == "identity" and not quality else quality


def _not_modified(
    finished: Finished, etag: str, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    if if_none_match is not None:
        # Section 13.1.3: a recipient ignores If-Modified-Since beside If-None-Match.
        return if_none_match == etag or _matches(if_none_match, finished)
    if if_modified_since is None:
        return False
    since = parse_date(if_modified_since)
    return since is not None and finished.last_modified.replace(microsecond=0) <= since


def _matches(if_none_match: str, finished: Finished) -> bool:
    """Weak comparison (section 13.1.2) with every tag this content has had: proxies weaken a
    tag, or add "-gzip" to it, and pollers send back what they were given."""
    tags = parse_etags(if_none_match)
    if tags.star_tag:
        return True
    ours = (finished.digest, *(f"{finished.digest}-{coding}" for coding in ("gzip", "br")))
    return any(tags.contains_weak(tag) for tag in ours)
