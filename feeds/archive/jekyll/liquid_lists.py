"""Filters of Liquid and Jekyll for lists, by the number of their arguments
(shopify.github.io/liquid; jekyllrb.com, "Liquid Filters")."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from feeds.archive.values import Value
from feeds.archive.yaml_types import NoText

MOST_ITEMS = 10_000  # of one list

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


def as_text(value: Value | None) -> str | None:
    """A list is its texts, joined; a mapping has no text."""
    if isinstance(value, list):
        return "".join(as_text(item) or "" for item in value[:MOST_ITEMS])
    return value if isinstance(value, str) else None


def as_json(value: Value) -> str:
    """JSON as Ruby writes it: numbers and booleans bare, no space between."""
    if isinstance(value, list):
        return f"[{','.join(map(as_json, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key, ensure_ascii=False)}:{as_json(v)}" for key, v in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, NoText):
        return str(value) or "null"
    return json.dumps(value, ensure_ascii=False)


def _property(item: Value, name: str) -> Value:
    return item.get(name.lower(), "") if isinstance(item, dict) else ""


def _sorted_by(items: list[Value], name: str = "") -> list[Value]:
    """By a property, its numbers as numbers, one after the other where it is a list of them, as the
    parts of a version; without one, by the texts."""
    values = [_property(item, name) if name else item for item in items]
    keys = [as_text(value) or "" for value in values]
    places = range(len(items))
    numbers = [_numbers(value) for value in values] if name else [None]
    if None not in numbers:
        return [items[place] for place in sorted(places, key=lambda place: numbers[place] or [])]
    return [items[place] for place in sorted(places, key=lambda place: keys[place])]


def _numbers(value: Value) -> list[float] | None:
    """A number, or a list of numbers; None for anything else."""
    spelled = [as_text(each) or "" for each in (value if isinstance(value, list) else [value])]
    is_known = all(map(NUMBER.fullmatch, spelled))
    return [float(each) for each in spelled] if is_known else None


def grouped(items: list[Value], keys: list[str]) -> list[Value]:
    """What `group_by` makes of items that have these keys: a mapping for each key."""
    groups: dict[str, list[Value]] = {}
    for item, key in zip(items, keys, strict=True):
        groups.setdefault(key, []).append(item)
    return [
        {"name": name, "items": members, "size": NoText(str(len(members)))}
        for name, members in groups.items()
    ]


def _grouped_by(items: list[Value], name: str) -> list[Value]:
    return grouped(items, [as_text(_property(item, name)) or "" for item in items])


def _where(items: list[Value], name: str, wanted: str) -> list[Value]:
    return [item for item in items if _has(item, name, wanted)]


def _has(item: Value, name: str, wanted: str) -> bool:
    value = _property(item, name)
    return wanted in value if isinstance(value, list) else as_text(value) == wanted


def _sum(items: list[Value], name: str = "") -> str:
    spelled = [as_text(_property(item, name) if name else item) or "0" for item in items]
    total = sum(float(each) for each in spelled if NUMBER.fullmatch(each))
    return str(total) if any("." in each for each in spelled) else str(int(total))


def _unique(items: list[Value]) -> list[Value]:
    are_texts = all(isinstance(item, str) for item in items)
    return [item for item in dict.fromkeys(items) if item] if are_texts else items


def _sentence(items: list[Value], joint: str = "and") -> str:
    *first, last = [as_text(item) or "" for item in items] or [""]
    comma = "," if len(first) > 1 else ""
    return f"{', '.join(first)}{comma} {joint} {last}" if first else last


OF_LISTS: dict[tuple[str, int], Callable[..., Value]] = {
    ("array_to_sentence_string", 0): _sentence,
    ("array_to_sentence_string", 1): _sentence,
    ("compact", 0): lambda items: [item for item in items if item],
    ("find", 2): lambda items, name, wanted: _where(items, name, wanted)[0],
    ("first", 0): lambda items: items[0],
    ("group_by", 1): _grouped_by,
    ("join", 0): lambda items: " ".join(as_text(item) or "" for item in items),
    ("join", 1): lambda items, joint: joint.join(as_text(item) or "" for item in items),
    ("last", 0): lambda items: items[-1],
    ("map", 1): lambda items, name: [_property(item, name) for item in items],
    ("push", 1): lambda items, item: [*items, item],
    ("reverse", 0): lambda items: items[::-1],
    ("shift", 0): lambda items: items[1:],
    ("pop", 0): lambda items: items[:-1],
    ("size", 0): lambda items: str(len(items)),
    ("sort", 0): _sorted_by,
    ("sort", 1): _sorted_by,
    ("sort_natural", 0): lambda items: sorted(items, key=lambda i: (as_text(i) or "").lower()),
    ("sum", 0): _sum,
    ("sum", 1): _sum,
    ("uniq", 0): _unique,
    ("unshift", 1): lambda items, item: [item, *items],
    ("where", 2): _where,
}
