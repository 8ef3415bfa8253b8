"""Each change put into the code of a child process, in which the tests of its lines then run.

What is in a function is put into the functions of a process that has imported all tests, and is
forked for each change. What an import runs is put into a module that is imported anew.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.util
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple, TextIO

import pytest

from tests.trust.mutation.changes import Change, changed_tree
from tests.trust.mutation.covering import Covering
from tests.trust.mutation.sessions import Chosen, in_child, run

_NO_FUNCTION = 3  # an exit code: the change is in no function that could be exchanged
_LEAST_SECONDS = 20.0  # of processor time, with the tests' own four times


class Verdict(NamedTuple):
    """`noticed_by` is a test, or why the change needs none; empty where it survived."""

    change: str
    noticed_by: str
    tests: int  # that run its lines


class Trials:
    """`report` is called with each verdict, in one process or another. `budget` bounds the seconds
    that the tests of one change take by themselves."""

    def __init__(
        self,
        root: Path,
        covering: Covering,
        report: Callable[[Verdict], None],
        budget: float,
    ) -> None:
        self._root, self._covering, self._report = root, covering, report
        self._budget = budget
        self._functions: dict[str, list[FunctionType]] = {}

    def run(self, changes: Iterable[Change]) -> None:
        """Try all of them."""
        imported: list[Change] = []
        exchanged: list[Change] = []
        for change in changes:
            (imported if self._covering.runs_at_import(change) else exchanged).append(change)
        for change in [*imported, *self._exchange(exchanged)]:
            self._try(change, lambda tests, said, c=change: self._import(c, tests, said))

    def _exchange(self, changes: list[Change]) -> list[Change]:
        """Those that are in no function which could be exchanged."""
        if not changes:
            return []
        tests = {test for change in changes for test in self._covering.tests_of(change)}
        files = sorted({test.partition("::")[0] for test in tests})
        with tempfile.TemporaryFile("w+") as left:
            child = os.fork()
            if child == 0:
                os._exit(run(files, _Fork(self, changes, left)))
            os.waitpid(child, 0)
            left.seek(0)
            names = set(json.load(left))
        return [change for change in changes if change.name in names]

    def _try(self, change: Change, work: Callable[[list[str], Path], int]) -> int | None:
        tests = self._affordable(self._covering.tests_of(change))
        seconds = _LEAST_SECONDS + 4 * sum(self._covering.seconds[test] for test in tests)
        code, said = in_child(lambda path: work(tests, path), seconds) if tests else (0, "")
        if code == _NO_FUNCTION:
            return code
        noticed_by = (
            "" if code == 0 else said or ("it never ends" if code is None else f"code {code}")
        )
        self._report(Verdict(change.name, noticed_by, len(tests)))
        return code

    def _affordable(self, tests: list[str]) -> list[str]:
        times = accumulate(self._covering.times(tests).values())
        return [test for test, time in zip(tests, times, strict=True) if time <= self._budget]

    def _import(self, change: Change, tests: list[str], said: Path) -> int:
        code = compile(changed_tree(self._root, change), str(self._root / change.path), "exec")
        sys.meta_path.insert(0, _Importer(change.path, code))
        files = sorted({test.partition("::")[0] for test in tests})
        return run(files, Chosen(self._covering.times(tests), said))

    def look_for_functions(self) -> None:
        """Once for all forks. What is there now is never collected, so that no fork touches it."""
        gc.unfreeze()  # what tests/conftest.py froze is not among the objects
        self._functions = _functions(self._root)
        gc.freeze()

    def try_in_functions(self, change: Change, items: dict[str, pytest.Item]) -> bool:
        """Whether a change could be tried in a fork of this process, which has collected these
        tests."""
        code = self._try(change, lambda tests, said: self._forked(change, tests, items, said))
        return code != _NO_FUNCTION

    def _forked(
        self, change: Change, tests: list[str], items: dict[str, pytest.Item], said: Path
    ) -> int:
        path = str(self._root / change.path)
        module = compile(changed_tree(self._root, change), path, "exec")
        if not _exchange(self._functions[path], module):
            return _NO_FUNCTION
        chosen = [items[test] for test in tests if test in items]
        chosen[0].config.pluginmanager.register(Chosen(self._covering.times(tests), said))
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return 0


class _Fork:
    """A plugin that runs no test itself: it forks for each change. `left` gets the names of those
    that cannot be tried so, as JSON."""

    def __init__(self, trials: Trials, changes: list[Change], left: TextIO) -> None:
        self._trials, self._changes, self._left = trials, changes, left

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        self._trials.look_for_functions()
        left = [each for each in self._changes if not self._trials.try_in_functions(each, items)]
        json.dump([change.name for change in left], self._left)
        self._left.flush()
        return True


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from code instead of from its file."""

    def __init__(self, path: str, code: CodeType) -> None:
        self._file, self._code = code.co_filename, code
        self._name = ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")

    def find_spec(
        self, fullname: str, path: object, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(
            fullname,
            self._file,
            loader=self,  # type: ignore[arg-type]
            submodule_search_locations=[str(Path(self._file).parent)]
            if self._file.endswith("__init__.py")
            else None,
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, vars(module))


def _functions(root: Path) -> dict[str, list[FunctionType]]:
    """The functions of the project that this process has, by file."""
    functions: dict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(str(root)):
            functions[each.__code__.co_filename].append(each)
    return functions


def _exchange(functions: Sequence[FunctionType], module: CodeType) -> int:
    """Give functions of a file the code that they have in `module`. How many differ; 0 also where
    one would need other variables of its surroundings."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(module)}
    count = 0
    for function in functions:
        old = function.__code__
        new = codes.get((old.co_qualname, old.co_firstlineno), old)
        if new != old:
            if new.co_freevars != old.co_freevars:
                return 0
            function.__code__ = new
            count += 1
    return count


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
