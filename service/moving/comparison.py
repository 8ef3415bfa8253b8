"""Compares a former feed with the archive: finds the setting under which entries keep their ids,
and what would change for the feed's readers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import get_args

from feeds.archive import Archive, open_archive
from feeds.identity import entry_id
from feeds.index.codec import decode
from feeds.index.parallel import read_all
from feeds.index.schema import State
from feeds.model import IdScheme, Post, Site
from feeds.text.urls import percent_encoded
from service.moving.former_feed import FormerEntry, FormerFeed

_GENERATORS: dict[str, IdScheme] = {
    "jekyll": "jekyll-feed",
    "hugo": "hugo",
    "wordpress": "wordpress",
    "postwire": "postwire",
}


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A served post as the new feeds show it."""

    id: str
    link: str
    title: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """What a reader would notice: `what` is "id", "link", "date", "missing" or "added"."""

    what: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    setting: IdScheme  # the one that keeps most ids
    kept: dict[IdScheme, int]  # how many ids each setting keeps
    entries: int  # of the former feed
    differences: tuple[Difference, ...]

    @property
    def keeps_all(self) -> bool:
        """Whether no reader sees an entry of the former feed again, and misses none."""
        return not any(each.what in ("id", "missing") for each in self.differences)


def compared(feed: FormerFeed, archive: Archive, now: datetime) -> Comparison:
    """The feed beside the posts of the archive that are served at `now`."""
    schemes = _schemes(feed, archive.options.ids)
    own = {scheme: own_entries(archive, scheme, now) for scheme in schemes}
    former = {entry.id for entry in feed.entries}
    kept = {
        scheme: len(former & {entry.id for entry in entries}) for scheme, entries in own.items()
    }
    best = max(kept, key=kept.__getitem__)  # of equals the first
    return Comparison(best, kept, len(feed.entries), tuple(differences(feed.entries, own[best])))


def _schemes(feed: FormerFeed, present: IdScheme) -> list[IdScheme]:
    """All of them; first the one of the program that wrote the feed, then the archive's own."""
    generator = feed.generator.lower()
    schemes: list[IdScheme] = list(get_args(IdScheme))
    likely = [scheme for name, scheme in _GENERATORS.items() if name in generator]
    return list(dict.fromkeys([*likely, present, *schemes]))


def own_entries(archive: Archive, scheme: IdScheme, now: datetime) -> list[OwnEntry]:
    """The served posts with the ids of a setting."""
    under = open_archive(archive.root, replace(archive.options, ids=scheme), archive.former)
    rows = chain.from_iterable(read_all(under, under.files(), now, processes=1))
    return [
        _own(decode(row.path, row.body), under.site)
        for row in rows
        if row.state == State.SERVED and row.body
    ]


def _own(post: Post, site: Site) -> OwnEntry:
    link = site.url + percent_encoded(post.permalink)
    return OwnEntry(entry_id(post, site), link, post.title, post.published)


def differences(former: Sequence[FormerEntry], own: Sequence[OwnEntry]) -> Iterator[Difference]:
    """Entry by entry in the former feed's order; then the newer posts that it does not have."""
    by_id = {entry.id: entry for entry in own}
    by_link = {entry.link: entry for entry in own}
    by_title: dict[str, list[OwnEntry]] = {}
    for each in own:
        by_title.setdefault(each.title, []).append(each)
    met: set[str] = set()
    for entry in former:
        same = by_id.get(entry.id) or by_link.get(entry.link)
        if same is None and len(titled := by_title.get(entry.title, [])) == 1:
            same = titled[0]
        if same is None:
            yield Difference("missing", entry.title, entry.id, "")
            continue
        met.add(same.id)
        yield from _changes(entry, same)
    oldest = min((entry.published for entry in former if entry.published), default=None)
    for each in own:
        if oldest and each.published >= oldest and each.id not in met:
            yield Difference("added", each.title, "", each.id)


def _changes(entry: FormerEntry, same: OwnEntry) -> Iterator[Difference]:
    if entry.id != same.id:
        yield Difference("id", entry.title, entry.id, same.id)
    if entry.link and entry.link != same.link:
        yield Difference("link", entry.title, entry.link, same.link)
    if entry.published and abs(entry.published - same.published) >= timedelta(seconds=1):
        before, after = entry.published.isoformat(), same.published.isoformat()
        yield Difference("date", entry.title, before, after)
