"""Loads the settings: each from the command line, else from the environment (`POSTWIRE_…`), else
from `postwire.toml`, else its default.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsError as UnreadableVariableError

from service.settings.config_file import ConfigFile, read_config_file
from service.settings.git_address import git_address
from service.settings.setting_faults import SettingsError, faults_of, unknown_variables
from service.settings.settings import Settings
from service.settings.sources import Sources, variables
from service.settings.state_folder import former_state_folder

_log = logging.getLogger(__name__)


def load(**given: Any) -> Settings:
    """The settings of the command line (`given`), the environment and the TOML file, each of which
    wins over the next. An option that is None was not given.

    :raise ConfigurationError: a value without meaning or an unknown setting; the message says
        which, and where it stands
    """
    return load_with_sources(**given)[0]


def load_with_sources(**given: Any) -> tuple[Settings, Sources]:
    """The same, and what decides each of them.

    :raise ConfigurationError: as `load`; a `SettingsError` has all that is wrong
    """
    options = {name: value for name, value in given.items() if value is not None}
    sources = Sources(options, variables(os.environ))
    if faults := unknown_variables(sources.variables, Settings.model_fields):
        raise SettingsError(faults)
    try:
        without_file = _settings(options, str(_spelled(options) or "."))
        file = read_config_file(without_file.config, without_file.archive)
        _refuse_other_spellings(file)
        sources = Sources(options, sources.variables, file)
        settings = _with_file(without_file, file, options)
    except ValidationError as error:
        raise SettingsError(faults_of(error, Settings, sources)) from error
    except UnreadableVariableError as error:
        raise SettingsError([_unreadable(error)]) from error
    if not settings.source:
        _warn_of_state_in_archive(settings)
    return settings, sources


def _refuse_other_spellings(file: ConfigFile) -> None:
    """`Port = 80`: the library takes it for `port`, also where the file may not decide that."""
    faults = [
        f"{file.place(key)}: unknown setting {key!r}: did you mean {key.lower()!r}?"
        for key in file.values
        if key != key.lower() and key.lower() in Settings.model_fields
    ]
    if faults:
        raise SettingsError(faults)


def _spelled(options: dict[str, Any]) -> Any:
    return options.get("archive") or os.environ.get("POSTWIRE_ARCHIVE")


def _with_file(without_file: Settings, file: ConfigFile, options: dict[str, Any]) -> Settings:
    spelled = str(_spelled(options) or file.values.get("archive") or ".")
    outer = without_file.model_dump(exclude_unset=True)
    return _settings({**file.values, **outer}, spelled)


def _unreadable(error: UnreadableVariableError) -> str:
    """A variable for a table is JSON; the message of the library names its setting in quotes."""
    name = re.search(r'field "(\w+)"', str(error))
    return f"POSTWIRE_{name[1].upper()}: no JSON" if name else str(error)


def _settings(options: dict[str, Any], spelled: str) -> Settings:
    """These settings of the archive that is spelled so: a folder, or a repository's address."""
    settings = Settings(**{**options, "archive": Path(".")})
    part = {"branch": settings.git_branch, "folder": settings.git_folder}
    if source := git_address(spelled, part):
        settings.come_from(source)
    else:
        settings.archive = Path(spelled).expanduser()
    return settings


def _warn_of_state_in_archive(settings: Settings) -> None:
    former = former_state_folder(settings.archive)
    if settings.state is None and former.exists():
        _log.warning(
            "%s is not used, for it may have come with the archive: the state lies in %s; "
            "to use the former one, name it: --state %s",
            former,
            settings.state_folder,
            former,
        )
