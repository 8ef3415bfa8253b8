"""The door to psycopg: connections to PostgreSQL that give up a server which does not answer.

A server whose machine or whose disk stands still keeps its connections open and answers nothing.
No option of libpq bounds that: `connect_timeout` is for new connections, `tcp_user_timeout` for
a machine that is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import Connection, Error, OperationalError

from service.hub.rows.absence import Absence, absence_of

_LOCKED_SHARE = 0.5  # of the time for a statement: so long it may wait for other transactions
_OPTIONS = {
    # A database of encoding SQL_ASCII has psycopg give texts as bytes otherwise.
    "client_encoding": "utf8",
    # A host that does not answer must not hold up requests, nor the worker.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "tcp_user_timeout": 10_000,
}


class BoundedConnection(Connection[Any]):
    """A connection that is closed where the server takes too long for one statement."""

    patience_seconds: float
    absence: Absence

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """All that a connection waits for, it waits for here. Where the server has not answered in
        time, that is an operational error, as where it closes the connection."""
        if timeout is not None:  # a caller's own
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience_seconds)
        except OperationalError as error:
            if self.closed or error.sqlstate:  # by the server, or its answer: a deadlock, say
                raise
        self.close()
        silence = OperationalError(f"no answer to a statement in {self.patience_seconds:g} s")
        self.absence.begin(silence)
        raise silence


def _bound_locks(connection: BoundedConnection) -> None:
    """Have the server end a statement that other transactions hold up, before it counts as
    silent: that statement fails alone."""
    milliseconds = int(connection.patience_seconds * _LOCKED_SHARE * 1000)
    with connection.transaction():
        connection.execute(f"SET lock_timeout = {milliseconds}")


def connector(url: str, patience_seconds: float, part: str) -> Callable[..., BoundedConnection]:
    """A function that connects, as psycopg's own does, to the server of this address. It raises
    StateError at once while the server is away, which names `part` as what cannot be used; a
    statement may take so many seconds."""
    absence = absence_of(url)

    def connect(*arguments: Any, **named: Any) -> BoundedConnection:
        absence.refuse(part)
        try:
            connection = BoundedConnection.connect(*arguments, **{**_OPTIONS, **named})
        except Error as error:
            absence.begin(error)
            raise
        absence.end()
        connection.patience_seconds = patience_seconds
        connection.absence = absence
        _bound_locks(connection)
        return connection

    return connect
