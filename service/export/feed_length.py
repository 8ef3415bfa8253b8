"""Counts the posts of a feed, and so its documents and pages."""

from __future__ import annotations

from typing import NamedTuple

from feeds.index.index import Index
from feeds.index.monthly import Month, monthly
from feeds.index.select import count_of
from feeds.index.tally import tally
from feeds.model import SITE, Site
from feeds.query import Query, limit_of


class FeedLength(NamedTuple):
    """The posts of a feed, and those of its last months, oldest first: of none where one document
    holds all of them."""

    posts: int
    months: tuple[Month, ...]


def length_of(index: Index, query: Query, site: Site, months: int) -> FeedLength:
    """The length of one term's feed. The index knows how many posts a term has; which of them
    repeat another one is counted.

    :raise UnknownTermError: no served post has the term
    """
    decided, term = query.as_site_shows(site.shows_stories_once), query.term() or SITE
    if decided.unique:
        posts, _, by_month = tally(index, decided, site.timezone, None, months)
        return FeedLength(posts, by_month if posts > limit_of(query, site.posts_limit) else ())
    posts = count_of(index, term)
    if posts <= limit_of(query, site.posts_limit):
        return FeedLength(posts, ())
    return FeedLength(posts, monthly(index, term, site.timezone, months))
