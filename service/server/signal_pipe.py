"""A pipe that receives the signals of a process, such as SIGTERM, so that it can wait for them.

No signal is missed: not one that arrives between two waits, not one that another thread receives,
and none is lost as an exception in a callback.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Sequence


class Signals:
    """A pipe into which Python writes the number of each signal as it arrives
    (`signal.set_wakeup_fd`)."""

    def __init__(self, numbers: Sequence[signal.Signals]) -> None:
        self._numbers = numbers
        self._reading = self._writing = -1

    def take(self) -> None:
        """From now on these signals only arrive in the pipe."""
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        os.set_blocking(self._reading, False)
        signal.set_wakeup_fd(self._writing)
        for number in self._numbers:
            signal.signal(number, _ignore)

    def wait(self, seconds: float | None) -> set[int]:
        """The numbers of those that have arrived, as soon as there is one; none where there is none
        within so many seconds."""
        ready, _, _ = select.select([self._reading], [], [], seconds)
        return set(os.read(self._reading, 65536)) if ready else set()

    def let_go(self) -> None:
        """Give all signals their default action again, in a child of this process."""
        signal.set_wakeup_fd(-1)
        for number in self._numbers:
            signal.signal(number, signal.SIG_DFL)
        os.close(self._reading)
        os.close(self._writing)


def _ignore(number: int, frame: object) -> None:
    """A handler that Python calls, other than `signal.SIG_IGN`, so that the pipe is written."""
