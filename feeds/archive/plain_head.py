"""Front matter without fences: `Title: x` in the first lines of a text, up to an empty line.

As Pelican reads Markdown (docs.getpelican.com, "File metadata"), by the rules of Python-Markdown's
"Meta-Data": an indented line continues the value above it.
"""

from __future__ import annotations

import re
import unicodedata

FIRST_LINE = re.compile(r"\A {0,3}[A-Za-z][A-Za-z0-9_-]{0,49}:(?:[ \t]|\n)")

_LINE = re.compile(r" {0,3}(?P<key>[A-Za-z][A-Za-z0-9_-]{0,49}):(?:[ \t]+(?P<value>.*))?")
_MORE = re.compile(r"(?: {4,}|\t)[ \t]*(?P<value>.*)")
_NEEDED = frozenset({"title", "date"})  # one of them makes lines a head
_LISTS = frozenset({"tags", "authors", "keywords"})
_HIDDEN = frozenset({"draft", "hidden", "skip"})  # values of `status`
_MOST_LINES = 200
_NO_WORD = re.compile(r"[^\w\s-]")
_BETWEEN = re.compile(r"[-\s]+")


def has_head(text: str) -> bool:
    """Whether a text begins with a head."""
    if FIRST_LINE.match(text) is None:
        return False
    return not _NEEDED.isdisjoint(_mapping(split_head(text)[0]))


def split_head(text: str) -> tuple[str, str]:
    """The head and the body below it, of a text that begins with one."""
    position = 0
    for _ in range(_MOST_LINES):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        if not line.strip() or not (_LINE.fullmatch(line) or _MORE.fullmatch(line)):
            break
        position = end + 1 if end >= 0 else len(text)
    return text[:position], text[position:].removeprefix("\n")


def values_of(head: str) -> dict[str, object]:
    """The head as front matter: lists where Pelican has lists, `draft` for posts that it leaves
    out, and the slug that it makes of a title in Latin letters."""
    values: dict[str, object] = dict(_mapping(head))
    for key in _LISTS.intersection(values):
        spelled = str(values[key])
        values[key] = [part.strip() for part in re.split(r";" if ";" in spelled else r",", spelled)]
    if str(values.get("status", "")).lower() in _HIDDEN:
        values["draft"] = "true"
    if "slug" not in values and (slug := _slug(str(values.get("title", "")))):
        values["slug"] = slug
    return values


def _mapping(head: str) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    key = ""
    for line in head.split("\n"):
        if more := _MORE.fullmatch(line):
            parts.setdefault(key, []).append(more["value"].strip())
        elif match := _LINE.fullmatch(line):
            key = match["key"].lower()
            parts[key] = [(match["value"] or "").strip()]
    return {key: "\n".join(values) for key, values in parts.items() if key}


def _slug(title: str) -> str:
    """As Pelican's `slugify`; "" for a title that it would have to transcribe."""
    plain = unicodedata.normalize("NFKD", title)
    if not re.sub(r"[\u0300-\u036f]", "", plain).isascii():
        return ""
    words = _NO_WORD.sub("", plain.encode("ascii", "ignore").decode()).strip().lower()
    return _BETWEEN.sub("-", words)
