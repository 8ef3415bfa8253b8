"""Reads what a request to `/refresh` asks for, be it a push of any git host or a list of paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from service.hosts.bitbucket import BITBUCKET
from service.hosts.gitea import FORGEJO, GITEA, GOGS
from service.hosts.github import GITHUB
from service.hosts.gitlab import GITLAB
from service.hosts.host import Host
from service.hosts.push import BadPushError, Push, read_push, texts

# The first whose header is there: the hosts after Forgejo are those whose headers it sends too.
HOSTS = (FORGEJO, GITEA, GOGS, GITHUB, GITLAB, BITBUCKET)

_BRANCH, _TAG = "refs/heads/", "refs/tags/"
_FORM = "application/x-www-form-urlencoded"


class PushRules(NamedTuple):
    """Which pushes count, as patterns of names such as `main` or `release/*`, and where the archive
    lies in the repository. With neither pattern everything counts; with one kind the other kind
    does not."""

    branches: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    folder: str = ""


class Notice(NamedTuple):
    """What is to be looked at, and why."""

    words: str  # what was understood
    paths: tuple[str, ...] | None = ()  # relative to the archive; None: everything
    ends: Mapping[str, str] = {}  # the commit that each ref is at now, by `_ref_key`


def read_notice(
    headers: Mapping[str, str], body: bytes, rules: PushRules, last_ends: Mapping[str, str]
) -> Notice:
    """What a request asks for. `last_ends` is what former notices gave as `ends`.

    The names of `headers` are in lower case.

    :raise BadPushError: a body without meaning
    """
    host = next((host for host in HOSTS if host.event_header in headers), None)
    event = headers[host.event_header] if host else ""
    if host and event not in host.pushes:
        return Notice(
            f"{host.name}: the event {event[:80]}, which is no push; nothing is looked at"
        )
    content = payload_of(body, headers.get("content-type", ""))
    if not content.strip():
        return Notice("a request for a look at everything", None)
    payload = _json(content)
    if host is None and "paths" in payload:
        paths = tuple(dict.fromkeys(texts(payload["paths"], "paths")))
        return Notice(f"a list of {_counted(len(paths), 'path')}", paths)
    if host is None and "commits" not in payload:
        raise BadPushError('neither "paths" nor a push with "commits" is in the body')
    pushes = host.read(payload) if host else [read_push(payload)]
    return _all_of(host, pushes, rules, last_ends)


def payload_of(body: bytes, content_type: str) -> bytes:
    """The JSON of a body, which some hosts put into a form, as `payload`."""
    if content_type.partition(";")[0].strip().lower() != _FORM:
        return body
    fields = (field.partition(b"=") for field in body.split(b"&"))
    payloads = (value for name, _, value in fields if name == b"payload")
    value = next(payloads, None)
    return body if value is None else unquote_to_bytes(value.replace(b"+", b" "))


def _json(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadPushError("the body is neither empty nor JSON") from error
    if not isinstance(payload, dict):
        raise BadPushError('neither "paths" nor a push with "commits" is in the body')
    return payload


def _all_of(
    host: Host | None, pushes: list[Push], rules: PushRules, last_ends: Mapping[str, str]
) -> Notice:
    """One notice of several pushes: everything, where one of them asks for everything."""
    notices = [_of_push(host, push, rules, last_ends) for push in pushes]
    if not notices:
        return Notice(f"{_name(host)}no push; nothing is looked at")
    words = "; ".join(dict.fromkeys(notice.words for notice in notices))
    ends = {key: end for notice in notices for key, end in notice.ends.items()}
    paths: dict[str, None] = {}
    for notice in notices:
        if notice.paths is None:
            return Notice(words, None, ends)
        paths |= dict.fromkeys(notice.paths)
    return Notice(words, tuple(paths), ends)


def _of_push(
    host: Host | None, push: Push, rules: PushRules, last_ends: Mapping[str, str]
) -> Notice:
    words = f"{_name(host)}a push{_whither(push)}"
    if push.is_deletion:
        return Notice(f"{words}, which deletes it; nothing is looked at")
    if not _counts(push.ref, rules):
        return Notice(f"{words}, which the settings leave out; nothing is looked at")
    key = _ref_key(host, push)
    ends = {key: push.after} if push.after else {}
    if reason := _why_everything(host, push, last_ends.get(key)):
        return Notice(f"{words}; everything is looked at, for {reason}", None, ends)
    paths = _inside(push.files, rules.folder.strip("/"))
    return Notice(f"{words} with {_counted(len(paths), 'file')} of the archive", paths, ends)


def _why_everything(host: Host | None, push: Push, last_end: str | None) -> str:
    """Empty where the files of the push are all that changed since the last one."""
    if push.incomplete:
        return push.incomplete
    if host and host.always_incomplete:
        return host.always_incomplete
    if push.before and push.before != last_end:
        return "it does not begin where the last one ended"
    return ""


def _counts(ref: str, rules: PushRules) -> bool:
    if not (rules.branches or rules.tags) or not ref:
        return True
    patterns = rules.tags if ref.startswith(_TAG) else rules.branches
    name = ref.removeprefix(_TAG).removeprefix(_BRANCH)
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _inside(files: tuple[str, ...], folder: str) -> tuple[str, ...]:
    prefix = f"{folder}/" if folder else ""
    return tuple(path.removeprefix(prefix) for path in files if path.startswith(prefix))


def _ref_key(host: Host | None, push: Push) -> str:
    return f"{host.name if host else ''} {push.repository} {push.ref}"


def _name(host: Host | None) -> str:
    return f"{host.name}: " if host else ""


def _whither(push: Push) -> str:
    kind = "tag " if push.ref.startswith(_TAG) else ""
    name = push.ref.removeprefix(_TAG).removeprefix(_BRANCH)
    to = f" to {kind}{name[:200]}" if name else ""
    return to + (f" of {push.repository[:200]}" if push.repository else "")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
