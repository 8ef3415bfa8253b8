"""Negotiation: chooses the reply to a request from a prepared response (RFC 9110 sections 12.5.3
and 13)."""

from __future__ import annotations

import re
from functools import lru_cache

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date, parse_etags

from service.publication.response import PreparedResponse, Reply, digest_of

# Best first: a client that takes both alike gets the first.
_CODINGS = ("gzip", "identity")
# Section 8.8.3: one entity tag and nothing else, which is what pollers send.
_ONE_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def negotiate(
    prepared: PreparedResponse,
    accept_encoding: str = "",
    if_none_match: str | None = None,
    if_modified_since: str | None = None,
) -> Reply:
    """200 in the best coding the client takes, or 304. The body is for a GET: whoever answers a
    HEAD leaves it out."""
    variants = prepared.variants
    # A short body is not compressed.
    variant = variants.get(_coding(accept_encoding)) or variants["identity"]
    if _is_unchanged(prepared, if_none_match, if_modified_since):
        return variant.not_modified
    return variant.full


@lru_cache(maxsize=512)
def _coding(accept_encoding: str) -> str:
    if not accept_encoding:
        return "identity"
    accepted = parse_accept_header(accept_encoding, Accept)
    return max(_CODINGS, key=lambda coding: _quality(accepted, coding))


def _quality(accepted: Accept, coding: str) -> float:
    quality = accepted.quality(coding)
    # "identity" is acceptable unless refused, and the last resort all the same.
    return 0.0001 if coding == "identity" and not quality else quality


def _is_unchanged(
    prepared: PreparedResponse, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    if if_none_match is not None:
        # Section 13.1.3: a recipient ignores If-Modified-Since beside If-None-Match.
        return _matches(if_none_match, prepared.digest)
    try:
        since = parse_date(if_modified_since)
    except OverflowError:  # a year of eleven digits: no date, and ignored as any that is none
        since = None
    if since is None:
        return False
    if prepared.own_dates is not None:
        return since in prepared.own_dates
    return prepared.last_modified.replace(microsecond=0) <= since


def _matches(if_none_match: str, digest: str) -> bool:
    """Weak comparison (section 13.1.2) with every tag this document may bear: pollers send back
    what they were given, and proxies weaken a tag, or add "-gzip" to it."""
    if one := _ONE_TAG.fullmatch(if_none_match):
        return digest_of(one[1]) == digest
    listed = parse_etags(if_none_match)
    return listed.star_tag or digest in map(digest_of, listed.as_set(include_weak=True))
