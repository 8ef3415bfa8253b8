"""Hugo's shortcodes in a body, made readable (gohugo.io, "Shortcodes").

A known shortcode becomes HTML or Markdown. Any other is dropped, and the text between its opening
and its closing stays. The text is read once, whatever it holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.archive.cross_reference import remembered, without_empty_links
from feeds.archive.shortcodes import arguments_of, shortcode_html

Lookup = Callable[[str], str | None]

_OPENING = re.compile(r"\{\{[<%]")
_CLOSINGS = {"{{<": ">}}", "{{%": "%}}"}
_ESCAPED = "*"  # the name of what is written `{{</* name */>}}`, to be shown as it is
_WITH_TEXT = frozenset({"highlight", "code", "details"})
_REFERENCES = ("ref", "relref")


class _Shortcode(NamedTuple):
    start: int
    end: int
    name: str  # with "/" before it where it closes
    arguments: str
    is_alone: bool  # closed in itself, or escaped


def without_shortcodes(body: str, refer: Lookup = lambda target: None) -> str:
    """A body without shortcodes. `refer` gives the address that `ref` means, None for none."""
    if "{{<" not in body and "{{%" not in body:
        return body
    refer = remembered(refer)
    shortcodes = list(_shortcodes(body))
    closings = Counter(code.name[1:] for code in shortcodes if code.name.startswith("/"))
    parts: list[str] = []
    opened: list[tuple[_Shortcode, int]] = []  # with the number of parts before their text
    end = 0
    for code in shortcodes:
        parts.append(body[end : code.start])
        end = code.end
        if code.name in _WITH_TEXT and closings[code.name] and not code.is_alone:
            opened.append((code, len(parts)))
        elif opened and code.name == f"/{opened[-1][0].name}":
            opening, start = opened.pop()
            parts[start:] = [_with_text(opening, "".join(parts[start:]))]
        else:
            parts.append(_rendered(code, refer))
    return without_empty_links("".join([*parts, body[end:]]))


def _shortcodes(body: str) -> Iterator[_Shortcode]:
    position = 0
    missing: set[str] = set()  # signs that stand nowhere in the rest of the body
    while opening := _OPENING.search(body, position):
        closing = _CLOSINGS[opening[0]]
        end = -1 if closing in missing else body.find(closing, opening.end())
        if end < 0:
            missing.add(closing)
            position = opening.end()
            continue
        position = end + len(closing)
        yield _parsed(opening.start(), position, body[opening.end() : end].strip())


def _parsed(start: int, end: int, inner: str) -> _Shortcode:
    if inner.startswith("/*"):
        return _Shortcode(start, end, _ESCAPED, inner[2:].removesuffix("*/"), True)
    slash = "/" if inner.startswith("/") else ""
    words = inner.removeprefix("/").split(None, 1)
    name, arguments = [*words, "", ""][:2]
    name = slash + name.rstrip("/")
    return _Shortcode(start, end, name, arguments.removesuffix("/"), inner.endswith("/"))


def _with_text(code: _Shortcode, inner: str) -> str:
    arguments = arguments_of(code.arguments)
    if code.name == "details":
        summary = arguments.get("summary", "")
        return f"**{summary}**\n{inner}" if summary else inner
    language = next(iter(arguments.values()), "")
    return f"\n```{language}\n{inner.strip(chr(10))}\n```\n"


def _rendered(code: _Shortcode, refer: Lookup) -> str:
    if code.name == _ESCAPED:
        return "{{<" + code.arguments + ">}}"
    arguments = arguments_of(code.arguments)
    if code.name in _REFERENCES:
        return refer(arguments.get("0") or arguments.get("path", "")) or ""
    return shortcode_html(code.name, arguments)
