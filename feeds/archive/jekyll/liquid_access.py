"""What stands inside a value of Liquid, how large it is, and how two of them compare."""

from __future__ import annotations

from feeds.archive.jekyll.liquid_lists import MOST_ITEMS, NUMBER
from feeds.archive.values import Value, at_key
from feeds.archive.yaml_types import NoText

EMPTY, BLANK = NoText(""), NoText("")
"""What `empty` and `blank` stand for in a comparison. Jekyll has no `blank`: nothing equals it."""


def size_of(value: Value | None, most: int) -> int:
    """Characters and items of a value, those of the lists in it as well, counted until they are
    more than `most`: aliases of YAML can make a short value one of many millions of items."""
    size, waiting = 0, [value]
    while waiting and size <= most:
        part = waiting.pop()
        if isinstance(part, list):
            size += len(part)
            waiting.extend(part[:MOST_ITEMS])
        elif isinstance(part, dict):
            size += 5 * len(part)  # its keys are spelled anew, or made pairs
        elif part:
            size += len(part)
    return size


def below(value: Value | None, key: str) -> Value | None:
    """What stands under a key; an item of a list by its number; `size`, `first`, `last`."""
    if isinstance(value, dict):
        return NoText(str(len(value))) if key == "size" and key not in value else at_key(value, key)
    if not isinstance(value, (list, str)):
        return None
    if key == "size":
        return NoText(str(len(value)))
    if isinstance(value, str):
        return None
    number = {"first": "0", "last": "-1"}.get(key, key)
    is_there = NUMBER.fullmatch(number) and -len(value) <= int(float(number)) < len(value)
    return value[int(float(number))] if is_there else None


def compared(one: Value | None, sign: str, other: Value | None) -> bool:
    """Whether a comparison holds. A number is not the text that spells it, and one that has no
    value is only equal to what has none."""
    if sign == "contains":
        return _contains(one, other)
    if sign in ("==", "!=", "<>"):
        return _is_equal(one, other) == (sign == "==")
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    if NUMBER.fullmatch(one) and NUMBER.fullmatch(other):
        difference = float(one) - float(other)
    elif _is_text(one) and _is_text(other):
        difference = (one > other) - (one < other)
    else:
        return False
    return {"<": difference < 0, ">": difference > 0, "<=": difference <= 0}.get(
        sign, difference >= 0
    )


def _contains(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, list):
        return any(_is_equal(item, other) for item in one)
    if one is None or isinstance(one, NoText):  # a number holds no other
        return False
    return isinstance(other, str) and other in one


def _is_equal(one: Value | None, other: Value | None) -> bool:
    if EMPTY is one or EMPTY is other:
        value = one if EMPTY is other else other
        return value is not None and not value and not isinstance(value, NoText)
    if BLANK is one or BLANK is other:
        return False
    if isinstance(one, NoText) and isinstance(other, NoText):
        if NUMBER.fullmatch(one) and NUMBER.fullmatch(other):
            return float(one) == float(other)
        return str(one) == str(other)
    return one == other and isinstance(one, NoText) == isinstance(other, NoText)


def _is_text(value: Value | None) -> bool:
    return isinstance(value, str) and not isinstance(value, NoText)
