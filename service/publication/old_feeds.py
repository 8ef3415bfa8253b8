"""Finds the feed that an address from before Postwire means: an address of another program
(`old_feed_rules`), or another spelling of a term, where the site's generator makes one page of
them.

These addresses are tried only where nothing else exists at an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from feeds.addresses import read_path, write_target
from feeds.errors import QueryError
from feeds.index.aliases import closest_term
from feeds.model import SITE, Site
from feeds.query import Query
from service.publication.old_feed_rules import RULES, rules_of
from service.publication.publication import Publication


def feed_at(path: str, here: Publication) -> str | None:
    """The address now of the feed that lay at this decoded path; None where none did."""
    site = here.archive.site
    ways = dict.fromkeys((path, *_inside(path, site)))
    return next(filter(None, (_renamed(way, here) for way in ways)), None) or _respelled(path, here)


def _inside(path: str, site: Site) -> Iterator[str]:
    """The path below the site's own, and below the folder that Hugo has for a language."""
    base = unquote(urlsplit(site.url).path)
    inside = path.removeprefix(base) if path.startswith(f"{base}/") else path
    yield inside
    language, _, rest = inside[1:].partition("/")
    if rest and language.lower() in (site.language.lower(), site.language.lower().split("-")[0]):
        yield f"/{rest}"


def _renamed(path: str, here: Publication) -> str | None:
    for rule in (*rules_of(here.archive.site), *RULES):
        match = rule.pattern.fullmatch(path)
        if match is None:
            continue
        groups = match.groupdict()
        extension = "atom" if groups.get("atom") else rule.extension
        if rule.kind == SITE.kind:
            return here.links.feed(Query(), extension)
        term = closest_term(here.index, rule.kind, groups["term"] or rule.name)
        if term:
            return here.links.feed(Query((term,)), extension)
    return None


def _respelled(path: str, here: Publication) -> str | None:
    """The address of a term whose path spells it in another way than its feed does."""
    if not here.archive.site.unites_terms:
        return None
    try:
        term, extension, month, _ = read_path(path)
    except QueryError:
        return None
    closest = closest_term(here.index, term.kind, term.name)
    if closest in (None, term):
        return None
    return here.links.base_url + write_target(Query((closest,), month=month), extension)
