"""Something that the service needs goes away while it serves, and comes back: again and again.

Each round takes it away, looks at what goes on and at what says so, gives it back, and looks at
whether everything is as before.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import Service
from tests.pushing.hub_under_test import SETTINGS, TOKEN, HubUnderTest
from tests.rights import AS_AN_ORDINARY_USER
from tests.trust.kills import add_post, archive_of

_POSTS = 30
_FEEDS = ("/feed.rss", "/feed.atom", "/category/%E7%B1%BB1.json")
_MOST_LINES = 12  # of a log, whatever goes away however often within a minute


@contextlib.contextmanager
def tmpfs(place: Path, size: str) -> Iterator[Path]:
    """A small file system of its own; the test is skipped where none may be mounted."""
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True
    )
    if done.returncode:
        pytest.skip("NO FILE SYSTEM MAY BE MOUNTED HERE: THE FULL DISK IS NOT TESTED")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def disk_full(place: Path, rounds: int) -> int:
    """The state folder's file system has no byte left: feeds go on, a refresh is a 503, and what
    was to be refreshed is there once there is room again."""
    with tmpfs(place / "small", "24m") as small:
        return _rounds(place, small / "state", rounds, lambda state: _filled(small), "state")


@contextlib.contextmanager
def _filled(folder: Path) -> Iterator[None]:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0")
    try:
        yield
    finally:
        filler.unlink()


def no_right_to_write(place: Path, rounds: int) -> int:
    """The same where the state folder and its files may be read only."""
    state = place / "state"
    return _rounds(place, state, rounds, _read_only, "state", AS_AN_ORDINARY_USER)


def rights_and_archive_gone(place: Path, rounds: int) -> int:
    """First the rights, then the archive's folder, of one service."""
    archive = archive_of(place / "archive", _POSTS)
    with _served(archive, place / "state", AS_AN_ORDINARY_USER) as service:
        _taken_away_and_back(service, rounds, _read_only, "state")
        _taken_away_and_back(service, rounds, lambda _: _moved(archive), "archive")
    return rounds


@contextlib.contextmanager
def _read_only(state: Path) -> Iterator[None]:
    modes = dict[Path, int]()
    for path in (state, *state.iterdir()):
        with contextlib.suppress(FileNotFoundError):  # a database's journal comes and goes
            modes[path] = path.stat().st_mode
            path.chmod(modes[path] & 0o555)
    try:
        yield
    finally:
        for path, mode in modes.items():
            with contextlib.suppress(FileNotFoundError):
                path.chmod(mode)


def archive_gone(place: Path, rounds: int) -> int:
    """The archive's folder is away: cached feeds go on, and no post is taken for removed."""
    return _rounds(place, place / "state", rounds, lambda _: _moved(place / "archive"), "archive")


@contextlib.contextmanager
def _moved(folder: Path) -> Iterator[None]:
    away = folder.rename(folder.with_name("away"))
    try:
        yield
    finally:
        away.rename(folder)


def _rounds(
    place: Path,
    state: Path,
    rounds: int,
    taken_away: Callable[[Path], contextlib.AbstractContextManager[None]],
    part: str,
    prefix: Sequence[str] = (),
) -> int:
    with _served(archive_of(place / "archive", _POSTS), state, prefix) as service:
        _taken_away_and_back(service, rounds, taken_away, part)
    return rounds


def _taken_away_and_back(
    service: Service,
    rounds: int,
    taken_away: Callable[[Path], contextlib.AbstractContextManager[None]],
    part: str,
) -> None:
    under_test = HubUnderTest(service)
    for number in range(rounds):
        before = {path: service.get(path)[2] for path in _FEEDS}
        path = "_posts/" if part == "archive" else add_post(service.archive, 7 * (number + 100))
        with taken_away(service.state):
            under_test.until(lambda: _ready(service) == {f"503 {part}"})
            assert _refresh(under_test) == 503
            for feed, body in before.items():
                assert service.get(feed)[::2] == (200, body), feed
            status, _, problems = service.get("/status", Authorization=f"Bearer {TOKEN}")
            assert status == 200
            assert f'"{part}":'.encode() in problems
            metrics = service.get("/metrics")[2].decode()
            assert f'postwire_up{{part="{part}"}} 0.0' in metrics
        under_test.until(lambda: _ready(service) == {"200 ready\n"})
        assert _refresh(under_test) == 200
        if part == "archive":
            assert {path: service.get(path)[2] for path in _FEEDS} == before
        else:
            title = f"第{7 * (number + 100)}篇".encode()
            assert title in service.get("/feed.rss")[2], path
    under_test.close()


def _ready(service: Service) -> set[str]:
    """What the workers say, each of which looks once a second."""
    answers = (service.get("/readyz") for _ in range(12))
    return {f"{status} {body.decode().partition(': ')[0]}" for status, _, body in answers}


def _refresh(under_test: HubUnderTest) -> int:
    return under_test.send("/refresh", b"", Authorization=f"Bearer {TOKEN}")[0]


@contextlib.contextmanager
def _served(
    archive: Path, state: Path, prefix: Sequence[str] = (), ready: str = "/readyz", **env: str
) -> Iterator[Service]:
    """A service to which the rights of files mean something; its log is short at the end."""
    state.mkdir(parents=True)
    env = {**SETTINGS, **env}
    # One worker: what it has cached is cached for all.
    one = ("--workers", "1")
    service = Service(archive, state, *one, prefix=prefix, ready=ready, **env)
    try:
        yield service
    finally:
        assert service.process.stderr
        service.process.send_signal(signal.SIGTERM)
        lines = service.process.stderr.read().splitlines()
        code = service.stop()
    assert code == 0, "\n".join(lines)
    assert len(lines) <= 5 + _MOST_LINES, "\n".join(lines)
    assert "Traceback" not in "\n".join(lines)


def checkout(place: Path, rounds: int) -> int:
    """A `git checkout` rewrites the archive while it is served: in the end each feed is that of
    the branch, and no poll meanwhile is a 5xx."""
    archive = archive_of(place / "archive", _POSTS)
    git = ("git", "-C", str(archive), "-c", "user.name=x", "-c", "user.email=x@example.org")

    def run(*arguments: str) -> None:
        subprocess.run([*git, *arguments], check=True, capture_output=True)

    run("init", "-b", "one")
    run("add", ".")
    run("commit", "-m", "one")
    run("checkout", "-b", "two")
    for number in range(_POSTS):
        file = archive / add_post(archive, number)
        file.write_text(file.read_text() + "二")
    add_post(archive, 700)
    run("add", ".")
    run("commit", "-m", "two")
    service = Service(archive, place / "state", **SETTINGS)
    under_test = HubUnderTest(service)
    try:
        two = {path: service.get(path)[2] for path in _FEEDS}
        run("checkout", "one")
        assert _refresh(under_test) == 200
        one = {path: service.get(path)[2] for path in _FEEDS}
        assert one != two
        for number in range(rounds):
            branch, expected = (("two", two), ("one", one))[number % 2]
            switch = subprocess.Popen(
                [*git, "checkout", branch], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while switch.poll() is None:
                assert service.get("/feed.rss")[0] < 500
                assert _refresh(under_test) < 500
            assert switch.returncode == 0
            assert _refresh(under_test) == 200

            def is_that_of_the_branch(expected: dict[str, bytes] = expected) -> bool:
                return {path: _entries(service.get(path)[2]) for path in _FEEDS} == {
                    path: _entries(body) for path, body in expected.items()
                }

            under_test.until(is_that_of_the_branch)
    finally:
        under_test.close()
        service.stop()
    return rounds


def _entries(body: bytes) -> tuple[int, int]:
    """How many posts a document has, and how many of them are of the second branch."""
    return body.count("第".encode()), body.count("二".encode())


def name_gone(place: Path, rounds: int) -> int:
    """The database's name cannot be resolved: all but the hub goes on, from the start."""
    archive = archive_of(place / "archive", _POSTS)
    url = "postgresql+psycopg://nobody@database.invalid/x"
    for number in range(rounds):
        state = place / f"state-{number}"
        with _served_without_hub(archive, state, url) as service:
            for feed in _FEEDS:
                assert service.get(feed)[0] == 200
            assert service.get("/readyz")[2] == b"hub: the hub's database cannot be used\n"
            assert service.get("/status", Authorization=f"Bearer {TOKEN}")[0] == 200
    return rounds


@contextlib.contextmanager
def _served_without_hub(archive: Path, state: Path, url: str) -> Iterator[Service]:
    env = {**SETTINGS, "POSTWIRE_DATABASE_URL": url}
    with _served(archive, state, ready="/healthz", **env) as service:
        yield service
