"""The media of a post as its front matter names them: picture, enclosures, episode.

`base` is the post's own address: the addresses come out absolute, as seen from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.archive.media_types import MEDIA_TYPE, UNKNOWN, is_played, media_type_of
from feeds.archive.podcast_files import chapters_of, names_files, transcripts_of
from feeds.archive.podcast_values import ordinal, podcast_values, seconds, size, wordpress_enclosure
from feeds.archive.values import FrontMatter, Value, flag, lowered, mapping, named
from feeds.model import Enclosure, Episode
from feeds.text.joining import Joiner

_MOST_ENCLOSURES = 20
_MOST_IMAGES = 20  # of a list, whose first address counts
_ENCLOSURES = (
    *("enclosure", "enclosures", "enclosure_url", "enclosureurl", "enclosure-url"),
    *("enclosure_link", "podcast_file"),
)
_PLAYED = (
    *("audio", "mp3", "media", "file", "link", "src", "video", "video_url", "videourl", "url"),
    *("podcast", "attachments", "audios", "videos", "files", "download"),
)
_OF_EPISODES = re.compile(
    r"explicit|season|season_number|episode(?:_.*|number)?|(?:itunes|podcast|podlove)(?:[_:-].*)?"
)
_NUMBERS = ("episode", "episode_number", "episodenumber", "episode_no", "episode_num", "number")
_TYPE = ("type", "media_type", "mime_type", "mimetype", "mime", "@type")
_LENGTH = ("length", "bytes", "size", "filesize", "file_size", "size_in_bytes", "@length")
_DURATION = (
    *("duration", "duration_in_seconds", "duration_seconds", "audio_duration"),
    *("seconds", "runtime"),
)
_ADDRESS = ("url", "file", "href", "src", "uri", "link", "path", "filename", "audio", "@url")
# What some write for the registered type.
_SAME_TYPES = dict.fromkeys(
    ("audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3"), "audio/mpeg"
)

# Where themes keep the picture of a post: the strongest first. `images` is Hugo's own key.
_IMAGES = (
    *("image", "images", "cover", "thumbnail", "featured_image", "featuredimage", "feature_image"),
    *("header", "header_image", "headerimage", "hero", "hero_image", "heroimage", "banner"),
    *("cover_image", "coverimage", "featured_img", "featureimage", "thumbnail_image", "thumb"),
    *("og_image", "ogimage", "social_image", "preview_image", "featuredimagepreview"),
)
_OF_AN_IMAGE = (
    *("url", "path", "src", "image", "feature", "file", "filename", "href"),
    *("overlay_image", "og_image", "teaser", "thumbnail", "thumb", "preview"),
)
_NAMES_OF_RESOURCES = re.compile(r".{0,40}(?:feature|cover|thumbnail).{0,40}", re.IGNORECASE)


def image_of(front_matter: FrontMatter, absolute: Joiner) -> str | None:
    """The address of the picture that stands for the post."""
    for key in _IMAGES:
        if key in front_matter and (spelled := _image(front_matter[key])):
            return absolute(spelled)
    spelled = _resource(front_matter.get("resources", ""))
    return absolute(spelled) if spelled else None


def _image(value: Value) -> str | None:
    """An address, or that of a mapping, or the first of a list."""
    if isinstance(value, str):
        return named({"image": value}, "image")
    if isinstance(value, dict):
        return named(lowered(value), *_OF_AN_IMAGE)
    return next((spelled for item in value[:_MOST_IMAGES] if (spelled := _image(item))), None)


def _resource(value: Value) -> str | None:
    """The file of a Hugo page bundle that its front matter names the cover, and no pattern."""
    for item in value[:_MOST_IMAGES] if isinstance(value, list) else ():
        about = mapping({"resource": item}, "resource")
        source = named(about, "src") or ""
        if _NAMES_OF_RESOURCES.fullmatch(named(about, "name") or "") and not set("*?[{") & {
            *source
        }:
            return source
    return None


def enclosures_of(front_matter: FrontMatter, absolute: Joiner) -> tuple[Enclosure, ...]:
    """Its media files; those without an address are left out."""
    values = podcast_values(front_matter)
    items = _items(front_matter, values, absolute)[:_MOST_ENCLOSURES]
    enclosures = (_enclosure(item, values, absolute, len(items) == 1) for item in items)
    return tuple(dict.fromkeys(enclosure for enclosure in enclosures if enclosure))


def _items(front_matter: FrontMatter, values: FrontMatter, absolute: Joiner) -> list[FrontMatter]:
    """What is said of each enclosure. Keys that also hold other things count where they lead to
    sound or film."""
    for key in _ENCLOSURES:
        if items := list(_mappings(values.get(key, ""))):
            return items
    if items := list(_mappings(mapping(front_matter, "meta").get("enclosure", ""))):
        return items  # where importers of WordPress keep it
    for key in _PLAYED:
        items = [
            item
            for item in _mappings(values.get(key, ""))
            if _says_played(item) or is_played(absolute(named(item, *_ADDRESS) or "") or "")
        ]
        if items:
            return items
    return []


def _mappings(value: Value) -> Iterator[FrontMatter]:
    for item in value[:_MOST_ENCLOSURES] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            about = lowered(item)
            if named(about, *_ADDRESS):
                yield about
            else:  # Podlove: `audio: {mp3: a.mp3, m4a: {url: a.m4a, size: 9}}`
                for file in about.values():
                    if isinstance(file, dict):
                        yield lowered(file)
                    elif spelled := named({"url": file}, "url"):
                        yield {"url": spelled}
        elif spelled := named({"url": item}, "url"):
            yield wordpress_enclosure(spelled)


def _says_played(about: FrontMatter) -> bool:
    return (named(about, *_TYPE) or "").lower().startswith(("audio/", "video/"))


def _enclosure(
    about: FrontMatter, values: FrontMatter, absolute: Joiner, is_only: bool
) -> Enclosure | None:
    spelled = named(about, *_ADDRESS)
    url = absolute(spelled) if spelled else None
    if url is None:
        return None
    length = size(about, *_LENGTH)
    if length is None and is_only:
        length = size(values, *_LENGTH)
    duration = named(about, *_DURATION) or named(values, *_DURATION)
    if duration is None and size(about, *_LENGTH) is None:  # some call so how long it takes
        duration = named(about, "length") or named(values, "length")
        duration = None if size({"length": duration or ""}, "length") else duration
    return Enclosure(
        url=url,
        media_type=_media_type(about, values, url),
        length=length or 0,
        duration_seconds=seconds(duration or ""),
    )


def _media_type(about: FrontMatter, values: FrontMatter, url: str) -> str:
    spelled = named(about, *_TYPE) or named(values, "media_type", "mime_type", "mimetype") or ""
    spelled = _SAME_TYPES.get(spelled.lower(), spelled.lower())
    is_type = MEDIA_TYPE.fullmatch(spelled) and spelled != UNKNOWN
    return spelled if is_type else media_type_of(url)


def episode_of(front_matter: FrontMatter, absolute: Joiner) -> Episode | None:
    """The episode of a podcast that the post is; None where no key is about one."""
    if not any(_OF_EPISODES.fullmatch(key) or names_files(key) for key in front_matter):
        return None
    values = podcast_values(front_matter)
    art = _image(values.get("episode_image", "")) or _art(front_matter)
    episode = Episode(
        explicit=_explicit(values),
        number=ordinal(values, *_NUMBERS),
        season=ordinal(values, "season", "season_number", "seasonnumber"),
        image=absolute(art) if art else None,
        chapters=chapters_of(values, absolute),
        transcripts=transcripts_of(values, absolute),
    )
    return episode if episode != Episode() else None


def _art(front_matter: FrontMatter) -> str | None:
    """The picture of the episode that is not that of any post."""
    own = {key: value for key, value in front_matter.items() if key not in _IMAGES}
    values = podcast_values(own)
    keys = ("image", "cover", "art", "artwork", "episode_cover", "episodecover", "episode_art")
    return next((art for key in keys if (art := _image(values.get(key, "")))), None)


def _explicit(values: FrontMatter) -> bool | None:
    spelled = (named(values, "explicit") or "").lower()
    return {"clean": False, "explicit": True}.get(spelled, flag(values, "explicit"))
