"""The hub's database: SQLite in the state folder, or PostgreSQL by its address."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from weakref import finalize

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    InterfaceError,
    InternalError,
    OperationalError,
)

from feeds.errors import ConfigurationError, StateError
from feeds.files import locked
from service.hub.rows.tables import metadata
from service.settings.settings import Settings

NEWEST = "0004"  # of migrations/versions
_FILE_NAME = "hub.sqlite"
_PATIENCE_SECONDS = 600.0  # for one statement; a million deliveries are made by one
_LOCK = 5_903_277_041  # any number that nobody else locks in this database


class Database:
    """Connected to at the first use, so that no connection is carried over a fork."""

    def __init__(self, settings: Settings, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        """`patience_seconds` is how long PostgreSQL may take for one statement.

        :raise ConfigurationError: database_url cannot be used
        """
        self._state = settings.state_folder
        self._engine = _engine(settings.database_url, self._state, patience_seconds)
        # Not every owner ends with a word: the connections are closed then as well.
        finalize(self, self._engine.dispose).atexit = False
        self._migrating = threading.Lock()
        self._is_migrated = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """:raise StateError: where the database cannot be reached"""
        with _state_errors(), self.engine().connect() as connection:
            yield connection.execution_options(reads_only=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it, or nothing.

        :raise StateError: where the database cannot be reached, or undid the transaction for
            another one's sake (a deadlock): the same again may succeed
        """
        with _state_errors(), self.engine().begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Everything that is read is of one moment, whatever is written meanwhile.

        :raise StateError: where the database cannot be reached
        """
        with _state_errors(), self.engine().connect() as connection:
            options: dict[str, Any] = {"reads_only": True}
            if connection.dialect.name == "postgresql":  # there a statement has its own moment
                options["isolation_level"] = "REPEATABLE READ"
            yield connection.execution_options(**options)

    def engine(self) -> Engine:
        """The engine, its tables made or brought up to date."""
        with self._migrating:
            if not self._is_migrated:
                migrate(self._engine, self._state)
                self._is_migrated = True
        return self._engine

    def check(self) -> None:
        """:raise StateError: the database cannot be reached"""
        with _state_errors(), self._engine.connect() as connection:
            connection.execution_options(reads_only=True).execute(text("SELECT 1"))

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _state_errors() -> Iterator[None]:
    try:
        yield
    except (InterfaceError, DatabaseError) as error:
        # Internal is what PostgreSQL says where it takes nothing but reads, after a change of the
        # primary, or where it ended a transaction for its time. SQLite says of a file that is no
        # database what has no class of its own.
        mendable = InterfaceError | InternalError | OperationalError
        if isinstance(error, mendable) or type(error) is DatabaseError:
            raise StateError(f"cannot use the hub's database: {error.orig}") from error
        raise


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT. Both databases spell it alike, but SQLAlchemy has it in
    each dialect, and the dialect that is not used takes long to load."""
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table)


def migrate(engine: Engine, state: Path) -> None:
    """Make the tables, or bring them up to date; one process at a time."""
    if _version(engine) == NEWEST:
        return
    with locked(state / "hub.lock"), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if engine.dialect.has_table(connection, "alembic_version"):
            _upgrade(connection)
        else:
            make_tables(connection)


def make_tables(connection: Connection) -> None:
    """The tables in a database that has none, as all migrations together make them. Alembic, which
    takes longer to import than all else here, is for databases that have some (its documentation,
    "Building an Up to Date Database from Scratch")."""
    metadata.create_all(connection)
    connection.execute(
        text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    )
    connection.execute(text(f"INSERT INTO alembic_version VALUES ('{NEWEST}')"))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "service.hub.rows:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if version is None else str(version)


def _engine(url: str | None, state: Path, patience_seconds: float) -> Engine:
    if url is None:
        return _sqlite(state / _FILE_NAME)
    try:
        return _postgresql(url, patience_seconds)
    except ModuleNotFoundError as error:
        needed = "database_url needs a package: pip install 'postwire[postgresql]'"
        raise ConfigurationError(needed) from error
    except (ArgumentError, ImportError, ValueError) as error:
        raise ConfigurationError(f"database_url: {' '.join(str(error).split())}") from error


def _postgresql(url: str, patience_seconds: float) -> Engine:
    from service.hub.rows.postgresql import connector  # an extra of its own

    connect = connector(url, patience_seconds, "the hub's database")
    address = "postgresql+psycopg://" + url.partition("://")[2]
    engine = create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=10)

    @event.listens_for(engine, "do_connect")
    def _connected(_: Any, __: Any, arguments: Any, named: Any) -> Any:
        return connect(*arguments, **named)

    return engine


def _sqlite(path: Path) -> Engine:
    # Connections stay open: SQLite writes its journal back and removes it whenever the last one is
    # closed, and would wait for the disk five times in each transaction, not once.
    engine = create_engine(f"sqlite:///{path}", max_overflow=-1, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: Any) -> None:
        # The driver's own BEGIN comes too late, so `_begun` sends it. FULL, because a delivery
        # that was announced must also survive a crash of the machine.
        connection.isolation_level = None
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        )

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # IMMEDIATE, because a transaction that reads first and writes later cannot wait for
        # another writer.
        reads = connection.get_execution_options().get("reads_only")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
