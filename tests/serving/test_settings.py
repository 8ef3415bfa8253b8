"""Which settings the command line, the environment and `postwire.toml` may each decide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from feeds.archive.attribution_rules import TAIL, BodyRule, Rules
from feeds.archive.file_dates import FileDates
from feeds.errors import ConfigurationError, StateError
from feeds.model import Term
from service.cli import main
from service.settings.attribution import AttributionSettings
from service.settings.credentials import bears, is_token, refresh_token
from service.settings.loading import load
from service.settings.settings import Settings
from service.settings.state_folder import default_state_folder, prepare_state
from tests.conftest import write

FROM_A_STRANGER = """
state = "/tmp/elsewhere"
refresh_token = "known to a stranger"
webhook_secret = "known to a stranger"
database_url = "postgresql://elsewhere.example/hub"
queue_url = "redis://stranger.example/0"
host = "0.0.0.0"
external_hubs = ["https://stranger.example/hub"]
trusted_proxies = 1
allow_private_callbacks = true
callback_ports = "22"
title = "The title"
port = 8123
"""


def test_an_archives_own_settings_decide_nothing_outside_of_it(
    archive: Path, caplog: pytest.LogCaptureFixture
) -> None:
    without, file = load(archive=archive), write(archive, "postwire.toml", FROM_A_STRANGER)
    settings = load(archive=archive)
    assert (settings.title, settings.port) == ("The title", 8123)
    expected = without.model_copy(update={"title": "The title", "port": 8123})
    assert settings == expected
    (line,) = caplog.messages
    assert str(file) in line
    assert "refresh_token" in line
    assert "stranger" not in line


@pytest.mark.parametrize("leads_out", [True, False])
def test_an_archives_own_settings_are_no_link_that_leads_out(
    archive: Path, tmp_path: Path, leads_out: bool
) -> None:
    file = write(tmp_path if leads_out else archive, "else/other.toml", "title = 'x'")
    (archive / "postwire.toml").symlink_to(file)
    assert load(archive=archive, config=archive / "postwire.toml").title == "x"
    if leads_out:
        with pytest.raises(ConfigurationError, match="a link that leads out"):
            load(archive=archive)
    else:
        assert load(archive=archive).title == "x"


def test_settings_are_awaited_from_no_pipe(archive: Path) -> None:
    os.mkfifo(archive / "postwire.toml")
    with pytest.raises(ConfigurationError, match="no regular file"):
        load(archive=archive)


def test_a_file_that_the_operator_names_decides_everything(
    archive: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = write(archive, "postwire.toml", FROM_A_STRANGER)
    monkeypatch.setenv("POSTWIRE_CONFIG", str(file))
    for settings in (load(archive=archive, config=file), load(archive=archive)):
        assert settings.host == "0.0.0.0"
        assert settings.refresh_token is not None
        assert settings.external_hubs == ("https://stranger.example/hub",)
    assert not caplog.messages


@pytest.mark.parametrize("name", ["base_url", "site_url", "external_hubs"])
@pytest.mark.parametrize(
    "address", ["feeds.example", "//feeds.example", "https://", "ftp://a.example"]
)
def test_an_address_without_a_scheme_or_a_host_ends_a_command_with_one_line(
    archive: Path, name: str, address: str
) -> None:
    variable = f"POSTWIRE_{name.upper()}"
    result = CliRunner().invoke(main, ["index", str(archive)], env={variable: address})
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert variable in line
    assert repr(address) in line


def test_files_of_the_archive_are_no_state(archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A token, a queue or an index that came with the archive is neither believed nor opened."""
    write(archive, ".postwire/refresh.token", "known to a stranger")
    settings = load(archive=archive)
    assert not settings.state_folder.is_relative_to(archive)
    prepare_state(settings.state_folder)
    assert refresh_token(settings) != "known to a stranger"
    (line,) = caplog.messages
    assert str(archive / ".postwire") in line
    assert str(settings.state_folder) in line
    named = load(archive=archive, state=archive / ".postwire")
    assert refresh_token(named) == "known to a stranger"
    assert len(refresh_token(settings)) == 43  # 256 bits
    assert len(caplog.messages) == 1


def test_each_archive_has_a_state_folder_of_its_own_by_its_path(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "user"
    monkeypatch.setenv("XDG_STATE_HOME", str(base))
    folder = default_state_folder(archive)
    assert folder.parent == base / "postwire"
    assert folder.name.startswith("archive-")
    monkeypatch.chdir(archive)
    assert default_state_folder(Path(".")) == folder == load().state_folder
    assert default_state_folder(tmp_path / "other" / "archive") != folder
    monkeypatch.setenv("XDG_STATE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_state_folder(archive) == tmp_path / ".local/state/postwire" / folder.name


def test_a_link_to_the_newest_checkout_keeps_its_state(tmp_path: Path) -> None:
    current = tmp_path / "current"
    current.symlink_to(tmp_path / "1")
    before = default_state_folder(current)
    current.unlink()
    current.symlink_to(tmp_path / "2")
    assert default_state_folder(current) == before


def test_the_environment_decides_whatever_the_archive_says(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(archive, "postwire.toml", FROM_A_STRANGER)
    monkeypatch.setenv("POSTWIRE_HOST", "127.0.0.2")
    monkeypatch.setenv("POSTWIRE_PORT", "8001")
    settings = load(archive=archive)
    assert (settings.host, settings.port) == ("127.0.0.2", 8001)


OF_KUBERNETES = {  # of services `postwire` and `postwire-web`, as its documentation has them
    "POSTWIRE_SERVICE_HOST": "10.0.0.11",
    "POSTWIRE_SERVICE_PORT": "80",
    "POSTWIRE_SERVICE_PORT_HTTP": "80",
    "POSTWIRE_PORT": "tcp://10.0.0.11:80",
    "POSTWIRE_PORT_80_TCP": "tcp://10.0.0.11:80",
    "POSTWIRE_PORT_80_TCP_PROTO": "tcp",
    "POSTWIRE_PORT_80_TCP_PORT": "80",
    "POSTWIRE_PORT_80_TCP_ADDR": "10.0.0.11",
    "POSTWIRE_WEB_SERVICE_HOST": "10.0.0.12",
    "POSTWIRE_WEB_PORT_80_TCP_PORT": "80",
    "POSTWIRE_WEB_PORT": "tcp://[fd00::12]:80",
}


def test_what_kubernetes_says_of_a_service_is_no_setting(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_KUBERNETES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("POSTWIRE_HOST", "0.0.0.0")
    settings = load(archive=archive)
    assert (settings.host, settings.port) == ("0.0.0.0", 8000)
    write(archive, "postwire.toml", "port = 8002\n")
    assert load(archive=archive).port == 8002


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POSTWIRE_PORT", "80x"),
        ("POSTWIRE_PORTS", "tcp://10.0.0.11:80"),
        ("POSTWIRE_WEB_PORT", "80"),
        ("POSTWIRE_SERVICE", "10.0.0.11"),
    ],
)
def test_a_wrong_setting_is_one_where_kubernetes_would_not_write_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name):
        load(archive=archive)


def test_an_archive_is_read_with_the_names_the_rules_and_the_dates_of_the_settings(
    tmp_path: Path,
) -> None:
    given: dict[str, Any] = {"attribution": {"outlet_tag": "of (?P<outlet>.+)"}, "title": "T"}
    names: Any = {"tag": {"a": "A", "b": "B"}, "author": {"a": "Ada"}}
    options = Settings(archive=tmp_path, state=tmp_path, names=names, **given).options()
    assert options.names == {
        **{Term("tag", "a"): "A", Term("tag", "b"): "B"},
        Term("author", "a"): "Ada",
    }
    assert options.rules.outlet_tag == "of (?P<outlet>.+)"
    assert (options.title, options.kind) == ("T", None)
    for git_dates, dates_all in ((None, False), (False, False), (True, True)):
        dates = Settings(archive=tmp_path, state=tmp_path, git_dates=git_dates).options().dates
        assert dates == FileDates(tmp_path, dates_all)
        assert dates
        assert dates.file == tmp_path / "git-dates.sqlite"


def test_the_archive_is_named_by_an_option_a_variable_or_the_file_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "mine.toml", f"archive = '{tmp_path}/of-file'\ntitle = 'T'\n")
    named = {"config": file, "state": tmp_path}
    assert load(**named).archive == tmp_path / "of-file"
    monkeypatch.setenv("POSTWIRE_ARCHIVE", f"{tmp_path}/of-variable")
    assert load(**named).archive == tmp_path / "of-variable"
    settings = load(**named, archive=tmp_path / "of-option")
    assert (settings.archive, settings.title) == (tmp_path / "of-option", "T")
    monkeypatch.delenv("POSTWIRE_ARCHIVE")
    assert load(state=tmp_path).archive == Path(".")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(archive="~/site", state=tmp_path).archive == tmp_path / "site"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"base_url": "", "language": "", "icon": ""}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 80}, "http://[::1]:80"),
        ({"base_url": "https://feeds.example/b/", "port": 80}, "https://feeds.example/b"),
        ({"host": "localhost"}, "http://localhost:8000"),
    ],
)
def test_the_public_address_follows_from_where_the_service_listens(
    tmp_path: Path, given: dict[str, Any], url: str
) -> None:
    assert Settings(archive=tmp_path, **given).public_url == url


def test_one_client_may_take_half_of_what_is_kept_for_all(tmp_path: Path) -> None:
    settings = Settings(archive=tmp_path, client_bytes=(8 << 20) + 1)
    assert settings.client_share_bytes == 4 << 20


def test_what_comes_from_git_lies_in_the_state_folder(tmp_path: Path) -> None:
    settings = load(archive="https://ada:pw@g.example/s.git#main:blog", state=tmp_path)
    assert settings.checkout_folder == tmp_path / "checkout"
    assert settings.archive == tmp_path / "checkout" / "files" / "s" / "blog"
    assert settings.former_files == tmp_path / "checkout" / "former"
    assert settings.archive_name == "https://g.example/s.git#main:blog"
    of_somebody = load(archive=tmp_path / "site", state=tmp_path)
    assert of_somebody.source is of_somebody.former_files is None
    assert of_somebody.archive_name == str(tmp_path / "site")
    named = load(archive="https://g.example/s.git", git_branch="main", git_folder="blog")
    assert named.archive_name == "https://g.example/s.git#main:blog"
    assert named.state_folder.name == f"s-{settings.source.digest if settings.source else None}"


@pytest.mark.parametrize(
    ("header", "opens"),
    [
        *((each, True) for each in ("Bearer tök", "bearer   tök ", "BEARER tök")),
        *((each, False) for each in ("", "tök", "Basic tök", "Bearer", "Bearer ", "Bearer töki")),
        *((each, False) for each in ("Bearer tö", "Bearer tök tök", "Bearertök")),
    ],
)
def test_a_header_bears_the_token_or_opens_nothing(header: str, opens: bool) -> None:
    assert bears(header, "tök") is opens
    assert not bears(header, "")
    assert not is_token(None, "tök")
    assert not is_token(None, "")
    assert not is_token("", "")


def test_a_token_that_cannot_be_read_is_one_line_and_an_empty_one_is_replaced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings, file = Settings(archive=tmp_path, state=tmp_path), tmp_path / "refresh.token"
    file.write_text(" known\n")
    assert refresh_token(settings) == "known"
    file.write_bytes(b"\xff")
    with pytest.raises(StateError, match=f"cannot use the refresh token in {file}: "):
        refresh_token(settings)
    assert caplog.messages == []
    file.write_text(" \n")
    made = refresh_token(settings)
    assert made == refresh_token(settings) == file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(caplog.messages) == 1
    file.unlink()
    assert refresh_token(settings) != made
    assert len(caplog.messages) == 1


def test_rules_of_bodies_are_the_usual_ones_or_those_of_the_settings() -> None:
    def rules(**given: Any) -> Rules:
        return AttributionSettings.model_validate(given).rules()

    assert rules() == Rules()
    rule = {"field": "outlet", "pattern": "x"}
    assert rules(body=[rule]).body == (BodyRule("outlet", "x", only_known=False, within=TAIL),)
    every = [rule | {"only_known": True, "within": within} for within in (1, TAIL)]
    assert rules(body=every).body == (
        BodyRule("outlet", "x", only_known=True, within=1),
        BodyRule("outlet", "x", only_known=True, within=TAIL),
    )
    for field in ("original_url", "byline", "navigation"):
        assert rules(body=[rule | {"field": field}]).body[0].field == field
    for wrong in ({"within": 0}, {"within": TAIL + 1}, {"field": "title"}, {"pattern": "("}):
        with pytest.raises(ValidationError):
            rules(body=[rule | wrong])
    assert rules(outlets={"A": {"url": "", "feed": None}}).outlets == {"A": {"url": ""}}


def test_rules_of_attribution_are_handed_on() -> None:
    given = {"outlet_tag": "of (?P<outlet>.+)", "outlet_ending": "(?:paper|radio)", "body": []}
    outlets = {"A": {"url": "https://a.example/", "feed": None}}
    rules = AttributionSettings.model_validate({**given, "outlets": outlets}).rules()
    known = {"A": {"url": "https://a.example/"}}
    assert rules == Rules(
        body=(), outlet_tag="of (?P<outlet>.+)", outlet_ending="(?:paper|radio)", outlets=known
    )
