"""What keeps failing is logged once a minute, whatever tries it again and however often."""

from __future__ import annotations

import logging
import sqlite3

import pytest

from feeds import outages
from feeds.errors import StateError
from feeds.outages import Outage, one_line, patiently

LOG = logging.getLogger("test of outages")


def test_a_line_is_written_again_after_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    outage = Outage("cannot write", LOG, clock=lambda: now)
    for moment, lines in ((0.0, 1), (0.1, 1), (59.9, 1), (60.0, 2), (60.1, 2), (120.0, 3)):
        now = moment
        outage.report(OSError("full"))
        assert len(caplog.messages) == lines, moment
    outage.report(OSError("another reason"))  # one line a minute, whatever it says
    assert len(caplog.messages) == lines
    assert set(caplog.messages) == {"cannot write: OSError: full"}


def test_several_lines_are_written_where_several_things_may_fail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage = Outage("away", LOG, most=2, clock=lambda: 0.0)
    for words in ("a", "a", "b", "c", "b"):
        outage.report(OSError(words))
    assert caplog.messages == ["away: OSError: a", "away: OSError: b"]


@pytest.mark.parametrize(
    ("error", "level", "with_traceback"),
    [
        (StateError("x"), "WARNING", False),
        (OSError("x"), "WARNING", False),
        (sqlite3.OperationalError("x"), "WARNING", False),
        (KeyError("x"), "ERROR", True),
    ],
)
def test_a_fault_of_the_code_comes_with_its_traceback(
    caplog: pytest.LogCaptureFixture, error: Exception, level: str, with_traceback: bool
) -> None:
    Outage("away", LOG).report(error)
    (record,) = caplog.records
    assert (record.levelname, bool(record.exc_info)) == (level, with_traceback)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StateError("no  disk\nhere"), "no disk here"),
        (StateError(""), "StateError"),
        (OSError("no\ndisk"), "OSError: no disk"),
        (OSError(""), "OSError"),
    ],
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert one_line(error) == line


def test_what_is_away_at_its_start_is_waited_for(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = list[float]()
    monkeypatch.setattr(outages.time, "sleep", waited.append)
    errors: list[Exception] = [OSError("away"), StateError("away"), OSError("away")]

    def run() -> None:
        if errors:
            raise errors.pop()

    patiently("waits", LOG, run)
    assert (errors, waited) == ([], [1.0, 1.0, 1.0])
    assert caplog.messages == ["waits: OSError: away"]
    errors.append(KeyError("a fault of the code"))
    with pytest.raises(KeyError):
        patiently("waits", LOG, run)
