"""What SIGTERM, ^C and an exit do to a process: which code it ends with, and how soon."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from feeds import process_end
from feeds.process_end import INTERRUPTED, Ending, end_within, interruptible, leave

Ends = list[tuple[float, int]]


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Ends:
    """After how many seconds the process would end, and with which code."""
    ends: Ends = []
    monkeypatch.setattr(process_end, "end_within", lambda *end: ends.append(end))
    return ends


@pytest.fixture
def usual_interrupt() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, as in a program that a terminal started."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


Handler = Callable[[int, object], None]


@pytest.mark.parametrize(
    ("sent", "expected", "is_interrupted"),
    [
        ([signal.SIGTERM], [(30.0, 0)], False),
        ([signal.SIGTERM, signal.SIGTERM], [(30.0, 0)], False),
        ([signal.SIGINT], [(3.0, 130)], True),
        ([signal.SIGINT, signal.SIGINT, signal.SIGTERM], [(3.0, 130)], True),
        ([signal.SIGTERM, signal.SIGINT, signal.SIGINT], [(30.0, 0), (3.0, 130)], True),
    ],
)
def test_a_program_that_looks_by_itself_ends_sooner_after_an_interruption(
    monkeypatch: pytest.MonkeyPatch,
    ends: Ends,
    sent: list[int],
    expected: Ends,
    is_interrupted: bool,
) -> None:
    handlers: dict[int, Handler] = {}
    monkeypatch.setattr(process_end.signal, "signal", handlers.__setitem__)
    ending = Ending(30.0, 3.0)
    assert (ending.is_due, ending.is_interrupted) == (False, False)
    ending.heed()
    assert set(handlers) == {signal.SIGTERM, signal.SIGINT}
    for number in sent:
        handlers[number](number, None)
    assert (ends, ending.is_due, ending.is_interrupted) == (expected, True, is_interrupted)


def test_an_interruption_is_raised_and_ends_the_process_where_it_is_lost(
    usual_interrupt: None, ends: Ends
) -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    assert ends == [(5.0, INTERRUPTED)]
    assert INTERRUPTED == 130
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_that_is_set_meanwhile_stays(usual_interrupt: None) -> None:
    with interruptible():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_who_handles_interruptions_by_itself_goes_on_doing_so(
    usual_interrupt: None, ends: Ends
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = list[object]()

    def of_another_thread() -> None:
        with interruptible():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=of_another_thread)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


def test_a_lost_interruption_leaves_no_traceback_and_other_errors_do(
    usual_interrupt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[Any]()
    monkeypatch.setattr(sys, "unraisablehook", said.append)
    before = sys.unraisablehook
    with interruptible():
        sys.unraisablehook(SimpleNamespace(exc_type=KeyboardInterrupt))  # type: ignore[arg-type]
        sys.unraisablehook(SimpleNamespace(exc_type=ValueError))  # type: ignore[arg-type]
    assert [each.exc_type for each in said] == [ValueError]
    assert sys.unraisablehook == before


def test_a_timer_ends_the_process_and_is_taken_back_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handlers: dict[int, Handler] = {}
    timers, codes = list[tuple[int, float]](), list[int]()
    monkeypatch.setattr(process_end.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(process_end.signal, "setitimer", lambda *timer: timers.append(timer))
    monkeypatch.setattr(process_end.os, "_exit", codes.append)
    end_within(2.5, 7)
    handlers[signal.SIGALRM](signal.SIGALRM, None)
    process_end._disarm()
    assert (timers, codes) == ([(signal.ITIMER_REAL, 2.5), (signal.ITIMER_REAL, 0)], [7])


@pytest.mark.parametrize("error", [None, OSError, ValueError])
def test_who_leaves_writes_out_what_can_be_written(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception] | None
) -> None:
    done = list[object]()

    def write_out() -> None:
        done.append("written")
        if error:
            raise error

    monkeypatch.setattr(logging, "shutdown", write_out)
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(flush=write_out))
    monkeypatch.setattr(sys, "stderr", SimpleNamespace(flush=write_out))
    monkeypatch.setattr(process_end.os, "_exit", done.append)
    leave(3)
    assert done == ["written", "written", "written", 3]
