"""The hub's state in one file and back, between databases, and from the version before."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import func, inspect, select, text

from feeds.errors import ConfigurationError, StateError
from service.cli import main
from service.hub.rows import subscriptions
from service.hub.rows.backup import backup, restore
from service.hub.rows.database import Database
from service.hub.rows.tables import delivery, metadata, subscription, topic, verification
from service.hub.rows.verifications import VerificationRequest
from service.settings.loading import load
from tests.pushing.conftest import postgresql

__all__ = ["postgresql"]

HERE = Path(__file__).parent
KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.process]),
]
Open = Callable[..., Database]


@pytest.fixture
def opened(
    tmp_path: Path, archive: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Database]]:
    """A new, empty database of one kind or the other."""
    databases: list[Database] = []

    def new(kind: str) -> Database:
        state = tmp_path / f"hub-{len(databases)}"
        state.mkdir()
        url = request.getfixturevalue("postgresql")() if kind == "postgresql" else None
        databases.append(Database(load(archive=archive, state=state, database_url=url)))
        return databases[-1]

    yield new
    for database in databases:
        database.close()


def state_of_the_version_before(database: Database, kind: str) -> None:
    """Rows in every table, as the release before this one wrote them."""
    script = (HERE / f"hub_0001.{kind}.sql").read_text()
    url = database._engine.url
    if kind == "sqlite":
        connection = sqlite3.connect(str(url.database))
        connection.executescript(script)
        connection.close()
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain) as server:
            server.execute(script.encode())


def rows_of(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(table.c[0]))
            ]
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("kind", KINDS)
def test_the_state_of_the_version_before_is_brought_up_to_date(opened: Open, kind: str) -> None:
    database = opened(kind)
    state_of_the_version_before(database, kind)
    rows = rows_of(database)
    since_then = {"scan_request": 0}  # a table that the version before had not
    assert {name: len(kept) for name, kept in rows.items()} == dict.fromkeys(rows, 1) | since_then
    with database.reading() as connection:
        assert connection.execute(select(subscription.c.secret)).scalar() == "钥匙"
        assert connection.execute(select(topic.c.external_digest)).scalar() == "e" * 32
        assert connection.execute(select(topic.c.body)).scalar() == b'<rss version="2.0"/>'
        assert connection.execute(select(verification.c.client)).scalar() == ""
        assert connection.execute(select(delivery.c.failure)).scalar() == "status 500"


def shape_of(database: Database) -> dict[str, dict[str, Any]]:
    """Of every table its columns with types, defaults and bounds, its keys and its indexes."""
    inspector = inspect(database.engine())
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(key["column_names"] for key in inspector.get_unique_constraints(name)),
            "foreign": inspector.get_foreign_keys(name),
            "indexes": {
                index["name"]: (index["column_names"], index["unique"])
                for index in inspector.get_indexes(name)
            },
        }
        for name in inspector.get_table_names()
    }


def versions_of(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(text("SELECT version_num FROM alembic_version")))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_database_gets_the_tables_that_all_migrations_make(
    opened: Open, kind: str
) -> None:
    migrated, made_at_once = opened(kind), opened(kind)
    state_of_the_version_before(migrated, kind)
    assert "alembic_version" in shape_of(migrated)
    assert shape_of(migrated) == shape_of(made_at_once)
    assert versions_of(migrated) == versions_of(made_at_once)


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_a_backup_is_restored_on_either_database(
    opened: Open, tmp_path: Path, source: str, target: str
) -> None:
    first, second, file = opened(source), opened(target), tmp_path / "backup"
    state_of_the_version_before(first, source)
    rows = rows_of(first)
    assert backup(first, file) == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert restore(second, file, replace=False, folder=tmp_path) == 1
    free = {
        **rows,
        "delivery": [tuple(None if v == "4711-worker" else v for v in rows["delivery"][0])],
    }
    assert rows_of(second) == free
    assert sorted(path.name for path in tmp_path.glob(".*")) == []
    with second.writing() as connection:  # rows are numbered on from those that were restored
        request = VerificationRequest(
            "subscribe", "https://t", "https://t", "https://c", "c", None, 1
        )
        subscriptions.subscribe(connection, request, 0.0)
        assert connection.execute(select(func.max(topic.c.id))).scalar_one() > 7


def test_a_restore_replaces_subscriptions_only_where_it_is_told_to(
    opened: Open, tmp_path: Path
) -> None:
    database, file = opened("sqlite"), tmp_path / "backup"
    state_of_the_version_before(database, "sqlite")
    rows = rows_of(database)
    backup(database, file)
    with database.writing() as connection:
        request = VerificationRequest(
            "subscribe", "https://t", "https://t", "https://c", "c", None, 1
        )
        subscriptions.subscribe(connection, request, 0.0)
    with pytest.raises(ConfigurationError, match="the hub has 2 subscriptions: --replace"):
        restore(database, file, replace=False, folder=tmp_path)
    assert len(rows_of(database)["subscription"]) == 2
    assert restore(database, file, replace=True, folder=tmp_path) == 1
    assert len(rows_of(database)["subscription"]) == len(rows["subscription"])


def test_a_backup_of_an_older_version_is_restored_and_stays_as_it_is(
    opened: Open, tmp_path: Path
) -> None:
    file, database = tmp_path / "old", opened("sqlite")
    connection = sqlite3.connect(file)
    connection.executescript((HERE / "hub_0001.sqlite.sql").read_text())
    connection.close()
    before = file.read_bytes()
    assert restore(database, file, replace=False, folder=tmp_path) == 1
    assert file.read_bytes() == before


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_of_one_moment_while_others_write(
    opened: Open, tmp_path: Path, kind: str
) -> None:
    """Each transaction makes a topic with one subscription: no backup has one without the other."""
    database, ended = opened(kind), threading.Event()
    database.engine()

    def write() -> None:
        number = 0
        while not ended.is_set():
            url, number = f"https://t/{number}", number + 1
            request = VerificationRequest("subscribe", url, url, "https://c", "c", None, 1)
            with database.writing() as connection:
                subscriptions.subscribe(connection, request, 0.0)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(4):
            file = tmp_path / f"backup-{number}"
            backup(database, file)
            with sqlite3.connect(file) as connection:
                topics, kept = connection.execute(
                    "SELECT (SELECT count(*) FROM topic), (SELECT count(*) FROM subscription)"
                ).fetchone()
            connection.close()
            assert topics == kept
    finally:
        ended.set()
        writer.join()
    assert topics > 0


@pytest.mark.parametrize(
    "content",
    [b"", b"no database" * 100, gzip.compress(b"x")],
    ids=["nothing", "text", "gzip"],  # gzip writes the time: its bytes differ between workers
)
def test_a_file_that_is_no_backup_is_refused_in_one_line(
    opened: Open, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ConfigurationError, match="is no backup of a hub"):
        restore(opened("sqlite"), tmp_path / "file", replace=True, folder=tmp_path)


def test_a_file_that_cannot_be_written_or_read_is_said_in_one_line(
    opened: Open, tmp_path: Path
) -> None:
    database = opened("sqlite")
    with pytest.raises(StateError, match=r"cannot write .*: No such file or directory"):
        backup(database, tmp_path / "no" / "file")
    with pytest.raises(StateError, match=r"cannot read .*: No such file or directory"):
        restore(database, tmp_path / "none", replace=True, folder=tmp_path)


def test_the_commands(archive: Path, tmp_path: Path) -> None:
    run, state = CliRunner().invoke, str(tmp_path / "state")
    file, options = str(tmp_path / "backup"), [str(archive), "--state", state]
    done = run(main, ["hub", "backup", file, *options])
    assert (done.exit_code, done.output) == (0, f"0 subscriptions in {file}\n")
    done = run(main, ["hub", "restore", file, *options])
    assert (done.exit_code, done.output) == (0, "0 subscriptions restored\n")
    done = run(main, ["hub", "restore", str(archive / "_config.yml"), *options])
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1
