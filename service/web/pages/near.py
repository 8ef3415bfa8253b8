"""Feeds whose names are similar to what a person typed, as suggestions on a page."""

from __future__ import annotations

from typing import NamedTuple

from feeds.feed.names import display_name
from feeds.index.near import near_terms
from feeds.index.select import twin_of
from feeds.model import Term
from feeds.parameters import parse
from service.web.current import publication
from service.web.pages import urls


class NearFeed(NamedTuple):
    """A feed that may be meant."""

    term: Term
    name: str  # for people
    page: str


def near(spelled: str) -> tuple[NearFeed, ...]:
    """The feeds that may be meant, the likest first."""
    return tuple(map(near_feed, near_terms(publication().index, spelled)))


def near_feed(term: Term) -> NearFeed:
    """A term as a page names it and links to it."""
    here = publication()
    name = display_name(here.archive.site, term, twin_of(here.index, term))
    return NearFeed(term, name, urls.page_path(parse(term, ())))
