"""Reads `postwire.toml`: its values, and the line of each.

An archive is content, not authority: a `postwire.toml` in it may have come with it, from a
stranger. So settings in such a file about secrets, other hosts and this host are ignored, unless
the operator names the file as `config`.
"""

from __future__ import annotations

import logging
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.archive.archive_files import read
from feeds.errors import ConfigurationError
from service.settings.toml_lines import KeyPath, key_lines

CONFIG_NAME = "postwire.toml"
LARGEST_FILE = 1024 * 1024
# What a file in the archive does not decide: where secrets and state lie, who is believed, and
# which hosts are spoken to.
OPERATORS_OWN = frozenset(
    {"state", "database_url", "queue_url", "refresh_token"}
    | {"webhook_secret", "webhook_former_secret"}
    | {"archive", "config", "host", "trusted_proxies"}
    | {"git_branch", "git_folder", "git_user", "git_token"}
    | {"pull", "pull_seconds", "fetch_seconds"}
    | {"external_hubs", "allow_private_callbacks", "callback_ports"}
    | {"post_seconds", "post_memory"}
)
# In the messages of `tomllib`.
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """The settings that a file decides. One that is missing decides none."""

    path: Path
    values: dict[str, Any] = field(default_factory=dict)
    text: str = ""

    def place(self, *key: str | int) -> str:
        """`FILE:LINE` of a key, or of the nearest table around it; FILE where neither is known."""
        lines = key_lines(self.text)
        line = next((lines[path] for path in _outwards(key) if path in lines), None)
        return f"{self.path}:{line}" if line else str(self.path)


def read_config_file(config: Path | None, archive: Path) -> ConfigFile:
    """The file that `config` names, else the archive's own, which may be missing and decides less.

    :raise ConfigurationError: the file that is named is missing, or one is too large or no TOML
    """
    path = config or archive / CONFIG_NAME
    # What the operator names may be a link to anywhere, what lies in the archive may not.
    real = Path(os.path.realpath(config)) if config else path
    try:
        data = read(real.parent, real.name, LARGEST_FILE).data
        if data is None:
            raise ConfigurationError(f"{path}: larger than {LARGEST_FILE:,} bytes")
        text = data.decode("utf-8-sig")  # editors of Windows begin a file with a mark
        values = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError) as error:
        if config:
            raise ConfigurationError(f"no configuration file at {path}") from error
        return ConfigFile(path)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_no_toml(path, text, str(error))) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8 at byte {error.start}") from error
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error
    return ConfigFile(path, values if config else _without_operators_own(path, values), text)


def _without_operators_own(path: Path, values: dict[str, Any]) -> dict[str, Any]:
    ignored = sorted(OPERATORS_OWN & set(values))
    if ignored:
        names = ", ".join(ignored)
        _log.warning(
            "%s lies in the archive, so %s in it is ignored; to use it, name the file: --config %s",
            *(path, names, path),
        )
    return {name: value for name, value in values.items() if name not in OPERATORS_OWN}


def _no_toml(path: Path, text: str, message: str) -> str:
    place = _PLACE.fullmatch(message)
    line = place and (place[2] or len(text.rstrip("\n").split("\n")))
    where = f"{path}:{line}" if line else str(path)
    return f"{where}: this is no TOML: {place[1] if place else message}"


def _outwards(key: KeyPath) -> list[KeyPath]:
    """The key's path, then those of the tables around it."""
    return [key[:end] for end in range(len(key), 0, -1)]
