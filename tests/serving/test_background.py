"""What is done when an answer is on its way is done, and gives way to those who wait."""

from __future__ import annotations

import os
import sys
import threading
from queue import SimpleQueue

import pytest

from service.publication.background import afterwards


def test_what_is_to_be_done_afterwards_is_done_in_its_order() -> None:
    done: SimpleQueue[int] = SimpleQueue()
    for number in range(100):
        afterwards(lambda number=number: done.put(number))  # type: ignore[misc]
    assert [done.get(timeout=20) for _ in range(100)] == list(range(100))


def test_what_fails_is_said_and_does_not_end_it(caplog: pytest.LogCaptureFixture) -> None:
    done: SimpleQueue[bool] = SimpleQueue()
    afterwards(lambda: 1 / 0)
    afterwards(lambda: done.put(True))
    assert done.get(timeout=20)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_the_thread_that_does_it_gives_way_to_others() -> None:
    found: SimpleQueue[int] = SimpleQueue()
    afterwards(lambda: found.put(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))
    assert found.get(timeout=20) == 19
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 19


def test_a_forked_process_has_a_thread_of_its_own() -> None:
    done: SimpleQueue[bool] = SimpleQueue()
    afterwards(lambda: done.put(True))
    assert done.get(timeout=20)
    child = os.fork()
    if child == 0:
        reached = threading.Event()
        afterwards(reached.set)
        os._exit(0 if reached.wait(20) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
