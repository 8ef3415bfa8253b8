"""Who is one client."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.traffic.clients import client_of, forwarded_client


@given(st.ip_addresses(network="2000::/3"), st.integers(0, 2**64 - 1))
def test_every_address_of_a_subscribers_network_is_one_client(
    address: ipaddress.IPv6Address, host: int
) -> None:
    neighbour = ipaddress.IPv6Address((int(address) >> 64 << 64) | host)
    assert client_of(str(address)) == client_of(str(neighbour))
    other = ipaddress.IPv6Address(int(neighbour) ^ (1 << 64))
    assert client_of(str(other)) != client_of(str(address))


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unknown", "unknown"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("[2001:db8:1:2::3]:4711", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::3]", "2001:db8:1:2::/64"),
        ("[::ffff:192.0.2.7]:80", "192.0.2.7"),
        ("[unknown]:80", "[unknown]:80"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("[64:ff9b::c000:207]:80", "192.0.2.7"),
        ("64:ff9b::1:192.0.2.7", "64:ff9b::/64"),
        ("64:ff9b:1::192.0.2.7", "64:ff9b:1::c000:207"),
        ("64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
        ("64:ff9b:2::192.0.2.7", "64:ff9b:2::/64"),
    ],
)
def test_a_client_by_its_address(address: str, client: str) -> None:
    assert client_of(address) == client


@pytest.mark.parametrize(
    ("forwarded", "trusted", "client"),
    [
        ("198.51.100.1", 0, "127.0.0.1"),
        ("", 1, "127.0.0.1"),
        ("198.51.100.1", 1, "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", 1, "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", 2, "203.0.113.9"),
        ("198.51.100.1", 2, "127.0.0.1"),
    ],
)
def test_only_what_trusted_proxies_add_is_believed(
    forwarded: str, trusted: int, client: str
) -> None:
    assert forwarded_client("127.0.0.1", forwarded, trusted) == client


@pytest.mark.parametrize("trusted", [1, 2, 3])
def test_empty_parts_of_a_forwarded_chain_are_no_address(trusted: int) -> None:
    chain = " 203.0.113.9 ,, 198.51.100.1 , "
    named = {1: "198.51.100.1", 2: "203.0.113.9", 3: "127.0.0.1"}
    assert forwarded_client("127.0.0.1", chain, trusted) == named[trusted]
