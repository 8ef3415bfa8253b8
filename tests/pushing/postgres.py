"""A real PostgreSQL for the tests: the system's programs, else the wheel `pgserver`."""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import free_port

# Debian keeps the server's programs away from PATH.
_PATH = os.pathsep.join([os.environ["PATH"], *glob("/usr/lib/postgresql/*/bin")])
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def running_postgresql(port: int = 0) -> Iterator[str]:
    """The address of a server that ends with the context; its tests are skipped without one, or
    where none is installed that takes a given port."""
    if initdb := shutil.which("initdb", path=_PATH):
        with _from_programs(Path(initdb).resolve().parent, port or free_port()) as url:
            yield url
        return
    if port:
        pytest.skip("NO POSTGRESQL IS INSTALLED")
    pgserver = pytest.importorskip(
        "pgserver", reason="NEITHER POSTGRESQL NOR pgserver IS INSTALLED"
    )
    with tempfile.TemporaryDirectory() as folder, pgserver.get_server(folder) as server:
        yield server.get_uri()


def new_database(server: str, name: str, encoding: str = "UTF8") -> str:
    """The address of an empty database on that server."""
    address = make_url(server)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        text = f"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'"
        connection.execute(f'CREATE DATABASE "{name}" {text}'.encode())
    return address.set(database=name).render_as_string(hide_password=False)


def crash(server: str) -> None:
    """Kill a process of the server, which ends all connections, and recovers by itself."""
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)


@contextmanager
def frozen(server: str) -> Iterator[None]:
    """Stop all processes of a server until the context ends: it keeps its connections open, takes
    new ones, and answers nothing."""
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        backend = connection.info.backend_pid
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    first = int(fields[1])  # the parent of each other one (proc(5))
    os.kill(first, signal.SIGSTOP)
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    stopped = [first, *map(int, children)]
    try:
        for pid in stopped[1:]:
            _signalled(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in stopped:
            _signalled(pid, signal.SIGCONT)


def _signalled(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it may have ended meanwhile
        os.kill(pid, number)


@contextmanager
def _from_programs(programs: Path, port: int) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="postwire-pg-"))
    data = folder / "data"
    as_user = _as_user(folder)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {_QUICK}"
    _run(*as_user, "cp", "-R", str(_empty_cluster(programs)), str(data))
    control = (*as_user, f"{programs}/pg_ctl", "-D", str(data))
    _run(*control, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        _run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _empty_cluster(programs: Path) -> Path:
    """Made once for all servers of this process: a copy takes a tenth of the time of `initdb`."""
    folder = Path(tempfile.mkdtemp(prefix="postwire-pg-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    initdb = (*_as_user(folder), f"{programs}/initdb", "-D", str(data))
    text = ("-E", "UTF8", "--locale=C.UTF-8")  # whatever the caller's locale
    _run(*initdb, "-U", "postgres", "-A", "trust", "--no-sync", *text)
    return data


def _as_user(folder: Path) -> tuple[str, ...]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return ()
    user = next(entry for entry in pwd.getpwall() if entry.pw_name in ("postgres", "nobody"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, done.stderr
