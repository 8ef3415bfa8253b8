"""What a refresh is asked to look at: the body of `POST /refresh`, read. Pure."""

from __future__ import annotations

import json
from typing import Any

from feeds.errors import PostwireError

_CHANGES = ("added", "modified", "removed")  # of a commit, as git hosts name them


class BadRefreshError(PostwireError):
    """The body says nothing this service understands: 400."""


def paths_in(body: bytes, folder: str = "") -> tuple[str, ...] | None:
    """The paths to look at, relative to the archive; None for all of it.

    An empty body asks for everything, `{"paths": […]}` for these, a git host's push for the
    paths of all its commits. `folder` is the archive's place in that repository: what lies
    elsewhere in it is no concern of ours.

    :raise BadRefreshError: anything else
    """
    if not body.strip():
        return None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRefreshError("the body is neither empty nor JSON") from error
    if isinstance(said, dict) and "paths" in said:
        return tuple(dict.fromkeys(_texts(said["paths"], "paths")))
    if isinstance(said, dict) and "commits" in said:
        return _pushed(said["commits"], folder.strip("/"))
    raise BadRefreshError('neither "paths" nor a push with "commits" is in the body')


def _pushed(commits: Any, folder: str) -> tuple[str, ...] | None:
    """A push that lists no commit (a branch made or moved) may have changed anything."""
    if not isinstance(commits, list) or not all(isinstance(commit, dict) for commit in commits):
        raise BadRefreshError('"commits" is no list of objects')
    if not commits:
        return None
    named = [
        path for commit in commits for key in _CHANGES for path in _texts(commit.get(key), key)
    ]
    prefix = f"{folder}/" if folder else ""
    inside = (path.removeprefix(prefix) for path in named if path.startswith(prefix))
    return tuple(dict.fromkeys(inside))


def _texts(value: Any, name: str) -> list[str]:
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise BadRefreshError(f'"{name}" is no list of texts')
    return listed
