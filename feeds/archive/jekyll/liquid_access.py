"""What stands inside a value of Liquid, how large it is, and how two of them compare."""

from __future__ import annotations

from feeds.archive.jekyll.liquid_lists import MOST_ITEMS, NUMBER, as_text
from feeds.archive.values import Value, at_key


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
        inner = at_key(value, key)
        return inner if inner not in (None, "") else None
    if not isinstance(value, (list, str)):
        return None
    if key == "size":
        return str(len(value))
    if isinstance(value, str) or not value:
        return None
    number = {"first": "0", "last": "-1"}.get(key, key)
    is_there = NUMBER.fullmatch(number) and -len(value) <= int(float(number)) < len(value)
    return value[int(float(number))] if is_there else None


def compared(one: Value | None, sign: str, other: Value | None) -> bool:
    if sign == "contains":
        return one is not None and isinstance(other, str) and other in one
    if sign in ("==", "!=", "<>"):
        is_equal = one == other or (one == [] and other == "")
        return is_equal == (sign == "==")
    left, right = as_text(one) or "", as_text(other) or ""
    if not (NUMBER.fullmatch(left) and NUMBER.fullmatch(right)):
        return False
    difference = float(left) - float(right)
    return {"<": difference < 0, ">": difference > 0, "<=": difference <= 0}.get(
        sign, difference >= 0
    )
