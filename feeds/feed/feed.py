"""A Feed: everything that one document says, whatever its format; and the title of a feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from feeds import identity
from feeds.feed.frequency import UpdateFrequency
from feeds.feed.months import is_sealed
from feeds.feed.phrases import phrases_for
from feeds.model import SITE, Entry, Site, Term
from feeds.query import Content, Place, Query, limit_of

# The `updated` of a feed without entries: a constant, and no date a validator would doubt.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that is gone (RFC 6721)."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of one feed. `updated` comes from the posts, never from a clock."""

    site: Site
    query: Query
    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    updated: datetime
    frequency: UpdateFrequency
    more: bool  # older entries follow on the next page
    total: int | None  # entries on all pages; None where counting them would be a walk
    content: Content = "full"
    last: Place | None = None  # of the last entry: the next page begins after it
    older_month: str | None = None  # YYYY-MM of the archive document before this one
    newer_month: str | None = None  # of the one after it; where there is one, this is sealed
    tombstones: tuple[Tombstone, ...] = ()
    names: Mapping[Term, str] = field(default_factory=dict)  # of the query's terms, for people

    @property
    def id(self) -> str:
        """One id for all pages, archives and formats (RFC 5005 section 3: one logical feed)."""
        return id_of(self.query, self.site)

    @property
    def limit(self) -> int:
        """The most entries that a page has."""
        return limit_of(self.query, self.site.posts_limit)

    @property
    def is_sealed(self) -> bool:
        """Whether only a change of one of its own posts can still change this document."""
        return is_sealed(self.query, self.newer_month)


def id_of(query: Query, site: Site) -> str:
    """The id of a logical feed: of what it is about, whatever part or form of it."""
    if query.corrections:
        return identity.page_id("/corrections", site)
    terms = [identity.term_id(term, site) for term in query.terms or (SITE,)]
    several = "".join("&" + term.partition(":/")[2] for term in terms[1:])
    return terms[0] + several + _filter_id(query)


def _filter_id(query: Query) -> str:
    parameters = [(f"-{kind}", name) for kind, name in query.without]
    single = [("q", " ".join(query.words)), ("since", query.since), ("until", query.until)]
    parameters += [(name, value) for name, value in single if value]
    parameters += [] if query.unique is None else [("unique", str(int(query.unique)))]
    return "?" + urlencode(parameters, quote_via=quote) if parameters else ""


def title_of(query: Query, site: Site, names: Mapping[Term, str]) -> str:
    """What the feed is about, and the site's title after it. `names` has every term's
    (`feeds.feed.names`)."""
    parts = [names[term] for term in query.terms]
    parts += [f"−{names[term]}" for term in query.without]
    parts += [f"“{' '.join(query.words)}”"] if query.words else []
    parts += [f"{query.since or ''}–{query.until or ''}"] if query.since or query.until else []
    parts += [phrases_for(site.language).corrections] if query.corrections else []
    parts += [phrases_for(site.language).unique] if query.unique else []
    return " · ".join([*parts, site.title])
