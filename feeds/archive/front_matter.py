"""Front matter: the one door to python-frontmatter.

Every scalar comes out as the text that stands in the file: a date stays its own spelling, a
title `007` stays `007`, a tag `no` stays `no`. What a value means is for its key to decide.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from frontmatter.default_handlers import BaseHandler, YAMLHandler

from feeds.archive import plain_head
from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.flat_yaml import flat_mapping
from feeds.archive.values import FrontMatter, Value, lowered
from feeds.archive.yaml_texts import yaml_texts
from feeds.archive.yaml_types import FALSE, TRUE, NoText, as_ruby
from feeds.text.plain import without_controls

_MOST_DOTS = 500  # in one key of TOML, or fewer in each of several
_LONGEST = 1_000_000  # characters; no parser here takes longer than a second for that


class Document(NamedTuple):
    """A post file taken apart. `body_line` is where the body starts, counted from 1."""

    front_matter: FrontMatter
    body: str
    raw: str  # the front matter as written, without its fences
    body_line: int

    def line_of(self, *keys: str) -> int:
        """The line of the first of these keys in the file; of the first line of the front matter
        where none of them is written there."""
        first = 1 if self.raw.lstrip().startswith("{") else 2
        for key in keys:
            rule = rf"^[ \t{{,]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]"
            if match := re.search(rule, self.raw, re.IGNORECASE | re.MULTILINE):
                return self.raw.count("\n", 0, match.start()) + first
        return first

    def quotes(self, key: str) -> bool:
        """Whether the value of a key is written in quotes: a text, whatever it looks like."""
        rule = rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=][ \t]*[\"']"
        return re.search(rule, self.raw, re.IGNORECASE | re.MULTILINE) is not None

    def as_ruby(self) -> FrontMatter:
        """The front matter with each scalar of YAML as Ruby types it."""
        try:
            loaded = yaml_texts(self.raw, as_ruby)
        except BrokenFileError:
            return self.front_matter
        typed = lowered(loaded) if isinstance(loaded, Mapping) else {}
        return self.front_matter | {k: v for k, v in typed.items() if k in self.front_matter}


# Jekyll closes front matter by "---" or "..."; Hugo and Zola close TOML by "+++".
_CLOSINGS = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_HUGO_CLOSINGS = {
    "---": re.compile(r"\n(?:-{3,}[ \t]*\n?|\.\.\.[ \t]*(?:\n|\Z))"),
    "+++": re.compile(r"\n\+{3,}[ \t]*\n?"),
}


class _Fenced(BaseHandler):
    """Fences on lines of their own; only the first pair counts, whatever the body holds."""

    FM_BOUNDARY = re.compile(r"\A(?P<blank>)(?P<open>---|\+\+\+)[ \t]*\n")
    closings = _CLOSINGS

    def split(self, text: str) -> tuple[str, str]:
        opening = self.FM_BOUNDARY.match(text)
        assert opening is not None
        closing = self.closings[opening["open"]].search(text, opening.end() - 1)
        if closing is None:
            raise BrokenFileError(
                Fault(1, "E04", f"the front matter opened by {opening['open']} never ends")
            )
        # Blank lines before the fence go with what it fences, so that its lines can be counted.
        raw = opening["blank"] + text[opening.end() : closing.start() + 1]
        return raw, text[closing.end() :]


class _Yaml(_Fenced, YAMLHandler):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>)(?P<open>---)[ \t]*\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        flat = flat_mapping(fm)
        return yaml_texts(fm) if flat is None else flat


class _Toml(_Fenced):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>)(?P<open>\+\+\+)[ \t]*\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        # A key of many parts takes tomllib time by the square of their number.
        if sum(_dots_of_key(line) ** 2 for line in fm.split("\n")) > _MOST_DOTS**2:
            raise ValueError("keys with too many dots")
        return _texts(tomllib.loads(fm))


def _dots_of_key(line: str) -> int:
    """Dots in what may be a key: a table's name, or what stands before an equals sign."""
    key, equals, _ = line.partition("=")
    return key.count(".") if equals or line.lstrip().startswith("[") else 0


class _Json(BaseHandler):
    FM_BOUNDARY = re.compile(r"\A\{[ \t]*\n")

    def split(self, text: str) -> tuple[str, str]:
        try:
            start = len(text) - len(text.lstrip(" \t\n"))
            _, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise BrokenFileError(Fault(line, "E05", f"JSON front matter: {error}")) from error
        return text[:end], text[end:].removeprefix("\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        return _texts(json.loads(fm))


class _JekyllYaml(_Yaml):
    """Without the keys that Jekyll does not know, because they have capitals in them: what they
    say would lead to addresses that the site does not have."""

    def load(self, fm: str, **kwargs: object) -> Any:
        loaded = super().load(fm)
        if not isinstance(loaded, Mapping) or all(map(str.islower, loaded)):
            return loaded
        return {
            key: value
            for key, value in loaded.items()
            if key.islower() or key.lower() not in _OF_ADDRESSES
        }


class _HugoYaml(_Yaml):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>[ \t\n]*)(?P<open>---)[ \t]*\n")
    closings = _HUGO_CLOSINGS


class _HugoToml(_Toml):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>[ \t\n]*)(?P<open>\+\+\+)[ \t]*\n")
    closings = _HUGO_CLOSINGS


class _HugoJson(_Json):
    FM_BOUNDARY = re.compile(r"\A[ \t\n]*\{(?![{%:])")  # a shortcode or attributes are text


class _Head(BaseHandler):
    """`Title: x` in the first lines, without fences, as Pelican reads it."""

    FM_BOUNDARY = plain_head.FIRST_LINE

    def detect(self, text: str) -> bool:
        return plain_head.has_head(text)

    def split(self, text: str) -> tuple[str, str]:
        return plain_head.split_head(text)

    def load(self, fm: str, **kwargs: object) -> Any:
        return plain_head.values_of(fm)


MatterForm = Literal["fenced", "jekyll", "hugo", "headed"]
"""How front matter is found: between fences, as Jekyll or Hugo read it, or also without any."""

_OF_ADDRESSES = frozenset({"date", "category", "categories", "tag", "tags", "permalink", "slug"})

_HANDLERS: tuple[BaseHandler, ...] = (_Yaml(), _Toml(), _Json())
_HANDLERS_OF: Mapping[MatterForm, tuple[BaseHandler, ...]] = {
    "fenced": _HANDLERS,
    "jekyll": (_JekyllYaml(), _Toml(), _Json()),
    "hugo": (_HugoYaml(), _HugoToml(), _HugoJson()),
    "headed": (*_HANDLERS, _Head()),
}


def split(text: str, matter_form: MatterForm = "fenced") -> tuple[BaseHandler, str, str] | None:
    """The handler, raw front matter and body of a text; None where there is no front matter.

    Hugo skips white space before front matter, takes any line that begins with the fence for its
    end, and JSON on one line (its `parser/pageparser`).

    :raise BrokenFileError: E04 where the front matter is opened and never closed
    """
    for handler in _HANDLERS_OF[matter_form]:
        if handler.detect(text):
            return (handler, *handler.split(text))
    return None


def body_of(text: str, matter_form: MatterForm = "fenced") -> str:
    """The body alone, without parsing the front matter."""
    parts = split(text, matter_form)
    return text if parts is None else parts[2]


def parse(text: str, matter_form: MatterForm = "fenced") -> Document | None:
    """A post file as front matter and body; None where it has no front matter. `matter_form`: see
    `split`.

    :raise BrokenFileError: E04 never closed, E05 cannot be parsed, E06 is not a mapping
    """
    parts = split(text, matter_form)
    if parts is None:
        return None
    handler, raw, body = parts
    loaded = load(handler, raw)
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    return Document(loaded, body, raw, body_line)


def load(handler: BaseHandler, raw: str) -> FrontMatter:
    """Raw front matter as a mapping of lower-case keys.

    :raise BrokenFileError: E05 cannot be parsed, E06 is not a mapping
    """
    if len(raw) > _LONGEST:
        raise BrokenFileError(Fault(2, "E05", f"more than {_LONGEST:,} characters of front matter"))
    try:
        loaded = handler.load(raw)
    except (ValueError, RecursionError) as error:
        raise BrokenFileError(Fault(1 + _toml_line(error), "E05", str(error)[:200])) from error
    if not loaded:
        return {}
    if not isinstance(loaded, Mapping):
        raise BrokenFileError(
            Fault(2, "E06", f"a {type(loaded).__name__} where keys and values should be")
        )
    return lowered(loaded)


def _toml_line(error: Exception) -> int:
    """tomllib says where it stopped in words only: "(at line 3, column 7)"."""
    match = re.search(r"\(at line (\d+)", str(error))
    return int(match[1]) if match else 1


def load_yaml(text: str) -> FrontMatter:
    """A YAML file such as `_config.yml`.

    :raise BrokenFileError: E05, E06
    """
    return load(_HANDLERS[0], text)


def load_yaml_as_ruby(text: str) -> FrontMatter:
    """The same with each scalar as Ruby types it.

    :raise BrokenFileError: E05, E06
    """
    return load(_HANDLERS[0], text) and lowered(yaml_texts(text, as_ruby))


def load_toml(text: str) -> FrontMatter:
    """A TOML file such as `hugo.toml`, its values as texts.

    :raise BrokenFileError: E05, E06
    """
    return load(_HANDLERS[1], text)


def load_json(text: str) -> FrontMatter:
    """A JSON file such as `hugo.json`, its values as texts.

    :raise BrokenFileError: E05, E06
    """
    return load(_HANDLERS[2], text)


def _texts(value: Any) -> Value:
    """Typed values of TOML and JSON as the texts they were written as."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, (int, float)):
        return NoText(str(value))
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, Mapping):
        return {without_controls(str(key)): _texts(item) for key, item in value.items()}
    # An escape may name what no file in UTF-8 can hold: half of a surrogate pair.
    return "" if value is None else without_controls(str(value))
