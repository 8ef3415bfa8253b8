"""The media type of a file by its suffix: the same on every host, whatever tables that has."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

UNKNOWN = "application/octet-stream"

# IANA's registrations, and for what has none the name that podcast apps take.
_TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp4a": "audio/mp4",
    "aac": "audio/aac",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "spx": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "mid": "audio/midi",
    "midi": "audio/midi",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "wma": "audio/x-ms-wma",
    "amr": "audio/amr",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "qt": "video/quicktime",
    "mpg": "video/mpeg",
    "mpeg": "video/mpeg",
    "ogv": "video/ogg",
    "webm": "video/webm",
    "mkv": "video/matroska",
    "avi": "video/x-msvideo",
    "wmv": "video/x-ms-wmv",
    "flv": "video/x-flv",
    "3gp": "video/3gpp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "mobi": "application/x-mobipocket-ebook",
    "zip": "application/zip",
    "gz": "application/gzip",
    "torrent": "application/x-bittorrent",
    "m3u8": "application/vnd.apple.mpegurl",
    "json": "application/json",
    "html": "text/html",
    "txt": "text/plain",
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
}


def media_type_of(address: str) -> str:
    """The media type that an address's path names, whatever query or fragment follows."""
    _, suffix = posixpath.splitext(urlsplit(address).path)
    return _TYPES.get(suffix[1:].lower(), UNKNOWN)
