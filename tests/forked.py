"""Programs of `postwire` in forks of one process that has loaded their modules already.

Loading takes two thirds of a start's time, and the tests start hundreds of services and commands.
All else is as when the program is started: a process group of its own, its own environment,
standard streams and working folder, the usual end of an interpreter. Between the process that forks
and each program stands a keeper, which waits for the program and says how it ended. The bounded
processes of such a program (`feeds.bounded`) are forks of the same process, not of the program.

Tests whose subject is a start itself, or what a process inherits, start the real program.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from multiprocessing import connection
from pathlib import Path
from types import FrameType
from typing import IO, NamedTuple, NoReturn

_LIBRARIES = (
    *(f"service.commands.{name}" for name in ("serve", "index", "export", "feeds", "worker")),
    *("service.server.serve", "service.hub.work.worker", "service.export.export"),
)
_ROOT = Path(__file__).parents[1]
_LARGEST_ORDER = 120_000  # bytes; a datagram has 200,000 by default
_NEWS_LENGTH = 8  # a process's number, or its exit code, padded: a pipe takes it at once
_HIGHEST_DESCRIPTOR = 4096
_FORKER = 3  # where a program has its connection to the process that forks
# Read once, when an interpreter or the C library begins.
_OF_THE_START = ("PYTHON", "LC_", "LANG", "TZ", "MALLOC_", "LD_", "OPENSSL_")
_INHERITED = "TESTS_FORKER"  # the variable that names the forker's socket to a shell's commands


class ForkedProgram:
    """What tests use of `subprocess.Popen`."""

    def __init__(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        *,
        stdout: int = 1,
        stderr: int | None = None,
    ) -> None:
        """`arguments` are those of `postwire`. Standard error is read from the attribute `stderr`,
        unless it goes to a descriptor.

        :raise OSError: the process that forks has ended
        """
        self.args = [sys.executable, "-m", "service", *arguments]
        # What counts the programs that are started, as `make quick` does, counts these as well.
        sys.audit("subprocess.Popen", sys.executable, self.args, None, None)
        self.stderr: IO[str] | None = None
        with contextlib.ExitStack() as closed_here:
            if stderr is None:
                errors, stderr = os.pipe()
                closed_here.callback(os.close, stderr)
                self.stderr = open(errors, encoding="utf-8", errors="replace")  # noqa: SIM115
            self._order(_forker(), arguments, env, stdout, stderr)

    def _order(
        self,
        forker: socket.socket,
        arguments: Sequence[str] | None,
        env: Mapping[str, str],
        *descriptors: int,
    ) -> None:
        """Have it forked, with these descriptors as its own 1, 2 and so on."""
        order = {"arguments": arguments, "env": dict(env), "folder": os.getcwd(), "umask": _umask()}
        data = json.dumps(order).encode()
        assert len(data) < _LARGEST_ORDER
        self._news, write_news = os.pipe()
        socket.send_fds(forker, [data], [*descriptors, write_news])
        os.close(write_news)
        self._reading = threading.Lock()
        self.returncode: int | None = None
        self.pid = int(self._next_news())

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(timeout=0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, or the number of the signal that ended it, negative.

        :raise subprocess.TimeoutExpired: it runs for longer than these seconds
        """
        if self.returncode is None and not connection.wait([self._news], timeout):
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        with self._reading:  # two threads may wait
            if self.returncode is None:
                self.returncode = int(self._next_news())
                os.close(self._news)
            return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[None, str]:
        """What it and its children write to standard error until they end."""
        assert self.stderr
        with self.stderr:
            text = self.stderr.read()
        self.wait(timeout)
        return None, text

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            # As `subprocess.Popen` does: it may have ended, and nobody has heard of it yet.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _next_news(self) -> bytes:
        news = os.read(self._news, _NEWS_LENGTH)
        if not news:
            raise OSError("the process that forks has ended")
        return news


class ForkedBoundedProgram(ForkedProgram):
    """The program of a bounded process, ordered by a program that was forked itself."""

    def __init__(self, descriptor: int) -> None:
        """The program's connection is at this descriptor."""
        self.args = [sys.executable, "-m", "feeds.bounded.program", str(descriptor)]
        with open(os.devnull, "w") as nothing:
            forker = socket.socket(fileno=os.dup(_FORKER))
            with forker:
                self._order(forker, None, os.environ, nothing.fileno(), 2, descriptor)


def silent(*arguments: str, **env: str) -> ForkedProgram:
    """A program that writes nothing to where the tests do; `env` is added to this process's."""
    with open(os.devnull, "w") as nothing:
        number = nothing.fileno()
        return ForkedProgram(arguments, {**os.environ, **env}, stdout=number, stderr=number)


class Ended(NamedTuple):
    """What came of a command."""

    code: int  # negative: the signal
    was_running: bool  # when its time was up; it was killed then
    seconds: float
    printed: str


def run_forked(
    *arguments: str, seconds: float = 600, env: Mapping[str, str] | None = None
) -> Ended:
    """Run a command; once these seconds are over, end it and all its children by SIGKILL."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as printed, open(os.devnull, "w") as nothing:
        program = ForkedProgram(
            arguments,
            {**os.environ, **(env or {})},
            stdout=printed.fileno(),
            stderr=nothing.fileno(),
        )
        was_running = False
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            was_running = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.kill()  # one that just begins has no group of its own yet
        code = program.wait()
        printed.seek(0)
        return Ended(code, was_running, time.monotonic() - started, printed.read())


@contextlib.contextmanager
def forked_command(script: Path) -> Iterator[dict[str, str]]:
    """Write a script that does as `postwire` does, for a shell that a test starts with this
    environment and without closing descriptors."""
    python = f'"{sys.executable}" -S -m tests.forked'  # -S: no package is needed to order a fork
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{_ROOT}" exec {python} "$@"\n')
    script.chmod(0o755)
    number = os.dup(_forker().fileno())
    os.set_inheritable(number, True)
    try:
        yield {_INHERITED: str(number)}
    finally:
        os.close(number)


def starts_alike(env: Mapping[str, str]) -> bool:
    """Whether a fork with this environment is as a program that is started with it."""
    return all(
        env.get(name) == os.environ.get(name)
        for name in {*env, *os.environ}
        if name.startswith(_OF_THE_START)
    )


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


@functools.cache
def _forker() -> socket.socket:
    """The process that forks, which ends when this one does."""
    if inherited := os.environ.get(_INHERITED):
        return socket.socket(fileno=int(inherited))
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            command, cwd=_ROOT, pass_fds=[theirs.fileno()], start_new_session=True
        )
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _stand_for(arguments: list[str]) -> int:
    """Be `postwire` to the shell that began this process: its streams, its signals, its code."""
    program = ForkedProgram(arguments, os.environ, stdout=1, stderr=2)

    def pass_on(number: int, _: FrameType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(program.pid, number)

    signal.signal(signal.SIGTERM, pass_on)
    code = program.wait()
    return 128 - code if code < 0 else code


def _orders(
    of_tests: socket.socket, of_programs: socket.socket
) -> Iterator[tuple[dict[str, object], list[int]]]:
    """Until the tests end."""
    while True:
        for orders in connection.wait([of_tests, of_programs]):
            assert isinstance(orders, socket.socket)
            data, descriptors, _, _ = socket.recv_fds(orders, _LARGEST_ORDER, 4)
            if not data:
                return
            yield json.loads(data), descriptors


def _main(descriptor: int) -> None:
    for name in _LIBRARIES:
        import_module(name)
    gc.freeze()  # the pages of what is loaded stay shared
    of_tests = socket.socket(fileno=descriptor)
    of_programs, forker = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    keepers = set[int]()
    for order, descriptors in _orders(of_tests, of_programs):
        keeper = os.fork()
        if keeper == 0:
            # The end of these sockets would close whatever has their numbers in the program.
            of_tests.detach()
            of_programs.detach()
            _keep(order, descriptors, forker.detach())
        keepers.add(keeper)
        for number in descriptors:
            os.close(number)
        keepers -= {ended for ended in keepers if os.waitpid(ended, os.WNOHANG)[0]}


def _keep(order: dict[str, object], descriptors: list[int], forker: int) -> NoReturn:
    """:raise SystemExit: in the program's process, which ends as an interpreter does"""
    number = os.fork()
    if number == 0:
        own = descriptors[:-1] + ([forker] if order["arguments"] is not None else [])
        _become(own, **order)  # type: ignore[arg-type]
    news = descriptors[-1]
    os.closerange(0, news)
    os.closerange(news + 1, _HIGHEST_DESCRIPTOR)
    os.write(news, b"%-8d" % number)
    code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    os.write(news, b"%-8d" % code)
    os._exit(0)


def _become(
    descriptors: list[int],
    arguments: list[str] | None,
    env: dict[str, str],
    folder: str,
    umask: int,
) -> NoReturn:
    """:raise SystemExit: where it is a command: the interpreter ends as usual"""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    high = [fcntl.fcntl(number, fcntl.F_DUPFD, 64) for number in (nothing, *descriptors)]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, number, inheritable=number <= 2)
    os.closerange(len(high), _HIGHEST_DESCRIPTOR)
    os.chdir(folder)
    os.umask(umask)
    os.environ.clear()
    os.environ.update(env)
    # What started the tests in the background made them ignore it, and what they start as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from feeds.bounded import process, program
    from service.cli import main

    if arguments is None:
        program.main("3")  # its connection comes after the standard streams
        sys.exit()
    process._start = ForkedBoundedProgram  # type: ignore[assignment]
    sys.argv[1:] = arguments
    main(arguments, prog_name="postwire")
    sys.exit()


if __name__ == "__main__":
    if _INHERITED in os.environ:
        sys.exit(_stand_for(sys.argv[1:]))
    _main(int(sys.argv[1]))
