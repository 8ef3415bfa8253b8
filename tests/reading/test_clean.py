"""Texts without the characters that no document may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from feeds.text.clean import without_controls_in


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclass
class Fields:
    first: Any
    second: Any


def test_each_text_in_a_value_is_without_controls() -> None:
    value = {"\x01k": ("a\x02", Pair("\x03b", 4)), "f": Fields("c\x05", ("\x06", None))}
    assert without_controls_in(value) == {"k": ("a", Pair("b", 4)), "f": Fields("c", ("", None))}
    assert type(without_controls_in(Pair("\x03b", 4))) is Pair
    assert without_controls_in(["\x01"]) == ["\x01"]
