"""The databases and queues that the hub takes, and its error for an address it cannot use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from feeds.errors import ConfigurationError, StateError
from service.hub.hub import check_hub
from service.hub.rows import verifications
from service.hub.rows.claims import Claim
from service.hub.rows.database import Database
from service.hub.rows.rate_limit import Rate, reserve
from service.hub.rows.verifications import DueVerifications, VerificationRequest
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import Service, free_port, modules_before_all, write
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers

REQUEST = VerificationRequest("subscribe", "https://t", "https://t", "https://c", "c", None, 1)


@pytest.mark.postgresql
def test_a_database_of_encoding_sql_ascii_serves_as_well(
    archive: Path,
    tmp_path: Path,
    subscribers: Subscribers,
    postgresql: Callable[..., str],
    processes: None,
) -> None:
    """A PostgreSQL that was created with LC_ALL=C has this encoding."""
    env = {**SETTINGS, "POSTWIRE_DATABASE_URL": postgresql(encoding="SQL_ASCII")}
    service = Service(archive, tmp_path / "s", **env)
    hub = HubUnderTest(service, **env)
    try:
        hub.subscribe(f"{subscribers.url}/a", hub.topic("haizhou"), hub_secret="钥")
        hub.add("haizhou")
        assert subscribers.wait_for_deliveries(1)[0].is_signed_with("钥")
    finally:
        hub.close()
        service.stop()


@pytest.mark.postgresql
def test_a_database_that_takes_only_reads_is_away_for_whoever_writes(
    archive: Path, tmp_path: Path, postgresql: Callable[..., str]
) -> None:
    """As PostgreSQL is after another machine has become the primary."""
    url = f"{postgresql()}?options=-cdefault_transaction_read_only%3Don"
    database = Database(load(archive=archive, state=tmp_path, database_url=url))
    database.check()
    with pytest.raises(StateError, match="read-only"), database.writing():
        pass
    database.close()


@pytest.mark.postgresql
def test_a_row_that_another_transaction_holds_is_no_sign_of_an_absent_server(
    archive: Path, tmp_path: Path, postgresql: Callable[..., str]
) -> None:
    """Else one client that has its own requests wait for each other closes the hub to everybody."""
    settings = load(archive=archive, state=tmp_path, database_url=postgresql())
    owner, other = Database(settings), Database(settings, patience_seconds=2.0)
    rate = Rate(1.0, 1)
    with owner.writing() as connection:
        reserve(connection, "host a.example", rate, 0.0)
        with pytest.raises(StateError, match="lock timeout"), other.writing() as waiting:
            reserve(waiting, "host a.example", rate, 0.0)
        with Database(settings).writing() as free:  # on a connection of its own
            assert reserve(free, "host b.example", rate, 0.0) == 0.0
    owner.close()
    other.close()


def test_a_transaction_leaves_the_journal_for_the_next_one(settings: Settings) -> None:
    """SQLite writes it back and removes it where the last connection is closed, four more waits for
    the disk; an aggregator's request is two transactions. After a stop all is in one file."""
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings)
    journal = settings.state_folder / "hub.sqlite-wal"
    with database.writing() as connection:
        verifications.put(connection, REQUEST, at=0)
    assert journal.stat().st_size > 0
    database.close()
    assert not journal.exists()


def test_its_connections_are_closed_with_the_last_reference(settings: Settings) -> None:
    """Python 3.13 warns of each that is left open."""
    settings.state_folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings)
    with database.reading():
        pass
    engine = database.engine()
    assert len(sqlite_files(settings)) > 0
    del database
    gc.collect()
    assert sqlite_files(settings) == []
    del engine


def sqlite_files(settings: Settings) -> list[str]:
    """Open files of the hub's database in this process."""
    file = str(settings.state_folder / "hub.sqlite")
    return [entry.path for entry in psutil.Process().open_files() if entry.path == file]


NEWER = {
    "topic": ("content_order", "announcer", "former_digests"),
    "announced": ("content_order",),
    "subscription": ("signature_method", "client"),
    "verification": ("signature_method", "index_id", "since", "tries"),
}


def test_a_database_of_the_first_version_keeps_what_waits(settings: Settings) -> None:
    settings.state_folder.mkdir()
    database = Database(settings)
    with database.writing() as connection:
        verifications.put(connection, REQUEST, 0.0)
        connection.execute(text("DROP INDEX verification_client"))
        connection.execute(text("ALTER TABLE verification DROP COLUMN client"))
        for table, columns in NEWER.items():
            for column in columns:
                connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE scan_request"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()
    upgraded = Database(settings)
    with upgraded.writing() as connection:
        [row] = DueVerifications().take(connection, Claim("worker", 1.0, 2.0), 10)
    upgraded.close()
    assert row.request == REQUEST


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("database_url", "mysql://x/y"),
        ("database_url", "postgresql://x:port/y"),
        ("queue_url", "mysql://x/y"),
        ("queue_url", "redis"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_in_one_line(
    archive: Path, tmp_path: Path, setting: str, url: str
) -> None:
    with pytest.raises(ConfigurationError) as fault:
        check_hub(load(archive=archive, state=tmp_path, **{setting: url}))
    assert setting in str(fault.value)
    assert len(str(fault.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "setting"), [("serve", "POSTWIRE_QUEUE_URL"), ("worker", "POSTWIRE_DATABASE_URL")]
)
def test_an_address_that_cannot_be_used_ends_the_start_with_one_line(
    archive: Path, tmp_path: Path, processes: None, command: str, setting: str
) -> None:
    code, lines = started(archive, tmp_path, command, **{setting: "mysql://x/y"})
    assert code == 2
    assert len(lines) == 1
    assert setting.removeprefix("POSTWIRE_").lower() in lines[0]


def test_a_driver_that_is_not_installed_ends_the_start_with_one_line(
    archive: Path, tmp_path: Path, processes: None
) -> None:
    write(tmp_path, "modules/psycopg/__init__.py", "raise ImportError('it is\\nnot here')")
    url = "postgresql+psycopg://127.0.0.1:1/x"
    modules = modules_before_all(tmp_path / "modules")
    code, lines = started(archive, tmp_path, "serve", POSTWIRE_DATABASE_URL=url, PYTHONPATH=modules)
    assert (code, lines) == (2, ["postwire: database_url: it is not here"])


def started(archive: Path, folder: Path, command: str, **env: str) -> tuple[int, list[str]]:
    """(exit code, lines) of a command that ends by itself."""
    options = ("--port", str(free_port())) if command == "serve" else ()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "service", command, str(archive)),
            *("--state", str(folder / "state"), *options),
        ],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr.splitlines()
