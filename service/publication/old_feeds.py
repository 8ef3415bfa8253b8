"""Addresses of feeds from before Postwire: those of jekyll-feed, Hugo and WordPress; and other
spellings of a term, where the site's generator makes one page of them.

They are tried only where nothing else lies at an address: what exists wins.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.addresses import read_path, write_target
from feeds.errors import QueryError
from feeds.index.aliases import closest_term
from feeds.model import SITE, Site, TermKind
from feeds.query import Query
from service.publication.publication import Publication


class Rule(NamedTuple):
    """An address as another program wrote it. The pattern's group `term` names a term of `kind`;
    its group `atom`, where it matched, means Atom whatever `extension` says.
    """

    pattern: re.Pattern[str]
    kind: TermKind
    extension: str
    name: str = ""  # of the term, where the pattern does not hold it


_WORDPRESS = r"/feed(?:/(?:rss2?|(?P<atom>atom)))?/?"

# jekyll-feed writes Atom; Hugo and WordPress write RSS by default.
_RULES = (
    Rule(re.compile(r"/(?:feed|atom)\.xml"), "site", "atom"),
    Rule(re.compile(r"/feed/by_tag/(?P<term>.+)\.xml"), "tag", "atom"),
    Rule(re.compile(r"/feed/(?P<term>.+)\.xml"), "category", "atom"),
    Rule(re.compile(r"/feed/(?P<term>.+)\.xml"), "collection", "atom"),
    Rule(re.compile(r"/(?:posts/|post/|blog/)?index\.xml|/rss\.xml"), "site", "rss"),
    Rule(re.compile(r"/categories/(?P<term>.+)/index\.xml"), "category", "rss"),
    Rule(re.compile(r"/tags/(?P<term>.+)/index\.xml"), "tag", "rss"),
    Rule(re.compile(r"/authors?/(?P<term>.+)/index\.xml"), "author", "rss"),
    Rule(re.compile(_WORDPRESS), "site", "rss"),
    Rule(re.compile(rf"/category/(?P<term>.+?){_WORDPRESS}"), "category", "rss"),
    Rule(re.compile(rf"/tag/(?P<term>.+?){_WORDPRESS}"), "tag", "rss"),
    Rule(re.compile(rf"/author/(?P<term>.+?){_WORDPRESS}"), "author", "rss"),
)


def feed_at(path: str, here: Publication) -> str | None:
    """The address now of the feed that lay at this decoded path; None where none did."""
    return _renamed(path, here) or _respelled(path, here)


def _renamed(path: str, here: Publication) -> str | None:
    for rule in (*_rules_of(here.archive.site), *_RULES):
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


def _rules_of(site: Site) -> list[Rule]:
    """Where the site's own settings put the feeds of jekyll-feed: `feed.path`, `feed.tags.path`."""
    rules = [
        Rule(re.compile(f"{re.escape(path)}(?P<term>)"), "collection", "atom", name)
        for path, name in site.old_collection_feeds.items()
    ]
    if site.old_feed:
        rules.append(Rule(re.compile(re.escape(site.old_feed)), "site", "atom"))
    if site.old_tag_feeds:
        pattern = re.escape(site.old_tag_feeds) + r"(?P<term>.+)\.xml"
        rules.append(Rule(re.compile(pattern), "tag", "atom"))
    return rules
