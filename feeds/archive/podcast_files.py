"""Chapters and transcripts of an episode, as front matter names them.

The Podcast Namespace (github.com/Podcastindex-org/podcast-namespace, tags "chapters" and
"transcript") takes files alone: chapters as JSON, transcripts with their media type. Chapters that
the front matter itself holds, and a transcript that it holds as text, stay on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from feeds.archive.language_names import language_tag
from feeds.archive.media_types import CHAPTERS, MEDIA_TYPE
from feeds.archive.values import FrontMatter, Value, lowered, named
from feeds.model import Transcript
from feeds.text.joining import Joiner

_CHAPTERS = re.compile(r"chapters?(?:[_-]?(?:url|file|src|json))?")
_TRANSCRIPTS = re.compile(
    r"(?:transcripts?|subtitles|captions)(?:[_-]?(?:url|file|src|vtt|srt|json))?"
)
_ADDRESS = ("url", "file", "src", "href", "uri", "path")
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
    "": "text/html",  # a page of the site
}
_MOST = 20


def names_files(key: str) -> bool:
    """Whether a key of front matter is about chapters or transcripts."""
    return bool(_CHAPTERS.fullmatch(key) or _TRANSCRIPTS.fullmatch(key))


def chapters_of(values: FrontMatter, absolute: Joiner) -> str | None:
    """The address of the file of chapters, absolute; None where there is none in JSON."""
    for key in filter(_CHAPTERS.fullmatch, values):
        for about in _files(values[key]):
            address = _address(about, absolute)
            media_type = (named(about, "type", "media_type") or CHAPTERS).lower()
            if address and "json" in media_type and _suffix(address) in (".json", ""):
                return address
    return None


def transcripts_of(values: FrontMatter, absolute: Joiner) -> tuple[Transcript, ...]:
    """All transcripts, in order, whose media types are known."""
    several = (
        _transcript(about, absolute, is_timed=not key.startswith("transcript"))
        for key in filter(_TRANSCRIPTS.fullmatch, values)
        for about in _files(values[key])
    )
    return tuple(dict.fromkeys(each for each in several if each))[:_MOST]


def _transcript(about: FrontMatter, absolute: Joiner, is_timed: bool) -> Transcript | None:
    address = _address(about, absolute)
    if address is None:
        return None
    written = (named(about, "type", "media_type", "mime_type", "mimetype") or "").lower()
    by_suffix = _TYPES.get(f".{written}") or _TYPES.get(_suffix(address))
    media_type = written if MEDIA_TYPE.fullmatch(written) else by_suffix
    if media_type is None:
        return None
    is_caption = is_timed or (named(about, "rel") or "").lower() == "captions"
    language = language_tag(named(about, "language", "lang", "srclang"))
    return Transcript(address, media_type, language, is_caption)


def _files(value: Value) -> Iterator[FrontMatter]:
    for item in value[:_MOST] if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            about = lowered(item)
            if named(about, *_ADDRESS):
                yield about
            else:  # `{en: a.vtt, de: b.vtt}` or `{vtt: a.vtt}`
                yield from (
                    {"url": file, "type" if f".{key}" in _TYPES else "language": key}
                    for key, file in about.items()
                )
        elif isinstance(item, str):
            yield {"url": item}


def _address(about: FrontMatter, absolute: Joiner) -> str | None:
    """One word with a slash or a suffix in it; a sentence is none."""
    spelled = named(about, *_ADDRESS) or ""
    is_one = len(spelled.split()) == 1 and ("/" in spelled or _suffix(spelled) != "")
    return absolute(spelled) if is_one else None


def _suffix(address: str) -> str:
    try:
        return PurePosixPath(urlsplit(address).path).suffix.lower()
    except ValueError:
        return ""
