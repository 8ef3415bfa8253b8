"""Values of any shape without what no document may hold."""

from __future__ import annotations

from typing import Any

from feeds.text.plain import without_controls


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
