"""A real PostgreSQL for the tests: programs on PATH, else the wheel `pgserver`."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import free_port

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of a server that ends with the context; the test is skipped without one."""
    if shutil.which("initdb") and shutil.which("pg_ctl"):
        with _from_path() as url:
            yield url
        return
    pgserver = pytest.importorskip("pgserver", reason="no PostgreSQL on PATH and no pgserver")
    with tempfile.TemporaryDirectory() as folder, pgserver.get_server(folder) as server:
        yield server.get_uri()


@contextmanager
def _from_path() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="postwire-pg-"))
    data, port = folder / "data", free_port()
    as_user = _as_user(folder)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {_QUICK}"
    initdb = ("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync")
    _run(*as_user, *initdb)
    log = ("-l", str(folder / "log"))
    _run(*as_user, "pg_ctl", "-D", str(data), "-w", *log, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        _run(*as_user, "pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
