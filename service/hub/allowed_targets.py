"""Where outgoing requests may go: schemes, ports and IP addresses. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from feeds.addresses import DEFAULT_PORTS
from service.settings.ports import Ports

# A service at one of these hands out a cloud machine's credentials: never, whatever is allowed.
_METADATA = frozenset(
    ip_address(text)
    for text in (
        *("169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200"),
        *("168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23"),
    )
)
# IANA's registries of special-purpose addresses, as far as `ipaddress` takes them for global; it
# depends on Python's version which these are. Site-local addresses (RFC 3879) and 6to4 relays (RFC
# 7526) are deprecated.
_SPECIAL = tuple(
    ip_network(text)
    for text in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.175.48.0/24", "::/8", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23"),
        *("2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fec0::/10"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1
# RFC 3986 section 2: the characters an address consists of, all ASCII.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")

# What DNS can hold (RFC 1035 section 2.3.4), and the `_` that some names have. A host in percent
# signs would be another host to each bound by host.
_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*")

_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)")


class ForbiddenTargetError(Exception):
    """`str()` says in a few words why nothing is sent there."""


class AllowedTargets(NamedTuple):
    """Which IP addresses and ports may be called."""

    private: bool  # also private, loopback and link-local addresses
    ports: Ports


ANYWHERE = AllowedTargets(private=True, ports=(range(1, 65536),))
"""For addresses that come from the operator, not from strangers."""


def check_url(url: str, allowed: AllowedTargets) -> str:
    """The host of a URL that may be called, in the one spelling that bounds by host count by:
    lower case, without a dot at the end, an IP address in its shortest form.

    :raise ForbiddenTargetError: another scheme, credentials, a fragment, a port that is not
        allowed, or an IP address that is not
    """
    if not _URL.fullmatch(url):
        raise ForbiddenTargetError("not an absolute http(s) address in ASCII without a fragment")
    try:
        parts = urlsplit(url)
        usual = DEFAULT_PORTS.get(parts.scheme, 0)
        port = usual if parts.port is None else parts.port
    except ValueError as error:
        raise ForbiddenTargetError(str(error)) from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise ForbiddenTargetError("not an absolute http(s) address")
    if "@" in parts.netloc:
        raise ForbiddenTargetError("credentials in the address")
    if not any(port in ports for ports in allowed.ports):
        raise ForbiddenTargetError(f"port {port} is not allowed")
    if (literal := _literal(host)) is None:
        if "[" in parts.netloc or not _NAME.fullmatch(host):
            raise ForbiddenTargetError("a host that has no address")
        return host
    check_address(literal, allowed)
    return _unmapped(literal)


def _unmapped(literal: str) -> str:
    address = ip_address(literal)
    return str(getattr(address, "ipv4_mapped", None) or address)


def check_address(text: str, allowed: AllowedTargets) -> None:
    """:raise ForbiddenTargetError: an IP address that must not be connected to"""
    try:
        address = _embedded(ip_address(text.partition("%")[0]))
    except ValueError as error:
        raise ForbiddenTargetError(f"{text} is no address") from error
    if address in _METADATA:
        raise ForbiddenTargetError(f"{text} serves a machine's credentials")
    usual = address.is_global and not address.is_multicast and not address.is_reserved
    public = usual and not any(address in network for network in _SPECIAL)
    never = address.is_multicast or address.is_unspecified
    if never or not (public or allowed.private):
        raise ForbiddenTargetError(f"{text} is no public address")


def _literal(host: str) -> str | None:
    """The host where it is an IP address, also in spellings that no URL should have but that the
    system's resolver accepts: `127.1`, `8.0x8.010.8`. No name ends in a number (WHATWG URL, "ends
    in a number checker")."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return host if _ENDS_IN_NUMBER.fullmatch(host) else None


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return address
    teredo = address.teredo[1] if address.teredo else None
    inner = address.ipv4_mapped or address.sixtofour or teredo
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address
