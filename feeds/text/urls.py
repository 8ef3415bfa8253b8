"""Addresses in the one form feeds can carry: absolute, ASCII, percent-encoded (RFC 3986)."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

# RFC 3986 section 2.2 and 2.3: what may stand unescaped, per part. "%" stays: it is escaped
# already, and escaping it twice leads elsewhere.
_PATH = "/%:@!$&'()*+,;=-._~"
_QUERY = _PATH + "?"
_READY_PATH = re.compile(r"[A-Za-z0-9/%:@!$&'()*+,;=\-._~]*")


def percent_encoded(path: str) -> str:
    """A path in ASCII; what is encoded already stays as it is."""
    return path if _READY_PATH.fullmatch(path) else quote(path, safe=_PATH)


# What `absolute` would give back as it is: most addresses, and taking one apart is slow.
_READY = re.compile(r"https?://[a-z0-9][a-z0-9.-]*[a-z0-9]/[A-Za-z0-9/%:@!$&'()*+,;=\-._~?]*")


NOWHERE = "https://invalid.invalid/"
"""The page of a text whose relative addresses lead nowhere (RFC 6761 section 6.4)."""

_LONGEST = 8000  # characters
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # a name in ASCII, or an IP address


def absolute(address: str, base: str) -> str | None:
    """The address as seen from `base`, in ASCII; None where it is no http(s) address, and where
    it is longer than any server takes."""
    if len(address) > _LONGEST:
        return None
    if _READY.fullmatch(address):
        return address
    try:
        parts = urlsplit(urljoin(base, address.strip()))
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path, safe=_PATH) or "/"
    query, fragment = quote(parts.query, safe=_QUERY), quote(parts.fragment, safe=_QUERY)
    return urlunsplit((parts.scheme, host + port, path, query, fragment))
