"""A digest of all that pages are made of beside the archive: templates, translations, their
files."""

from __future__ import annotations

from pathlib import Path

from feeds.identity import fingerprint
from feeds.render import stylesheet
from service.web.static_files import PAGE_FILES, page_file_path, search_script_path

_FOLDER = Path(__file__).parent
_SOURCES = ("templates/*.html", "translations/*/*/*.mo")


def digest_of_pages(folder: Path = _FOLDER) -> str:
    """Changes whenever a page may have other bytes although the archive and the release are the
    same: a checkout of Postwire has one release for many commits. `folder` holds the templates and
    the translations."""
    files = sorted(file for pattern in _SOURCES for file in folder.glob(pattern))
    loaded = (stylesheet.PATH, search_script_path(), *map(page_file_path, PAGE_FILES))
    return fingerprint(
        b"\0".join([*(file.read_bytes() for file in files), *map(str.encode, loaded)])
    )
