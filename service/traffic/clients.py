"""Which IP addresses count as one client, for bounds by client.

An IPv6 network gives each subscriber 2⁶⁴ addresses or more (RFC 6177, RFC 7421), so the first 64
bits of such an address are the client: the client chooses the other bits itself. Of an IPv4
address that a translator has put into an IPv6 one, the client chooses no bit.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

_SUBSCRIBERS_BITS = 64
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1: the IPv4 address last
# RFC 8215: where the IPv4 address stands in such a one, each operator chooses.
_TRANSLATED_LOCALLY = ipaddress.IPv6Network("64:ff9b:1::/48")
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|([0-9.]+):\d+")


@lru_cache(maxsize=4096)
def client_of(address: str) -> str:
    """The client at an IP address: the address, or its /64 network in IPv6. An IPv4 address that
    is written as an IPv6 one (RFC 4291 section 2.5.5.2), or translated into one, is the same client
    as without; below the prefix of local translators each address is a client. Some proxies add
    the port, which is the client's own choice (Azure's gateway; RFC 7239 section 6).

    What is no address is a client by itself.
    """
    with_port = _WITH_PORT.fullmatch(address)
    bare = (with_port[1] or with_port[2]) if with_port else address
    try:
        parsed = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped or parsed in _TRANSLATED:
        return str(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
    if parsed in _TRANSLATED_LOCALLY:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _SUBSCRIBERS_BITS), strict=False))


def forwarded_client(peer: str, forwarded_for: str, trusted_proxies: int) -> str:
    """The client's address as the nearest proxies that are trusted name it in X-Forwarded-For:
    each adds the address that it was called from at the end. `peer` called this service."""
    if not trusted_proxies:
        return peer
    named = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    return named[-trusted_proxies] if len(named) >= trusted_proxies else peer
