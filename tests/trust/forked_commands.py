"""Commands of `postwire` in a fork of a process that has loaded their modules already.

Most of a short command's time is loading. Without it a kill at a random moment meets the work, and
a round takes a tenth of the time. All else is as when the command is started: a process group of
its own, a fresh standard output, its own environment, the usual end of an interpreter.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

_COMMANDS = ("index", "export", "feeds", "worker")
_LIBRARIES = ("service.server.serve", "service.hub.work.worker", "service.export.export")


class Ended(NamedTuple):
    """What came of a command."""

    code: int  # negative: the signal
    was_running: bool  # when its time was up; it was killed then
    seconds: float
    printed: str


class ForkedCommands:
    """The process that forks. Not for several threads."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self, *arguments: str, seconds: float = 600, env: Mapping[str, str] | None = None
    ) -> Ended:
        """Run a command; once these seconds are over, end it and all its children by SIGKILL."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"arguments": arguments, "seconds": seconds, "env": dict(env or {})}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return Ended(*json.loads(self._process.stdout.readline()))


@contextlib.contextmanager
def forked_commands() -> Iterator[ForkedCommands]:
    command = (sys.executable, "-m", "tests.trust.forked_commands")
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield ForkedCommands(process)
        assert process.stdin
        process.stdin.close()


def _main() -> None:
    for name in _COMMANDS:
        import_module(f"service.commands.{name}")
    for name in _LIBRARIES:
        import_module(name)
    answers = os.fdopen(os.dup(1), "w")  # closed in each command, as all that is inherited
    for line in sys.stdin:
        ended = _carried_out(**json.loads(line))
        print(json.dumps(ended), file=answers, flush=True)


def _carried_out(arguments: list[str], seconds: float, env: dict[str, str]) -> Ended:
    descriptor, printed = tempfile.mkstemp()
    started = time.monotonic()
    number = os.fork()
    if number == 0:
        _become(arguments, env, descriptor)
    was_running = not _has_ended(number, seconds)
    for end in (os.killpg, os.kill):  # one that just begins has no group of its own yet
        with contextlib.suppress(ProcessLookupError):
            end(number, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    text = Path(printed).read_text()
    os.close(descriptor)
    os.unlink(printed)
    return Ended(code, was_running, time.monotonic() - started, text)


def _has_ended(number: int, seconds: float) -> bool:
    """Whether the process ends within these seconds."""
    descriptor = os.pidfd_open(number)
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def _become(arguments: list[str], env: dict[str, str], printed: int) -> None:
    """:raise SystemExit: always: the interpreter ends as usual"""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, descriptor in enumerate((nothing, printed, nothing)):
        os.dup2(descriptor, number)
    os.closerange(3, 64)
    os.environ |= env
    from service.cli import main

    main(arguments, prog_name="postwire")


if __name__ == "__main__":
    _main()
