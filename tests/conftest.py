"""What the tests share: small archives on disk, and the real service on a free port."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from feeds.archive import Archive, Options, open_archive
from feeds.bounded.pool import shared_pool
from feeds.bounded.process import Task
from feeds.index.rows import packed_rows_of
from feeds.model import Post
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from service.settings.settings import Settings
from tests.forked import ForkedProgram, starts_alike

# A busy machine is no fault of the code: no example has to be done in a set time.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=20_000)
hypothesis.settings.load_profile("unhurried")

_running: list[pytest.Item] = []
_SHARED = ("service_of_three_posts", "service_of_the_example")
_LONGEST_ID = 100
_ANY_TASK = Task.of(packed_rows_of, None)


@pytest.fixture(scope="session")
def processes() -> None:
    """Requested by every fixture that starts a program: tests that use one are marked `process`.
    A test that starts a program itself bears the mark."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Long data names no test. The processes of pytest-xdist refuse to run tests whose names
    differ, and data may be a compressor's, which writes down the second at which it worked."""
    return argname if isinstance(val, bytes | str) and len(val) > _LONGEST_ID else None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "processes" in fixtures:
            item.add_marker("process")
        for name in _SHARED:
            if name in fixtures:
                item.add_marker(pytest.mark.xdist_group(name))
    _group_by_tens(items)
    yield
    _assert_groups_hold(items)
    # The long tests first, so that at the end no worker is left alone with one.
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.get_closest_marker("process") is None)


def _group_by_tens(items: list[pytest.Item]) -> None:
    """Quick tests are handed out ten at a time: for each that is handed out pytest-xdist goes
    through all that it handed out before."""
    alone = [
        item
        for item in items
        if not item.get_closest_marker("process") and not item.get_closest_marker("xdist_group")
    ]
    for number, item in enumerate(alone):
        item.add_marker(pytest.mark.xdist_group(f"quick-{number // 10}"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In what is printed and kept for `--last-failed` a test has its own name, which pytest-xdist
    ends with `@` and the group: a run of one process would not know the tests that failed."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        report.nodeid = re.sub(r"@[\w.-]+$", "", report.nodeid)


def _assert_groups_hold(items: list[pytest.Item]) -> None:
    """pytest-xdist tells its groups by the end of a test's id, which pytest 9.2 does not let it
    write: then each of its processes starts the services and the browser of every group."""
    if items and getattr(items[0].config.option, "loadgroup", False):
        lost = [
            item.nodeid
            for item in items
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
        ]
        if lost:
            raise pytest.UsageError(f"pytest-xdist does not see the groups of {len(lost)} tests")


def pytest_collection_finish() -> None:
    """All tests and modules stay to the end: no collection of garbage has to go through them."""
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    shared_pool().warm(_ANY_TASK, 2)  # these read the posts of all tests
    _running[:] = [item]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    _running.clear()  # what the whole run shares ends with its last test, whichever that is


def _refuse_unmarked_processes(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook, so that `make quick` stays quick."""
    if event == "subprocess.Popen" and _running:
        test = _running[-1]
        assert test.get_closest_marker("process"), (
            f"{test.nodeid} starts {arguments[0]}: let it, or the fixture that does, be marked"
            " `process` (see `processes` in tests/conftest.py)"
        )


sys.addaudithook(_refuse_unmarked_processes)

EXAMPLES = Path(__file__).parents[1] / "examples" / "archive"

CONFIG = """\
title: 测试站
url: https://site.example
lang: zh-CN
timezone: Asia/Shanghai
author: 编辑部
permalink: /:categories/:year/:month/:day/:title.html
"""


def write(root: Path, path: str, text: str | bytes) -> Path:
    """A file of an archive, its folders made."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def post(
    title: str, date: str, categories: str = "haizhou", body: str = "正文。", **keys: str
) -> str:
    """A post file's text in the form the scraper writes."""
    extra = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return (
        f'---\nlayout: post\ntitle: "{title}"\ndate: {date}\n'
        f"categories: {categories}\n{extra}---\n{body}"
    )


def three_posts(root: Path) -> Path:
    """An archive of three posts in two categories."""
    write(root, "_config.yml", CONFIG)
    for number, category in enumerate(("haizhou", "haizhou", "yunling"), 1):
        text = post(
            f"第{number}篇", f"2022-03-{number:02} 08:00:00 +0800", category, tags="海州日报新闻"
        )
        write(root, f"_posts/2022-03-{number:02}-{number}.md", text)
    return root


class _CompiledTemplates(BytecodeCache):
    """Templates are compiled once for all applications that the tests make, not for each."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._compiled[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {"bytecode_cache": _CompiledTemplates()}


@pytest.fixture(scope="session", autouse=True)
def users_state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where a test names no state folder, its archive's lies here and not at the user's home."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state-of-the-user"))


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own, as pytest's, which goes through the folders of all tests before
    it to find a number that is free."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp(), prefix=f"{name}-"))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return three_posts(tmp_path / "archive")


@pytest.fixture
def settings(archive: Path, tmp_path: Path) -> Settings:
    return load(archive=archive, state=tmp_path / "state", base_url="https://feeds.example")


ALONE = ("--workers", "1", "--no-worker")
"""Options of a service that is one web worker alone: each process more costs a start."""


def answer_of(
    url: str, body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """(status, headers in lower case, body); underscores in names are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, named)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, lowered(response.headers.items()), response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, lowered(error.headers.items()), error.read()


def permalinks(root: Path, posts: dict[str, str], **options: object) -> dict[str, str]:
    """Title → permalink of all posts of a site in `root` with these files, too."""
    for path, text in posts.items():
        write(root, path, text)
    archive = open_archive(root, Options(**options))  # type: ignore[arg-type]
    every = [archive.read(stat.path).post for stat in archive.files()]
    return {post.title: post.permalink for post in every if post}


class Service:
    """A `postwire serve` of its own process group, on a free port of the loopback."""

    def __init__(
        self,
        archive: Path,
        state: Path,
        *options: str,
        port: int = 0,
        prefix: Sequence[str] = (),
        ready: str = "/readyz",
        anew: bool = False,
        **env: str,
    ) -> None:
        """`prefix` begins the command; it runs when `ready` is answered with 200. `anew`: it is
        started as a program, not forked from one that has its modules (`tests/forked.py`)."""
        self.archive, self.state = archive, state
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: ForkedProgram | subprocess.Popen[str]
        command = ["serve", str(archive), "--state", str(state), "--port", str(self.port), *options]
        whole = {**os.environ, **env}
        if "PYTEST_CURRENT_TEST" in os.environ and not prefix and not anew and starts_alike(whole):
            self.process = ForkedProgram(command, whole)
        else:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "service", *command],
                env=whole,
                start_new_session=True,
                stderr=subprocess.PIPE,
                text=True,
            )
        try:
            wait_until_ready(self.url + ready, self.process)
        except BaseException:  # nobody else can: what is left open fails a test that comes later
            self.kill()
            raise

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """As `answer_of`."""
        return answer_of(self.url + path, **headers)

    def refresh(self, path: Path) -> None:
        """Have the service read a post of its archive again."""
        token = (self.state / "refresh.token").read_text().strip()
        body = json.dumps({"paths": [str(path.relative_to(self.archive))]}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/refresh", body, headers)
        with urllib.request.urlopen(request) as response:
            assert response.status == 200

    def kill(self) -> None:
        """SIGKILL, to all its processes."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.stop()

    def stop(self) -> int:
        """SIGTERM, as a supervisor sends it; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        if self.process.stderr:
            self.process.stderr.close()
        return code


def reply(connection: socket.socket, with_body: bool = True) -> tuple[int, bytes]:
    """Status and body of the next reply on a connection, not a byte more."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += read(connection, 1)
    lines = head.decode().split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
    empty = not with_body or " 304 " in lines[0]
    length = 0 if empty else int(fields["content-length"])
    return int(lines[0].split(" ")[1]), read(connection, length)


def read(connection: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        more = connection.recv(length - len(received))
        assert more, "the connection was closed early"
        received += more
    return received


_READY_SECONDS = 120  # for a start on a busy machine, which takes one or two alone


def wait_until_ready(url: str, process: ForkedProgram | subprocess.Popen[str]) -> None:
    """Return when `url` is answered with 200 by a service that `process` runs."""
    until = time.monotonic() + _READY_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(process.stderr.read() if process.stderr else "")
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the service does not get ready")


def lowered(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in pairs}


def modules_before_all(folder: Path) -> str:
    """A `PYTHONPATH` by which a program finds the modules of a folder first, and then all that this
    one finds."""
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


def free_port() -> int:
    """None of those that the system gives to clients: one of these may take it before it is
    listened on, or while a service that was killed is started again."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", secrets.choice(range(15_000, 32_768))))
            return int(probe.getsockname()[1])


@pytest.fixture
def serve(tmp_path: Path, processes: None) -> Iterator[Callable[..., Service]]:
    """Start the real service on an archive; it is stopped when the test ends."""
    started: list[Service] = []

    def start(archive: Path, *options: str, **env: str) -> Service:
        started.append(Service(archive, tmp_path / f"state-{len(started)}", *options, **env))
        return started[-1]

    yield start
    for service in started:
        service.stop()


@pytest.fixture(scope="session")
def service_of_three_posts(
    tmp_path_factory: pytest.TempPathFactory, processes: None
) -> Iterator[Service]:
    """For tests that change nothing: what one client sends must not matter to the next."""
    folder = tmp_path_factory.mktemp("service")
    yield from _started(three_posts(folder / "archive"), folder / "state", *ALONE)


@pytest.fixture(scope="session")
def service_of_the_example(
    tmp_path_factory: pytest.TempPathFactory, processes: None
) -> Iterator[Service]:
    """For tests that change nothing."""
    yield from _started(EXAMPLES, tmp_path_factory.mktemp("example"), *ALONE)


def _started(archive: Path, state: Path, *options: str) -> Iterator[Service]:
    service = Service(archive, state, *options)
    service.get("/feed.rss")  # from here on it is cached
    yield service
    service.stop()


def index_of(archive: Path, state: Path, **given: Any) -> Settings:
    """Index an archive; the settings it was indexed with."""
    given = {"base_url": "https://feeds.example"} | given
    settings = load(archive=archive, state=state, **given)
    refreshed(opened(settings), settings)
    return settings


@pytest.fixture
def indexed(archive: Path, tmp_path: Path) -> Callable[..., Settings]:
    """Index the archive and give the settings it was indexed with; keywords are settings."""

    def index(**given: Any) -> Settings:
        return index_of(archive, **({"state": tmp_path / "state"} | given))

    return index


@pytest.fixture
def client(indexed: Callable[..., Settings]) -> FlaskClient:
    """A client of the Flask application over an indexed archive."""
    return create_app(indexed()).test_client()


def text_of(archive: Archive, post: Post) -> str:
    """The text of a post whose file is there."""
    text = archive.text(post)
    assert text is not None
    return text
