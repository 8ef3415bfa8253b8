"""Addresses that feeds had before Postwire, as files and as lines for a host that redirects.

A static server cannot redirect a reader to another feed. So the export writes the feed once more
where the site's own generator put it; `rel=self` in it names the new address.
"""

from __future__ import annotations

from collections.abc import Iterator

from feeds.archive import Archive
from feeds.model import SITE, Term, TermKind

# What each generator writes: (path, format). `{}` is the term.
_SITE = (("feed.xml", "atom"), ("atom.xml", "atom"), ("index.xml", "rss"), ("rss.xml", "rss"))
_OF_TERMS: dict[str, dict[TermKind, tuple[str, str]]] = {
    "jekyll": {"category": ("feed/{}.xml", "atom"), "tag": ("feed/by_tag/{}.xml", "atom")},
    "hugo": {"category": ("categories/{}/index.xml", "rss"), "tag": ("tags/{}/index.xml", "rss")},
}


def former_paths(archive: Archive, term: Term) -> Iterator[tuple[str, str]]:
    """(path below the export's folder, format) of the copies of a term's feed."""
    if term == SITE:
        old = archive.site.old_feed
        yield from dict([*_SITE, *([(old.strip("/"), "atom")] if old else [])]).items()
        return
    pattern, extension = _OF_TERMS.get(archive.kind.name, {}).get(term.kind, ("", ""))
    name = term.name if archive.kind.name == "jekyll" else term.name.lower().replace(" ", "-")
    if pattern and _is_one_name(name):
        yield pattern.format(name), extension


def _is_one_name(name: str) -> bool:
    """Whether it can stand in a path as one segment, and fits there with its endings."""
    return name not in (".", "..") and "/" not in name and "\0" not in name and len(name) < 60
