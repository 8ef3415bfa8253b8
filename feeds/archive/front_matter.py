"""Front matter: the one door to python-frontmatter.

Every scalar comes out as the text that stands in the file: a date stays its own spelling, a
title `007` stays `007`, a tag `no` stays `no`. What a value means is for its key to decide.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import yaml
from frontmatter.default_handlers import BaseHandler, YAMLHandler

from feeds.archive.flat_yaml import flat_mapping
from feeds.text.plain import without_controls

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Matter: TypeAlias = dict[str, Value]

_MOST_ITEMS = 1000
_LONGEST = 1_000_000  # characters; no parser here takes longer than a second for that
_DEPTH = 8  # `defaults` of `_config.yml` need four; deeper values are left out
_NESTING = ("[", "{", "- ", "? ")  # what opens a collection in few characters
_MOST_NESTING = 500
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n"})


class MatterError(Exception):
    """Front matter that is there and cannot be read. `line` counts from 1 in the file."""

    def __init__(self, code: str, line: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


class Document(NamedTuple):
    """A post file taken apart. `body_line` is where the body starts, counted from 1."""

    matter: Matter
    body: str
    raw: str  # the front matter as written, without its fences
    body_line: int

    def line_of(self, *keys: str) -> int:
        """The line of the first of these keys in the file; of the first line of the front matter
        where none of them is written there."""
        first = 1 if self.raw.startswith("{") else 2
        for key in keys:
            rule = rf"^[ \t{{,]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]"
            if match := re.search(rule, self.raw, re.IGNORECASE | re.MULTILINE):
                return self.raw.count("\n", 0, match.start()) + first
        return first


class _Fenced(BaseHandler):
    """Fences on lines of their own; only the first pair counts, whatever the body holds."""

    FM_BOUNDARY = re.compile(r"\A(?P<open>---|\+\+\+)[ \t]*\n")

    def split(self, text: str) -> tuple[str, str]:
        opening = self.FM_BOUNDARY.match(text)
        assert opening is not None
        closing = _CLOSING[opening["open"]].search(text, opening.end() - 1)
        if closing is None:
            raise MatterError("E04", 1, f"the front matter opened by {opening['open']} never ends")
        return text[opening.end() : closing.start() + 1], text[closing.end() :]


class _Yaml(_Fenced, YAMLHandler):
    FM_BOUNDARY = re.compile(r"\A(?P<open>---)[ \t]*\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        # Nothing is constructed but texts, lists and mappings, whatever the tags say: an unsafe
        # tag is harmless and no date is misread. PyYAML's own constructor does the same in
        # twice the time, for it looks for types that are then not used.
        if (flat := flat_mapping(fm)) is not None:
            return flat
        if sum(map(fm.count, _NESTING)) > _MOST_NESTING:
            _check_depth(fm)
        node = _Loader(fm).get_single_node()
        return None if node is None else _constructed(node, _DEPTH, {})


class _Toml(_Fenced):
    FM_BOUNDARY = re.compile(r"\A(?P<open>\+\+\+)[ \t]*\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        # A key of many parts takes tomllib time by the square of their number.
        if any(line.count(".") > _MOST_NESTING for line in fm.split("\n")):
            raise ValueError("a line with too many dots")
        return _plain(tomllib.loads(fm))


class _Json(BaseHandler):
    FM_BOUNDARY = re.compile(r"\A\{[ \t]*\n")

    def split(self, text: str) -> tuple[str, str]:
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise MatterError("E05", line, f"JSON front matter: {error}") from error
        return text[:end], text[end:].removeprefix("\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        return _plain(json.loads(fm))


def _check_depth(raw: str) -> None:
    """Events are read in a loop, nodes by a recursion in C that no limit of Python's guards.

    :raise yaml.YAMLError: where collections stand in each other beyond reason
    """
    depth = 0
    for event in yaml.parse(raw, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_NESTING:
            raise yaml.YAMLError("nested too deeply")


def _constructed(node: yaml.Node, depth: int, made: dict[tuple[int, int], Any]) -> Any:
    """The value of a node. An alias shares the value `made` of its anchor: however they nest,
    the work is that of the nodes that are written, and depth ends what holds itself."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if not depth:
        return ""
    place = (id(node), depth)
    if place not in made:
        made[place] = _collected(node, depth - 1, made)
    return made[place]


def _collected(node: yaml.Node, depth: int, made: dict[tuple[int, int], Any]) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_constructed(child, depth, made) for child in node.value]
    return {_key(key): _constructed(value, depth, made) for key, value in node.value}


def _key(node: yaml.Node) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    def resolve(self, *_: object) -> str:
        """No tag is of use here, and PyYAML asks for one at every node."""
        return ""


# Jekyll closes front matter by "---" or "..."; Hugo and Zola close TOML by "+++".
_CLOSING = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_HANDLERS: tuple[BaseHandler, ...] = (_Yaml(), _Toml(), _Json())


def split(text: str) -> tuple[BaseHandler, str, str] | None:
    """The handler, raw front matter and body of a text; None where there is no front matter.

    :raise MatterError: E04 where the front matter is opened and never closed
    """
    for handler in _HANDLERS:
        if handler.detect(text):
            return (handler, *handler.split(text))
    return None


def body_of(text: str) -> str:
    """The body alone, without parsing the front matter."""
    parts = split(text)
    return text if parts is None else parts[2]


def parse(text: str) -> Document | None:
    """A post file as matter and body; None where it has no front matter.

    :raise MatterError: E04 never closed, E05 cannot be parsed, E06 is not a mapping
    """
    parts = split(text)
    if parts is None:
        return None
    handler, raw, body = parts
    loaded = load(handler, raw)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Document(loaded, body, raw, body_line)


def load(handler: BaseHandler, raw: str) -> Matter:
    """Raw front matter as a mapping of lower-case keys.

    :raise MatterError: E05 cannot be parsed, E06 is not a mapping
    """
    if len(raw) > _LONGEST:
        raise MatterError("E05", 2, f"more than {_LONGEST:,} characters of front matter")
    try:
        loaded = handler.load(raw)
    except yaml.YAMLError as error:
        raise MatterError("E05", 2 + _yaml_line(error), _yaml_message(error)) from error
    except (ValueError, RecursionError) as error:
        raise MatterError("E05", 1 + _toml_line(error), str(error)[:200]) from error
    if not loaded:
        return {}
    if not isinstance(loaded, Mapping):
        raise MatterError("E06", 2, f"a {type(loaded).__name__} where keys and values should be")
    return _lowered(loaded)


def _yaml_line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark else 0


def _toml_line(error: Exception) -> int:
    """tomllib says where it stopped in words only: "(at line 3, column 7)"."""
    match = re.search(r"\(at line (\d+)", str(error))
    return int(match[1]) if match else 1


def _yaml_message(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    return f"{problem} {context}" if context else problem


def load_yaml(text: str) -> Matter:
    """A YAML file such as `_config.yml`.

    :raise MatterError: E05, E06
    """
    return load(_HANDLERS[0], text)


def load_toml(text: str) -> Matter:
    """A TOML file such as `hugo.toml`, its values as texts.

    :raise MatterError: E05, E06
    """
    return load(_HANDLERS[1], text)


def load_json(text: str) -> Matter:
    """A JSON file such as `hugo.json`, its values as texts.

    :raise MatterError: E05, E06
    """
    return load(_HANDLERS[2], text)


def _lowered(loaded: Mapping[Any, Any]) -> Matter:
    return {str(key).lower(): value for key, value in loaded.items()}


def _plain(value: Any) -> Value:
    """Typed values of TOML and JSON as the texts they were written as."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {without_controls(str(key)): _plain(item) for key, item in value.items()}
    # An escape may name what no file in UTF-8 can hold: half of a surrogate pair.
    return "" if value is None else without_controls(str(value))


def text(matter: Mapping[str, Value], *keys: str) -> str | None:
    """The first of these keys that holds a text, stripped; None for YAML's nulls."""
    for key in keys:
        if key in matter:
            value = matter[key]
            if isinstance(value, str) and (stripped := value.strip()) not in _NULLS:
                return stripped
    return None


def texts(matter: Mapping[str, Value], *keys: str) -> tuple[str, ...]:
    """The first of these keys that holds texts: a list's, or one text alone."""
    for key in keys:
        if key not in matter:
            continue
        value = matter[key]
        items = value[:_MOST_ITEMS] if isinstance(value, list) else [value]
        found = tuple(
            item.strip() for item in items if isinstance(item, str) and item.strip() not in _NULLS
        )
        if found:
            return found
    return ()


def mapping(matter: Mapping[str, Value], *keys: str) -> Matter:
    """The first of these keys that holds a mapping; else an empty one."""
    for key in keys:
        if key in matter and isinstance(value := matter[key], dict):
            return _lowered(value)
    return {}


def mappings(matter: Mapping[str, Value], key: str) -> tuple[Matter, ...]:
    """A key's list of mappings, without what is none."""
    value = matter.get(key)
    items = value[:_MOST_ITEMS] if isinstance(value, list) else []
    return tuple(_lowered(item) for item in items if isinstance(item, dict))


def flag(matter: Mapping[str, Value], key: str) -> bool | None:
    """True or False as YAML 1.1 spells them; None where the key is missing or says neither."""
    if key not in matter:
        return None
    spelled = (text(matter, key) or "").lower()
    return True if spelled in _TRUE else False if spelled in _FALSE else None


def number(matter: Mapping[str, Value], *keys: str) -> int | None:
    """A whole number that is not negative; None where there is none."""
    spelled = text(matter, *keys) or ""
    return int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < 16 else None
