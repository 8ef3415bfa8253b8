"""The other forms of one expression: what a slip of its author might have written."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
# Methods whose last argument has a default, with the least number of arguments.
_DEFAULTED = {"get": 1, "pop": 1, "split": 0, "rsplit": 0, "strip": 0, "lstrip": 0, "rstrip": 0}
# Keywords about mistakes of the program's author, or about how an object is printed.
FOR_AUTHORS = {"strict", "stacklevel", "repr", "compare"}


def variants_of(node: ast.AST, is_condition: bool) -> Iterator[ast.AST]:
    """New nodes, each the node with one slip. `is_condition` says that only its truth counts."""
    if is_condition and not isinstance(node, ast.BoolOp):
        yield node.operand if _is_not(node) else ast.UnaryOp(ast.Not(), node)  # type: ignore[arg-type, attr-defined]
    if isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Compare):
        yield from _comparisons(node, is_condition)
    elif isinstance(node, ast.BinOp) and type(node.op) in _OTHER and not _is_text(node):
        yield ast.BinOp(node.left, _OTHER[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.BoolOp):
        yield from _boolean(node, is_condition)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Call):
        yield from _with_an_argument_less(node)
        yield from _other_extreme(node)
    elif isinstance(node, ast.If) and _is_early_exit(node):
        yield ast.Pass()
    elif isinstance(node, ast.Dict) and len(node.keys) == 2 and None in node.keys:
        yield ast.Dict(node.keys[::-1], node.values[::-1])  # which of two counts for a key
    elif isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Load):
        yield from _with_an_element_less(node)


def _is_not(node: ast.AST) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _is_truth(node: ast.AST) -> bool:
    """Whether an expression is True or False, so that the order of two says nothing."""
    return (
        _is_not(node)
        or isinstance(node, ast.Compare)
        or (isinstance(node, ast.BoolOp) and all(map(_is_truth, node.values)))
    )


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, (int, float)):
        yield ast.Constant(node.value + 1)
        if node.value:
            yield ast.Constant(node.value - 1)


def _comparisons(node: ast.Compare, is_condition: bool) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        is_bound = isinstance(operator, (ast.Lt, ast.LtE, ast.Gt, ast.GtE))
        # A condition is negated anyway.
        if type(operator) in _OTHER and (is_bound or not is_condition or len(node.ops) > 1):
            changed = copy.copy(node)
            changed.ops = list(node.ops)
            changed.ops[place] = _OTHER[type(operator)]()  # type: ignore[call-overload]
            yield changed
    for place, right in enumerate(node.comparators):
        if _is_word(right):
            changed = copy.copy(node)
            changed.comparators = list(node.comparators)
            changed.comparators[place] = _another(right)
            yield changed


def _boolean(node: ast.BoolOp, is_condition: bool) -> Iterator[ast.AST]:
    yield ast.BoolOp(_OTHER[type(node.op)](), node.values)  # type: ignore[arg-type]
    first, second, *rest = node.values
    if (
        isinstance(node.op, ast.Or)
        and not is_condition
        and not (_is_truth(first) or _is_truth(second))
    ):
        yield ast.BoolOp(node.op, [second, first, *rest])
    if isinstance(node.op, ast.And) or is_condition:
        for place in range(len(node.values)):
            others = [*node.values[:place], *node.values[place + 1 :]]
            yield others[0] if len(others) == 1 else ast.BoolOp(node.op, others)


def _with_an_argument_less(node: ast.Call) -> Iterator[ast.AST]:
    for place, keyword in enumerate(node.keywords):
        if keyword.arg not in FOR_AUTHORS:
            keywords = [*node.keywords[:place], *node.keywords[place + 1 :]]
            yield ast.Call(node.func, node.args, keywords)
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    if method in _DEFAULTED and len(node.args) > _DEFAULTED[method]:
        yield ast.Call(node.func, node.args[:-1], node.keywords)


def _other_extreme(node: ast.Call) -> Iterator[ast.AST]:
    other = {"min": "max", "max": "min"}.get(ast.unparse(node.func))
    if other:
        yield ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords)


def _is_early_exit(node: ast.If) -> bool:
    exits = (ast.Return, ast.Continue, ast.Break, ast.Raise)
    return not node.orelse and isinstance(node.body[-1], exits)


def _with_an_element_less(node: ast.Tuple | ast.List) -> Iterator[ast.AST]:
    """A list of words without one of them: a name that nobody recognises any more."""
    if len(node.elts) > 1 and all(_is_word(element) for element in node.elts):
        for place in range(len(node.elts)):
            changed = copy.copy(node)
            changed.elts = [*node.elts[:place], *node.elts[place + 1 :]]
            yield changed


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))


def _another(node: ast.AST) -> ast.expr:
    assert isinstance(node, ast.Constant)
    return ast.Constant(node.value + ("~" if isinstance(node.value, str) else b"~"))  # type: ignore[operator]


def _is_text(node: ast.BinOp) -> bool:
    """A text that is put together: it cannot be otherwise."""
    return any(
        _is_word(side) or isinstance(side, ast.JoinedStr) for side in (node.left, node.right)
    )
