"""What a feed is called: the name that people read, where its address has a slug."""

from __future__ import annotations

from feeds.index.index import Index
from feeds.index.select import twin_of
from feeds.model import SITE, Site, Term
from feeds.query import Query


def display_name(site: Site, term: Term, twin: Term | None) -> str:
    """The name of a term, by the first of these that there is: a setting or the generator's own
    title of it; for a category that is an outlet's, the outlet's name; its own name. The site's
    feed has the site's title.

    `twin` is the term whose posts it has (see `feeds.index.twins`). A tag is written by people,
    so it needs no other name; a category is often a folder's.
    """
    if term == SITE:
        return site.title
    if label := site.given_label(term):
        return label
    if twin and term.kind == "category":
        return site.label(twin)
    return term.name


def display_names(index: Index, site: Site, query: Query) -> dict[Term, str]:
    """The names of all terms that a query names."""
    return {
        term: display_name(site, term, twin_of(index, term))
        for term in (*query.terms, *query.without)
    }
