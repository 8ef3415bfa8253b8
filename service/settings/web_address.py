"""Checks the public addresses in the settings: each needs a scheme and a host."""

from __future__ import annotations

import re
from ipaddress import ip_address
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
    if parts.netloc.endswith(":"):  # `http://http://news.example`
        raise ValueError(f"{address!r} is no http(s) address with a host")
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
    if "?" in address or "#" in address:
        raise ValueError(f"{address!r} ends in a query or a fragment: no path can follow it")
    if "@" in parts.netloc:
        raise ValueError("an address with a name or a password would stand in every feed")
    if "//" in parts.path or {".", ".."} & set(parts.path.split("/")):
        raise ValueError(f"{address!r} has '//', '.' or '..' in its path, which clients take away")
    return address


def check_host(host: str) -> str:
    """The address to listen on as it was given: of IPv4, of IPv6, or this machine's name.

    :raise ValueError: anything else, such as an address with its port
    """
    try:
        ip_address(host)
    except ValueError as error:
        last = host.rpartition(".")[2]
        if last.isdigit() or not all(map(_LABEL.fullmatch, host.split("."))):
            hint = "'127.0.0.1' is one, '0.0.0.0' means all; the port is a setting of its own"
            raise ValueError(f"{host!r} is no address to listen on: {hint}") from error
    return host


def check_mail_address(address: str) -> str:
    """The address of electronic mail as it was given.

    :raise ValueError: anything else
    """
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError(f"{address!r} is no address of electronic mail: 'me@news.example' is one")
    return address


def check_authority(authority: str) -> str:
    """The name in tag URIs as it was given: a host, or an address of electronic mail.

    :raise ValueError: anything else (RFC 4151 section 2.1)
    """
    host = authority.rpartition("@")[2]
    if _BAD.search(authority) or not all(map(_LABEL.fullmatch, host.split("."))):
        raise ValueError(f"{authority!r} is no host: `news.example` is one")
    return authority
