"""The seam to gunicorn: its ASGI worker, with `FeedProtocol` before its own protocol.

gunicorn has no setting for the protocol of a connection, so this worker listens by itself.
gunicorn's protocol does not tell when it waits for a request, so that is read from one of its
attributes. Beside documented settings, Postwire uses only the names of gunicorn in this module, and
`worker.nr_conns` in `service.server.protocol`. `tests/serving/test_gunicorn_worker.py` checks each
of these names.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

from gunicorn.arbiter import Arbiter
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers.gasgi import ASGIWorker

from service.server.connection_limits import SWEEP_SECONDS, Connections
from service.server.protocol import FeedProtocol

_HEARTBEAT_SECONDS = 1.0  # gunicorn's master ends a worker that gives no sign for 30
_NEVER = 10**9  # seconds; `Connections` closes what is silent
# How long a thread that renders may go on while the event loop waits for its turn. Python's own
# 5 ms would be added to the answer of everybody who asks meanwhile.
_TURN_SECONDS = 0.0001


_TOLD_BY = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)

_log = logging.getLogger("postwire")


def keep_signals_over_forks() -> None:
    """Have this process, gunicorn's master, hold back signals for each worker that it forks, until
    the worker has handlers. Until then it would put them into its copy of the master's queue,
    where nobody reads them, and be killed 20 s later."""
    master = os.getpid()

    def hold(how: int) -> None:
        if os.getpid() == master:
            signal.pthread_sigmask(how, _TOLD_BY)

    os.register_at_fork(
        before=lambda: hold(signal.SIG_BLOCK), after_in_parent=lambda: hold(signal.SIG_UNBLOCK)
    )


def report_end(master: Arbiter, worker: ASGIWorker) -> None:
    """Log that a worker ended which nobody ended. gunicorn says it where the worker failed, and
    not where it got a signal to end: its clients' connections are closed without an answer."""
    if master.LISTENERS:  # else all workers end
        _log.warning("web process %s ended: another one is started", worker.pid)


class FeedWorker(ASGIWorker):  # type: ignore[misc]
    """The worker class that `service.server.serve` names."""

    def init_signals(self) -> None:
        self._end = asyncio.Event()
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD_BY)

    def handle_exit_signal(self) -> None:
        super().handle_exit_signal()
        self._end.set()

    def handle_quit_signal(self) -> None:
        super().handle_quit_signal()
        self._end.set()

    async def _serve(self) -> None:
        """Listen until gunicorn says that this worker ends, then end as gunicorn does."""
        sys.setswitchinterval(_TURN_SECONDS)
        _work_in_batches()
        self._connections = Connections(self.cfg.keepalive, self.asgi.client_bytes)
        self.cfg.set("keepalive", _NEVER)
        for listener in self.sockets:
            self.servers.append(await self._listen(listener.sock))
        self._sweep()
        self.asgi.threads.submit(self.asgi.warm)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), _HEARTBEAT_SECONDS)
        self._connections.sweep(is_ending=True)
        await self._shutdown()
        # The event loop gives its handlers up when it is closed. A signal more would kill what is
        # ending, and gunicorn would say so.
        signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD_BY)

    async def _listen(self, listening: socket.socket) -> asyncio.Server:
        # asyncio's `backlog` is two things: how many connections may wait in the system, and how
        # many a worker accepts in a row. With more than one, whichever worker wakes first takes
        # all clients that come at once, and the other cores are idle.
        server = await self.loop.create_server(self._protocol, sock=listening, backlog=1)
        listening.listen(self.cfg.backlog)
        return server  # type: ignore[no-any-return]

    def _protocol(self) -> FeedProtocol:
        return FeedProtocol(
            self,
            self.asgi,
            self._connections,
            self.asgi.memory,
            lambda waits: GunicornProtocol(self, waits),
        )

    def _sweep(self) -> None:
        self._connections.sweep(is_ending=not self.alive)
        self.loop.call_later(SWEEP_SECONDS, self._sweep)


def _work_in_batches() -> None:
    """Ask Linux not to interrupt another process for each request that arrives (SCHED_BATCH): a
    worker then finds several when it wakes. docs/measurements.md says what that gives."""
    if hasattr(os, "SCHED_BATCH"):
        with suppress(OSError):  # a container may not allow it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


class GunicornProtocol(ASGIProtocol):  # type: ignore[misc]
    """gunicorn's protocol, which calls `waits` whenever it begins to wait for a request."""

    def __init__(self, worker: ASGIWorker, waits: Callable[[], None]) -> None:
        self._call_waits = waits
        self.is_waiting = False
        super().__init__(worker)

    @property
    def _awaiting_request(self) -> bool:
        """gunicorn's own note. It is True only while no request is under way nor buffered."""
        return self.is_waiting

    @_awaiting_request.setter
    def _awaiting_request(self, is_waiting: bool) -> None:
        self.is_waiting = is_waiting
        if is_waiting:
            self._call_waits()
