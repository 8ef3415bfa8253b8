"""Which tests run a line, learned once and kept in a file."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.trust.mutation.changes import Change, expressions
from tests.trust.mutation.sessions import Learning, in_child, run

FOLDERS = ("feeds", "service")
_IMPORT = ""
_HOURS = 3600.0
_READ_BY = {"service/settings/": "tests/people/test_docs.py"}  # it reads every setting


class Covering:
    """What is known of the tests of a tree, in some of its folders."""

    def __init__(self, root: Path, kept: Path, folders: Sequence[str]) -> None:
        self._root, self._kept, self._folders = root, kept, folders
        self.seconds: dict[str, float] = {}  # of processor time, of each test
        self._lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._digests: dict[str, str] = {}

    def learn(self) -> None:
        """Run the tests whose files are new or have changed; all of them where the code has."""
        self._read()
        present = {str(file): _digest([self._root / file]) for file in self._test_files()}
        code = _digest(
            sorted(path for name in FOLDERS for path in (self._root / name).rglob("*.py"))
        )
        if self._digests.get("code") != code:
            self._digests, self.seconds = {}, {}
            self._lines.clear()
        new = [file for file, digest in present.items() if self._digests.get(file) != digest]
        self._forget({test for test in self.seconds if test.partition("::")[0] in new})
        if new:
            self._learn(new)
        self._digests = {"code": code, **present}
        self._write()

    def tests_of(self, change: Change) -> list[str]:
        """The tests that a change should fail: those in files that name its module first, and of
        these and of the others the quickest."""
        tests: set[str] = set()
        for path, lines in self._lines_of(change):
            for line in lines:
                tests |= self._lines[path].get(line, set())
        own = self.own_tests(change.path)
        if not change.place.is_in_function:
            tests |= own
        tests.discard(_IMPORT)
        return sorted(tests, key=lambda test: (test not in own, self.seconds.get(test, 0.0), test))

    def times(self, tests: Sequence[str]) -> dict[str, float]:
        return {test: self.seconds.get(test, 0.0) for test in tests}

    def runs_at_import(self, change: Change) -> bool:
        at_line = (self._lines[change.path].get(line, set()) for line in change.place.lines)
        return not change.place.is_in_function or any(_IMPORT in tests for tests in at_line)

    def _lines_of(self, change: Change) -> Iterator[tuple[str, Sequence[int]]]:
        if change.place.is_in_function:
            yield change.path, change.place.lines
        else:
            for name in change.place.defines:
                yield from self._uses(name, frozenset())

    def _uses(self, name: str, above: frozenset[str]) -> Iterator[tuple[str, Sequence[int]]]:
        """Lines that name what is defined at the top of a module or in a class, and of what is
        defined by these."""
        if name in above:
            return
        for path, lines, definitions in _uses_of_names(self._root).get(name, ()):
            yield path, lines
            for definition in definitions:
                yield from self._uses(definition, above | {name})

    def own_tests(self, path: str) -> set[str]:
        """The tests in files that name a module."""
        module = ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")
        parent, _, last = module.rpartition(".")
        spelled = re.compile(
            rf"\b{re.escape(module)}\b|\bfrom {re.escape(parent)} import .*\b{last}\b"
        )
        files = {str(f) for f in self._test_files() if spelled.search((self._root / f).read_text())}
        files |= {tests for folder, tests in _READ_BY.items() if path.startswith(folder)}
        return {test for test in self.seconds if test.partition("::")[0] in files}

    def _test_files(self) -> list[Path]:
        files = {file for name in self._folders for file in (self._root / name).rglob("test_*.py")}
        return sorted(file.relative_to(self._root) for file in files)

    def _learn(self, files: list[str]) -> None:
        path = self._kept.with_suffix(".new")
        path.unlink(missing_ok=True)
        if in_child(lambda _: _learned(files, path), _HOURS)[0] != 0:
            raise RuntimeError("no test passes")
        found = json.loads(path.read_text())
        path.unlink()
        self.seconds |= found["seconds"]
        for file, line, tests in found["lines"]:
            self._lines[file][line] |= {test for test in tests if test in self.seconds or not test}

    def _forget(self, tests: set[str]) -> None:
        for test in tests:
            del self.seconds[test]
        for lines in self._lines.values():
            for line in lines:
                lines[line] -= tests

    def _read(self) -> None:
        if self._kept.exists():
            kept = json.loads(self._kept.read_text())
            self.seconds, self._digests = kept["seconds"], kept["digests"]
            for file, line, tests in kept["lines"]:
                self._lines[file][line] = set(tests)

    def _write(self) -> None:
        lines = [
            (f, n, sorted(t)) for f, by_line in self._lines.items() for n, t in by_line.items()
        ]
        kept = {"digests": self._digests, "seconds": self.seconds, "lines": lines}
        self._kept.write_text(json.dumps(kept))


class _Use(NamedTuple):
    """A statement that names something: its lines in a function, elsewhere what it defines."""

    path: str
    lines: Sequence[int]
    definitions: frozenset[str]


@cache
def _uses_of_names(root: Path) -> dict[str, set[_Use]]:
    uses: dict[str, set[_Use]] = defaultdict(set)
    for file in (path for folder in FOLDERS for path in (root / folder).rglob("*.py")):
        for place, node, _ in expressions(ast.parse(file.read_bytes())):
            name = getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "arg", "")
            lines, definitions = (
                (place.lines, frozenset[str]())
                if place.is_in_function
                else (range(0), place.defines)
            )
            if name:
                uses[name].add(_Use(str(file.relative_to(root)), lines, definitions - {name}))
    return uses


def _learned(files: list[str], path: Path) -> int:
    plugin = Learning(FOLDERS)
    plugin.coverage.start()
    run(files, plugin)
    plugin.coverage.stop()
    if not plugin.passed():
        return 1
    path.write_text(json.dumps({"seconds": plugin.passed(), "lines": [*plugin.lines()]}))
    return 0


def _digest(files: Sequence[Path]) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()
