"""The real service: gunicorn, several workers, real readers, a clean end.

That every worker sees a refresh, and a post whose time comes, is in `test_fast_path`.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner
from reader import make_reader

from service.cli import main
from tests.conftest import ALONE, EXAMPLES, Service, free_port, post, reply, write

pytestmark = pytest.mark.process
Serve = Callable[..., Service]


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command line as a user calls it."""
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **env},
    )


def test_feedparser_reads_title_link_date_author_and_source(
    service_of_the_example: Service,
) -> None:
    for path in ("/feed.rss", "/category/haizhouribao.atom"):
        parsed = feedparser.parse(service_of_the_example.url + path)
        assert not parsed.bozo, parsed.get("bozo_exception")
        assert parsed.version in ("rss20", "atom10")
        for entry in parsed.entries:
            assert entry.title
            assert entry.link.startswith("https://news.example/")
            assert entry.get("published_parsed")
            assert entry.author
    # The last one parsed is the Atom feed of one outlet.
    assert {entry.source.title for entry in parsed.entries} == {"海州日报"}
    assert all(link.href for entry in parsed.entries for link in entry.links if link.rel == "via")


def test_the_second_poll_of_feedparser_is_answered_304(service_of_the_example: Service) -> None:
    url = service_of_the_example.url + "/tag/海州日报新闻.atom"
    first = feedparser.parse(url)
    assert feedparser.parse(url, etag=first.etag).status == 304
    assert feedparser.parse(url, modified=first.modified).status == 304


def test_the_reader_library_updates_from_all_three_formats(
    service_of_the_example: Service,
) -> None:
    url_of = f"{service_of_the_example.url}/category/haizhouribao.".__add__
    with make_reader(":memory:") as reader:
        urls = [*map(url_of, ("rss", "atom", "json"))]
        for url in urls:
            reader.add_feed(url)
        reader.update_feeds()
        for url in urls:
            feed = reader.get_feed(url)
            assert feed.last_exception is None
            entries = list(reader.get_entries(feed=url))
            assert len(entries) == 7
            assert all(entry.link and entry.published and entry.authors_str for entry in entries)


def test_a_known_archive_is_served_before_its_files_are_looked_at(
    archive: Path, serve: Serve
) -> None:
    service = serve(archive, *ALONE, anew=True)
    service.stop()
    write(archive, "_posts/2022-03-09-9.md", post("添加", "2022-03-09 08:00", "haizhou"))
    with (service.state / "refresh.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # nobody can refresh meanwhile
        again = serve(archive, *ALONE, "--state", str(service.state))
        assert "添加" not in again.get("/category/haizhou.rss")[2].decode()
    for _ in range(200):
        if "添加" in again.get("/category/haizhou.rss")[2].decode():
            break
        time.sleep(0.05)
    again.process.send_signal(signal.SIGTERM)
    stderr = again.process.communicate(timeout=60)[1]
    assert "since the last look at the archive: 1 added" in stderr


def test_gunicorn_serves_wsgi_app_from_the_environment(archive: Path, tmp_path: Path) -> None:
    state, port = tmp_path / "state", free_port()
    assert run("index", str(archive), "--state", str(state)).returncode == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"],
        env={**os.environ, "POSTWIRE_ARCHIVE": str(archive), "POSTWIRE_STATE": str(state)},
        stderr=subprocess.DEVNULL,
    )
    try:
        assert "第1篇" in fetch_when_up(f"http://127.0.0.1:{port}/feed.rss")
    finally:
        process.terminate()
        process.wait(timeout=30)


def fetch_when_up(url: str) -> str:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("/nowhere",), "no such folder"),
        ((__file__,), "not a folder"),
        (("{empty}",), "no archive at"),
        ((str(EXAMPLES), "--state", "/proc/postwire"), "state folder"),
    ],
)
def test_a_start_that_cannot_work_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    words = [argument.format(empty=tmp_path) for argument in arguments]
    served = run("serve", *words, "--port", str(free_port()))
    others = [CliRunner().invoke(main, [command, *words]) for command in ("index", "feeds")]
    assert [served.returncode, *(done.exit_code for done in others)] == [2, 2, 2]
    for done in (served, *others):
        assert says in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_client_can_connect_as_soon_as_the_service_says_that_it_serves(tmp_path: Path) -> None:
    port = free_port()
    arguments = ("serve", str(EXAMPLES), "--state", str(tmp_path / "s"), "--port", str(port))
    with subprocess.Popen(
        [sys.executable, "-m", "service", *arguments, "--no-worker"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert any("serving" in line for line in process.stderr)
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        finally:
            process.terminate()
            process.stderr.read()


def test_a_taken_port_is_one_line_and_exit_code_2(archive: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", str(archive), "--state", str(tmp_path / "s"), "--port", port)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert "cannot listen" in done.stderr


def test_an_unknown_setting_is_named(archive: Path) -> None:
    write(archive, "postwire.toml", "colour = 'red'")
    done = CliRunner().invoke(main, ["index", str(archive)])
    assert done.exit_code == 2
    assert "colour" in done.stderr


def test_a_bad_value_in_the_environment_is_named(archive: Path) -> None:
    done = CliRunner().invoke(main, ["index", str(archive)], env={"POSTWIRE_WORKERS": "many"})
    assert done.exit_code == 2
    assert "POSTWIRE_WORKERS" in done.stderr


def test_broken_posts_are_named_and_everything_else_is_served(archive: Path) -> None:
    write(archive, "_posts/2022-03-08-broken.md", "---\ntitle: [\n---\n文。")
    done = CliRunner().invoke(main, ["index", str(archive), "--json"])
    assert done.exit_code == 0
    assert "_posts/2022-03-08-broken.md:" in done.stderr
    assert '"served": 3' in done.stdout


def test_it_opens_no_control_socket_and_ends_beside_idle_connections(
    serve: Serve, archive: Path, tmp_path: Path
) -> None:
    runtime, home = tmp_path / "runtime", tmp_path / "home"
    runtime.mkdir()
    home.mkdir()
    service = serve(archive, anew=True, XDG_RUNTIME_DIR=str(runtime), HOME=str(home))
    with ExitStack() as opened:
        for path, status in (("/feed.rss", 200), ("/feed.rss", 200), ("/nothing", 404)):
            idle = opened.enter_context(socket.create_connection(("127.0.0.1", service.port)))
            idle.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert reply(idle)[0] == status
        assert not list(runtime.iterdir())
        assert not (home / ".gunicorn").exists()
        assert service.stop() == 0
        assert idle.recv(1) == b""
