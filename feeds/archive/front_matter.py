"""A post file as front matter and body, and settings files as front matter alone.

Every scalar comes out as the text that stands in the file: a date stays its own spelling, a
title `007` stays `007`, a tag `no` stays `no`. What a value means is for its key to decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.matter_forms import HANDLERS, JSON, TOML, YAML, Handler, MatterForm
from feeds.archive.values import FrontMatter, lowered
from feeds.archive.yaml_texts import yaml_texts
from feeds.archive.yaml_types import as_ruby

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


def split(text: str, matter_form: MatterForm = "fenced") -> tuple[Handler, str, str] | None:
    """The handler, raw front matter and body of a text; None where there is no front matter.

    Hugo skips white space before front matter, takes any line that begins with the fence for its
    end, and JSON on one line (its `parser/pageparser`).

    :raise BrokenFileError: E04 where the front matter is opened and never closed
    """
    for handler in HANDLERS[matter_form]:
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


def load(handler: Handler, raw: str) -> FrontMatter:
    """Raw front matter as a mapping of lower-case keys.

    :raise BrokenFileError: E05 cannot be parsed, E06 is not a mapping
    """
    if len(raw) > _LONGEST:
        raise BrokenFileError(Fault(2, "E05", f"more than {_LONGEST:,} characters of front matter"))
    try:
        loaded = handler.load(raw)
    except (ValueError, RecursionError) as error:
        words = f"cannot be parsed from here on: {str(error)[:200]}"
        raise BrokenFileError(Fault(1 + _toml_line(error), "E05", words)) from error
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
    """As `load`, of a file such as `_config.yml`."""
    return load(YAML, text)


def load_yaml_as_ruby(text: str) -> FrontMatter:
    """As `load_yaml`, with each scalar as Ruby types it."""
    return load_yaml(text) and lowered(yaml_texts(text, as_ruby))


def load_toml(text: str) -> FrontMatter:
    """As `load`, of a file such as `hugo.toml`."""
    return load(TOML, text)


def load_json(text: str) -> FrontMatter:
    """As `load`, of a file such as `hugo.json`."""
    return load(JSON, text)
