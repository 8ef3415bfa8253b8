"""The state folder: the index, the hub's database and the refresh token lie in it."""

from __future__ import annotations

import os
from pathlib import Path

from feeds.errors import StateError


def prepare_state(folder: Path) -> Path:
    """Make the folder where it is missing, with a `.gitignore` that keeps it out of version
    control.

    :raise StateError: it cannot be made or written; the message is one line
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
    except OSError as error:
        raise StateError(f"cannot write the state folder {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise StateError(f"cannot write the state folder {folder}")
    return folder
