"""GitLab: docs.gitlab.com, "Webhook events", push and tag events.

At most 20 commits are listed; `total_commits_count` is their true number. A renamed file is listed
by its new path alone, and nothing says whether a push was forced.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.hosts.host import Host
from service.hosts.push import Push, read_push

_PUSHES = ("push", "tag_push")


def _read(payload: Mapping[str, Any]) -> list[Push]:
    """None where a system hook reports something else."""
    kind = payload.get("object_kind") or payload.get("event_name")
    return [read_push(payload, most_commits=20)] if kind in (None, *_PUSHES) else []


GITLAB = Host(
    name="GitLab",
    event_header="x-gitlab-event",
    pushes=frozenset({"Push Hook", "Tag Push Hook", "System Hook"}),
    read=_read,
    always_incomplete="GitLab does not name every file of a push",
)
