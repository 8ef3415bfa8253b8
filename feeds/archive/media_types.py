"""The media type of a file by the suffix of its address: the same on every host.

Python's `mimetypes` also reads tables of the host, which differ and are often missing. The types
are those of the IANA registry where it has one.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

UNKNOWN = "application/octet-stream"
CHAPTERS = "application/json+chapters"
MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)

_SUFFIXES = {
    "audio/mpeg": "mp3 mpga mp2 mp2a m2a m3a mpa",
    "audio/mp4": "m4a m4b m4r m4p mp4a",
    "audio/aac": "aac adts",
    "audio/ogg": "ogg oga opus spx",
    "audio/flac": "flac",
    "audio/wav": "wav wave",
    "audio/aiff": "aif aiff aifc",
    "audio/webm": "weba",
    "audio/matroska": "mka",
    "audio/x-ms-wma": "wma",
    "audio/basic": "au snd",
    "audio/midi": "mid midi kar",
    "audio/amr": "amr",
    "audio/ac3": "ac3",
    "audio/x-caf": "caf",
    "audio/x-mpegurl": "m3u",
    "audio/x-scpls": "pls",
    "audio/x-realaudio": "ra",
    "video/mp4": "mp4 m4v mp4v mpg4",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "video/quicktime": "mov qt",
    "video/mpeg": "mpeg mpg mpe m1v m2v",
    "video/matroska": "mkv mk3d",
    "video/x-msvideo": "avi",
    "video/x-ms-wmv": "wmv",
    "video/x-ms-asf": "asf asx",
    "video/x-flv": "flv",
    "video/3gpp": "3gp 3gpp",
    "video/3gpp2": "3g2",
    "video/mp2t": "ts m2ts mts",
    "application/vnd.apple.mpegurl": "m3u8",
    "application/dash+xml": "mpd",
    "application/ogg": "ogx",
    "image/jpeg": "jpg jpeg jpe jfif pjpeg",
    "image/png": "png",
    "image/apng": "apng",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/jxl": "jxl",
    "image/svg+xml": "svg",
    "image/bmp": "bmp",
    "image/tiff": "tif tiff",
    "image/vnd.microsoft.icon": "ico",
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "application/x-mobipocket-ebook": "mobi prc",
    "application/vnd.amazon.ebook": "azw azw3",
    "application/zip": "zip",
    "application/gzip": "gz tgz",
    "application/x-bittorrent": "torrent",
    "application/json": "json",
    "application/x-subrip": "srt",
    "text/vtt": "vtt",
    "text/plain": "txt",
    "text/html": "html htm",
    "text/csv": "csv",
}
_TYPES = {suffix: media for media, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}


def media_type_of(url: str) -> str:
    """The type by the suffix of the address's path, in any case; UNKNOWN for any other. Query and
    fragment count for nothing."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    return _TYPES.get(name.rpartition(".")[2].lower(), UNKNOWN) if "." in name else UNKNOWN


def is_played(url: str) -> bool:
    """Whether it is sound or film by its suffix."""
    return media_type_of(url).startswith(("audio/", "video/"))
