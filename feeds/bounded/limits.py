"""How much time and memory one item may take, and the message about an item that took more."""

from __future__ import annotations

from typing import Literal, NamedTuple

_MEGABYTE = 1_000_000
# A whole batch takes milliseconds. One that takes longer than this part of an item's time is done
# again item by item, each with its full time.
_PART_FOR_BATCH = 0.2
# A process that waits uses no processor time: for a file system that gives no answer, or for its
# turn on a busy machine.
_PATIENCE = 12


class Limits(NamedTuple):
    """`seconds` are of processor time, so that a busy machine makes no post broken."""

    seconds: float
    most_bytes: int  # of memory

    @property
    def patience(self) -> float:
        """Seconds by the clock after which no answer is expected any more."""
        return self.seconds * _PATIENCE

    def for_batch(self) -> Limits:
        return self._replace(seconds=self.seconds * _PART_FOR_BATCH)

    def for_size(self, size: int) -> Limits:
        """For an item of so many bytes: as much again for each megabyte."""
        return self._replace(seconds=self.seconds * (1 + size / _MEGABYTE))


class Failure(NamedTuple):
    """Why there is no result of an item: it took too much time or memory, its process ended, or
    its function raised an error."""

    why: Literal["time", "memory", "end", "error"]
    reason: str


class FailedError(Exception):
    """Raised where a process gave no result for its work."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure
