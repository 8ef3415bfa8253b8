"""The media of a post as its front matter names them: picture, enclosures, episode.

`base` is the post's own address: the addresses come out absolute, as seen from there.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import PurePosixPath

from feeds.archive.values import FrontMatter, Value, flag, mapping, number, text
from feeds.model import Enclosure, Episode
from feeds.text.urls import absolute

_OF_EPISODES = {"explicit", "episode", "season", "episode_image", "itunes", "podcast"}
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)


def image_of(front_matter: FrontMatter, base: str) -> str | None:
    """The address of the picture that stands for the post."""
    about = mapping(front_matter, "image", "cover", "thumbnail", "header")
    spelled = text(about, "url", "path", "src", "image", "feature") or text(
        front_matter, "image", "cover", "thumbnail", "featured_image", "og_image"
    )
    return absolute(spelled, base) if spelled else None


def enclosures_of(front_matter: FrontMatter, base: str) -> tuple[Enclosure, ...]:
    """Its media files; those without an address are left out."""
    value = (
        front_matter.get("enclosure")
        or front_matter.get("enclosures")
        or front_matter.get("podcast_file")
        or ""
    )
    enclosures = (_enclosure(item, front_matter, base) for item in _items(value))
    return tuple(enclosure for enclosure in enclosures if enclosure)


def _items(value: Value) -> list[Value]:
    return value[:20] if isinstance(value, list) else [value]


def _enclosure(value: Value, front_matter: FrontMatter, base: str) -> Enclosure | None:
    about = mapping({"about": value}, "about")
    spelled = text(about, "url", "file", "href") or text({"url": value}, "url")
    # WordPress exports hold "address\nlength\ntype" in one text.
    lines = (spelled or "").split("\n")
    url = absolute(lines[0], base) if lines[0] else None
    if url is None:
        return None
    named = text(about, "type", "media_type") or text(front_matter, "media_type")
    guessed = mimetypes.guess_type(PurePosixPath(url).name)[0] or "application/octet-stream"
    return Enclosure(
        url=url,
        media_type=named if named and _MEDIA_TYPE.fullmatch(named) else guessed,
        length=number(about, "length", "bytes", "size")
        or number(front_matter, "podcast_bytes")
        or 0,
        duration_seconds=_seconds(text(about, "duration") or text(front_matter, "duration") or ""),
    )


def _seconds(spelled: str) -> int | None:
    """`754`, `12:34` or `1:02:03` in seconds."""
    parts = spelled.split(":")
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts[:3]):
        return None
    seconds = 0
    for part in parts[:3]:
        seconds = seconds * 60 + int(part)
    return seconds


def episode_of(front_matter: FrontMatter, base: str) -> Episode | None:
    """The episode of a podcast that the post is; None where no key is about one."""
    if _OF_EPISODES.isdisjoint(front_matter):
        return None
    about = {**front_matter, **mapping(front_matter, "itunes", "podcast")}
    episode = Episode(
        explicit=_explicit(about),
        number=number(about, "episode"),
        season=number(about, "season"),
        image=absolute(art, base) if (art := text(about, "episode_image")) else None,
    )
    return episode if episode != Episode() else None


def _explicit(front_matter: FrontMatter) -> bool | None:
    explicit = flag(front_matter, "explicit")
    return False if explicit is None and text(front_matter, "explicit") == "clean" else explicit
