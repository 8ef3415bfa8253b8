"""Bounded work done by the process that gives it: a mutant in its memory changes that work, too,
and coverage sees its lines. Tests of the bounded processes themselves fail so, and are left out."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

from feeds.bounded.limits import FailedError, Failure, Limits
from feeds.bounded.pool import ProcessPool
from feeds.bounded.process import Task


@lru_cache(16)
def _loaded(task: Task) -> Any:
    return pickle.loads(task.pickled)


def _ask(pool: ProcessPool, task: Task, item: bytes, limits: Limits) -> bytes:
    function, setup = _loaded(task)
    try:
        return function(setup, item)  # type: ignore[no-any-return]
    except BaseException as error:
        failure = Failure("error", f"{type(error).__name__}: {error}"[:300])
        raise FailedError(failure) from error


def work_in_this_process() -> None:
    ProcessPool.ask = _ask  # type: ignore[method-assign]
    ProcessPool.warm = lambda pool, task, processes=1: None  # type: ignore[method-assign,assignment]
    ProcessPool.grow = lambda pool, task: None  # type: ignore[method-assign,assignment]
