"""Bodies are awaited without a thread, at a least rate, of those who may send them."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.exceptions import HTTPException

from service.server.bodies import ClientGoneError, Pace, kept, whole_body
from service.server.client_memory import ClientMemory
from service.settings.credentials import TOKEN_NAME
from service.settings.loading import load
from service.settings.settings import Settings
from service.web.awaited_body import Allowance, allowance
from tests.conftest import Service, reply

FORM = "application/x-www-form-urlencoded"
PROMPT = Pace(start_seconds=0.01, bytes_a_second=1_000_000, deadline_seconds=0.05)


def awaited(
    pieces: list[bytes],
    allowed: Allowance,
    announced: int = 0,
    memory: ClientMemory | None = None,
    ends: str = "http.request",
    stalls: bool = False,
) -> bytes | HTTPException:
    """What comes of a body that arrives in these pieces."""
    messages: list[Mapping[str, Any]] = [
        {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
    ]

    async def receive() -> Mapping[str, Any]:
        if messages:
            return messages.pop(0)
        if stalls:
            await asyncio.Event().wait()
        return {"type": ends, "body": b"", "more_body": False}

    async def read() -> bytes | HTTPException:
        with kept(memory or ClientMemory(1 << 20, 1 << 20), "a") as keeper:
            pace = PROMPT if stalls else Pace()
            return await whole_body(receive, allowed, announced, keeper, pace)

    return asyncio.run(read())


def code(outcome: bytes | HTTPException) -> int | None:
    assert isinstance(outcome, HTTPException)
    return outcome.code


def test_a_body_is_put_together() -> None:
    assert awaited([b"ab", b"", b"cd"], Allowance(4)) == b"abcd"


def test_a_body_that_is_not_allowed_is_not_read() -> None:
    assert awaited([b"x"] * 10, Allowance(0), 10) == b""


def test_a_body_is_refused_by_what_it_announces_and_by_what_it_is() -> None:
    assert code(awaited([], Allowance(4), 5)) == 413
    assert code(awaited([b"abc", b"de"], Allowance(4))) == 413


def test_a_body_that_does_not_come_is_refused() -> None:
    assert code(awaited([b"a"], Allowance(4), 4, stalls=True)) == 408


def test_a_body_whose_client_goes_is_dropped() -> None:
    with pytest.raises(ClientGoneError):
        awaited([b"a"], Allowance(4), ends="http.disconnect")


def test_bodies_share_the_memory_of_all_clients() -> None:
    memory = ClientMemory(1000, 500)
    with pytest.raises(asyncio.CancelledError):
        awaited([b"x" * 400, b"x" * 400, b""], Allowance(10_000), memory=memory)
    assert memory.total_bytes == 0
    operators = Allowance(10_000, is_operators=True)
    assert awaited([b"x" * 400, b"x" * 400], operators, memory=memory) == b"x" * 800


@pytest.mark.parametrize("received", [0, 1, 5000, 1 << 20, 1 << 30])
def test_the_pace_grows_with_what_came_up_to_the_deadline(received: int) -> None:
    assert 10 <= Pace().seconds_for(received) <= 120
    assert Pace().seconds_for(received) == min(10 + received / 1024, 120)


@pytest.mark.parametrize(
    ("method", "path", "headers", "most"),
    [
        ("POST", "/hub", {"content-type": FORM}, "hub"),
        ("POST", "/hub", {"content-type": f"{FORM.upper()} ; charset=utf-8"}, "hub"),
        ("POST", "/hub/subscription-details", {"content-type": FORM}, "hub"),
        ("POST", "/hub", {"content-type": "text/plain"}, ""),
        ("POST", "/hub", {}, ""),
        ("POST", "/refresh", {"authorization": "Bearer right"}, "refresh"),
        ("POST", "/refresh", {"authorization": "bearer  right "}, "refresh"),
        ("POST", "/refresh", {"authorization": "Bearer wrong"}, ""),
        ("POST", "/refresh", {"authorization": "Bearer "}, ""),
        ("POST", "/refresh", {"authorization": "Basic right"}, ""),
        ("POST", "/refresh", {"authorization": "right"}, ""),
        ("POST", "/refresh", {"x-hub-signature-256": "sha256=" + "a" * 64}, "share"),
        ("POST", "/refresh", {"x-hub-signature-256": "sha256=x"}, ""),
        ("POST", "/refresh", {"x-gitlab-token": "guess"}, ""),
        ("POST", "/refresh", {"x-gitlab-token": "secret"}, "share"),
        ("POST", "/refresh", {"x-gitlab-token": "former"}, "share"),
        ("POST", "/refresh", {}, ""),
        ("GET", "/hub", {"content-type": FORM}, ""),
        ("PUT", "/refresh", {"authorization": "Bearer right"}, ""),
        ("POST", "/", {"authorization": "Bearer right"}, ""),
        ("POST", "/feed.rss", {}, ""),
    ],
)
def test_credentials_come_before_bodies(
    settings: Settings, method: str, path: str, headers: dict[str, str], most: str
) -> None:
    settings = Settings.model_validate(
        {
            **settings.model_dump(exclude_unset=True),
            "refresh_token": "right",
            "webhook_secret": "secret",
            "webhook_former_secret": "former",
        }
    )
    expected = {
        "hub": settings.hub_body_bytes,
        "refresh": settings.refresh_body_bytes,
        "share": min(settings.refresh_body_bytes, settings.client_share_bytes),
        "": 0,
    }
    allowed = allowance(method, path, headers, settings)
    assert allowed == Allowance(expected[most], is_operators=most == "refresh")


def test_a_stranger_sends_no_more_than_anybody_may(settings: Settings) -> None:
    with_secret = load(archive=settings.archive, webhook_secret="s")
    for share, most in ((10, 10), (30, 20)):
        changes = {"refresh_body_bytes": 20, "client_bytes": share * 2}
        bounded = with_secret.model_copy(update=changes)
        allowed = allowance("POST", "/refresh", {"x-gitlab-token": "s"}, bounded)
        assert allowed == Allowance(most)


def test_no_body_is_read_by_a_token_that_cannot_be_looked_up(settings: Settings) -> None:
    (settings.state_folder / TOKEN_NAME).mkdir(parents=True)
    headers = {"authorization": "Bearer right"}
    assert allowance("POST", "/refresh", headers, settings) == Allowance(0)


def test_no_signature_is_read_for_where_no_secret_is_set(settings: Settings) -> None:
    headers = {"x-hub-signature-256": "sha256=" + "a" * 64}
    assert allowance("POST", "/refresh", headers, settings).most_bytes == 0


@pytest.fixture
def service(service_of_three_posts: Service) -> Service:
    return service_of_three_posts


HUB = b"POST /hub HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM.encode() + b"\r\n"


def opened(service: Service, data: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=20)
    connection.sendall(data)
    return connection


def test_everything_is_answered_while_bodies_are_unfinished(service: Service) -> None:
    token = (service.state / "refresh.token").read_bytes().strip()
    refresh = b"POST /refresh HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + b"\r\n"
    stalled = [
        opened(service, head + ending)
        for head in (HUB, refresh)
        for ending in (
            b"Content-Length: 9\r\n\r\n",
            b"Content-Length: 9\r\n\r\nhub",
            b"Transfer-Encoding: chunked\r\n\r\n",
            b"Transfer-Encoding: chunked\r\n\r\n3\r\nhub\r\n",
            b"Transfer-Encoding: chunked\r\n\r\n3\r\nhub\r\n0\r\nA: b\r\n",
            b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n",
        )
        for _ in range(8)
    ]
    for path in ("/healthz", "/", "/feed.json?limit=1", "/feeds.opml", "/nothing"):
        assert service.get(path)[0] in (200, 404)
    for connection in stalled:
        connection.close()


def test_only_a_client_that_may_send_a_body_is_told_to_continue(service: Service) -> None:
    expecting = b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    with opened(service, HUB + expecting) as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"a=b")
        assert reply(connection)[0] == 400
    with opened(service, b"POST /refresh HTTP/1.1\r\nHost: x\r\n" + expecting) as connection:
        assert reply(connection)[0] == 401


def test_several_announced_bodies_of_strangers_are_refused_unread(service: Service) -> None:
    refused = []

    def send() -> None:
        head = b"POST /refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
        with opened(service, head) as connection:
            refused.append(reply(connection)[0])

    threads = [threading.Thread(target=send) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [401] * 40


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b", 400),
        (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"Transfer-Encoding: gzip\r\n\r\nx", 501),
        (b"Content-Length: -1\r\n\r\n", 400),
        (b"Content-Length: +3\r\n\r\na=b", 400),
        (b"Content-Length: 0x3\r\n\r\na=b", 400),
        (b"Content-Length: 3, 3\r\n\r\na=b", 400),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n3;" + b"x" * 70_000, 400),
    ],
    ids=str,
)
def test_bodies_that_two_readers_could_read_differently_are_refused(
    service: Service, head: bytes, status: int
) -> None:
    with opened(service, HUB + head) as connection:
        assert reply(connection)[0] in (status, 400)
    assert service.get("/feed.rss")[0] == 200
