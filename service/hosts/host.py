"""A git host as data: the headers, the events and the fields of its webhooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from service.hosts.push import Push


@dataclass(frozen=True, slots=True)
class Host:
    """A git host and its webhooks."""

    name: str
    event_header: str  # in lower case; its value is the event
    pushes: frozenset[str]  # the events that are a push
    read: Callable[[Mapping[str, Any]], list[Push]]  # the pushes of a payload; BadPushError
    # Why the files of its pushes never suffice, in plain words; empty where they may.
    always_incomplete: str = ""
