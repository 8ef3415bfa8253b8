"""An id for the index of this state folder, which tells it from those of other machines."""

from __future__ import annotations

import secrets
from pathlib import Path

from feeds.files import write_once

_FILE_NAME = "index.id"


def index_id(state: Path) -> str:
    """32 characters, made once.

    :raise OSError: the state folder cannot be written
    """
    path = state / _FILE_NAME
    if not path.exists():
        write_once(path, secrets.token_hex(16))
    return path.read_text()
