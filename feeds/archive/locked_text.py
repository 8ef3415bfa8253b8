"""Takes out of a text the parts that are only for readers with a key: those between the tags of an
encrypting shortcode (hugo-encryptor and its like). They are never served."""

from __future__ import annotations

import re

_SIGNS = ("encrypt", "protect", "password")
_OPENING = re.compile(
    r"\{(?:\{[<%]|%)-?\s{0,9}(?P<name>(?:hugo[_-]?)?(?:encrypt(?:or|ed)?|protect(?:ed)?|password))"
    r"(?![\w-])[^{}]{0,1000}\}{1,2}",
    re.IGNORECASE,
)
_ENDS_ITSELF = re.compile(r"/[>%]\}\}\Z")


def without_locked_parts(text: str) -> str:
    """The text without what such tags enclose; all behind one that is never closed."""
    if not any(sign in text for sign in _SIGNS):
        return text
    parts: list[str] = []
    position = 0
    while opening := _OPENING.search(text, position):
        parts.append(text[position : opening.start()])
        position = opening.end()
        if not _ENDS_ITSELF.search(opening[0]):
            closing = _closing(opening["name"]).search(text, position)
            position = closing.end() if closing else len(text)
    return "".join(parts) + text[position:]


def _closing(name: str) -> re.Pattern[str]:
    """Of Hugo, of Liquid, of Zola."""
    return re.compile(
        rf"\{{(?:\{{[<%]|%)-?\s{{0,9}}(?:/\s{{0,9}}{name}|end{name}|end)(?![\w-])[^{{}}]{{0,9}}\}}+"
    )
