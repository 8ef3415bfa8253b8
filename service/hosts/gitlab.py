"""GitLab: docs.gitlab.com, "Webhook events", push and tag events, and "System hooks".

At most 20 commits are listed; `total_commits_count` is their true number. A renamed file is listed
by its new path alone, and nothing says whether a push was forced. A push of more than three refs
sends no push event, and a system hook may have none at all: there `repository_update` tells of
all refs that moved, without commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.hosts.host import Host
from service.hosts.push import BadPushError, Push, read_push, repository_of, text

_PUSHES = ("push", "tag_push")


def _read(payload: Mapping[str, Any]) -> list[Push]:
    """None where a system hook reports something else.

    :raise BadPushError: GitLab does not send this
    """
    kind = payload.get("object_kind") or payload.get("event_name")
    if kind == "repository_update":
        return _of_all_refs(payload)
    return [read_push(payload, most_commits=20)] if kind in (None, *_PUSHES) else []


def _of_all_refs(payload: Mapping[str, Any]) -> list[Push]:
    changes = payload.get("changes")
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise BadPushError('"changes" is no list of objects')
    return [
        Push(
            ref=text(change.get("ref")),
            repository=repository_of(payload),
            before=text(change.get("before")),
            after=text(change.get("after")),
            incomplete="it lists no commits",
        )
        for change in changes
    ]


GITLAB = Host(
    name="GitLab",
    event_header="x-gitlab-event",
    pushes=frozenset({"Push Hook", "Tag Push Hook", "System Hook"}),
    read=_read,
    always_incomplete="GitLab does not name every file of a push",
)
