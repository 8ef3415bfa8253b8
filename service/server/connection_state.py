"""The states of a connection: who works on it, our protocol, a thread, or gunicorn's protocol."""

from __future__ import annotations

from enum import Enum, auto


class ConnectionState(Enum):
    """What a connection does now.

    READING ─ rendered, then READING again ─ RENDERING
       ├───── the client is slow to take a reply ─ SENDING
       └───── handed over, and back when gunicorn waits for a request ─ ANSWERING, RECEIVING
    """

    READING = auto()  # we wait for a head, or have a part of one
    RENDERING = auto()  # a thread makes the feed; the client is not read from meanwhile
    SENDING = auto()  # the client has yet to take some of a reply, and is not read from meanwhile
    ANSWERING = auto()  # gunicorn has whole requests without bodies: what follows is buffered here
    RECEIVING = auto()  # gunicorn has a request that may have a body: what follows is gunicorn's
    UNFINISHED = auto()  # the same, and what it was given last ended in the middle of something
    CLOSED = auto()

    @property
    def is_gunicorns(self) -> bool:
        """Whether gunicorn has a request of the client."""
        return self in _GUNICORNS

    @property
    def is_waited_for(self) -> bool:
        """Whether a worker that ends waits for this connection, as for those that gunicorn has: it
        waits until the number of its connections, `nr_conns`, is 0."""
        return self in _WAITED_FOR


_GUNICORNS = frozenset(
    {ConnectionState.ANSWERING, ConnectionState.RECEIVING, ConnectionState.UNFINISHED}
)
_WAITED_FOR = frozenset({ConnectionState.RENDERING, ConnectionState.SENDING})
