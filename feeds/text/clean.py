"""Takes the characters that no XML document may hold out of texts, and of values with texts."""

from __future__ import annotations

import re
from typing import Any

# XML 1.0 section 2.2 (Char): what may not stand in a document at all, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def without_controls(text: str) -> str:
    """The text without characters XML 1.0 forbids (section 2.2)."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def without_controls_in(value: Any) -> Any:
    """A text, tuple, mapping or class of fields, each text in it without the characters that
    XML 1.0 forbids; any other value as it is."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, tuple):
        items = [without_controls_in(item) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return {without_controls_in(key): without_controls_in(of) for key, of in value.items()}
    names = getattr(value, "__struct_fields__", None) or getattr(value, "__dataclass_fields__", ())
    if not names:
        return value
    return type(value)(**{name: without_controls_in(getattr(value, name)) for name in names})
