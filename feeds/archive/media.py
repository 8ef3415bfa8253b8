"""The media of a post as its front matter names them: picture, enclosures, episode.

`base` is the post's own address: the addresses come out absolute, as seen from there.
"""

from __future__ import annotations

import re

from feeds.archive.media_types import media_type_of
from feeds.archive.values import FrontMatter, Value, flag, lowered, mapping, named, number, text
from feeds.model import Enclosure, Episode
from feeds.text.urls import absolute

_OF_EPISODES = {"explicit", "episode", "season", "episode_image", "itunes", "podcast"}
_MOST = 20  # enclosures or pictures
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)


_IMAGES = (
    "image", "images", "cover", "thumbnail", "featured_image", "featuredimage", "feature_image",
    "og_image", "header",
)  # fmt: skip
_INSIDE_IMAGE = ("url", "path", "src", "image", "feature", "og_image")


def image_of(front_matter: FrontMatter, base: str) -> str | None:
    """The address of the picture that stands for the post: of several the first."""
    spelled = (_image(front_matter.get(key, "")) for key in _IMAGES)
    address = next((one for one in spelled if one), None)
    return absolute(address, base) if address else None


def _image(value: Value) -> str | None:
    if isinstance(value, list):
        return next((one for item in value[:_MOST] if (one := _image(item))), None)
    if isinstance(value, dict):
        return named(lowered(value), *_INSIDE_IMAGE)
    return named({"image": value}, "image")


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
    return value[:_MOST] if isinstance(value, list) else [value]


def _enclosure(value: Value, front_matter: FrontMatter, base: str) -> Enclosure | None:
    about = mapping({"about": value}, "about")
    spelled = named(about, "url", "file", "href", "src") or named({"url": value}, "url") or ""
    # WordPress exports hold "address\nlength\ntype" in one text.
    line, length, kind = ([part.strip() for part in spelled.split("\n")] + ["", ""])[:3]
    url = absolute(line, base) if line else None
    if url is None:
        return None
    media_type = text(about, "type", "media_type", "mime_type") or kind
    media_type = media_type or text(front_matter, "media_type") or ""
    return Enclosure(
        url=url,
        media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else media_type_of(url),
        length=_bytes(text(about, "length", "bytes", "size", "filesize") or length)
        or _bytes(text(front_matter, "podcast_bytes", "podcast_length") or ""),
        duration_seconds=_duration(about, front_matter),
    )


def _bytes(spelled: str) -> int:
    """`12345` or `12,345`; 0 for anything else."""
    return number({"length": re.sub(r"(?<=\d)[,_ ](?=\d{3})", "", spelled)}, "length") or 0


def _duration(about: FrontMatter, front_matter: FrontMatter) -> int | None:
    """In seconds: of the enclosure itself, else of the episode."""
    itunes = mapping(front_matter, "itunes", "podcast")
    spelled = (
        text(about, "duration")
        or text(itunes, "duration")
        or text(front_matter, "duration", "podcast_duration", "itunes_duration")
    )
    return _seconds(spelled or "")


def _seconds(spelled: str) -> int | None:
    """`754`, `754.5`, `12:34` or `1:02:03` in seconds."""
    whole, _, fraction = spelled.partition(".")
    parts = whole.split(":")
    if len(parts) > 3 or not all(_is_number(part) for part in (*parts, fraction or "0")):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 7


def episode_of(front_matter: FrontMatter, base: str) -> Episode | None:
    """The episode of a podcast that the post is; None where no key is about one."""
    if _OF_EPISODES.isdisjoint(front_matter):
        return None
    itunes = mapping(front_matter, "itunes", "podcast")
    about = front_matter | itunes
    art = named(itunes, "image") or named(front_matter, "episode_image")
    episode = Episode(
        explicit=_explicit(about),
        number=number(about, "episode"),
        season=number(about, "season"),
        image=absolute(art, base) if art else None,
    )
    return episode if episode != Episode() else None


def _explicit(front_matter: FrontMatter) -> bool | None:
    explicit = flag(front_matter, "explicit")
    return False if explicit is None and text(front_matter, "explicit") == "clean" else explicit
