"""The console blocks of a page: their commands run in a real shell, their output is compared."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.forked import forked_command

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MARK = "-- done --"


class Step(NamedTuple):
    command: str
    printed: str  # "…" stands for anything


def steps(text: str) -> Iterator[Step]:
    """The commands of a page's console blocks, each with what stands below it."""
    for block in CONSOLE.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            if here := re.search(r"<<'(\w+)'$", command):
                document, _, printed = printed.partition(f"\n{here[1]}\n")
                command = f"{command}\n{document}\n{here[1]}"
            yield Step(command, printed)


@contextmanager
def bash_with_forks(work: Path) -> Iterator[subprocess.Popen[str]]:
    """bash in the folder `work`, with the `postwire` of this checkout on its PATH, forked from a
    process that has its modules."""
    with forked_command(_command_file(work)) as env, _bash(work, env) as running:
        yield running


@contextmanager
def bash(work: Path, source: Path) -> Iterator[subprocess.Popen[str]]:
    """bash in the folder `work`, with the `postwire` of the checkout `source` on its PATH."""
    file = _command_file(work)
    file.write_text(f'#!/bin/sh\nPYTHONPATH="{source}" exec "{sys.executable}" -m service "$@"\n')
    file.chmod(0o755)
    with _bash(work, {}) as running:
        yield running


def _command_file(work: Path) -> Path:
    folder = work.parent / "bin"
    folder.mkdir()
    return folder / "postwire"


@contextmanager
def _bash(work: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    before = [str(work.parent / "bin"), str(Path(sys.executable).parent)]
    path = os.pathsep.join([*before, os.environ["PATH"]])
    running = subprocess.Popen(
        ["bash"],
        cwd=work,
        env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"} | env,
        close_fds=False,  # an inheritable one may be among them
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGTERM)
        running.communicate(timeout=60)


def run(shell: subprocess.Popen[str], command: str) -> str:
    """What a command prints, without the service's own log lines."""
    assert shell.stdin
    assert shell.stdout
    shell.stdin.write(f"{command}\necho '{_MARK}'\n")
    shell.stdin.flush()
    lines = []
    while (line := shell.stdout.readline()) and line != f"{_MARK}\n":
        lines.append(line)
    return "".join(line for line in lines if not line.startswith("postwire: "))


def prints(output: str, expected: str) -> bool:
    """Whether an output is what a page says; nothing said allows anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("…"))
    return not expected.strip() or re.fullmatch(pattern, output.strip(), re.DOTALL) is not None
