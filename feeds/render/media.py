"""What of an entry is picture or sound, for the formats that say so in elements of their own."""

from __future__ import annotations

from typing import NamedTuple

from feeds.body import first_image
from feeds.model import Entry


class Media(NamedTuple):
    image: str | None
    itunes: tuple[tuple[str, str], ...]  # (local name, text)
    episode_image: str | None


def media_of(entry: Entry) -> Media:
    """The lead image (front matter's, else the first of the text) and the podcast elements."""
    post = entry.post
    return Media(
        image=post.image or first_image(entry.content),
        itunes=tuple(_itunes(entry)),
        episode_image=post.episode.image if post.episode else None,
    )


def _itunes(entry: Entry) -> list[tuple[str, str]]:
    post, episode = entry.post, entry.post.episode
    if not post.enclosures:
        return []
    found = []
    if post.enclosures[0].duration_seconds is not None:
        found.append(("duration", str(post.enclosures[0].duration_seconds)))
    if episode and episode.explicit is not None:
        found.append(("explicit", "true" if episode.explicit else "false"))
    if episode and episode.number is not None:
        found.append(("episode", str(episode.number)))
    if episode and episode.season is not None:
        found.append(("season", str(episode.season)))
    return found
