"""A part that ends again and again is started again each time, and says so once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, os, pathlib, signal, sys, time
from service.server import supervisor
supervisor._SHORTEST_LIFE_SECONDS = 0.01
logging.basicConfig(format="%(message)s")
count = pathlib.Path(sys.argv[1])

def ends():
    with count.open("a") as file:
        file.write("x")
    {ending}

def lasts():
    while count.stat().st_size < 6 if count.exists() else True:
        time.sleep(0.01)

parts = [supervisor.Part("web", lasts, vital=True), supervisor.Part("worker", ends)]
sys.exit(supervisor.Supervisor(parts).run())
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("ending", "lines"),
    [
        ("raise ValueError('never')", ["worker failed", "worker ended with code 1"]),
        ("os._exit(3)", ["worker ended with code 3"]),
        ("os.kill(os.getpid(), signal.SIGKILL)", ["worker ended with code -9"]),
    ],
)
def test_a_part_that_ends_each_second_is_logged_once(
    tmp_path: Path, ending: str, lines: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{ending}", ending), str(tmp_path / "count")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert (tmp_path / "count").stat().st_size >= 6
    for line in ("worker failed", "worker ended"):
        assert done.stderr.count(line) == sum(each.startswith(line) for each in lines), done.stderr
