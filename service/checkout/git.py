"""The one door to the program `git`: how it is called, with what environment, and for how long.

An archive is content, not authority. So git runs here without hooks, without a work tree, with only
the transports that name no program, and never asks for a password on a terminal. A command that
needs no other machine gets no transport at all: otherwise git would fetch missing objects from the
place, and with the programs, that the repository's own configuration names (partial-clone.txt in
git's documentation). The output of git is bounded in size and in time.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from feeds.errors import ConfigurationError, StateError
from service.checkout.git_credentials import Credentials
from service.settings.git_address import SCHEMES

_LOCAL_SECONDS = 3600  # for what needs no network, however large the archive
_KEPT = ("GIT_SSL_", "GIT_SSH", "GIT_ASKPASS", "GIT_PROXY_", "GIT_CONFIG_GLOBAL")
_LONGEST_REASON = 300
_WITHOUT_REASON = "fatal: Could not read from remote repository."
_LONGEST_COMPLAINT = 1 << 16
_PIECE = 1 << 16
_MOST_MEMORY = 1 << 30  # of a command that needs no other machine: some three million changes
# Of one that does, or that makes files: a few bytes may say how a huge file is made.
_MOST_MEMORY_FOR_FILES = 1 << 31
_MOST_BYTES = 1 << 28  # of one answer: the names of some three million files
# Runs a program whose memory, and that of those that it starts, is bounded (kibibytes) from its
# beginning: what it starts at once would not be bounded by a later word. A lower bound of whoever
# started Postwire stays.
_BOUNDED = 'ulimit -d "$0" 2> /dev/null; exec "$@"'
_MARK = "POSTWIRE_CHECKOUT"  # the environment variable that names whose program it is
# git-config(1). No content of a repository may run a program, and nothing runs on afterwards.
_CONFIGURATION = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    "fetch.unpackLimit": "10000",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.lowSpeedLimit": "1",
    "advice.detachedHead": "false",
}


class GitError(StateError):
    """The git program did not do what it was asked; the message is one line without a secret."""


class Git:
    """The git program on one repository. Safe to use from any thread."""

    def __init__(
        self,
        repository: Path,
        seconds: int,
        credentials: Credentials | None = None,
        *,
        has_files: bool = False,
    ) -> None:
        """`seconds` is how long a command may take that talks to another machine. One that
        `has_files` is a checkout of somebody's, or a folder in it."""
        self.repository = repository
        self._place = ("-C" if has_files else "--git-dir", str(repository.absolute()))
        self.mark = str(repository.absolute())
        self._seconds = seconds
        self._local_seconds = seconds if has_files else _LOCAL_SECONDS
        self._credentials = credentials

    def run(self, *arguments: str, remote: bool = False) -> bytes:
        """What the command prints.

        :raise GitError: it fails, or takes longer or prints more than it may: all its processes
            are ended then
        :raise ConfigurationError: there is no such program
        """
        end = time.monotonic() + (self._seconds if remote else self._local_seconds)
        printed = bytearray()
        with self._printing(arguments, lambda: end, remote) as output:
            while piece := output.read(_PIECE):
                printed += piece
                if len(printed) > _MOST_BYTES:
                    raise GitError(f"git {arguments[0]}: more than {_MOST_BYTES:,} bytes")
        return bytes(printed)

    @contextmanager
    def objects(self, names: Iterable[str], how: str) -> Iterator[IO[bytes]]:
        """Where git-cat-file(1) prints these objects, one after the other: whole with `--batch`,
        their sizes with `--batch-check`."""
        with tempfile.TemporaryFile() as wanted, tempfile.TemporaryFile() as complaints:
            wanted.writelines(f"{name}\n".encode() for name in names)
            wanted.seek(0)
            arguments = ("cat-file", how, "--buffer")
            with self._started(arguments, wanted, complaints, _MOST_MEMORY_FOR_FILES) as process:
                assert process.stdout
                yield process.stdout

    @contextmanager
    def printed(self, *arguments: str) -> Iterator[Output]:
        """What the command prints, to be read piece by piece.

        :raise GitError: at the end, where it fails; what was read before is not all. Or there is
            no next piece in time
        """
        with self._printing(arguments, lambda: time.monotonic() + self._local_seconds) as output:
            yield output

    @contextmanager
    def _printing(
        self, arguments: Sequence[str], end: Callable[[], float], remote: bool = False
    ) -> Iterator[Output]:
        """`end` gives the moment until which a piece may come, by the monotonic clock."""
        with (
            tempfile.TemporaryFile() as complaints,
            self._started(
                arguments,
                subprocess.DEVNULL,
                complaints,
                _MOST_MEMORY_FOR_FILES if remote else _MOST_MEMORY,
                remote,
            ) as process,
        ):
            assert process.stdout
            try:
                yield Output(process.stdout.fileno(), end)
                code = process.wait(end() - time.monotonic())
            except (TimeoutError, subprocess.TimeoutExpired):
                seconds = self._seconds if remote else self._local_seconds
                reason = f"git {arguments[0]}: no end after {seconds} seconds"
                raise GitError(reason) from None
            if code:
                complaints.seek(0)
                reason = self._reason(complaints.read(_LONGEST_COMPLAINT), code)
                raise GitError(f"git {arguments[0]}: {reason}")

    @contextmanager
    def _started(
        self,
        arguments: Sequence[str],
        entered: IO[bytes] | int,
        complaints: IO[bytes],
        most_memory: int,
        remote: bool = False,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """git keeps all that two commits differ in until it prints it, and ten trees within each
        other can be ten thousand million files: what it may keep is bounded."""
        command = (program(), "--literal-pathspecs", *self._place, *arguments)
        process = subprocess.Popen(
            ["/bin/sh", "-c", _BOUNDED, str(most_memory // 1024), *command],
            stdin=entered,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd="/",
            env=self._environment(remote),
            start_new_session=True,  # no terminal to ask on, and one group to end
        )
        try:
            yield process
        finally:
            _end_group(process)

    def end_strays(self) -> None:
        """End the git programs that a process of ours left behind when it was killed: they hold
        locks in the repository. To be called where no other process of ours may run any."""
        mark = f"{_MARK}={self.mark}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    os.kill(int(folder.name), signal.SIGKILL)

    def _environment(self, remote: bool) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") or name.startswith(_KEPT)
        }
        configuration = {**_CONFIGURATION, "http.lowSpeedTime": str(self._seconds)}
        secrets: dict[str, str] = {}
        if remote and self._credentials:
            configuration |= self._credentials.configuration()
            secrets = self._credentials.environment()
        return {
            **kept,
            **_as_variables(configuration),
            **secrets,
            "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES) if remote else "none",
            "GIT_TERMINAL_PROMPT": "0",
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "LC_ALL": "C",
            _MARK: self.mark,
        }

    def _reason(self, complaint: bytes, code: int) -> str:
        lines = [line.strip() for line in complaint.decode("utf-8", "replace").split("\n")]
        lines = [line for line in lines if line and not line.startswith("hint:")]
        chosen = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
        if chosen == _WITHOUT_REASON and lines[0] != chosen:
            chosen = lines[lines.index(chosen) - 1]  # what ssh says
        reason = chosen or (lines[-1] if lines else f"exit code {code}")
        secret = self._credentials and self._credentials.secret
        return (reason.replace(secret, "…") if secret else reason)[:_LONGEST_REASON]


class Output:
    """What a program prints, piece by piece."""

    def __init__(self, descriptor: int, end: Callable[[], float]) -> None:
        self._descriptor, self._end = descriptor, end

    def read(self, most: int) -> bytes:
        """The next piece; empty at the end.

        :raise TimeoutError: nothing comes in time
        """
        waiting = select.poll()  # `select` takes no descriptor above 1,023
        waiting.register(self._descriptor, select.POLLIN)
        if not waiting.poll(max(0.0, self._end() - time.monotonic()) * 1000):
            raise TimeoutError
        return os.read(self._descriptor, most)


def program() -> str:
    """:raise ConfigurationError: there is no git on this machine"""
    path = shutil.which("git")
    if path is None:
        raise ConfigurationError("the archive comes from git, and the program `git` is not here")
    return path


def _as_variables(configuration: Mapping[str, str]) -> dict[str, str]:
    """Configuration for one call (git(1), GIT_CONFIG_COUNT): no list of processes shows it."""
    pairs = {"GIT_CONFIG_COUNT": str(len(configuration))}
    for number, (key, value) in enumerate(configuration.items()):
        pairs[f"GIT_CONFIG_KEY_{number}"] = key
        pairs[f"GIT_CONFIG_VALUE_{number}"] = value
    return pairs


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the program and those that it started. No other has its number until it is waited for."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.stdout:
        process.stdout.close()
    process.wait()
