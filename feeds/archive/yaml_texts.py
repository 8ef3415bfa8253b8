"""YAML as mappings, lists and texts, every scalar as it is spelled. The one door to PyYAML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from feeds.archive.faults import BrokenFileError, Fault
from feeds.text.clean import without_controls

_DEPTH = 8  # `defaults` of `_config.yml` need four; deeper values are left out
_NESTING = ("[", "{", "- ", "? ")  # what opens a collection in few characters
_MOST_NESTING = 500
_PARTING = (*_NESTING, ",", "\n", ": ")  # two values at most begin or end at each
_MERGE = "<<"
_MOST_INHERITED = 100  # keys of a mapping, with those that it takes from another one
_MOST_EVENTS = 150_000  # of a document: values, and ends of collections; a second of work


Scalar = Callable[[str, bool], str]
"""Makes a value of a scalar's text, and of whether it stands in no quotes."""


NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What means no value, where it stands in no quotes (YAML 1.1)."""


def _as_spelled(spelled: str, is_plain: bool) -> str:
    return "" if is_plain and spelled in NULLS else spelled


def yaml_texts(raw: str, scalar: Scalar = _as_spelled) -> Any:
    """The value of a YAML document, its scalars as `scalar` has them; None where it is empty.

    Nothing is constructed but texts, lists and mappings, whatever the tags say: an unsafe tag is
    harmless and no date is misread. PyYAML's own constructor does the same in twice the time, for
    it looks for types that are then not used.

    :raise BrokenFileError: E05 where it cannot be parsed; its first line counts as the second
    """
    try:
        is_long = 2 * sum(map(raw.count, _PARTING)) > _MOST_EVENTS
        if is_long or sum(map(raw.count, _NESTING)) > _MOST_NESTING:
            _check_events(raw)
        node = _Loader(raw).get_single_node()
    except yaml.YAMLError as error:
        raise BrokenFileError(Fault(2 + _line(error), "E05", _message(error))) from error
    return None if node is None else _constructed(node, _DEPTH, {}, scalar)


def _check_events(raw: str) -> None:
    """Events are read in a loop, nodes by a recursion in C that no limit of Python's guards.

    :raise yaml.YAMLError: where collections stand in each other beyond reason, or there are too
        many values
    """
    depth = 0
    for count, event in enumerate(yaml.parse(raw, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_NESTING:
            raise yaml.YAMLError("nested too deeply")
        if count > _MOST_EVENTS:
            raise yaml.YAMLError("too many values")


def _constructed(
    node: yaml.Node, depth: int, values: dict[tuple[int, int], Any], scalar: Scalar
) -> Any:
    """The value of a node. An alias shares its anchor's value in `values`: however they nest,
    the work is that of the nodes that are written, and depth ends what holds itself."""
    if isinstance(node, yaml.ScalarNode):
        return scalar(without_controls(node.value), not node.style)  # an escape may name any
    if not depth:
        return ""
    place = (id(node), depth)
    if place not in values:
        values[place] = _collected(node, depth - 1, values, scalar)
    return values[place]


def _collected(
    node: yaml.Node, depth: int, values: dict[tuple[int, int], Any], scalar: Scalar
) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_constructed(child, depth, values, scalar) for child in node.value]
    keys = {_key(key): _constructed(value, depth, values, scalar) for key, value in node.value}
    return _inheriting(keys) if _MERGE in keys else keys


def _inheriting(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys with those of the mappings that `<<` names; the own ones and the first mapping
    count most (yaml.org/type/merge.html). A large mapping is not copied to each that names it."""
    others = keys.pop(_MERGE)
    for other in others if isinstance(others, list) else [others]:
        if isinstance(other, dict) and len(other) + len(keys) <= _MOST_INHERITED:
            keys = other | keys
    return keys


def _key(node: yaml.Node) -> str:
    return without_controls(node.value) if isinstance(node, yaml.ScalarNode) else ""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    def resolve(self, *_: object) -> str:
        """No tag is of use here, and PyYAML asks for one at every node."""
        return ""


def _line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark else 0


def _message(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    found = f"{problem} {context}" if context else problem
    return f"cannot be parsed from here on: {found}"
