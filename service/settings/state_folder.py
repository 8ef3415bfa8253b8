"""The state folder: made with what keeps it out of version control, or refused in one line."""

from __future__ import annotations

import os
from pathlib import Path

from feeds.errors import StateError


def prepare_state(folder: Path) -> Path:
    """The folder, there and writable, holding a `.gitignore` of `*`.

    :raise StateError: where it cannot be made or written
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
