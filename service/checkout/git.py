"""The one door to the program `git`: how it is called, with what environment, and for how long.

An archive is content, not authority. So git runs here without hooks, without a work tree, with the
few transports that name no program, and is never asked for a password on a terminal.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from feeds.errors import ConfigurationError, StateError
from service.settings.git_address import SCHEMES, GitAddress

_LOCAL_SECONDS = 3600  # for what needs no network, however large the archive
_KEPT = ("GIT_SSL_", "GIT_SSH", "GIT_ASKPASS", "GIT_PROXY_", "GIT_CONFIG_GLOBAL")
_LONGEST_REASON = 300
_MARK = "POSTWIRE_CHECKOUT"  # the environment variable that names whose program it is
# git-config(1). Nothing that a repository brings may run a program, and nothing goes on alone.
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
# The helper's own text is the same for every secret: that stands in the environment alone.
_HELPER = (
    '!f() { test "$1" = get && '
    'printf "username=%s\\npassword=%s\\n" "$POSTWIRE_GIT_NAME" "$POSTWIRE_GIT_SECRET"; }; f'
)


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
        self._credentials = credentials

    def run(self, *arguments: str, remote: bool = False, entered: bytes = b"") -> bytes:
        """What the command prints.

        :raise GitError: it fails, or takes longer than it may: all its processes are ended then
        :raise ConfigurationError: there is no such program
        """
        with self._started(*arguments, remote=remote) as process:
            try:
                deadline = self._seconds if remote else _LOCAL_SECONDS
                printed, complaint = process.communicate(entered, deadline)
            except subprocess.TimeoutExpired:
                reason = f"git {arguments[0]}: no end after {self._seconds} seconds"
                raise GitError(reason) from None
        if process.returncode:
            raise GitError(f"git {arguments[0]}: {self._reason(complaint, process.returncode)}")
        return bytes(printed)

    @contextmanager
    def blobs(self, names: Iterable[str]) -> Iterator[IO[bytes]]:
        """Where `git cat-file --batch` prints these objects, one after the other."""
        with tempfile.TemporaryFile() as asked:
            asked.writelines(f"{name}\n".encode() for name in names)
            asked.seek(0)
            with self._started("cat-file", "--batch", "--buffer", entered=asked) as process:
                assert process.stdout
                yield process.stdout

    @contextmanager
    def printed(self, *arguments: str) -> Iterator[IO[bytes]]:
        """What the command prints, to be read piece by piece.

        :raise GitError: at the end, where it fails; what was read before is not all
        """
        with self._started(*arguments, entered=subprocess.DEVNULL) as process:
            assert process.stdout
            yield process.stdout
            if code := process.wait():
                raise GitError(f"git {arguments[0]}: {self._reason(b'', code)}")

    @contextmanager
    def _started(
        self, *arguments: str, remote: bool = False, entered: IO[bytes] | int = subprocess.PIPE
    ) -> Iterator[subprocess.Popen[bytes]]:
        command = [program(), "--literal-pathspecs", *self._place, *arguments]
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(
                command,
                stdin=entered,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if entered == subprocess.PIPE else complaints,
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
            "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
            "GIT_TERMINAL_PROMPT": "0",
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "LC_ALL": "C",
            _MARK: self.mark,
        }

    def _reason(self, complaint: bytes | None, code: int) -> str:
        lines = [line.strip() for line in (complaint or b"").decode("utf-8", "replace").split("\n")]
        lines = [line for line in lines if line and not line.startswith("hint:")]
        chosen = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
        reason = chosen or (lines[-1] if lines else f"exit code {code}")
        secret = self._credentials and self._credentials.secret
        return (reason.replace(secret, "…") if secret else reason)[:_LONGEST_REASON]


class Credentials:
    """A name and a secret for one host, for git over HTTP."""

    def __init__(self, address: GitAddress, user: str | None, token: str | None) -> None:
        self.secret = token or (address.password.get_secret_value() if address.password else "")
        self._user = user or address.user or "git"
        scheme, _, rest = address.url.partition("://")
        self._host = f"{scheme}://{rest.partition('/')[0]}" if scheme.startswith("http") else ""

    def configuration(self) -> dict[str, str]:
        """Only this host is given the secret, wherever it may redirect to (gitcredentials(7))."""
        if not (self.secret and self._host):
            return {}
        return {f"credential.{self._host}.helper": _HELPER}

    def environment(self) -> dict[str, str]:
        return {"POSTWIRE_GIT_NAME": self._user, "POSTWIRE_GIT_SECRET": self.secret}


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
    """End the program and those that it started. Its number is its own until it is waited for."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            with suppress(OSError):
                pipe.close()
    process.wait()
