"""How front matter is written: between fences of YAML or TOML, as JSON, or as plain first lines.
The one door to python-frontmatter, whose handlers these are.

Every scalar comes out as the text that stands in the file.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Literal

from frontmatter.default_handlers import BaseHandler, YAMLHandler

from feeds.archive import plain_head
from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.flat_yaml import flat_mapping
from feeds.archive.values import Value
from feeds.archive.yaml_texts import yaml_texts
from feeds.archive.yaml_types import FALSE, TRUE, NoText
from feeds.text.clean import without_controls

MatterForm = Literal["fenced", "jekyll", "hugo", "headed"]
"""How front matter is found: between fences, as Jekyll or Hugo read it, or also without any."""

Handler = BaseHandler

_MOST_DOTS = 500  # in one key of TOML, or fewer in each of several
_OF_ADDRESSES = frozenset({"date", "category", "categories", "tag", "tags", "permalink", "slug"})


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
        # Blank lines before the fence go with what it fences, so that its lines can be counted:
        # without their tabs, which YAML does not take.
        raw = "\n" * opening["blank"].count("\n") + text[opening.end() : closing.start() + 1]
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
            raise BrokenFileError(
                Fault(line, "E05", f"cannot be parsed from here on: {error}")
            ) from error
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


class _NamedYaml(_Yaml):
    """`---yaml`, as Eleventy reads it, or after blank lines."""

    FM_BOUNDARY = re.compile(r"\A(?P<blank>\n*)(?P<open>---)(?:ya?ml)?[ \t]*\n")


class _NamedToml(_Toml):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>)(?P<open>---)toml[ \t]*\n")


class _NamedJson(_Fenced):
    FM_BOUNDARY = re.compile(r"\A(?P<blank>)(?P<open>---)json[ \t]*\n")

    def load(self, fm: str, **kwargs: object) -> Any:
        return _texts(json.loads(fm))


class _Unopened(_Yaml):
    """Front matter that is closed and never opened, as older Hexo has it."""

    FM_BOUNDARY = re.compile(
        r"\A(?P<raw>(?=(?:title|date)[ \t]*:)"
        r"(?:(?:[A-Za-z][\w-]{0,49}:(?=[ \t\n])|- |[ \t])[^\n]{0,1000}\n){1,200})"
        r"---[ \t]*(?:\n|\Z)"
    )

    def split(self, text: str) -> tuple[str, str]:
        whole = self.FM_BOUNDARY.match(text)
        assert whole is not None
        return whole["raw"], text[whole.end() :]


class _Head(BaseHandler):
    """`Title: x` in the first lines, without fences, as Pelican reads it."""

    FM_BOUNDARY = plain_head.FIRST_LINE

    def detect(self, text: str) -> bool:
        return plain_head.has_head(text)

    def split(self, text: str) -> tuple[str, str]:
        return plain_head.split_head(text)

    def load(self, fm: str, **kwargs: object) -> Any:
        return plain_head.values_of(fm)


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


YAML, TOML, JSON = _Yaml(), _Toml(), _Json()
HANDLERS: Mapping[MatterForm, tuple[BaseHandler, ...]] = {
    "fenced": (YAML, TOML, JSON),
    "jekyll": (_JekyllYaml(), TOML, JSON),
    "hugo": (_HugoYaml(), _HugoToml(), _HugoJson()),
    "headed": (_NamedYaml(), TOML, JSON, _NamedToml(), _NamedJson(), _Unopened(), _Head()),
}
"""By form: the first that finds its sign in a text takes it apart."""
