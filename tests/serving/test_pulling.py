"""Pulling again and again: when, and what the log says of a repository that is away."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from feeds.errors import PostwireError
from service.server import pulling


class _Over(BaseException):
    """Ends what never ends."""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGHUP)
    yield
    signal.signal(signal.SIGHUP, before)


def waits(seconds: int, rounds: int, monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """How long it waits after each refresh, by a clock that does not go."""
    waited: list[float | None] = []

    class Hangup(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout)
            if len(waited) == rounds:
                raise _Over
            return True

    monkeypatch.setattr(pulling, "threading", SimpleNamespace(Event=Hangup))
    with pytest.raises(_Over):
        pulling.pull_by_the_clock(lambda: None, seconds)
    return waited


def test_a_pull_comes_about_every_so_many_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = [each or 0 for each in waits(100, 200, monkeypatch)]
    assert 80 <= min(waited) < 90
    assert 110 < max(waited) <= 120


def test_without_a_time_it_waits_for_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(0, 2, monkeypatch) == [None, None]


def test_a_signal_has_it_pulled_at_once() -> None:
    refreshes: list[int] = []

    def refresh() -> None:
        refreshes.append(1)
        if len(refreshes) == 3:
            raise _Over
        signal.raise_signal(signal.SIGHUP)

    with pytest.raises(_Over):
        pulling.pull_by_the_clock(refresh, 0)


def test_a_failure_is_told_once_and_again_when_its_reason_changes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    results: list[Any] = [PostwireError("a"), PostwireError("a"), OSError("b"), None, None]
    results += [PostwireError("b"), _Over()]

    def refresh() -> None:
        result = results.pop(0)
        signal.raise_signal(signal.SIGHUP)
        if result is not None:
            raise result

    with caplog.at_level(logging.INFO), pytest.raises(_Over):
        pulling.pull_by_the_clock(refresh, 0)
    away = "the archive is served as it was fetched last: "
    assert caplog.messages == [f"{away}a", f"{away}b", "the repository is back", f"{away}b"]
