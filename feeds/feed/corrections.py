"""The entries of the feed of corrections: posts that say they were changed, and posts that were
withdrawn."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.feed.entries import MakeEntries
from feeds.feed.phrases import phrases_for
from feeds.identity import entry_id
from feeds.index.corrections import Correction
from feeds.model import Entry, Post, Site
from feeds.text.urls import percent_encoded


def entries_of_corrections(
    corrections: Sequence[Correction], site: Site, make_entries: MakeEntries
) -> list[Entry | None]:
    """A changed post as it is now; of a withdrawn one the title, the date and nothing else."""
    changed = [each for each in corrections if not each.withdrawn]
    entries = iter(make_entries([(each.post, each.distinct) for each in changed]))
    return [_withdrawn(each, site) if each.withdrawn else next(entries) for each in corrections]


def _withdrawn(correction: Correction, site: Site) -> Entry:
    post = correction.post
    title = phrases_for(post.language or site.language).withdrawn + post.title
    bare = Post(
        post.path, post.permalink, title, post.published, attribution=post.attribution,
        updated=correction.at, language=post.language, former_id=post.former_id,
    )  # fmt: skip
    return Entry(
        post=bare,
        # Not the post's own id: a reader that has shown the post must show this, too.
        id=entry_id(post, site, correction.distinct + "withdrawn"),
        url=site.url + percent_encoded(post.permalink),
        updated=correction.at,
        content="",
        summary=title,
    )
