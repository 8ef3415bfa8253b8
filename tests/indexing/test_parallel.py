"""Large refreshes read files in processes of their own, which neither hang nor keep a lock."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.files import locked_if_free
from feeds.index import Refresher, open_index, parallel
from tests.conftest import CONFIG, Service, post, write

NOW = datetime(2023, 1, 1, tzinfo=UTC)


def _many(root: Path, number: int, folder: str = "_posts/many") -> Path:
    (root / folder).mkdir(parents=True, exist_ok=True)
    for n in range(number):
        text = post(f"第{n}篇", f"2022-02-{n % 28 + 1:02}")
        (root / folder / f"2022-02-01-{n}.md").write_text(text)
    return root / folder


@pytest.fixture
def refresher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refresher:
    """The archive has 600 posts, which count as many here."""
    monkeypatch.setattr(parallel, "FEW", 400)
    write(tmp_path / "site", "_config.yml", CONFIG)
    _many(tmp_path / "site", 600)
    (tmp_path / "state").mkdir()
    return Refresher(open_archive(tmp_path / "site"), tmp_path / "state", processes=2)


def _served(refresher: Refresher) -> int:
    with open_index(refresher.state) as index:
        return index.counts().served


def _is_free(path: Path) -> bool:
    with locked_if_free(path) as is_free:
        return is_free


@pytest.mark.process
def test_several_processes_read_the_same_posts_as_one(refresher: Refresher) -> None:
    files = list(refresher.archive.files())
    one, two = (
        [row for rows in parallel.read_all(refresher.archive, files, NOW, number) for row in rows]
        for number in (1, 2)
    )
    assert (len(one), one) == (600, two)


@pytest.mark.process
def test_a_bulk_refresh_ends_in_a_process_that_ignores_sigterm(refresher: Refresher) -> None:
    """As the workers of a web server do, whose handlers forked children had: a pool of them waited
    for ever for children that it had sent SIGTERM."""
    code = (
        "import signal, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "signal.signal(signal.SIGTERM, lambda *_: None)\n"
        "from feeds.archive import open_archive; from feeds.index import Refresher, parallel\n"
        "parallel.FEW = 400\n"
        "archive, state = map(Path, sys.argv[1:])\n"
        "Refresher(open_archive(archive), state, 2).refresh(datetime.now(UTC))\n"
    )
    command = [sys.executable, "-c", code, str(refresher.archive.root), str(refresher.state)]
    subprocess.run(command, check=True, timeout=60)
    assert _served(refresher) == 600
    assert _is_free(refresher.state / "refresh.lock")


def test_bulk_refreshes_of_a_running_service_are_answered(
    archive: Path, serve: Callable[..., Service]
) -> None:
    """Long enough to see that it works; the fault that this was written for hit one in twenty."""
    service = serve(archive, POSTWIRE_PROCESSES="2")
    number, until = parallel.FEW + 100, time.monotonic() + 10
    for _ in range(4):
        many = _many(archive, number)
        assert len(_refresh(service)["added"]) == number
        shutil.rmtree(many)
        assert len(_refresh(service)["removed"]) == number
        if time.monotonic() > until:
            break


def _refresh(service: Service) -> dict[str, list[str]]:
    token = (service.state / "refresh.token").read_text().strip()
    request = urllib.request.Request(
        f"{service.url}/refresh", b"", {"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, list[str]] = json.load(response)
    return answer


def test_bulk_refreshes_that_a_ping_asks_for_end(
    archive: Path, serve: Callable[..., Service]
) -> None:
    """The hub's worker scans then; a ping needs no token."""
    service = serve(archive, POSTWIRE_PROCESSES="2", POSTWIRE_PING_INTERVAL_SECONDS="0")
    ping = f"hub.mode=publish&hub.url={service.url}/feed.rss".encode()

    def served() -> int:
        lines = service.get("/metrics")[2].decode().splitlines()
        [line] = [line for line in lines if line.startswith('postwire_posts{state="served"}')]
        return int(float(line.split()[1]))

    number, before = parallel.FEW + 100, served()
    for _ in range(2):
        many = _many(archive, number)
        for expected in (before + number, before):
            urllib.request.urlopen(f"{service.url}/hub", ping).close()
            until = time.monotonic() + 60
            while served() != expected:
                assert time.monotonic() < until, "the refresh does not end"
                time.sleep(0.2)
            if expected != before:
                shutil.rmtree(many)
