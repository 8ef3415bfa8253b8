"""Values of front matter, each as the text that stands in the file, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
FrontMatter: TypeAlias = dict[str, Value]

_MOST_ITEMS = 1000
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off", "none", "nil"})
_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})


def lowered(loaded: Mapping[Any, Any]) -> FrontMatter:
    """A mapping with its keys in lower case: generators do not tell `Title` from `title`."""
    return {str(key).lower(): value for key, value in loaded.items()}


def at_key(values: FrontMatter, key: str) -> Value | None:
    """What stands under a key, however its letters are written. Most keys are in lower case
    already: a copy for each lookup would cost more than the lookup."""
    return values[key] if key in values else lowered(values).get(key.lower())


def merged(weaker: FrontMatter, stronger: FrontMatter) -> FrontMatter:
    """Two mappings, key by key, inner mappings too. A key without a value leaves the weaker
    one's."""
    values = lowered(weaker)
    for key, value in lowered(stronger).items():
        values[key] = _stronger(values[key], value) if key in values else value
    return values


def _stronger(weaker: Value, stronger: Value) -> Value:
    if stronger == "":
        return weaker
    if isinstance(weaker, dict) and isinstance(stronger, dict):
        return merged(weaker, stronger)
    return stronger


def text(values: Mapping[str, Value], *keys: str) -> str | None:
    """The first of these keys that holds a text, stripped; None for an empty one."""
    for key in keys:
        if key in values:
            value = values[key]
            if isinstance(value, str) and (stripped := value.strip()):
                return stripped
    return None


def named(values: Mapping[str, Value], *keys: str) -> str | None:
    """The first of these keys that holds a name, an address or a sentence. `false`, `no` and their
    like are none: with `image: false` a theme shows no image."""
    for key in keys:
        if key in values and (spelled := text(values, key)) and spelled.lower() not in _SWITCHES:
            return spelled
    return None


def texts(values: Mapping[str, Value], *keys: str) -> tuple[str, ...]:
    """The first of these keys that holds texts: a list's, or one text alone."""
    for key in keys:
        if key not in values:
            continue
        value = values[key]
        items = value[:_MOST_ITEMS] if isinstance(value, list) else [value]
        if kept := tuple(item.strip() for item in items if isinstance(item, str) and item.strip()):
            return kept
    return ()


def mapping(values: Mapping[str, Value], *keys: str) -> FrontMatter:
    """The first of these keys that holds a mapping; else an empty one."""
    for key in keys:
        if key in values and isinstance(value := values[key], dict):
            return lowered(value)
    return {}


def mappings(values: Mapping[str, Value], key: str) -> tuple[FrontMatter, ...]:
    """A key's list of mappings, without what is none."""
    value = values.get(key)
    items = value[:_MOST_ITEMS] if isinstance(value, list) else []
    return tuple(lowered(item) for item in items if isinstance(item, dict))


def flag(values: Mapping[str, Value], key: str) -> bool | None:
    """True or False as YAML 1.1 spells them; None where the key is missing or says neither."""
    if key not in values:
        return None
    spelled = (text(values, key) or "").lower()
    return True if spelled in _TRUE else False if spelled in _FALSE else None


def number(values: Mapping[str, Value], *keys: str) -> int | None:
    """A whole number that is not negative; None where there is none."""
    spelled = text(values, *keys) or ""
    return int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < 16 else None
