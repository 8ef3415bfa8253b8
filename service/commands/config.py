"""`postwire config [ARCHIVE]`: each setting and its source; with `--check`, whether it can be
used."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, SecretStr

from feeds.archive import open_archive
from feeds.archive.kinds import kinds_here
from feeds.errors import ConfigurationError, PostwireError
from service.commands.common import on_archive_here
from service.commands.table import show
from service.commands.verbosity import say_more
from service.hub.hub import check_hub, parts_away
from service.settings.loading import load_with_sources
from service.settings.setting_faults import SettingsError
from service.settings.settings import Settings
from service.settings.state_folder import check_writable, prepare_state

_HIDDEN = "********"
_PASSWORD = re.compile(r"(://[^/@:]*:)[^/@]*@")


@click.command("config")
@on_archive_here
@click.option("--check", is_flag=True, help="Name all that is wrong; try folders, database, queue.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(archive: str, check: bool, as_json: bool, **given: Any) -> None:
    """Print each setting, its value and where it comes from.

    A value comes from an option, a variable of the environment, a line of postwire.toml, or it is
    the default. Secrets are not shown. With --check, exit code 2 means that something is wrong.
    """
    if check:
        _check(archive, given)
        return
    settings, sources = load_with_sources(archive=archive, **given)
    rows = [
        {"setting": name, "value": _shown(name, settings), "from": sources.of(name)}
        for name in Settings.model_fields
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    show(("setting", "value", "from"), [tuple(map(_text, row.values())) for row in rows])


def _check(archive: str, given: dict[str, Any]) -> None:
    """Ends with exit code 2 after a line for each thing that is wrong."""
    try:
        settings, sources = load_with_sources(archive=archive, **given)
        faults: tuple[str, ...] | list[str] = _tried(settings)
    except SettingsError as error:
        faults = error.faults
    except PostwireError as error:
        faults = [str(error)]
    else:
        say_more(f"{len(Settings.model_fields)} settings; {sources.file.path}")
    for fault in faults:
        click.echo(f"postwire: {fault}", err=True)
    if faults:
        raise click.exceptions.Exit(2)
    click.echo("the settings can be used")


def _tried(settings: Settings) -> list[str]:
    """A line for each thing that the settings name and that cannot be used now."""
    from service.server.serve import check_port_is_free  # it loads all that serves

    faults = []
    tries: list[Callable[[], Any]] = [
        lambda: settings.source or open_archive(settings.archive, settings.options()),
        lambda: check_writable(prepare_state(settings.state_folder)),
        lambda: check_hub(settings),
        lambda: check_port_is_free(settings.model_copy(update={"port": 0})),  # the service may run
        lambda: _check_kind(settings),
        lambda: _check_page_language(settings.page_language),
    ]
    for attempt in tries:
        try:
            attempt()
        except PostwireError as error:
            faults.append(str(error))
    return faults or parts_away(settings)


def _check_kind(settings: Settings) -> None:
    """:raise ConfigurationError: the archive is to be read as what it does not look like"""
    looks_like = [] if settings.source else kinds_here(settings.archive)
    if settings.kind and looks_like and settings.kind not in (*looks_like, "folder"):
        likely = " or ".join(looks_like)
        raise ConfigurationError(
            f"kind is {settings.kind}, but {settings.archive} looks like {likely}"
        )


def _check_page_language(tag: str | None) -> None:
    """:raise ConfigurationError: there are no pages in this language"""
    from service.web.pages.languages import is_offered, offered

    if tag and tag != "browser" and not is_offered(tag):
        listed = ", ".join(name.replace("_", "-") for name in offered())
        raise ConfigurationError(f"there are no pages in page_language {tag!r}: {listed}, browser")


def _shown(name: str, settings: Settings) -> Any:
    """A value for JSON; what is derived where nothing is given stands for itself."""
    value = getattr(settings, name)
    if isinstance(value, SecretStr):
        return _HIDDEN
    if name == "archive":
        return settings.archive_name
    if name == "state":
        return str(settings.state_folder)
    if name == "base_url":
        return settings.public_url
    if name in ("database_url", "queue_url") and value:
        return _PASSWORD.sub(rf"\1{_HIDDEN}@", value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return str(value) if isinstance(value, Path) else value


def _text(value: Any) -> str:
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, (dict, tuple, bool)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
