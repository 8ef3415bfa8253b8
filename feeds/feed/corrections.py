"""The feed of corrections: posts that say they were changed, and posts that were withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from feeds import identity
from feeds.feed.phrases import words_for
from feeds.index.corrections import Correction
from feeds.model import Entry, Post, Site
from feeds.text.urls import percent_encoded

EntryOf = Callable[[Post, str], Entry | None]


def entry_for(correction: Correction, site: Site, entry_of: EntryOf) -> Entry | None:
    """A changed post as it is now; of a withdrawn one the title, the date and nothing else."""
    if not correction.withdrawn:
        return entry_of(correction.post, correction.distinct)
    post = correction.post
    said = words_for(post.language or site.language).withdrawn + post.title
    bare = Post(
        post.path, post.permalink, said, post.published, attribution=post.attribution,
        updated=correction.at, language=post.language,
    )  # fmt: skip
    return Entry(
        post=bare,
        # Not the id of the post itself: who has read the post shall read this.
        id=identity.entry_id(post, site, correction.distinct + "withdrawn"),
        url=site.url + percent_encoded(post.permalink),
        updated=correction.at,
        markup=b"",
        summary=said,
    )
