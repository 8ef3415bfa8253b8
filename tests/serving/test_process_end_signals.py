"""What SIGTERM and ^C do to a process that heeds them: how soon it is to end, and what is left.

Programs that are ended so are in test_process_end.py."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Any

import pytest

from feeds.process_end import Ending, interruptible


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    """SIGINT raises KeyboardInterrupt, as in a program that a terminal started; no timer that a
    test sets outlives it."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def seconds_left() -> int:
    """In how many seconds this process would end; none where it goes on."""
    return round(signal.getitimer(signal.ITIMER_REAL)[0])


@pytest.mark.parametrize(
    ("sent", "seconds", "is_interrupted"),
    [
        ([signal.SIGTERM], 300, False),
        ([signal.SIGTERM, signal.SIGTERM], 300, False),
        ([signal.SIGINT], 60, True),
        ([signal.SIGINT, signal.SIGINT, signal.SIGTERM], 60, True),
        ([signal.SIGTERM, signal.SIGINT, signal.SIGINT], 60, True),
    ],
)
def test_a_program_that_looks_by_itself_ends_sooner_after_an_interruption(
    sent: list[int], seconds: int, is_interrupted: bool
) -> None:
    ending = Ending(300.0, 60.0)
    ending.heed()
    assert (ending.is_due, ending.is_interrupted, seconds_left()) == (False, False, 0)
    for number in sent:
        signal.raise_signal(number)
    assert (ending.is_due, ending.is_interrupted) == (True, is_interrupted)
    assert seconds - 30 < seconds_left() <= seconds


def test_a_signal_that_comes_again_puts_nothing_off() -> None:
    ending = Ending(300.0, 60.0)
    ending.heed()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.raise_signal(number)
        signal.setitimer(signal.ITIMER_REAL, 20.0)  # as if time had passed
        signal.raise_signal(number)
        assert seconds_left() <= 20


def test_an_interruption_is_raised_and_ends_the_process_where_it_is_lost() -> None:
    with interruptible():
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
            pytest.fail("it is raised")
        assert 0 < seconds_left() <= 5
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_that_is_set_meanwhile_stays() -> None:
    with interruptible():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_who_ignores_interruptions_goes_on_doing_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with interruptible():
        signal.raise_signal(signal.SIGINT)
    assert seconds_left() == 0


def test_a_thread_changes_no_handler() -> None:
    seen = list[object]()

    def of_another_thread() -> None:
        with interruptible():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=of_another_thread)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


class Unfinished:
    """Its end is called by Python itself, which can pass no exception on."""

    def __init__(self, error: type[BaseException]) -> None:
        self.error = error

    def __del__(self) -> None:
        raise self.error


def test_a_lost_interruption_leaves_no_traceback_and_other_errors_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = list[object]()

    def note(unraisable: Any) -> None:
        lost.append(unraisable.exc_type)

    monkeypatch.setattr(sys, "unraisablehook", note)
    with interruptible():
        for error in (KeyboardInterrupt, ValueError):
            Unfinished(error)
    assert lost == [ValueError]
    Unfinished(KeyboardInterrupt)
    assert lost == [ValueError, KeyboardInterrupt]
