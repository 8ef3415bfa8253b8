"""What a request asks of the archive, in one canonical form.

`/category/a.rss?limit=50` and `/feed.rss?category=a` are one query: they share one cache entry,
one `rel=self`, one WebSub topic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

from feeds.model import SITE, Term

Content = Literal["full", "summary"]

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 500
LARGEST_MONTH = 1000  # entries of one archive document; a busier month has several


def limit_of(query: Query, posts_limit: int | None) -> int:
    """How many entries a query's document has at most. `posts_limit` is the site's own."""
    return query.limit or min(posts_limit or DEFAULT_LIMIT, LARGEST_LIMIT)


class Place(NamedTuple):
    """Where a post stands in every feed it is in: newest first, then by `pid`."""

    sort: int
    pid: int

    def __str__(self) -> str:
        return f"{self.sort:x}.{self.pid:x}"


@dataclass(frozen=True, slots=True)
class Query:
    """Terms are sorted and each stands once; no terms means the whole site."""

    terms: tuple[Term, ...] = ()
    limit: int | None = None  # None: what the site's settings say
    page: int = 1  # counted from 1
    content: Content | None = None  # None: what the site's settings say
    without: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()  # sorted, in lower case; all of them are in every post
    since: str | None = None  # a day in the site's time zone, or an instant in UTC
    until: str | None = None  # the same; a day is meant whole
    before: Place | None = None  # a page starts after this place, whatever was added meanwhile
    month: str | None = None  # YYYY-MM: the archive document of that month
    unique: bool | None = None  # each story once; None: what the site's settings say
    corrections: bool = False  # what was changed or withdrawn, newest change first

    def groups(self) -> list[list[Term]]:
        """Terms by kind: OR within a group, AND between them. Never empty."""
        grouped = groupby(self.terms, key=lambda term: term.kind)
        return [list(terms) for _, terms in grouped] or [[SITE]]

    def term(self) -> Term | None:
        """The one term this feed is about, SITE for the whole site; None for several."""
        return SITE if not self.terms else self.terms[0] if len(self.terms) == 1 else None

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for less than all posts of its terms."""
        return bool(self.without or self.words or self.since or self.until or self.unique)

    @property
    def is_first(self) -> bool:
        """Whether this is the document that subscribers poll, not an older part of the feed."""
        return self.page == 1 and self.before is None and self.month is None

    def as_site_shows(self, stories_once: bool) -> Query:
        """The same, decided: `stories_once` is what counts for the feed of the whole site."""
        if self.unique is not None:
            return self
        return replace(self, unique=stories_once and not self.terms)

    def on_page(self, page: int, before: Place | None = None) -> Query:
        return replace(self, page=page, before=before)

    def in_month(self, month: str, before: Place | None = None) -> Query:
        """The archive document of a month: whole, so without limit and page. `before` is where
        its next part starts, where it has more than LARGEST_MONTH entries."""
        bare = replace(self, month=month, page=1, before=before, limit=None)
        return replace(bare, since=None, until=None)

    def current(self) -> Query:
        """The document that subscribers poll."""
        return replace(self, month=None, page=1, before=None)
