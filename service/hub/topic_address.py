"""Reads the address of a topic in any spelling that a subscriber may use. Pure."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from feeds.addresses import DEFAULT_PORTS


def target_below(url: str, base_url: str) -> str | None:
    """The request target (path and query string) that an address asks of this service; None where
    it lies elsewhere.

    http and https mean the same here, for a proxy leads from one to the other. A host may be
    spelled in capitals, with a dot at its end, with its usual port, or in Unicode. A fragment is
    dropped.
    """
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
        if (
            parts.scheme not in DEFAULT_PORTS
            or "@" in parts.netloc
            or _place(parts) != _place(base)
        ):
            return None
    except ValueError:  # a port that is none, a bracket that is not closed
        return None
    path = parts.path or "/"
    if not path.startswith(f"{base.path}/"):
        return None
    target = path.removeprefix(base.path)
    return f"{target}?{parts.query}" if parts.query else target


def _place(parts: SplitResult) -> tuple[str, int | None]:
    """The host and the port, which is None where it is the usual one of either scheme.

    :raise ValueError: a port that is none
    """
    host = (parts.hostname or "").rstrip(".")
    with suppress(UnicodeError):  # no name that DNS can hold: it is compared as it is
        host = host.encode("idna").decode("ascii")
    return host, None if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else parts.port
