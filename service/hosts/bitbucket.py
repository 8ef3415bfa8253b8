"""Bitbucket: support.atlassian.com, "Event payloads" (Cloud), and confluence.atlassian.com, "Event
payload" (Data Center).

One push may move several refs. Neither names files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.hosts.host import Host
from service.hosts.push import BadPushError, Push, repository_of, text

_NO_FILES = "Bitbucket names no files"
_FOLDERS = {"branch": "heads", "named_branch": "heads", "bookmark": "heads", "tag": "tags"}
_ZERO = "0" * 40


def _read(payload: Mapping[str, Any]) -> list[Push]:
    """:raise BadPushError: neither product sends this"""
    of_cloud = payload.get("push")
    changes = of_cloud.get("changes") if isinstance(of_cloud, dict) else payload.get("changes")
    if not isinstance(changes, list) or not all(isinstance(change, dict) for change in changes):
        raise BadPushError('"changes" is no list of objects')
    read = _of_cloud if of_cloud else _of_data_center
    return [read(change, repository_of(payload)) for change in changes]


def _of_cloud(change: Mapping[str, Any], repository: str) -> Push:
    """`old` is null where the ref is new, `new` where it was deleted."""
    old, new = _object(change.get("old")), _object(change.get("new"))
    named = new or old
    folder = _FOLDERS.get(text(named.get("type")), "heads")
    return Push(
        ref=f"refs/{folder}/{text(named.get('name'))}",
        repository=repository,
        before=_commit(old),
        after=_commit(new),
        incomplete="it was forced" if change.get("forced") else _NO_FILES,
    )


def _of_data_center(change: Mapping[str, Any], repository: str) -> Push:
    return Push(
        ref=text(change.get("refId")) or text(_object(change.get("ref")).get("id")),
        repository=repository,
        before=text(change.get("fromHash")),
        after=text(change.get("toHash")),
        incomplete=_NO_FILES,
    )


def _commit(end: Mapping[str, Any]) -> str:
    return text(_object(end.get("target")).get("hash")) if end else _ZERO


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


BITBUCKET = Host(
    name="Bitbucket",
    event_header="x-event-key",
    pushes=frozenset({"repo:push", "repo:refs_changed"}),
    read=_read,
)
