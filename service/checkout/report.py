"""The state of an archive's repository: the served commit, the last fetch, and its error.

It is kept in one small file, so that every process of the host reports the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from feeds.files import replaced

_FILE_NAME = "report.json"


@dataclass(frozen=True, slots=True)
class CheckoutReport:
    """Times are seconds since 1970 in UTC; None for what has not happened yet."""

    source: str
    commit: str | None = None
    since: float | None = None  # when this commit began to be served
    fetched: float | None = None  # when the repository was last asked and answered
    tried: float | None = None  # when it was last asked
    error: str | None = None  # why the last try failed; None where it did not
    failing_since: float | None = None

    def served(self, commit: str, now: float) -> CheckoutReport:
        return self if commit == self.commit else replace(self, commit=commit, since=now)

    def succeeded(self, now: float) -> CheckoutReport:
        return replace(self, fetched=now, tried=now, error=None, failing_since=None)

    def failed(self, reason: str, now: float) -> CheckoutReport:
        since = self.failing_since if self.error else now
        return replace(self, tried=now, error=reason, failing_since=since)


def read_report(place: Path, source: str) -> CheckoutReport:
    """The report in the folder `place`; an empty one where there is none."""
    try:
        fields: dict[str, Any] = json.loads((place / _FILE_NAME).read_text())
        return CheckoutReport(**{**fields, "source": source})
    except (OSError, ValueError, TypeError):
        return CheckoutReport(source)


def write_report(place: Path, report: CheckoutReport) -> None:
    """:raise OSError: it cannot be written"""
    with replaced(place / _FILE_NAME) as draft:
        draft.write_text(json.dumps(asdict(report)))
