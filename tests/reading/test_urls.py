"""Addresses come out absolute, in ASCII, and the same however often they go through."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Options
from feeds.archive.site import site_from
from feeds.archive.values import Value
from feeds.errors import ConfigurationError
from feeds.model import Site
from feeds.text.joining import joiner
from feeds.text.urls import absolute, percent_encoded

BASE = "https://site.example/2022/a.html"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("b.html", "https://site.example/2022/b.html"),
        ("/b?x=1&y=2#z", "https://site.example/b?x=1&y=2#z"),
        ("//other.example/财经", "https://other.example/%E8%B4%A2%E7%BB%8F"),
        ("https://Other.Example", "https://other.example/"),
        ("https://bücher.example/a b", "https://xn--bcher-kva.example/a%20b"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        (
            "b.html#:~:text=a,b?c!$&'()*+;@/",
            "https://site.example/2022/b.html#:~:text=a,b?c!$&'()*+;@/",
        ),
        ("https://user:secret@other.example/a", "https://other.example/a"),
    ],
)
def test_an_address_is_made_absolute_and_ascii(address: str, expected: str) -> None:
    assert absolute(address, BASE) == expected


@pytest.mark.parametrize(
    "address",
    [
        "mailto:a@b.example",
        "javascript:x",
        "http://",
        "http://[x",
        "http://a b.example/",
        "http://a<b/",
    ],
)
def test_a_text_that_is_no_web_address_gives_none(address: str) -> None:
    assert absolute(address, BASE) is None


@pytest.mark.long
@given(st.from_regex(r"(https?://[a-z0-9.-]{1,9})?/?[ -~é财]{0,30}", fullmatch=True))
def test_a_second_time_changes_nothing(address: str) -> None:
    once = absolute(address, BASE)
    assert once is None or (once.isascii() and absolute(once, BASE) == once)


@pytest.mark.parametrize(
    "config",
    [
        "url: x.example",
        "url: //x.example",
        "url: ftp://x.example",
        "baseURL: x.example",
        "base_url: www.x.example/blog",
    ],
)
def test_a_site_whose_address_has_no_scheme_is_refused(config: str) -> None:
    key, _, value = config.partition(": ")
    with pytest.raises(ConfigurationError, match=re.escape(value)):
        site_from({key.lower(): value}, Options())


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ({"url": "https://x.example", "baseurl": "blog"}, "https://x.example/blog"),
        ({"url": "https://x.example/", "baseurl": "/blog/"}, "https://x.example/blog"),
        ({"url": "https://x.example"}, "https://x.example"),
        ({"url": "https://x.example", "baseurl": "/"}, "https://x.example"),
        ({"baseurl": "https://x.example/b/"}, "https://x.example/b"),
        ({"baseurl": "//x.example/b/"}, "https://x.example/b"),
        ({"baseurl": "/"}, "http://localhost"),
        ({"baseurl": "//"}, "http://localhost"),
        ({"baseurl": "blog"}, "http://localhost/blog"),
        ({}, "http://localhost"),
    ],
)
def test_the_address_of_a_site_is_joined_of_its_parts(config: dict[str, Value], url: str) -> None:
    assert site_from(config, Options()).url == url


def test_an_address_of_front_matter_is_joined_as_the_generator_joins_it() -> None:
    site = partial(Site, title="A", url="https://s.example/b")
    joined = {
        "/a.png": ("https://s.example/b/a.png", "https://s.example/a.png"),
        "a.png": ("https://s.example/b/a.png", "https://s.example/b/2022/a.png"),
        " //o.example/x ": ("https://o.example/x", "https://o.example/x"),
        "http://o.example/x": ("http://o.example/x", "http://o.example/x"),
    }
    below, beside = (
        joiner(site(joins_below_base=is_below), "/2022/c.html") for is_below in (True, False)
    )
    assert {address: (below(address), beside(address)) for address in joined} == joined


def test_an_address_has_eight_thousand_characters_at_most() -> None:
    address = "https://a.example/".ljust(8000, "é")
    assert absolute(address, address) is not None
    assert absolute(f"{address}é", address) is None
    ready = "https://a.example/".ljust(8000, "b")
    assert absolute(ready, "") == ready
    assert absolute(f"{ready}b", "") is None


def test_an_address_is_of_the_web_and_of_a_host_of_its_own() -> None:
    addresses = {
        "ftp://a.example/b": None,
        "https://a.example:8443/b": "https://a.example:8443/b",
        "https://a.example:99999/b": None,
        "https://a_b.example/c": "https://a_b.example/c",
        "https://a%41.example/": None,
        "HTTP://A.example": "http://a.example/",
        "https://a.example/b?c d#e f": "https://a.example/b?c%20d#e%20f",
        " https://a.example/%41 ": "https://a.example/%41",
        "": "https://x.example/y",
    }
    assert {one: absolute(one, "https://x.example/y") for one in addresses} == addresses
    assert percent_encoded("/a b/财%20,") == "/a%20b/%E8%B4%A2%20,"
    assert percent_encoded("/a%20b~,") == "/a%20b~,"
