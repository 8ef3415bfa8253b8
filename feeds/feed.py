"""A Feed: what one document shows, whole, before any format. Made here from the index and the
archive; everything after this is pure.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feeds import body, identity
from feeds.archive import Archive
from feeds.index.index import Index
from feeds.index.select import select
from feeds.model import SITE, Attribution, Entry, Post, Site, Term
from feeds.pace import Pace, pace_of
from feeds.query import Query
from feeds.urls import percent_encoded
from feeds.words import Words, words_for

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of one feed. `updated` comes from the posts, never from a clock."""

    site: Site
    query: Query
    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    updated: datetime
    pace: Pace
    more: bool  # older entries follow on the next page
    total: int | None  # entries on all pages; None where counting them would be a walk

    @property
    def id(self) -> str:
        """One id for all pages and formats of a feed (RFC 5005 section 3: one logical feed)."""
        return feed_id(self.query, self.site)


def compose(archive: Archive, index: Index, query: Query) -> Feed:
    """The feed a query asks for. A post whose file is gone since the last refresh is left out.

    :raise UnknownTermError: a term of the query that no served post has
    """
    site = archive.site
    selection = select(index, query)
    made = (entry_of(archive, post, distinct) for post, distinct in selection.posts)
    entries = tuple(entry for entry in made if entry)
    return Feed(
        site=site,
        query=query,
        title=title_of(query, site),
        subtitle=site.description or site.title,
        entries=entries,
        updated=max((entry.updated for entry in entries), default=_EPOCH),
        pace=pace_of([entry.post.published for entry in entries]),
        more=selection.more,
        total=selection.total,
    )


def entry_of(archive: Archive, post: Post, distinct: str = "") -> Entry | None:
    """A post as an entry; None where its file cannot be read any more."""
    source = archive.body(post)
    if source is None:
        return None
    site = archive.site
    url = site.url + percent_encoded(post.permalink)
    content = body.to_html(source, post.path, url)
    return Entry(
        post=post,
        id=identity.entry_id(post, site, distinct),
        url=url,
        updated=_updated(post),
        content=_credited(content, post, words_for(post.language or site.language)),
        summary=post.summary or body.summary_of(content, source, post.excerpt_separator),
    )


def feed_id(query: Query, site: Site) -> str:
    terms = [identity.term_id(term, site) for term in query.terms or (SITE,)]
    return terms[0] + "".join("&" + term.partition(":/")[2] for term in terms[1:])


def title_of(query: Query, site: Site) -> str:
    """The site's title, after what the feed is about."""
    if not query.terms:
        return site.title
    return f"{' · '.join(_label(term, site) for term in query.terms)} · {site.title}"


def _label(term: Term, site: Site) -> str:
    return site.labels.get(term, term.name)


def _updated(post: Post) -> datetime:
    """The instant of the last change. A day without a time is spread over its first second, for
    entries that share an `updated` cannot be put in order by who reads them."""
    if post.updated or not post.day_only:
        return post.modified
    return post.published + timedelta(microseconds=identity.key(post.path) % 1_000_000)


def _credited(content: str, post: Post, words: Words) -> str:
    """The content with a line that says who published it first: many readers show only this."""
    line = _credit(post.attribution, words)
    image = _lead_image(content, post)
    return "\n".join(part for part in (line, image, content) if part)


def _credit(said: Attribution, words: Words) -> str:
    if not said.outlet and not said.original_url:
        return ""
    name = html.escape(said.outlet or words.original)
    address = said.original_url or said.outlet_url
    link = f'<a href="{html.escape(address)}">{name}</a>' if address else name
    return f"<p>{words.first_published} {link}</p>"


def _lead_image(content: str, post: Post) -> str:
    """The front matter's image, where the text does not show it already."""
    if not post.image or html.escape(post.image) in content:
        return ""
    return f'<p><img src="{html.escape(post.image)}" alt=""></p>'
