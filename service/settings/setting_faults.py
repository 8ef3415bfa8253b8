"""Messages about wrong settings for an operator: where the value stands, and what is wrong with it.

The messages of pydantic and `re` are for somebody who reads the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from feeds.errors import ConfigurationError
from service.settings.sources import Sources

# By the kind of error (docs.pydantic.dev, "Validation Errors"), after the value itself.
_WORDS = {
    "int_parsing": "is no whole number",
    "int_type": "is no whole number",
    "int_from_float": "is no whole number",
    "int_parsing_size": "is too large",
    "float_parsing": "is no number",
    "float_type": "is no number",
    "finite_number": "is no number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is no text",
    "path_type": "is no path",
    "tuple_type": "is no list",
    "list_type": "is no list",
    "dict_type": "is no table",
    "model_type": "is no table",
    "model_attributes_type": "is no table",
    "greater_than_equal": "is less than {ge}",
    "greater_than": "is not more than {gt}",
    "less_than_equal": "is more than {le}",
    "literal_error": "is none of {expected}",
    "string_pattern_mismatch": "is none of {choices}",
    "string_too_long": "is longer than {max_length} characters",
}
_WITH_PASSWORDS = ("database_url", "queue_url")


class SettingsError(ConfigurationError):
    """Settings without meaning. `str()` is one line on the first of them."""

    def __init__(self, faults: Sequence[str]) -> None:
        more = f" (and {len(faults) - 1} more: see `postwire config --check`)" * (len(faults) > 1)
        super().__init__(faults[0] + more)
        self.faults = tuple(faults)


def unknown_variables(variables: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """A line for each variable of the environment that is meant to be a setting and is none."""
    known_names = list(names)
    return [
        f"{variable}: unknown setting{_near(name, known_names, variable[: -len(name)])}"
        for name, variable in sorted(variables.items())
        if name not in known_names
    ]


def faults_of(error: ValidationError, settings: type[BaseModel], sources: Sources) -> list[str]:
    """A line for each thing that is wrong."""
    return [_line(dict(details), settings, sources) for details in error.errors()]


def _line(details: Mapping[str, Any], settings: type[BaseModel], sources: Sources) -> str:
    path = tuple(part for part in details["loc"] if part != "[key]")
    if not path:
        return f"settings: {_reason(details, True)}"
    place, name = sources.of(*path), ".".join(map(str, path))
    if details["type"] == "extra_forbidden":
        known_names = list(_fields_around(settings, path))
        return f"{place}: unknown setting {name!r}{_near(str(path[-1]), known_names)}"
    if details["type"] == "missing":
        return f"setting {name} ({place}): is missing"
    return f"setting {name} ({place}): {_reason(details, is_secret(settings, path))}"


def is_secret(settings: type[BaseModel], path: Sequence[str | int]) -> bool:
    """Whether the value of a setting is not to be shown."""
    name = str(path[0])
    return name in _WITH_PASSWORDS or SecretStr in _kinds(settings.model_fields[name].annotation)


def _reason(details: Mapping[str, Any], hidden: bool) -> str:
    context = details.get("ctx", {})
    if details["type"] == "value_error":
        return str(context["error"])
    choices = str(context.get("pattern", "")).strip("^$()").replace("|", ", ")
    words = _WORDS.get(details["type"], f"cannot be used: {details['msg']}")
    if details["type"] in _WORDS:
        words = words.format(**context, choices=choices)
    return f"its value {words}" if hidden else f"{details['input']!r:.200} {words}"


def _near(name: str, known_names: Sequence[str], prefix: str = "") -> str:
    """`: did you mean 'title'?`, or nothing where no known name is near."""
    (near,) = get_close_matches(name, known_names, 1) or [""]
    if not near:
        return ""
    spelled = prefix + (near.upper() if prefix.isupper() else near)
    return f": did you mean {spelled!r}?"


def _fields_around(settings: type[BaseModel], path: Sequence[str | int]) -> Mapping[str, FieldInfo]:
    """The settings of the table that a key stands in."""
    kind: Any = settings
    for part in path[:-1]:
        if hasattr(kind, "model_fields"):
            kind = kind.model_fields[str(part)].annotation
        else:  # a table by names, or a list
            kind = get_args(kind)[-1]
        kind = next(one for one in _kinds(kind) if one is not type(None))
    return kind.model_fields if hasattr(kind, "model_fields") else {}


def _kinds(annotation: Any) -> tuple[Any, ...]:
    is_union = get_origin(annotation) in (Union, UnionType)
    return get_args(annotation) if is_union else (annotation,)
