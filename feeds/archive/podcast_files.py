"""Chapters and transcripts of an episode, as front matter names them.

The Podcast Namespace (github.com/Podcastindex-org/podcast-namespace, tags "chapters" and
"transcript") takes files alone: chapters as JSON, transcripts with their media type. Chapters that
the front matter itself holds, and a transcript that it holds as text, are left to the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from feeds.archive.language_names import language_tag
from feeds.archive.values import FrontMatter, Value, mapping, named
from feeds.model import Transcript
from feeds.text.joining import Joiner

KEYS = re.compile(r"(?:transcripts?|chapters?|subtitles|captions)(?:_?(?:url|file|src))?")

_CHAPTERS = ("chapters", "chapter", "chapters_url", "chaptersurl", "chapters_file", "chaptersfile")
_TRANSCRIPTS = (
    *("transcripts", "transcript", "transcript_url", "transcripturl", "transcript_file"),
    *("transcriptfile", "transcript_src", "subtitles", "captions"),
)
_ADDRESS = ("url", "file", "src", "href", "uri", "path")
_TYPES = {
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
_OF_CHAPTERS = "application/json+chapters"
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)
_MOST = 20


def chapters_of(values: FrontMatter, absolute: Joiner) -> str | None:
    """The address of the file of chapters, absolute; None where there is none in JSON."""
    for key in _CHAPTERS:
        for about in _files(values.get(key, "")):
            address = _address(about, absolute)
            media_type = (named(about, "type", "media_type") or _OF_CHAPTERS).lower()
            if address and "json" in media_type and _suffix(address) in (".json", ""):
                return address
    return None


def transcripts_of(values: FrontMatter, absolute: Joiner) -> tuple[Transcript, ...]:
    """All transcripts, in order, whose media types are known."""
    several = (
        _transcript(about, absolute, is_timed=key in ("subtitles", "captions"))
        for key in _TRANSCRIPTS
        for about in _files(values.get(key, ""))
    )
    return tuple(dict.fromkeys(each for each in several if each))[:_MOST]


def _transcript(about: FrontMatter, absolute: Joiner, is_timed: bool) -> Transcript | None:
    address = _address(about, absolute)
    if address is None:
        return None
    written = (named(about, "type", "media_type", "mime_type", "mimetype") or "").lower()
    known = _TYPES.get(_suffix(address)) or _TYPES.get(f".{written}")
    media_type = written if _MEDIA_TYPE.fullmatch(written) else known
    if media_type is None:
        return None
    is_caption = is_timed or (named(about, "rel") or "").lower() == "captions"
    language = language_tag(named(about, "language", "lang"))
    return Transcript(address, media_type, language, is_caption)


def _files(value: Value) -> Iterator[FrontMatter]:
    for item in value[:_MOST] if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            yield mapping({"about": item}, "about")
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
