"""Copies the hub's rows from any of its databases into one file, and from such a file into any.

The file is a database of SQLite with the hub's own tables. So the usual migrations bring a file of
an older version up to date, and any tool that reads SQLite can look into it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, insert, select
from sqlalchemy.pool import NullPool

from feeds.errors import ConfigurationError, StateError
from feeds.files import replaced
from service.hub.rows.database import Database, make_tables, migrate
from service.hub.rows.tables import metadata, subscription

_BATCH = 500  # rows; a topic's has a whole document in it


def backup(database: Database, file: Path) -> int:
    """Write all rows as they are at one moment, whatever is written meanwhile; returns how many
    subscriptions there are. The file is its owner's alone, and there whole or not at all.

    :raise StateError: the database cannot be reached, or the file not be written
    """
    try:
        with replaced(file) as draft:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with database.snapshot() as rows, _file(draft) as engine, engine.begin() as connection:
                make_tables(connection)
                _copy(rows, connection)
                return _subscriptions(connection)
    except OSError as error:
        raise StateError(f"cannot write {file}: {error.strerror}") from error


def restore(database: Database, file: Path, *, replace: bool, folder: Path) -> int:
    """Put a backup's rows in place of those that are there: all of them, or none; returns how many
    subscriptions there are then. `folder` is the state folder; a copy lies in it meanwhile.

    :raise ConfigurationError: the file is no backup; or there are subscriptions, and not `replace`
    :raise StateError: the database cannot be reached, or the file not be read
    """
    with (
        _up_to_date(file, folder) as engine,
        engine.connect() as rows,
        database.writing() as connection,
    ):
        there = _subscriptions(connection)
        if there and not replace:
            raise ConfigurationError(
                f"the hub has {there} subscriptions: --replace puts the backup in their place"
            )
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        _copy(rows, connection)
        _count_on(connection)
        return _subscriptions(connection)


def _copy(source: Connection, target: Connection) -> None:
    """All rows; none is in the hand of any worker at its new place."""
    for table in metadata.sorted_tables:
        names = table.c.keys()
        for batch in source.execute(select(table)).partitions(_BATCH):
            rows = [dict(zip(names, row, strict=True)) for row in batch]
            free = {"claim": None} if "claim" in names else {}
            target.execute(insert(table), [row | free for row in rows])


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers rows from a sequence, which knows nothing of rows that bring a number."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            newest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, newest, False)))


@contextmanager
def _up_to_date(file: Path, folder: Path) -> Iterator[Engine]:
    """A copy of a backup with the tables as they are now: the backup itself stays as it is."""
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as place:
            copy = Path(place) / "backup"
            shutil.copyfile(file, copy)
            _check(file, copy)
            with _file(copy) as engine:
                migrate(engine, Path(place))
                yield engine
    except OSError as error:
        raise StateError(f"cannot read {file}: {error.strerror}") from error


def _check(file: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("SELECT version_num FROM alembic_version, subscription LIMIT 1")
    except sqlite3.Error as error:
        raise ConfigurationError(f"{file} is no backup of a hub: {error}") from error


@contextmanager
def _file(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


def _subscriptions(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(subscription)).scalar_one())
