"""Feeds whose names are near to what a person typed, for a page to offer."""

from __future__ import annotations

from typing import NamedTuple

from feeds.feed.names import display_name
from feeds.index.near import near_terms
from feeds.index.select import twin_of
from feeds.model import Term
from feeds.query import parse
from service.web.current import publication
from service.web.pages import urls


class NearFeed(NamedTuple):
    """A feed that may be meant."""

    term: Term
    name: str  # for people
    page: str


def near(spelled: str) -> tuple[NearFeed, ...]:
    """The feeds that may be meant, the likest first."""
    here = publication()
    return tuple(
        NearFeed(
            term,
            display_name(here.archive.site, term, twin_of(here.index, term)),
            urls.page_path(parse(term, ())),
        )
        for term in near_terms(here.index, spelled)
    )
