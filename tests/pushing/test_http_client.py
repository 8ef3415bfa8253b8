"""The one client for outgoing requests: the addresses it calls, the answers it reads."""

from __future__ import annotations

import asyncio
import socket
import threading
from asyncio.selector_events import BaseSelectorEventLoop
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis.strategies import from_regex

from service.hub.allowed_targets import (
    ANYWHERE,
    AllowedTargets,
    ForbiddenTargetError,
    check_address,
    check_url,
)
from service.hub.work.http_client import Answer, HttpClient, NoAnswerError
from service.settings.ports import parse_ports
from tests.pushing.subscribers import Reaction, Subscribers

PUBLIC = AllowedTargets(private=False, ports=parse_ports("1-65535"))
PRIVATE = AllowedTargets(private=True, ports=parse_ports("1-65535"))


def send(
    allowed: AllowedTargets, url: str, most_bytes: int = 1000, seconds: float = 1.0, **named: Any
) -> Answer:
    async def once() -> Answer:
        async with HttpClient(allowed, seconds) as client:
            return await client.send("GET", url, most_bytes, **named)

    return asyncio.run(once())


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "192.0.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "::2",
        "::127.0.0.1",
        "64:ff9b:1::1",
        "100::1",
        "100:0:0:1::1",
        "2001::1",
        "2001:2::1",
        "2001:20::1",
        "2001:1::1",
        "2001:3::1",
        "2001:4:112::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2620:4f:8000::1",
        "3fff::1",
        "5f00::1",
        "fec0::1",
        "::ffff:192.88.99.1",
        "64:ff9b::c058:6301",
        "2002:c058:6301::",
        "not an address",
    ],
)
def test_an_address_that_is_not_public_is_forbidden(address: str) -> None:
    with pytest.raises(ForbiddenTargetError):
        check_address(address, PUBLIC)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "2001:4860::1"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    check_address(address, PUBLIC)


def test_an_operators_address_may_have_any_port_and_lie_anywhere() -> None:
    for place in ("127.0.0.1", "a.example"):
        for port in (1, 2, 8000, 65534, 65535):
            assert check_url(f"http://{place}:{port}/", ANYWHERE) == place
        with pytest.raises(ForbiddenTargetError, match="port 0"):
            check_url(f"http://{place}:0/", ANYWHERE)


def test_an_address_of_nobody_or_of_a_group_is_called_by_nobody() -> None:
    for address in ("0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:224.0.0.1"):
        with pytest.raises(ForbiddenTargetError, match="is no public address"):
            check_address(address, PRIVATE)
    for address in ("127.0.0.1", "::1", "10.0.0.1", "192.0.2.1", "fec0::1", "fe80::1%eth0"):
        check_address(address, PRIVATE)


@pytest.mark.parametrize(
    "address",
    [
        *("169.254.169.254", "::ffff:169.254.169.254", "169.254.170.2", "169.254.170.23"),
        *("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd00:ec2::23"),
    ],
)
def test_an_address_that_serves_a_machines_credentials_is_always_forbidden(address: str) -> None:
    with pytest.raises(ForbiddenTargetError):
        check_address(address, PRIVATE)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com:21/", "not an absolute http"),
        ("javascript:alert(1)", "not an absolute http"),
        ("//example.com/", "not an absolute http"),
        ("/relative", "not an absolute http"),
        ("http:///path", "not an absolute http"),
        ("http://:80/path", "not an absolute http"),
        ("http://user@example.com/", "credentials"),
        ("http://user:pw@example.com/", "credentials"),
        ("http://@example.com/", "credentials"),
        ("http://example.com/#fragment", "without a fragment"),
        ("http://example.com:0/", "port 0"),
        ("http://example.com:99999/", "[Pp]ort"),
        ("http://example.com/a b", "in ASCII"),
        ("http://example.com/\r\nX: y", "in ASCII"),
        ("http://exämple.com/", "in ASCII"),
        ("http://127.0.0.1/", "no public address"),
        ("http://2130706433/", "no address"),
        ("http://0x7f000001/", "no address"),
        ("http://0x7f.1/", "no address"),
        ("http://127.1/", "no address"),
        ("http://127.0x0.1/", "no address"),
        ("http://8.010.0x8.8./", "no address"),
        ("http://name.0/", "no address"),
        ("http://[::1]/", "no public address"),
        ("http://[::ffff:7f00:1]/", "no public address"),
        ("http://%65xample.com/", "no address"),
        ("http://%31%32%37.0.0.1/", "no address"),
        ("http://example..com/", "no address"),
        ("http://.example.com/", "no address"),
        (f"http://{'a' * 64}.example/", "no address"),
        (f"http://{'a.' * 127}example/", "no address"),
        ("http://exam!ple.com/", "no address"),
        ("http://[v1.x]/", "no address"),
    ],
)
def test_a_forbidden_address_is_not_called(url: str, reason: str) -> None:
    """Each for its own reason: one that is refused for another shows nothing."""
    with pytest.raises(ForbiddenTargetError, match=reason):
        check_url(url, PUBLIC)
    with pytest.raises(NoAnswerError, match=reason):
        send(PUBLIC, url)


@pytest.mark.long
@given(host=from_regex(r"(?:(?:[0-9]{1,4}|0[xX][0-9a-f]{0,3}|a)\.?){1,5}", fullmatch=True))
@example("127.0x7f.1")
def test_a_host_that_the_system_takes_for_an_address_is_counted_as_it(host: str) -> None:
    try:
        counted = check_url(f"http://{host}/", PRIVATE)
        found = socket.getaddrinfo(host, 80, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
    except (ForbiddenTargetError, OSError):
        return
    assert found[0][4][0] == counted


def test_only_the_ports_in_the_settings_are_called() -> None:
    allowed = AllowedTargets(private=False, ports=parse_ports("80,443,8000-8010"))
    assert check_url("https://Example.com/x", allowed) == "example.com"
    check_url("http://example.com:8005/", allowed)
    for port in (22, 8011, 7999):
        with pytest.raises(ForbiddenTargetError):
            check_url(f"http://example.com:{port}/", allowed)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("Callbacks.Example", "callbacks.example"),
        ("callbacks.example.", "callbacks.example"),
        ("[::ffff:127.0.0.1]", "127.0.0.1"),
        ("[0:0:0:0:0:0:0:1]", "::1"),
    ],
)
def test_bounds_by_host_know_one_spelling_of_it(host: str, counted: str) -> None:
    assert check_url(f"http://{host}/x", PRIVATE) == counted


@pytest.mark.parametrize("spelled", ["", "x", "0", "70000", "9-5", "1,,2"])
def test_ports_without_meaning_are_refused(spelled: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_ports(spelled)


def test_a_name_that_resolves_to_the_loopback_is_not_connected_to(
    subscribers: Subscribers,
) -> None:
    with pytest.raises(NoAnswerError, match="no public address"):
        send(PUBLIC, f"http://localhost:{subscribers.port}/")
    assert not subscribers.received
    assert send(PRIVATE, f"http://localhost:{subscribers.port}/").status == 200


def test_a_name_with_a_forbidden_address_among_public_ones_is_not_connected_to(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even the public one is: nothing is connected to at all."""

    def mixed(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in ("93.184.216.34", "127.0.0.1")]

    connected: list[Any] = []

    async def connect(loop: Any, opened: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    monkeypatch.setattr(BaseSelectorEventLoop, "sock_connect", connect)
    with pytest.raises(NoAnswerError, match=r"127\.0\.0\.1 is no public address"):
        send(PUBLIC, f"http://rebound.example:{subscribers.port}/")
    assert not connected


def test_what_a_resolver_let_through_is_not_connected_to(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is looked at once more when a socket is made for it."""

    async def resolve(self: Any, host: str, port: int = 0, family: Any = None) -> list[Any]:
        return [
            {"hostname": host, "host": "127.0.0.1", "port": port}
            | {"family": socket.AF_INET, "proto": 6, "flags": socket.AI_NUMERICHOST}
        ]

    monkeypatch.setattr("service.hub.work.http_client._CheckedResolver.resolve", resolve)
    with pytest.raises(NoAnswerError, match=r"127\.0\.0\.1 is no public address"):
        send(PUBLIC, f"http://rebound.example:{subscribers.port}/")
    assert not subscribers.received


def test_a_name_resolved_anew_is_checked_anew(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is looked at, private when it is connected to. The address
    that was checked is the one connected to, and every new one is checked."""
    answers = iter(["127.0.0.1", "169.254.169.254"])

    def rebinding(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://rebound.example:{subscribers.port}/"
    assert send(PRIVATE, url).status == 200
    assert subscribers.received[0].headers["host"] == f"rebound.example:{subscribers.port}"
    with pytest.raises(NoAnswerError, match="credentials"):
        send(PRIVATE, url)


def test_a_redirect_is_not_followed(subscribers: Subscribers) -> None:
    subscribers.react = lambda received: Reaction(302, b"", location="/elsewhere")
    assert send(PRIVATE, f"{subscribers.url}/a").status == 302
    assert [received.path for received in subscribers.received] == ["/a"]


def test_an_answer_is_read_up_to_the_cap_only(subscribers: Subscribers) -> None:
    subscribers.react = lambda received: Reaction(200, b"x" * 5_000_000)
    assert send(PRIVATE, f"{subscribers.url}/a", 10).body == b"x" * 10


@pytest.mark.long
def test_one_deadline_holds_for_the_whole_request(subscribers: Subscribers) -> None:
    subscribers.react = lambda received: Reaction(delay_seconds=1.5)
    with pytest.raises(NoAnswerError, match="within 1 s"):
        send(PRIVATE, f"{subscribers.url}/a")


@example("/%7Ea/..%2f?b=%e4&a=1&&c")
@example("/a?")
@example("/?")
@example("/a??")
@example("/a/../b/./c?d/../e?")
@given(from_regex(r"/[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]{0,12}", fullmatch=True))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_address_is_called_as_it_is_spelled(subscribers: Subscribers, path: str) -> None:
    subscribers.received.clear()
    send(PRIVATE, subscribers.url + path)
    # The server of this test makes one slash of several at the start.
    assert subscribers.received[0].path in (path, f"/{path.lstrip('/')}")


def test_an_address_without_a_path_keeps_its_question_mark(subscribers: Subscribers) -> None:
    send(PRIVATE, f"{subscribers.url}?")
    send(PRIVATE, f"{subscribers.url}?x")
    assert [received.path for received in subscribers.received] == ["/?", "/?x"]


def test_a_closed_port_is_an_error_in_a_few_words() -> None:
    with pytest.raises(NoAnswerError):
        send(PRIVATE, "http://127.0.0.1:1/")


def test_a_connection_that_ends_without_an_answer_is_not_tried_again() -> None:
    """aiohttp would send a GET once more, which is a second call to a stranger."""
    calls = 0

    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        calls += 1
        writer.close()

    async def once() -> None:
        server = await asyncio.start_server(close, "127.0.0.1")
        async with server, HttpClient(PRIVATE, 5.0) as client:
            await client.send("GET", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", 1)

    with pytest.raises(NoAnswerError):
        asyncio.run(once())
    assert calls == 1


class _Closing:
    """A server that answers the first request of each connection, and closes it at the second; the
    answer on a later connection comes after so many seconds."""

    def __init__(self, later_seconds: float = 0.0) -> None:
        self.requests: list[int] = []  # the connection of each
        self._later_seconds = later_seconds
        self._connections: list[asyncio.Task[None]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own_task = asyncio.current_task()
        assert own_task
        self._connections.append(own_task)
        number = len(self._connections)
        for is_answered in (True, False):
            with suppress(asyncio.IncompleteReadError):
                await reader.readuntil(b"news")
                self.requests.append(number)
            if is_answered:
                await asyncio.sleep(self._later_seconds * (number > 1))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def sent(self, count: int) -> list[int]:
        """The statuses of so many requests, one after the other."""
        async with await asyncio.start_server(self.serve, "127.0.0.1") as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            try:
                async with HttpClient(PRIVATE, 5.0) as client:
                    return [
                        (await client.send("POST", url, 1, b"news")).status for _ in range(count)
                    ]
            finally:
                await asyncio.gather(*self._connections)


def test_a_request_that_meets_the_end_of_a_kept_connection_is_sent_on_a_fresh_one() -> None:
    """It may be a delivery, which would be made only after half a minute."""
    server = _Closing()
    assert asyncio.run(server.sent(3)) == [200] * 3
    assert server.requests == [1, 1, 2, 3]


def test_both_tries_together_have_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second begins when the time is up."""
    moments = iter((0.0, 0.0, 0.0, 0.0, 5.0))
    clock = SimpleNamespace(monotonic=lambda: next(moments))
    monkeypatch.setattr("service.hub.work.http_client.time", clock)
    server = _Closing(later_seconds=0.2)
    with pytest.raises(NoAnswerError, match="no answer within 5 s"):
        asyncio.run(server.sent(2))


@pytest.mark.long
def test_requests_on_fresh_connections_are_all_answered(subscribers: Subscribers) -> None:
    """A server may close a connection after an answer that does not say so. A kept one would be
    used again just then, and its request would be lost."""

    async def many() -> list[int]:
        async with HttpClient(PRIVATE, 10) as client:
            requests = (
                client.send("GET", f"{subscribers.url}/{number}", 100, on_fresh_connection=True)
                for number in range(300)
            )
            return [answer.status for answer in await asyncio.gather(*requests)]

    assert asyncio.run(many()) == [200] * 300
    headers = subscribers.received[-1].headers
    assert headers.get("connection") == "close"


def test_names_that_no_server_resolves_hold_up_nothing_else(
    subscribers: Subscribers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stranger's name server may say nothing to any number of names."""
    real, away = socket.getaddrinfo, threading.Event()
    looked_up: list[str] = []

    def look_up(host: str, *rest: Any, **named: Any) -> Any:
        if host.endswith(".silent.example"):
            looked_up.append(host)
            away.wait(60)
        return real(host, *rest, **named)

    async def beside() -> int:
        async with HttpClient(PRIVATE, 60) as client:
            urls = (f"http://{number}.silent.example/" for number in range(40))
            waiting = [asyncio.create_task(client.send("GET", url, 1)) for url in urls]
            while len(looked_up) < len(waiting):
                await asyncio.sleep(0.001)
            await asyncio.to_thread(int)  # as the rest of a worker does
            answer = await client.send("GET", f"http://localhost:{subscribers.port}/", 1)
            for task in waiting:
                task.cancel()
            return answer.status

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        assert asyncio.run(asyncio.wait_for(beside(), 50)) == 200
    finally:
        away.set()


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"),
        (b"", b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    ],
    ids=["interim answers", "empty lines", "extension of a chunk"],
)
def test_an_answer_without_end_is_given_up_for_what_it_takes(first: bytes, piece: bytes) -> None:
    """Each of them took time of the loop until the request's own time was over."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def endless() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.recv(4000)
                connection.sendall(first)
                while True:
                    connection.sendall(piece * 1000)

        thread = threading.Thread(target=endless, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with pytest.raises(NoAnswerError, match="more than 65,536 bytes"):
            send(PRIVATE, url, seconds=60)
        thread.join(60)


def test_each_request_of_a_connection_may_be_answered_at_length(subscribers: Subscribers) -> None:
    async def twice() -> list[bytes]:
        async with HttpClient(PRIVATE, 60) as client:
            url = f"{subscribers.url}/a"
            return [(await client.send("POST", url, 50_000, b"x")).body for _ in range(3)]

    subscribers.react = lambda request: Reaction(200, b"x" * 40_000)
    assert asyncio.run(twice()) == [b"x" * 40_000] * 3
