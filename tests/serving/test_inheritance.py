"""What a process that the service starts has of the one that starts it: as little as it needs."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from feeds.files import locked_if_free
from tests.conftest import ALONE, Service, post, three_posts, write
from tests.pushing.hub_under_test import SETTINGS, TOKEN
from tests.serving.test_bounded_posts import FREEZING_RULE, FREEZING_TEXT, is_bounded
from tests.serving.test_git_archive import until

pytestmark = pytest.mark.process


def open_files(pid: int) -> dict[int, str]:
    """The descriptors of a process, with what they lead to, in the kernel's own words."""
    folder = Path(f"/proc/{pid}/fd")
    return {int(name): os.readlink(folder / name) for name in os.listdir(folder)}


def signals(pid: int, which: str) -> set[int]:
    """Signals that a process blocks (`SigBlk`), ignores (`SigIgn`) or handles (`SigCgt`)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    mask = int(next(line for line in lines if line.startswith(which)).split()[1], 16)
    return {number for number in range(1, 32) if mask >> (number - 1) & 1}


def listeners(pid: int, port: int) -> list[str]:
    """Those of a process's descriptors that listen on a port."""
    return [
        f"socket {connection.fd}"
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    ]


def descendants(service: Service) -> list[psutil.Process]:
    return [*psutil.Process(service.process.pid).children(recursive=True)]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One with all its parts: gunicorn and two workers, the hub's worker, the watch."""
    folder = tmp_path_factory.mktemp("inheritance")
    archive, state = three_posts(folder / "archive"), folder / "state"
    options = {**SETTINGS, "POSTWIRE_WORKERS": "2"}
    running = Service(archive, state, "--watch", anew=True, **options)
    yield running
    running.stop()


@pytest.mark.xdist_group("inheritance")
def test_a_reading_process_has_its_connection_and_nothing_else(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as kept:  # a client's
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert kept.recv(12) == b"HTTP/1.1 200"
        check_reading_processes(service)


def check_reading_processes(service: Service) -> None:
    """:raise AssertionError: one has more than it needs"""
    for pid in [process.pid for process in descendants(service) if is_bounded(process)]:
        os.kill(pid, signal.SIGKILL)  # others are started, now that much is open
    for number in range(3):
        text = post(f"新{number}", "2022-03-09")
        told(service, write(service.archive, "_posts/2022-03-09-x.md", text))
        assert service.get(f"/feed.json?limit={number + 1}")[0] == 200
    reading = [process for process in descendants(service) if is_bounded(process)]
    assert reading
    for process in reading:
        files = open_files(process.pid)
        assert {files[number] for number in (0, 1)} == {"/dev/null"}
        # libffi, which ctypes calls C by, may keep its own file open.
        others = [name for number, name in files.items() if number > 2 and "/libffi." not in name]
        assert len(others) == 1, others
        assert others[0].startswith("socket:"), others
        assert process.net_connections("tcp") == []
        assert signals(process.pid, "SigBlk") == set()
        assert signals(process.pid, "SigCgt") <= {signal.SIGINT}
        # A shell ignores some for what it starts in the background, so the tests may, too.
        usual = {signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ} | signals(os.getpid(), "SigIgn")
        assert signals(process.pid, "SigIgn") <= usual


def told(service: Service, path: Path) -> None:
    """Until it is heard: where a process was killed as it came up, a refresh is a 503."""
    body = json.dumps({"paths": [str(path.relative_to(service.archive))]}).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    def is_heard() -> bool:
        try:
            urlopen(Request(f"{service.url}/refresh", body, headers)).close()
        except HTTPError as error:
            error.close()
            if error.code != 503:
                raise
            return False
        return True

    until(is_heard)


@pytest.mark.xdist_group("inheritance")
def test_nobody_but_the_web_server_has_its_socket(service: Service) -> None:
    """Else its address could not be listened on again after its end."""

    def with_its_socket() -> list[psutil.Process]:
        return [each for each in descendants(service) if listeners(each.pid, service.port)]

    # gunicorn and its two workers, the hub's worker and the watch
    until(lambda: len(descendants(service)) >= 5 and len(with_its_socket()) >= 3)
    with_socket = with_its_socket()
    parents = {process.ppid() for process in with_socket}
    assert len(with_socket) == 3, [process.cmdline() for process in with_socket]  # gunicorn's own
    assert parents == {service.process.pid, with_socket[0].pid}
    assert not listeners(service.process.pid, service.port)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_reading_process_that_is_dead_or_hangs_keeps_no_lock_of_a_refresh(
    archive: Path, serve: Callable[..., Service], number: signal.Signals
) -> None:
    """The service is killed amid a refresh that waits for a process which reads no end of a post;
    whatever becomes of that process, the lock is free."""
    write(archive, "postwire.toml", FREEZING_RULE)
    service = serve(archive, *ALONE, anew=True, POSTWIRE_POST_SECONDS="600")
    write(archive, "_posts/2022-03-09-frozen.md", post("冻", "2022-03-09", body=FREEZING_TEXT))
    token = (service.state / "refresh.token").read_text().strip()
    lines = ("POST /refresh HTTP/1.1", "Host: a", f"Authorization: Bearer {token}")
    request = "\r\n".join((*lines, "Content-Length: 0", "", ""))
    waiting = socket.create_connection(("127.0.0.1", service.port))
    waiting.sendall(request.encode())
    reading: list[psutil.Process] = []

    def is_at_work() -> bool:
        reading[:] = [each for each in descendants(service) if is_bounded(each)]
        return any(each.cpu_times().user > 1.5 for each in reading)

    until(is_at_work)
    others = [each.pid for each in descendants(service) if not is_bounded(each)]
    lock = service.state / "refresh.lock"
    assert not is_free(lock)
    for each in reading:
        os.kill(each.pid, number)
    for pid in (service.process.pid, *others):
        os.kill(pid, signal.SIGKILL)
    service.process.wait()
    try:
        until(lambda: is_free(lock))
    finally:
        for each in reading:
            if each.is_running():
                each.kill()
        waiting.close()


def is_free(path: Path) -> bool:
    with locked_if_free(path) as free:
        return free
