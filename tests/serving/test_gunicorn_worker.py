"""The internals of gunicorn that Postwire uses exist, and behave as Postwire expects.

When one of these tests fails after an update of gunicorn, its message says which name moved;
`service/server/gunicorn_worker.py` is the one place to change.
"""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import pytest
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gasgi import ASGIWorker

from service.server.gunicorn_worker import GunicornProtocol, report_end

GUNICORN = f"gunicorn {version('gunicorn')}"


@pytest.fixture
def worker() -> Iterator[ASGIWorker]:
    """A worker that has not been started, with an application that answers 204."""
    config = Config()
    worker = ASGIWorker(1, os.getppid(), [], None, 30, config, Logger(config))
    worker.loop = asyncio.new_event_loop()
    worker.asgi = no_content
    yield worker
    worker.loop.close()
    worker.tmp.close()


async def no_content(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Transport(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""

    def write(self, data: Any) -> None:
        self.sent += bytes(data)

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        self.sent += b"closed"

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass


@pytest.mark.parametrize(
    "name",
    [
        *("alive", "asgi", "cfg", "log", "loop", "notify", "nr_conns", "ppid"),
        *("init_signals", "run", "servers", "sockets", "_serve", "_shutdown"),
        *("handle_exit_signal", "handle_quit_signal", "pid"),
    ],
)
def test_the_worker_has_what_is_used_of_it(worker: ASGIWorker, name: str) -> None:
    assert hasattr(worker, name), f"{GUNICORN} has no ASGIWorker.{name}"


@pytest.mark.parametrize(
    "name",
    [
        *("connection_made", "connection_lost", "data_received", "eof_received"),
        *("pause_writing", "resume_writing", "_awaiting_request"),
    ],
)
def test_the_protocol_has_what_is_used_of_it(worker: ASGIWorker, name: str) -> None:
    assert hasattr(ASGIProtocol(worker), name), f"{GUNICORN} has no ASGIProtocol.{name}"


def test_a_worker_serves_by_the_method_that_is_overridden() -> None:
    assert inspect.iscoroutinefunction(ASGIWorker._serve), f"{GUNICORN}: _serve is no coroutine"
    assert "_serve" in ASGIWorker.run.__code__.co_names, f"{GUNICORN}: run() calls no _serve()"


def test_a_worker_that_ends_waits_until_it_has_no_connections() -> None:
    assert "nr_conns" in ASGIWorker._shutdown.__code__.co_names, f"{GUNICORN}: _shutdown()"


@pytest.mark.parametrize(("listeners", "lines"), [(["127.0.0.1"], 1), ([], 0)])
def test_the_end_of_a_worker_is_said_unless_all_end(
    worker: ASGIWorker, caplog: pytest.LogCaptureFixture, listeners: list[str], lines: int
) -> None:
    """gunicorn closes what it listens on before it ends its workers."""
    master = Arbiter.__new__(Arbiter)
    assert master.LISTENERS == []
    master.LISTENERS = listeners
    report_end(master, worker)
    assert len(caplog.messages) == lines
    assert "LISTENERS" in Arbiter.stop.__code__.co_names, f"{GUNICORN}: stop()"


def test_an_application_is_configured_by_overriding_two_methods() -> None:
    for name in ("load_config", "load", "run"):
        assert callable(getattr(BaseApplication, name, None)), f"{GUNICORN}: {name}"


def test_the_protocol_says_when_it_waits_for_a_request(worker: ASGIWorker) -> None:
    """Twice: before the first request, and once that has been answered; never between."""
    sent_when_waiting: list[bytes] = []
    transport = Transport()

    async def talk() -> None:
        protocol = GunicornProtocol(worker, lambda: sent_when_waiting.append(transport.sent))
        protocol.connection_made(transport)
        await asyncio.sleep(0)
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(100):
            await asyncio.sleep(0)
        assert protocol.is_waiting
        protocol.connection_lost(None)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    worker.loop.run_until_complete(talk())
    moved = f"{GUNICORN} no longer sets ASGIProtocol._awaiting_request when it waits"
    assert len(sent_when_waiting) == 2, moved
    assert sent_when_waiting[0] == b"", moved
    assert sent_when_waiting[1].startswith(b"HTTP/1.1 204"), moved
