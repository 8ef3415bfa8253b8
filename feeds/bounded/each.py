"""Does work on many items at once, and on each alone where that fails: only the bad item fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from feeds.bounded.limits import FailedError, Failure, Limits
from feeds.bounded.pool import ProcessPool
from feeds.bounded.process import Task

Item = TypeVar("Item")
Result = TypeVar("Result")


class Work(NamedTuple, Generic[Item, Result]):
    """A task for a list of items, with how these and its results are written as bytes."""

    task: Task
    encode: Callable[[Sequence[Item]], bytes]
    decode: Callable[[bytes], list[Result]]
    size: Callable[[Item], int]  # bytes of an item, by which it is given more time


def each(
    pool: ProcessPool, work: Work[Item, Result], items: Sequence[Item], limits: Limits
) -> list[Result | Failure]:
    """The result of each item, in their order; a Failure of one that took too much.

    :raise StateError: no process can be started
    """
    if not items:
        return []
    if len(items) > 1:
        try:
            return [*_results(pool, work, items, limits.for_batch())]
        except FailedError:
            pass  # nobody knows by which of them
    results: list[Result | Failure] = []
    for item in items:
        result = _alone(pool, work, item, limits.for_size(work.size(item)))
        results.append(result)
    return results


def _alone(
    pool: ProcessPool, work: Work[Item, Result], item: Item, limits: Limits
) -> Result | Failure:
    try:
        return _results(pool, work, [item], limits)[0]
    except FailedError as error:
        if error.failure.why != "end":
            return error.failure
    try:  # a process may be ended for lack of the machine's memory, which is no item's fault
        return _results(pool, work, [item], limits)[0]
    except FailedError as error:
        return error.failure


def _results(
    pool: ProcessPool, work: Work[Item, Result], items: Sequence[Item], limits: Limits
) -> list[Result]:
    try:
        request = work.encode(items)
    except Exception as error:
        raise FailedError(Failure("error", f"{type(error).__name__}: {error}")) from error
    results = work.decode(pool.ask(work.task, request, limits))
    if len(results) != len(items):
        raise FailedError(Failure("error", f"{len(results)} results of {len(items)} items"))
    return results
