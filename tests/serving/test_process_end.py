"""A process that is told to end ends, at whatever moment it is told.

Each program sends the signal to itself, at the moment that a test is about.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.conftest import free_port

pytestmark = pytest.mark.process

INT = "os.kill(os.getpid(), signal.SIGINT)"
TERM = "os.kill(os.getpid(), signal.SIGTERM)"


def ended(
    program: str, *arguments: str | Path, **settings: str
) -> subprocess.CompletedProcess[str]:
    """The program run to its end, with SIGINT as a terminal gives it."""
    usual = "import os, signal, sys, threading, time\n"
    usual += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    return subprocess.run(
        [sys.executable, "-c", usual + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env=os.environ | settings,
    )


@pytest.mark.parametrize(
    "swallowed",
    [
        # as a callback of the import system loses it
        "import weakref\n"
        "class Thing: pass\n"
        f"thing = Thing(); kept = weakref.ref(thing, lambda _: {INT})\n"
        "del thing",
        # as a library's bare `except` does
        f"try: {INT}; time.sleep(60)\nexcept: pass",
    ],
)
def test_a_command_ends_though_its_interruption_is_lost(swallowed: str) -> None:
    program = (
        "from types import SimpleNamespace\n"
        "import click\n"
        "from feeds import process_end\n"
        "from service import cli\n"
        "process_end._GRACE_SECONDS = 0.2\n"
        "@click.command()\n"
        "def command():\n"
        "    exec(sys.argv[1], {'os': os, 'signal': signal, 'time': time})\n"
        "    while True: time.sleep(60)\n"
        "cli.import_module = lambda name: SimpleNamespace(command=command)\n"
        "cli.main(['worker'])\n"
    )
    done = ended(program, swallowed)
    assert (done.returncode, done.stderr) == (130, "")


def test_a_process_that_has_done_all_in_time_ends_as_it_would() -> None:
    """Python's own end takes seconds on a busy machine, and has no handlers of signals."""
    program = (
        "from feeds.process_end import end_within\n"
        "class Late:\n"
        "    def __del__(self, left=signal.getitimer, write=os.write):\n"
        "        write(1, b'%d' % left(0)[0])\n"
        "late = Late()\n"
        "end_within(60, 130)\n"
    )
    done = ended(program)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0", "")


@pytest.mark.parametrize(
    "sent",
    [
        INT,  # before anything waits
        "t = threading.Thread(target=time.sleep, args=(60,), daemon=True); t.start()\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\n"
        "signal.pthread_kill(t.ident, signal.SIGINT)",  # to a thread that waits for nothing
        "threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()",
    ],
)
def test_a_signal_is_waited_for_wherever_it_arrives(sent: str) -> None:
    program = (
        "from service.server.signal_pipe import Signals\n"
        "signals = Signals([signal.SIGINT])\n"
        "signals.take()\n"
        f"{sent}\n"
        "assert signals.wait(60) == {signal.SIGINT}\n"
        "assert signals.wait(0) == set()\n"
    )
    done = ended(program)
    assert done.returncode == 0, done.stderr


def test_each_part_is_told_once_to_end(tmp_path: Path) -> None:
    """^C twice, and the end of a vital part: a second SIGTERM would break off what a part does at
    its end."""
    program = (
        "from service.server.supervisor import Part, Supervisor\n"
        "log = sys.argv[1]\n"
        "def tidies():\n"
        "    told = []\n"
        "    signal.signal(signal.SIGTERM, lambda *_: told.append(1))\n"
        "    open(log + '.ready', 'w').close()\n"
        "    while not told: time.sleep(0.01)\n"
        "    while not os.path.exists(log + '.gone'): time.sleep(0.01)\n"
        "    time.sleep(0.2)\n"
        "    open(log, 'w').write(str(len(told)))\n"
        "def serves():\n"
        "    while not os.path.exists(log + '.ready'): time.sleep(0.01)\n"
        "    def ends(*_):\n"
        "        os.kill(os.getppid(), signal.SIGINT)\n"
        "        open(log + '.gone', 'w').close()\n"
        "        os._exit(0)\n"
        "    signal.signal(signal.SIGTERM, ends)\n"
        "    os.kill(os.getppid(), signal.SIGINT)\n"
        "    while True: time.sleep(0.1)\n"
        "sys.exit(Supervisor([Part('web', serves, vital=True), Part('worker', tidies)]).run())\n"
    )
    done = ended(program, tmp_path / "log")
    assert (done.returncode, done.stderr) == (130, "")
    assert (tmp_path / "log").read_text() == "1"


def test_a_web_worker_is_told_before_it_has_handlers(archive: Path, tmp_path: Path) -> None:
    """gunicorn forks a worker with its own handlers, which put a signal where nobody looks."""
    program = (
        "from pathlib import Path\n"
        "from service.server import serve\n"
        "from service.settings.loading import load\n"
        "from service.settings.state_folder import prepare_state\n"
        "settings = load(archive=sys.argv[1], state=Path(sys.argv[2]))\n"
        "prepare_state(settings.state_folder)\n"
        "server = serve._Server(settings, lambda: None)\n"
        "def begun(arbiter, worker):\n"
        f"    if worker.age == 1: {TERM}\n"
        "    else: os.kill(os.getppid(), signal.SIGTERM)\n"
        "server.cfg.set('post_fork', begun)\n"
        "serve._serve(server)\n"
    )
    done = ended(
        program, archive, tmp_path / "state", POSTWIRE_PORT=str(free_port()), POSTWIRE_WORKERS="1"
    )
    assert done.returncode == 0
    said = "web process [0-9]+ ended: another one is started\n"  # of the one that nobody ended
    assert re.fullmatch(said, done.stderr)


HANGING_SWEEP = "HubWorker.sweep = lambda worker: (send(), time.sleep(600))"
HANGING_END = "HubWorker._give_back = lambda *_: time.sleep(600)"


@pytest.mark.parametrize(
    ("sent", "code", "hanging"),
    [(INT, 130, HANGING_SWEEP), (TERM, 0, HANGING_SWEEP), (INT, 130, HANGING_END)],
)
def test_a_hub_worker_ends_whatever_it_is_doing(
    archive: Path, tmp_path: Path, sent: str, code: int, hanging: str
) -> None:
    """The first sweep comes while the worker's threads are still being started."""
    program = (
        "from pathlib import Path\n"
        "from service.hub.work import consumer\n"
        "from service.hub.work.worker import HubWorker\n"
        "from service.server.serve import work\n"
        "from service.settings.loading import load\n"
        "from service.settings.state_folder import prepare_state\n"
        "consumer._DRAIN_SECONDS = consumer._HASTE_SECONDS = 0.3\n"
        "consumer._LAST_SECONDS = 0.3\n"
        f"send = lambda: {sent}\n"
        "sweep = HubWorker.sweep\n"
        "HubWorker.sweep = lambda worker: (send(), sweep(worker))\n"
        f"{hanging}\n"
        "settings = load(archive=sys.argv[1], state=Path(sys.argv[2]))\n"
        "prepare_state(settings.state_folder)\n"
        "work(settings, watching=False)\n"
    )
    # A worker without an index says that it waits, where it comes so far before it ends.
    indexing = ("index", str(archive), "--state", str(tmp_path / "state"), "--quiet")
    assert CliRunner().invoke(main, indexing).exit_code == 0
    done = ended(program, archive, tmp_path / "state")
    assert (done.returncode, done.stderr) == (code, "")
