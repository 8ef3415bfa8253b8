"""Addresses of a post's front matter as its generator joins them: from the post's own page, or
below the site's address as Jekyll's filter `absolute_url` does (jekyllrb.com, "Liquid Filters")."""

from __future__ import annotations

from collections.abc import Callable

from feeds.model import Site
from feeds.text.urls import absolute

Joiner = Callable[[str], str | None]
"""Makes an address absolute; None where it is no http(s) address."""


def joiner(site: Site, permalink: str) -> Joiner:
    """How the addresses in the front matter of the post at this path are meant."""
    if site.joins_below_base:
        return lambda address: below(address, site.url)
    page = site.url + permalink
    return lambda address: absolute(address, page)


def below(address: str, site_url: str) -> str | None:
    """An address that begins at the site's own, with the path in it: `/a.png` and `a.png` alike.
    One with a host stays as it is."""
    address = address.strip()
    if address.startswith("//") or "://" in address:
        return absolute(address, site_url)
    return absolute(f"{site_url}/{address.lstrip('/')}", site_url)
