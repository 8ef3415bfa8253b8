"""Real subscribers for the hub's tests: one small HTTP server that plays many of them."""

from __future__ import annotations

import hashlib
import hmac
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

PATIENCE_SECONDS = 100.0  # of a test on a busy machine; nothing that works takes so long


class Received(NamedTuple):
    method: str
    path: str  # with the query string, as it came
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The parameters; of one given twice the last."""
        pairs = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    @property
    def is_signed_with(self) -> Callable[[str], bool]:
        def check(secret: str) -> bool:
            method, _, digest = self.headers["x-hub-signature"].partition("=")
            assert hasattr(hashlib, method)
            return hmac.new(secret.encode(), self.body, method).hexdigest() == digest

        return check


class Reaction(NamedTuple):
    """What a callback answers; a verification that is accepted echoes the challenge."""

    status: int = 200
    body: bytes | None = None  # None: the challenge, where there is one
    delay_seconds: float = 0.0
    location: str = ""
    retry_after: str = ""


class Subscribers:
    """A server on the loopback. Every path is a callback; `react` decides how it behaves."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.received: list[Received] = []
        self.react: Callable[[Received], Reaction] = lambda received: Reaction()
        self._server = _Server((host, 0), _Handler)
        self._server.subscribers = self
        self.port = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, received: Received) -> Reaction:
        self.received.append(received)
        return self.react(received)

    def deliveries(self, path: str | None = None) -> list[Received]:
        return [r for r in list(self.received) if r.method == "POST" and path in (None, r.path)]

    def verifications(self, path: str | None = None) -> list[Received]:
        return [
            r
            for r in list(self.received)
            if r.method == "GET" and (path is None or r.path.startswith(path))
        ]

    def wait(self, condition: Callable[[], Any], what: str = "") -> Any:
        """What the condition gives as soon as it is true."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not (value := condition()):
            assert time.monotonic() < until, f"{what or 'nothing'} came in {PATIENCE_SECONDS} s"
            # Not at each arrival: a look at thousands of them would hold up the next ones.
            time.sleep(0.05)
        return value

    def wait_for_deliveries(self, count: int, path: str | None = None) -> list[Received]:
        self.wait(lambda: len(self.deliveries(path)) >= count, f"{count} deliveries")
        return self.deliveries(path)

    def wait_for_verifications(self, count: int, path: str | None = None) -> list[Received]:
        self.wait(lambda: len(self.verifications(path)) >= count, f"{count} verifications")
        return self.verifications(path)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    subscribers: Subscribers

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Silent where the client is gone, which some tests are about: what stands on stderr
        meanwhile is another test's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.command, self.path, headers, body)
        reaction = self.server.subscribers.note(received)
        time.sleep(reaction.delay_seconds)
        self._answer(received, reaction)

    do_POST = do_GET

    def _answer(self, received: Received, reaction: Reaction) -> None:
        body = reaction.body
        if body is None:
            body = received.query.get("hub.challenge", "").encode()
        self.send_response(reaction.status)
        if reaction.location:
            self.send_header("Location", reaction.location)
        if reaction.retry_after:
            self.send_header("Retry-After", reaction.retry_after)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def form(**fields: str | list[str]) -> bytes:
    """`hub_mode="subscribe"` → `hub.mode=subscribe`; a list repeats its name."""
    named = {name.replace("hub_", "hub."): value for name, value in fields.items()}
    return urlencode(named, doseq=True).encode()
