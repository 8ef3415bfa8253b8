"""The commit that each ref had after the last push, in a file of the state folder.

A push that starts from another commit follows a push that never arrived, or takes commits back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from feeds.files import locked, replaced

_FILE_NAME = "pushes.json"
_MOST = 100  # refs; the oldest are forgotten, which costs their next push a look at everything


def last_ends(state: Path) -> dict[str, str]:
    """Empty where nothing is known, which is always safe."""
    try:
        ends = json.loads((state / _FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(end) for key, end in ends.items()} if isinstance(ends, dict) else {}


def remember(state: Path, ends: Mapping[str, str]) -> None:
    """Note where these refs are now.

    :raise OSError: the state folder cannot be written
    """
    if not ends:
        return
    with locked(state / "pushes.lock"):
        former = last_ends(state)
        ends_now = {key: end for key, end in former.items() if key not in ends} | dict(ends)
        newest = dict(list(ends_now.items())[-_MOST:])
        with replaced(state / _FILE_NAME) as draft:
            # In ASCII: a name in JSON may hold half a character, which UTF-8 cannot.
            draft.write_text(json.dumps(newest), "ascii")
