"""What `serve`, `worker` and `index --watch` do before and beside the service itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import feeds.index.refresh
from feeds.errors import StateError
from feeds.model import Changes
from service.cli import main
from service.commands import common, serve
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import three_posts


class Service:
    """In place of what serves: it greets, looks once, and notes what it was told."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def __call__(self, settings: Settings, **told: Any) -> None:
        self.told = {"archive": settings.archive_name, **told}
        for name in ("greet", "refresh_once"):
            if call := self.told.pop(name, None):
                self.told[name] = True
                call()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    service = Service()
    monkeypatch.setattr(serve, "serve", service)
    monkeypatch.setattr("service.server.serve.work", service)
    monkeypatch.setattr(serve, "check_port_is_free", lambda settings: None)
    return service


def run(command: str, settings: Settings, *options: str, **environment: str) -> Result:
    words = [command, str(settings.archive), "--state", str(settings.state_folder), *options]
    result = CliRunner().invoke(main, words, env=environment)
    assert result.exit_code == 0, result.output
    return result


def test_an_archive_is_read_before_it_is_served_and_the_next_time_meanwhile(
    settings: Settings, service: Service
) -> None:
    first = run("serve", settings)
    assert f"postwire: serving 3 posts in 5 feeds from {settings.archive}" in first.stderr
    told = {"archive": str(settings.archive), "with_worker": True, "watching": False}
    assert service.told == {**told, "greet": True}
    (settings.archive / "_posts/2022-03-01-1.md").unlink()
    second = run("serve", settings, "--no-worker", "--watch")
    assert service.told == {
        **told,
        **{"with_worker": False, "watching": True, "greet": True, "refresh_once": True},
    }
    assert "serving 3 posts" in second.stderr
    assert "since the last look at the archive: 1 removed\n" in second.stderr
    assert "since the last look" not in run("serve", settings).stderr


class Refresher:
    """In place of what reads an archive: everything that is to be read again has changed."""

    def __init__(self, *given: object) -> None:
        pass

    def refresh(self, now: object, *given: object, again: list[str]) -> Changes:
        if "broken" in again:
            fail("gone")
        return Changes(added=("a",) * 1200 if again else (), changed=tuple(again))


def test_what_is_found_since_the_last_look_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive: Any = None
    settings, pulled = Settings(archive=tmp_path, state=tmp_path), list[Settings]()
    monkeypatch.setattr(serve, "Refresher", Refresher)
    monkeypatch.setattr(serve, "pull", pulled.append)

    def said(*again: str) -> str:
        monkeypatch.setattr(serve, "redated", lambda archive, settings: again)
        serve._look(archive, settings)
        return capsys.readouterr().err

    assert said() == ""
    words = "since the last look at the archive: 1,200 added, 2 changed"
    assert said("x.md", "y.md") == f"postwire: {words}\n"
    assert said("broken") == "postwire: the archive could not be read: gone\n"
    assert pulled == [settings] * 3


def fail(words: str) -> None:
    raise StateError(words)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_part_of_the_hub_that_is_away_is_said_before_anything_is_served(
    settings: Settings, service: Service, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    for place in ("service.commands.serve", "service.hub.hub"):
        monkeypatch.setattr(f"{place}.parts_away", lambda settings: ["the database is away"])
    monkeypatch.setattr(serve, "former_base_urls", lambda *given: fail("away"))
    first, second = run(command, settings).stderr.splitlines()[:2]
    assert first == "postwire: the database is away"
    assert second.startswith(
        ("postwire: serving 3 posts", f"postwire: working on {settings.archive}")
    )
    assert service.told["watching"] is False
    if command == "worker":
        run(command, settings, "--watch")
        assert service.told["watching"] is True
    monkeypatch.setattr(serve, "former_base_urls", lambda *given: {"https://old.example": 1200})
    (line,) = serve._left_behind(settings)
    assert line.startswith("1,200 feeds below https://old.example have subscribers")


def test_an_index_that_is_watched_follows_each_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list[Changes]()
    paths = [f"_posts/2022-03-0{number}-{number}.md" for number in (1, 2)]

    def watch(archive: object, state: Path, refresh: Callable[[Any], Changes]) -> None:
        assert state == settings.state_folder
        for path in paths:
            (settings.archive / path).unlink()
        found.extend((refresh([paths[0]]), refresh(None)))

    monkeypatch.setattr("service.server.watch.watch", watch)
    run("index", settings, "--watch")
    assert [list(changes.removed) for changes in found] == [[path] for path in paths]


class Checkout:
    """In place of a repository: three posts, with a title in a `postwire.toml` of its own."""

    def __init__(self, settings: Settings, *given: object, reading: object = None) -> None:
        self.settings = settings

    def bring_files(self) -> None:
        (three_posts(self.settings.archive) / "postwire.toml").write_text("title = 'Of git'\n")

    def recover(self) -> None:
        (self.settings.state_folder / "recovered").touch()

    def update(self) -> Changes:
        raise common.GitError("no route")


URL = "https://git.example/site.git"


def test_an_archive_from_git_is_fetched_where_it_is_not_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(common, "Checkout", Checkout)
    settings = common.loaded(URL, state=tmp_path)
    assert settings.title == "Of git"
    assert capsys.readouterr().err == f"postwire: fetching {URL}\n"
    assert common.loaded(URL, state=tmp_path) == settings
    assert capsys.readouterr().err == ""
    assert load(archive=URL, state=tmp_path).archive == settings.archive


def test_where_git_cannot_be_had_what_was_fetched_last_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    monkeypatch.setattr(common, "Checkout", Checkout)
    monkeypatch.setattr(serve, "Checkout", Checkout)
    words = ["serve", URL, "--state", str(tmp_path)]
    result = CliRunner().invoke(main, words)
    assert "not fetched; the commit that was fetched last is used: no route" in result.stderr
    assert result.exit_code == 2, "there is none"
    (tmp_path / "recovered").unlink()
    archive = common.opened(common.loaded(URL, state=tmp_path))
    feeds.index.refresh.Refresher(archive, tmp_path).refresh(datetime.now(UTC))
    result = CliRunner().invoke(main, words)
    assert "not fetched" not in result.stderr
    assert (tmp_path / "recovered").exists()
    assert "refresh_once" not in service.told  # a part of the service asks the repository
