"""Checks the public addresses in the settings: each needs a scheme and a host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Letters of any script: browsers and the hub turn a name into its ASCII form (RFC 5891).
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?|_[\w-]{1,62}")
_BAD = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")  # never part of an address (RFC 3986 appendix A)


def check_web_address(address: str) -> str:
    """The address as it was given.

    :raise ValueError: an address without http:// or https:// before it, without a host, with a
        port that is none, or with a sign that no address has
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        raise ValueError(f"{address!r} is no http(s) address with a host") from error
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{address!r} is no address: its port is no number up to 65535") from error
    is_named = "[" in parts.netloc or all(map(_LABEL.fullmatch, host.removesuffix(".").split(".")))
    if parts.scheme not in ("http", "https") or not host or not is_named or port == 0:
        raise ValueError(f"{address!r} is no http(s) address with a host")
    if bad := _BAD.search(address):
        raise ValueError(f"{address!r} has a sign that no address has: {bad[0]!r}")
    return address


def check_base_address(address: str) -> str:
    """The address as it was given, which others are made of by adding a path.

    :raise ValueError: no address, or one with a query, a fragment or a password
    """
    parts = urlsplit(check_web_address(address))
    if parts.query or parts.fragment or "?" in address or "#" in address:
        raise ValueError(f"{address!r} ends in a query or a fragment: no path can follow it")
    if "@" in parts.netloc:
        raise ValueError("an address with a name or a password would stand in every feed")
    return address


def check_authority(authority: str) -> str:
    """The name in tag URIs as it was given: a host, or an address of electronic mail.

    :raise ValueError: anything else (RFC 4151 section 2.1)
    """
    host = authority.rpartition("@")[2]
    if _BAD.search(authority) or not all(map(_LABEL.fullmatch, host.split("."))):
        raise ValueError(f"{authority!r} is no host: `news.example` is one")
    return authority
