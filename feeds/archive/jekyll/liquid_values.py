"""Liquid's expressions and conditions, as far as their result is certain
(shopify.github.io/liquid).

A value is a text, a list or a mapping. What a body makes of its values is bounded
(`feeds.archive.jekyll.liquid_budget`): past the bound they are empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from feeds.archive.jekyll.liquid_access import BLANK, EMPTY, below, compared
from feeds.archive.jekyll.liquid_budget import Budget
from feeds.archive.jekyll.liquid_dates import OF_DATES
from feeds.archive.jekyll.liquid_expressions import (
    ARGUMENT,
    Arguments,
    expression_parts,
    path_steps,
)
from feeds.archive.jekyll.liquid_filters import filtered, is_filter
from feeds.archive.jekyll.liquid_lists import MOST_ITEMS, NUMBER, as_text, grouped
from feeds.archive.notes import Note, unnoted
from feeds.archive.values import Value
from feeds.archive.yaml_types import FALSE, NIL, TRUE, NoText

Lookup = Callable[[str], str | None]

_QUOTED = re.compile(r"""(?:"([^"]*)"|'([^']*)')""")
_JOINTS = re.compile(r"\s(and|or)\s")
_COMPARISON = re.compile(
    r"(\S+|\"[^\"]*\"|'[^']*')\s*(==|!=|<>|<=|>=|<|>|\scontains\s)\s*(.+)", re.DOTALL
)
_RANGE = re.compile(r"\((\S{1,100}?)\s?\.\.\s?(\S{1,100}?)\)")
_QUOTED_KEY = re.compile(r"""\[(?:"([\w-]{1,100})"|'([\w-]{1,100})')\]""")
_LITERALS = {
    "nil": None, "null": None, "true": TRUE, "false": FALSE, "blank": BLANK, "empty": EMPTY,
}  # fmt: skip
_OF_DATES = frozenset(name for name, _ in OF_DATES)
_BY_EXPRESSION = frozenset({"where_exp", "find_exp", "group_by_exp"})
_LONGEST_EXPRESSION = 5_000  # characters
_LONGEST_NAME = 200  # characters


class Values:
    """Looks up and computes the values of one body. `is_empty` tells of a name without a
    value whether it is empty for certain; `address` makes a path one below the site's base, and
    `host` is what an absolute one begins with."""

    def __init__(
        self,
        lookup: Callable[[str], Value | None],
        is_empty: Callable[[str], bool],
        address: Lookup,
        host: str = "",
        note: Note = unnoted,
    ) -> None:
        self._host = host
        self._note = note
        self._lookup = lookup
        self._is_empty = is_empty
        self._address = address
        self.budget = Budget()
        self.variables: dict[str, Value] = {}

    def text(self, expression: str) -> str | None:
        """`page.title | escape`, `"/a.html" | relative_url`: None where any part is unknown."""
        value = self.value(expression)
        return self.budget.bounded(as_text(value)) if self.budget.affords(value) else None

    def shown(self, expression: str) -> str | None:
        """The same for an output: empty where the name is known to be empty, or has a value that
        is bounded away."""
        text = self.text(expression)
        if text is not None or self.budget.is_spent:
            return text
        return "" if self._is_certain(expression_parts(expression)[0]) else None

    def value(self, expression: str) -> Value | None:
        """The same, as a list or a mapping where it is one."""
        if not self.budget.affords_expression():
            return None
        first, filters = expression_parts(expression[:_LONGEST_EXPRESSION])
        value = self._operand(first)
        for name, arguments in filters:
            value = self._filtered(name, value, self._arguments(arguments))
        return value

    def items(self, spelled: str) -> list[Value] | None:
        """What a loop goes over: a list's items, a mapping's pairs, none of a name that is empty
        for certain; None for one that is unknown."""
        value = self._operand(spelled)
        if not self.budget.affords(value):
            return []
        if isinstance(value, dict):
            return [[key, item] for key, item in value.items()]
        if isinstance(value, list):
            return value
        return [value] if value else [] if self._is_certain(spelled) else None

    def assign(self, name: str, value: Value | None) -> None:
        """What a name stands for from here on; nothing where the value is unknown."""
        name = name.strip()
        if isinstance(value, str):
            value = self.budget.bounded(value)
        if value is None:
            self.variables.pop(name, None)
        else:
            self.variables[name] = value

    def is_true(self, condition: str) -> bool | None:
        """Whether a condition holds; None where that is not certain. As Liquid reads it, the
        parts that `and` and `or` join are taken from the right."""
        parts = _JOINTS.split(condition[:_LONGEST_EXPRESSION])
        result = self._holds(parts[-1])
        for joint, part in zip(parts[-2::-2], parts[-3::-2], strict=True):
            both, decisive = (self._holds(part), result), joint != "and"
            result = decisive if decisive in both else None if None in both else not decisive
        return result

    def is_among(self, subject: str, choices: str) -> bool | None:
        """Whether a `when` names the subject of its `case`; None where that is not certain."""
        choices = choices.replace(" or ", ",")[:_LONGEST_EXPRESSION]
        spelled = [match[0] for match in ARGUMENT.finditer(choices)]
        holds = [self._holds(f"{subject} == {choice}") for choice in spelled]
        return True if True in holds else None if None in holds else False

    def _operand(self, name: str) -> Value | None:
        value = self._named(name)
        return None if value == NIL and isinstance(value, NoText) and not _is_sign(value) else value

    def _named(self, name: str) -> Value | None:
        if quoted := _QUOTED.fullmatch(name):
            return quoted[1] or quoted[2] or ""
        if name in _LITERALS or NUMBER.fullmatch(name):
            return _LITERALS.get(name, NoText(name))
        if name in self.variables:
            return self.variables[name]
        if bounds := _RANGE.fullmatch(name):
            return self._range(bounds[1], bounds[2])
        return self._at_path(name)

    def _range(self, first: str, last: str) -> list[Value] | None:
        ends = [as_text(self._operand(end)) or "" for end in (first, last)]
        if self.budget.is_spent or not all(map(NUMBER.fullmatch, ends)):
            return None
        start, end = (int(float(each)) for each in ends)
        numbers = range(start, min(end + 1, start + MOST_ITEMS))
        return [NoText(str(number)) for number in numbers]

    def _at_path(self, name: str) -> Value | None:
        """`page.image.path`, `topic.title`, `site.data["a"][0]`."""
        if "[" in name:
            name = _QUOTED_KEY.sub(r".\1\2", name[:_LONGEST_EXPRESSION])
        steps = path_steps(name[:_LONGEST_EXPRESSION])
        if steps and steps[0][0] in self.variables:
            return self._down(self.variables[steps[0][0] or ""], steps[1:])
        dotted = name.partition("[")[0][:_LONGEST_NAME].rstrip(".")
        while dotted:
            if (value := self._lookup(dotted)) is not None:
                return self._down(value, steps[dotted.count(".") + 1 :])
            dotted = dotted.rpartition(".")[0]
        return None

    def _down(self, value: Value | None, steps: Sequence[tuple[str | None, ...]]) -> Value | None:
        for key, inside in steps:
            named = key if key is not None else self._operand(inside or "")
            wanted = as_text(named) if self.budget.affords(named) else None
            if isinstance(value, dict) and wanted not in value and not self.budget.affords(value):
                return None
            value = below(value, wanted or "")
        return value

    def _is_certain(self, name: str) -> bool:
        is_literal = name in _LITERALS or bool(_QUOTED.fullmatch(name) or NUMBER.fullmatch(name))
        root = re.split(r"[.\[]", name, maxsplit=1)[0]
        return (
            is_literal or name in self.variables or root in self.variables or self._is_empty(name)
        )

    def _holds(self, part: str) -> bool | None:
        part = part.strip()
        if not (comparison := _COMPARISON.fullmatch(part)):
            return _is_true(self._operand(part)) if self._is_certain(part) else None
        left, sign, right = (side.strip() for side in comparison.groups())
        if not (self._is_certain(left) and self._is_certain(right)):
            return None
        values = self._operand(left), self._operand(right)
        return (
            compared(values[0], sign, values[1]) if all(map(self.budget.affords, values)) else None
        )

    def _arguments(self, arguments: Arguments) -> Sequence[Value | None]:
        return [self._argument(name) if name else literal for literal, name in arguments]

    def _argument(self, name: str) -> Value | None:
        value = self._operand(name)
        return "" if value is None and self._is_certain(name) else value

    def _filtered(
        self, name: str, value: Value | None, arguments: Sequence[Value | None]
    ) -> Value | None:
        if name == "default":
            return value if value and _is_true(value) else next(iter(arguments), None)
        if not name:  # nothing stands between two signs of filters
            return value
        if value is not None and not is_filter(name):  # Jekyll passes the value on
            self._note(f"| {name}")
            return value
        if value is None or not all(map(self.budget.affords, (value, *arguments))):
            return None
        values = [argument for argument in arguments if argument is not None]
        if len(values) < len(arguments):
            return None
        if name in _BY_EXPRESSION and len(values) == 2 and isinstance(value, list):
            return self._by_expression(name, value, as_text(values[0]) or "", values[1])
        if name == "markdownify" and not self.budget.affords_reading(value):
            return value
        if name in _OF_DATES and not all(map(self.budget.affords_reading, (value, *values))):
            return None
        if name in ("relative_url", "absolute_url"):
            path = self._address(as_text(value) or "")
            return (
                f"{self._host}{path}"
                if path and name == "absolute_url" and path[0] == "/"
                else path
            )
        result = filtered(name, value, values)
        if isinstance(result, str):
            return result if self.budget.bounded(result) is not None else None
        return result

    def _by_expression(
        self, name: str, items: list[Value], variable: str, expression: Value
    ) -> Value | None:
        """What `where_exp`, `find_exp` or `group_by_exp` makes of a list; None where that and all
        before it take too much."""
        spelled = as_text(expression) or ""
        outer = self.variables.get(variable)
        chosen: list[Value] = []
        keys: list[str] = []
        for item in items[:MOST_ITEMS]:
            if not self.budget.affords_item():
                break
            self.variables[variable] = item
            if name == "group_by_exp":
                keys.append(as_text(self.value(spelled)) or "")
            elif self.is_true(spelled):
                chosen.append(item)
                if name == "find_exp":
                    break
        self.assign(variable, outer)
        if self.budget.is_spent:
            return None
        if name == "group_by_exp":
            return grouped(items[: len(keys)], keys)
        return chosen if name == "where_exp" else next(iter(chosen), None)


def _is_true(value: Value | None) -> bool:
    """All but `false` and `nil` is true to Liquid, empty texts and lists too."""
    return value is not None and not (isinstance(value, NoText) and value == "false")


def _is_sign(value: NoText) -> bool:
    return value is EMPTY or value is BLANK
