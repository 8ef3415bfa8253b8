"""Where outgoing requests may go: schemes, ports, and the addresses of the network. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

Ports = tuple[range, ...]

# What answers here hands out the credentials of the machine: never, whatever is allowed.
_METADATA = frozenset(
    ip_address(spelled)
    for spelled in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1
# RFC 3986 section 2: the characters an address consists of, all ASCII.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


class ForbiddenAddressError(Exception):
    """`str()` says in a few words why nothing is sent there."""


class Target(NamedTuple):
    """Which addresses and ports may be called."""

    private: bool
    ports: Ports


def parse_ports(spelled: str) -> Ports:
    """`80,443,8000-8999` as ranges.

    :raise ValueError: anything else
    """
    found = []
    for part in spelled.split(","):
        first, _, last = part.strip().partition("-")
        ports = range(int(first), int(last or first) + 1)
        if not ports or ports[0] < 1 or ports[-1] > 65535:
            raise ValueError(f"{part!r} is no port or range of ports")
        found.append(ports)
    return tuple(found)


def check_url(url: str, target: Target) -> str:
    """The host of an address that may be called, in lower case.

    :raise ForbiddenAddressError: another scheme, credentials, a fragment, a port that is not
        allowed, or an address of the network that is not
    """
    if not _URL.fullmatch(url):
        raise ForbiddenAddressError("not an absolute http(s) address in ASCII without a fragment")
    try:
        parts = urlsplit(url)
        usual = {"http": 80, "https": 443}.get(parts.scheme, 0)
        port = usual if parts.port is None else parts.port
    except ValueError as error:
        raise ForbiddenAddressError(str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ForbiddenAddressError("not an absolute http(s) address")
    if "@" in parts.netloc:
        raise ForbiddenAddressError("credentials in the address")
    if not any(port in allowed for allowed in target.ports):
        raise ForbiddenAddressError(f"port {port} is not allowed")
    if (literal := _literal(parts.hostname)) is not None:
        check_address(literal, target)
    return parts.hostname


def check_address(spelled: str, target: Target) -> None:
    """:raise ForbiddenAddressError: an address of the network that must not be connected to"""
    try:
        address = _embedded(ip_address(spelled.partition("%")[0]))
    except ValueError as error:
        raise ForbiddenAddressError(f"{spelled} is no address") from error
    if address in _METADATA:
        raise ForbiddenAddressError(f"{spelled} serves a machine's credentials")
    public = address.is_global and not address.is_multicast and not address.is_reserved
    never = address.is_multicast or address.is_unspecified
    if never or not (public or target.private):
        raise ForbiddenAddressError(f"{spelled} is no public address")


def _literal(host: str) -> str | None:
    """The host where it is an address, in any spelling that the system's resolver would take."""
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return host if re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F.xX]*", host) else None


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return address
    teredo = address.teredo[1] if address.teredo else None
    inner = address.ipv4_mapped or address.sixtofour or teredo
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address
