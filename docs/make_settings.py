"""Write `docs/settings.md` from the settings class: `make reference`."""

from __future__ import annotations

import inspect
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from service.settings.config_file import OPERATORS_OWN
from service.settings.settings import Settings

TARGET = Path(__file__).with_name("settings.md")

_HEAD = """\
# Settings

*Written by `make reference` from `service/settings/settings.py`; change it there.*

Every setting is an environment variable and a key of `postwire.toml` in the archive; some are
options of the command line too. The command line wins over the environment, and that over the
file.

    POSTWIRE_PORT=8080 postwire serve ARCHIVE
    postwire serve ARCHIVE --port 8080
    echo 'port = 8080' >> ARCHIVE/postwire.toml

Sizes are in bytes, times in seconds. Lists in the environment are parted by spaces or commas.
A value that is not possible ends the program with one line and exit code 2. So does a name that is
no setting, at any depth, in the file and among variables that begin with `POSTWIRE_`: the line says
where it stands and which setting has the nearest name.

    postwire init       writes a commented postwire.toml for the archive it finds
    postwire config     prints every setting, its value, and where it comes from
    postwire config --check     names all that is wrong with the settings, and tries what they name

"""
_OPERATORS = """\
## What an archive's own file may not set

A `postwire.toml` in the archive may come from a stranger, as the archive does. Settings of secrets,
places, limits and trust that stand in it are ignored, and a line says so, unless `--config` names
the file:
"""
_HEADINGS = {
    "Settings": "Archive, site and service",
    "GitSettings": "Git",
    "RefreshSettings": "Refresh and webhooks",
    "HubSettings": "The hub",
    "ClientSettings": "Limits by client",
}
_COLUMNS = """\
| key | environment | kind | default | bounds | what |
|---|---|---|---|---|---|
"""
_TAIL = """
The table `[attribution]` has rules of its own: see [attribution.md](attribution.md).
"""
_MIB = 1024 * 1024


def settings_page() -> str:
    """The whole page: the class's own settings first, then those of each class it is made of."""
    parts = [part for part in Settings.__mro__ if _own(part)]
    contents = [_HEADINGS[part.__name__] for part in parts]
    contents.append("What an archive's own file may not set")
    return "".join((_HEAD, *map(_line, contents), *map(_section, parts), _operators(), _TAIL))


def _line(heading: str) -> str:
    anchor = heading.lower().replace(" ", "-").replace(",", "").replace("'", "")
    return f"- [{heading}](#{anchor})\n"


def _operators() -> str:
    return f"\n{_OPERATORS}{', '.join(f'`{name}`' for name in sorted(OPERATORS_OWN))}.\n"


def _section(part: type[Any]) -> str:
    rows = [_row(name, Settings.model_fields[name]) for name in _own(part)]
    about = (part.__doc__ or "").splitlines()[0]
    return f"\n## {_HEADINGS[part.__name__]}\n\n{about}\n\n{_COLUMNS}" + "\n".join(rows) + "\n"


def _own(part: type[Any]) -> list[str]:
    return [
        name
        for name in inspect.get_annotations(part)
        if name in Settings.model_fields and name != "attribution"
    ]


def _row(name: str, field: FieldInfo) -> str:
    cells = (
        f"`{name}`",
        f"`POSTWIRE_{name.upper()}`",
        _kind(field.annotation),
        _default(field.default),
        _bounds(field),
        field.description or "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        return ", ".join(_kind(a) for a in get_args(annotation) if a is not type(None))
    if get_origin(annotation) is tuple:
        return "list"
    words = {"Path": "path", "str": "text", "SecretStr": "secret", "int": "number"}
    words |= {"float": "number", "bool": "true or false"}
    return words.get(annotation.__name__, annotation.__name__)


def _default(value: Any) -> str:
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int) and value >= _MIB and value % _MIB == 0:
        return f"`{value}` ({value // _MIB} MiB)"
    return f"`{value}`"


def _bounds(field: FieldInfo) -> str:
    """`≥ 1, ≤ 256`: those that a number is refused beyond."""
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    return ", ".join(
        f"{sign} {bound}"
        for constraint in field.metadata
        for name, sign in signs.items()
        if (bound := getattr(constraint, name, None)) is not None
    )


if __name__ == "__main__":
    TARGET.write_text(settings_page(), "utf-8")
