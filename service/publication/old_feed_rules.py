"""The addresses that other programs give to feeds, as rules that map them to feeds of Postwire.

- jekyll-feed 0.17, its README: `/feed.xml`, `/feed/CATEGORY.xml`, `/feed/by_tag/TAG.xml`.
- Hugo, "RSS templates": `index.xml` in the folder of each list, `/tags/TAG/index.xml`.
- Zola, "Feeds": `rss.xml` or `atom.xml`, also in the folders of terms.
- WordPress, "WordPress Feeds": `/feed/`, `/feed/atom/`, below the pages of terms, too;
  `?feed=rss2`, and the files that it had before version 2.5.
- Ghost, "RSS feeds": `/rss/`, below the pages of tags and authors, too.
- Pelican, "Feed settings": `/feeds/all.atom.xml`, `/feeds/SLUG.atom.xml` of categories and authors.
- Eleventy, "RSS plugin" and its starter projects: `/feed/feed.xml`, `/feed/feed.json`.

WordPress's feeds of comments and Hugo's lists of terms have no counterpart here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from feeds.model import Site, TermKind


class Rule(NamedTuple):
    """An address as another program wrote it. The pattern's group `term` names a term of `kind`;
    its group `atom`, where it matched, means Atom whatever `extension` says.
    """

    pattern: re.Pattern[str]
    kind: TermKind
    extension: str
    name: str = ""  # of the term, where the pattern does not hold it


def _rules(kind: TermKind, extension: str, *patterns: str) -> list[Rule]:
    return [Rule(re.compile(pattern), kind, extension) for pattern in patterns]


_TERM = r"(?P<term>[^/]+)"
_WORDPRESS = r"/feed(?:/(?:rss2?|rdf|(?P<atom>atom)))?/?"
_BELOW = r"(?:[^/]+/){0,9}"  # WordPress names a category below those that it belongs to
_PELICAN = r"\.(?:rss|(?P<atom>atom))\.xml"

RULES = (
    *_rules("site", "atom", r"/(?:feed|atom)\.xml", r"/(?:posts|blog)/atom\.xml"),
    *_rules("tag", "atom", r"/feed/by_tag/(?P<term>.+)\.xml"),
    *_rules("category", "atom", r"/feed/(?P<term>.+)\.xml"),
    *_rules("collection", "atom", r"/feed/(?P<term>.+)\.xml"),
    *_rules("site", "rss", r"/(?:posts/|post/|blog/)?index\.xml", r"/(?:posts/|blog/)?rss\.xml"),
    *_rules("category", "rss", rf"/categories/{_TERM}/(?:index|rss|(?P<atom>atom))\.xml"),
    *_rules("tag", "rss", rf"/tags/{_TERM}/(?:index|rss|(?P<atom>atom))\.xml"),
    *_rules("author", "rss", rf"/authors?/{_TERM}/(?:index|rss|(?P<atom>atom))\.xml"),
    *_rules("category", "rss", rf"/{_TERM}/index\.xml"),
    *_rules("site", "rss", rf"(?:/index\.php)?{_WORDPRESS}", r"/wp-(?:rss2?|rdf|feed)\.php"),
    *_rules("site", "atom", r"/wp-atom\.php"),
    *_rules("category", "rss", rf"/category/(?P<term>.+?){_WORDPRESS}"),
    *_rules("category", "rss", rf"/category/{_BELOW}{_TERM}{_WORDPRESS}"),
    *_rules("tag", "rss", rf"/tag/(?P<term>.+?){_WORDPRESS}"),
    *_rules("author", "rss", rf"/author/(?P<term>.+?){_WORDPRESS}"),
    *_rules("site", "rss", r"(?:/blog)?/rss/?"),
    *_rules("tag", "rss", rf"/tag/{_TERM}/rss/?"),
    *_rules("author", "rss", rf"/author/{_TERM}/rss/?"),
    *_rules("site", "rss", rf"/feeds/all(?:-[a-z-]+)?{_PELICAN}"),
    *_rules("tag", "rss", rf"/feeds/tags?[/-]{_TERM}{_PELICAN}"),
    *_rules("tag", "rss", rf"/feeds/{_TERM}\.tag{_PELICAN}"),
    *_rules("category", "rss", rf"/feeds/{_TERM}{_PELICAN}"),
    *_rules("author", "rss", rf"/feeds/{_TERM}{_PELICAN}"),
    *_rules("tag", "rss", rf"/feeds/{_TERM}{_PELICAN}"),
    *_rules("site", "atom", r"/feed/(?:feed|atom|index)\.xml"),
    *_rules("site", "json", r"/feed/(?:feed|index)\.json"),
)

PARAMETER = "feed"
"""The parameter that asks WordPress for a feed, at any of its addresses."""

_FORMS = {**dict.fromkeys(("rss", "rss2", "rdf", "feed"), "/feed/"), "atom": "/feed/atom/"}
_NAMED = {"category_name": "category", "tag": "tag", "author_name": "author"}


def path_of_parameters(path: str, parameters: dict[str, str]) -> str | None:
    """The path at which WordPress has the feed that these parameters ask for: `/tag/x/feed/` of
    `/?feed=rss2&tag=x`. None where they ask for none, or for one by number."""
    ending = _FORMS.get(parameters.get(PARAMETER, ""))
    if ending is None or parameters.keys() & {"cat", "author", "tag_id", "p", "s", "m"}:
        return None
    for parameter, folder in _NAMED.items():
        if name := parameters.get(parameter):
            return f"/{folder}/{name}{ending}"
    return path.rstrip("/").removesuffix("/index.php") + ending


def rules_of(site: Site) -> list[Rule]:
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
