"""The numbers of `/status` as JSON, for a program."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from feeds.index.index import IndexCounts
from feeds.version import VERSION
from service.checkout.report import CheckoutReport
from service.hub.report import report_as_json
from service.publication.last_refresh import LastRefresh
from service.web.status_numbers import Answers, StatusNumbers


def as_json(numbers: StatusNumbers) -> dict[str, Any]:
    """All numbers; shares are from 0 to 1. Null stands for what cannot be had now."""
    return {
        "version": VERSION,
        "problems": numbers.problems,
        "since": {part: at.isoformat(timespec="seconds") for part, at in numbers.since.items()},
        "archive": {"path": numbers.archive, "kind": numbers.kind, **_fields(numbers.counts)},
        "index": {"revision": numbers.revision, "due": numbers.due and numbers.due.isoformat()},
        "refresh": numbers.refreshed and _refresh(numbers.refreshed),
        **({"checkout": _checkout(numbers.checkout)} if numbers.checkout else {}),
        "fault_counts": dict(numbers.fault_counts),
        "fault_pages": numbers.fault_pages,
        "faults": [
            {"path": path, "line": fault.line, "code": fault.code, "message": fault.message}
            for path, fault in numbers.faults
        ],
        "answers": numbers.answers and _answers(numbers.answers),
        "hub": numbers.hub and asdict(numbers.hub) | _hub(numbers),
        "subscribers": [row._asdict() for row in numbers.subscribers],
        "pollers": [{"agent": agent, **poll._asdict()} for agent, poll in numbers.polls],
        "without_validators": [
            {"agent": agent, "requests": poll.requests, "bytes": poll.bytes}
            for agent, poll in numbers.careless
        ],
    }


def _fields(counts: IndexCounts | None) -> dict[str, int]:
    return asdict(counts) if counts else {}


def _refresh(last: LastRefresh) -> dict[str, Any]:
    ended = last.ended.isoformat(timespec="seconds")
    return {"ended": ended, "seconds": last.seconds, "error": last.error}


def _answers(answers: Answers) -> dict[str, Any]:
    return {
        **asdict(answers),
        "hit_rate": round(answers.hit_rate, 4),
        "unmodified_share": round(answers.unmodified_share, 4),
    }


def _hub(numbers: StatusNumbers) -> dict[str, Any]:
    return {
        "workers": numbers.workers,
        "deliveries": dict(numbers.deliveries),
        "former_base_urls": dict(numbers.former_base_urls),
        "by_topic": [report_as_json(row) for row in numbers.topics],
    }


def _checkout(report: CheckoutReport) -> dict[str, Any]:
    """Times as RFC 3339 has them, in UTC."""
    times = ("since", "fetched", "tried", "failing_since")
    return {
        name: datetime.fromtimestamp(value, UTC).isoformat() if name in times and value else value
        for name, value in asdict(report).items()
    }
