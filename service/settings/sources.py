"""The sources of a setting's value: an option, the environment, a file, or none for a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.settings.config_file import ConfigFile
from service.settings.kubernetes import is_of_kubernetes

PREFIX = "POSTWIRE_"
DEFAULT = "default"
# What this program itself hands to git (`service/checkout/git.py`), and so to a hook of git's that
# runs it again.
_OUR_OWN = frozenset({"checkout", "git_name", "git_secret"})


@dataclass(frozen=True, slots=True)
class Sources:
    """What was given, from the first that decides to the last."""

    options: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)  # by setting, as they are spelled
    file: ConfigFile = field(default_factory=lambda: ConfigFile(Path()))

    def of(self, *key: str | int) -> str:
        """What decides a setting, or a key of a table among the settings: `--port`,
        `POSTWIRE_PORT`, `postwire.toml:3`, `default`."""
        name = str(key[0])
        if name == "archive" and name in self.options:
            return "ARCHIVE"
        if name in self.options:
            return "--" + name.replace("_", "-")
        if name in self.variables:
            return self.variables[name]
        return self.file.place(*key) if name in self.file.values else DEFAULT


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that are settings, or are meant to be, by the name of the setting."""
    named = {
        name[len(PREFIX) :].lower(): name
        for name, value in environment.items()
        if name.upper().startswith(PREFIX) and not is_of_kubernetes(name[len(PREFIX) :], value)
    }
    return {setting: name for setting, name in named.items() if setting not in _OUR_OWN}
