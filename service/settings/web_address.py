"""The public addresses that an operator names: with a scheme and a host, or they lead nowhere."""

from __future__ import annotations

from urllib.parse import urlsplit


def check_web_address(address: str) -> str:
    """The address as it was given.

    :raise ValueError: an address without http:// or https:// before it, or without a host
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{address!r} is no http(s) address with a host")
    return address
