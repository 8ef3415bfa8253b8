"""The changes of a module, each in a tree of its own.

A change is found again by its name, which says where it is and what it does. A name outlives other
changes of the file, for it holds no line number.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.trust.mutation.variants import FOR_AUTHORS, variants_of

_LONGEST = 90  # characters of an expression in a name


class Place(NamedTuple):
    """Where an expression stands."""

    owner: str = ""  # `Class.method`; empty at the top of a module
    defines: frozenset[str] = frozenset()  # what the statement defines, where it is no function's
    is_in_function: bool = False
    lines: range = range(0)  # of its statement, without those of the statements that it holds
    is_condition: bool = False  # only its truth counts

    def inside(self, name: str, is_function: bool) -> Place:
        owner = f"{self.owner}.{name}" if self.owner else name
        return self._replace(owner=owner, is_in_function=self.is_in_function or is_function)


@dataclass(frozen=True)
class Change:
    """One change of one module."""

    path: str
    number: int  # among the changes of its file
    name: str
    place: Place


class Expression(NamedTuple):
    """A node of a tree. `put` has another one take its place."""

    place: Place
    node: ast.AST
    put: Callable[[ast.AST], None]


def changes_of(root: Path, path: str) -> list[Change]:
    """All changes of a file, in the file's order."""
    repeated: Counter[str] = Counter()
    changes = []
    variants = _variants(ast.parse((root / path).read_bytes()))
    for number, ((place, node, _), variant) in enumerate(variants):
        where = place.owner or ",".join(sorted(place.defines))
        name = f"{path} {where}: {_difference(ast.unparse(node), ast.unparse(variant))}"
        repeated[name] += 1
        if repeated[name] > 1:
            name += f" #{repeated[name]}"
        changes.append(Change(path, number, name, place))
    return changes


def changed_tree(root: Path, change: Change) -> ast.Module:
    """The module with the change in it."""
    tree = ast.parse((root / change.path).read_bytes())
    (_, node, put), variant = list(_variants(tree))[change.number]
    put(ast.copy_location(variant, node))
    return ast.fix_missing_locations(tree)


def expressions(tree: ast.Module) -> Iterator[Expression]:
    """What is in a module, but for what no program runs."""
    return _below(tree, Place())


def _below(parent: ast.AST, place: Place) -> Iterator[Expression]:
    for name, value in ast.iter_fields(parent):
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if isinstance(child, ast.AST) and not _is_no_code(parent, name, child):
                within = _place_of(parent, name, child, place)
                index_in_list = index if isinstance(value, list) else None
                yield Expression(within, child, _putter(parent, name, index_in_list))
                yield from _below(child, within)


def _variants(tree: ast.Module) -> Iterator[tuple[Expression, ast.AST]]:
    for expression in expressions(tree):
        for variant in variants_of(expression.node, expression.place.is_condition):
            yield expression, variant


def _difference(before: str, after: str) -> str:
    """Both, shortened to what is around the first character in which they differ."""
    pairs = enumerate(zip(before, after, strict=False))
    first = next((place for place, (one, other) in pairs if one != other), len(before))
    start = max(0, first - _LONGEST // 2)
    return " → ".join(_shown(text, start) for text in (before, after))


def _shown(text: str, start: int) -> str:
    end = start + _LONGEST
    return f"{'…' * bool(start)}{text[start:end]}{'…' * (len(text) > end)}"


def _is_no_code(parent: ast.AST, field: str, child: ast.AST) -> bool:
    """An annotation, a text that stands alone, what only a type checker or a program runs, or what
    only a mistake of the program's author meets."""
    return (
        field in ("annotation", "returns")
        or (isinstance(parent, ast.keyword) and parent.arg in FOR_AUTHORS)
        or (field == "decorator_list" and ast.unparse(child).startswith("dataclass"))
        or isinstance(child, (ast.Import, ast.ImportFrom))
        or (isinstance(child, ast.keyword) and child.arg in FOR_AUTHORS)
        or (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant))
        or (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING")
        or (isinstance(child, ast.If) and ast.unparse(child.test).startswith("__name__"))
    )


def _putter(parent: ast.AST, field: str, index: int | None) -> Callable[[ast.AST], None]:
    def put(node: ast.AST) -> None:
        if index is None:
            setattr(parent, field, node)
        else:
            getattr(parent, field)[index] = node

    return put


def _place_of(parent: ast.AST, field: str, child: ast.AST, place: Place) -> Place:
    if isinstance(child, ast.stmt):
        place = place._replace(lines=_lines_of(child), is_condition=False)
        if not place.is_in_function:
            place = place._replace(defines=frozenset(_defined(child)))
    if field == "body" and isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
        place = place.inside(parent.name, True)
    elif field == "body" and isinstance(parent, ast.Lambda):
        place = place.inside("<lambda>", True)
    elif field == "body" and isinstance(parent, ast.ClassDef):
        place = place.inside(parent.name, False)
    if not isinstance(child, ast.stmt):
        is_condition = isinstance(child, ast.expr) and _is_condition(parent, field, child, place)
        place = place._replace(is_condition=is_condition)
    return place


def _is_condition(parent: ast.AST, field: str, child: ast.expr, place: Place) -> bool:
    if isinstance(parent, ast.BoolOp):
        return place.is_condition
    if isinstance(parent, ast.UnaryOp):  # what stands after `not` alone is negated with it
        return isinstance(parent.op, ast.Not) and isinstance(child, ast.BoolOp)
    if isinstance(parent, ast.Call) and field == "args":
        return isinstance(parent.func, ast.Name) and parent.func.id == "bool"
    tested = (ast.If, ast.IfExp, ast.While, ast.Assert)
    return (field == "test" and isinstance(parent, tested)) or (
        field == "ifs" and isinstance(parent, ast.comprehension)
    )


def _lines_of(statement: ast.stmt) -> range:
    """A compound statement's are those before its first inner one."""
    last = statement.end_lineno or statement.lineno
    if body := getattr(statement, "body", None):
        last = max(statement.lineno, body[0].lineno - 1)
    decorators = [node.lineno for node in getattr(statement, "decorator_list", [])]
    return range(min([statement.lineno, *decorators]), last + 1)


def _defined(statement: ast.stmt) -> Iterator[str]:
    targets: list[Any] = getattr(statement, "targets", [getattr(statement, "target", None)])
    for target in targets:
        for node in ast.walk(target) if target else ():
            if isinstance(node, ast.Name):
                yield node.id
    if name := getattr(statement, "name", ""):
        yield name
