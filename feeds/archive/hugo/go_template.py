"""A small part of Go's template language: what plain shortcodes of Hugo sites are written in.

It knows texts, `if`, `with`, `range`, `else`, variables, pipelines and the functions of
`feeds.archive.hugo.template_functions`. Whatever else stands in a template, or is asked of it,
raises `UnreadableTemplateError`: nothing is guessed. Sources: pkg.go.dev/text/template,
gohugo.io, "Functions".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from feeds.archive.hugo.template_functions import (
    FUNCTIONS,
    LONGEST_VALUE,
    TemplateValue,
    UnreadableTemplateError,
    at,
    escaped,
    is_true,
)
from feeds.archive.hugo.template_parser import Block, Node, Operand, Pipeline, parsed

_ESCAPES = {r"\"": '"', r"\\": "\\", r"\n": "\n", r"\t": "\t"}
_CONSTANTS: dict[str, TemplateValue] = {"true": True, "false": False, "nil": None}
_MOST_ARGUMENTS = 20
_MOST_WORK = 5_000_000  # characters
_WORK_OF_A_STEP = 50  # of a node, a call of a function, or a value that a `range` goes through
_WORK_OF_PARSING = 4  # for each character of a template
_WORK_OF_READING = 20  # for each character: Markdown, and what every character is looked at for
_READING = frozenset(
    {"markdownify", "transform.Markdownify", "plainify", "transform.Plainify"}
    | {"urlize", "urls.URLize", "anchorize", "urls.Anchorize", "Page.RenderString"}
)

Methods = Mapping[str, Callable[..., TemplateValue]]
"""What the template's subject offers by name, `Get` or `Inner`."""


class TemplateWork:
    """What the templates that one body calls may still go through."""

    def __init__(self) -> None:
        self._left = _MOST_WORK

    def spend(self, characters: int) -> None:
        """:raise UnreadableTemplateError: that is more than is left"""
        self._left -= characters
        if self._left < 0:
            raise UnreadableTemplateError("much work")


class _Scope(NamedTuple):
    dot: TemplateValue
    variables: dict[str, TemplateValue]
    methods: Methods
    work: TemplateWork


def filled(
    source: str,
    methods: Methods,
    values: dict[str, TemplateValue] | None = None,
    work: TemplateWork | None = None,
) -> str:
    """A template's output. `values` stand in the place of the subject where they are given; all
    templates of one body share their `work`.

    :raise UnreadableTemplateError: something in it is not known here
    """
    work = work or TemplateWork()
    work.spend(_WORK_OF_PARSING * len(source))
    variables: dict[str, TemplateValue] = {} if values is None else {"$": values}
    scope = _Scope(values, variables, methods, work)
    return "".join(_output(parsed(source), scope))


def _output(nodes: tuple[Node, ...], scope: _Scope) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            scope.work.spend(len(node))
            yield node
            continue
        scope.work.spend(_WORK_OF_A_STEP)
        value = _value(node.pipeline, scope)
        if node.word == "range":
            yield from _each(node, value, scope)
            continue
        if node.variable:
            scope.variables[node.variable] = value
        if not node.word:
            if not node.variable:
                scope.work.spend(_length(value))
                yield escaped(value)
            continue
        holds = is_true(value)
        inner = scope._replace(dot=value) if holds and node.word == "with" else scope
        yield from _output(node.body if holds else node.otherwise, inner)


def _each(node: Block, value: TemplateValue, scope: _Scope) -> Iterator[str]:
    """What a `range` makes of each value; of a mapping's in the order of its keys."""
    scope.work.spend(_WORK_OF_A_STEP * _length(value))
    if isinstance(value, dict):
        pairs: list[tuple[TemplateValue, TemplateValue]] = [*sorted(value.items())]
    elif isinstance(value, list):
        pairs = [*enumerate(value)]
    elif value is None:
        pairs = []
    else:
        raise UnreadableTemplateError("range")
    for place, each in pairs:
        scope.variables.update({node.variable: each, node.place: place})
        yield from _output(node.body, scope._replace(dot=each))
    if not pairs:
        yield from _output(node.otherwise, scope)


def _value(pipeline: Pipeline, scope: _Scope) -> TemplateValue:
    value: tuple[TemplateValue, ...] = ()
    for call in pipeline:
        if not call.operands:
            raise UnreadableTemplateError("an empty command")
        head, *rest = call.operands
        arguments = [_operand(each, scope) for each in rest]
        value = (_called(head, [*arguments, *value], scope),)
    return value[0]


def _called(head: Operand, arguments: list[TemplateValue], scope: _Scope) -> TemplateValue:
    if head.kind == "name":
        function = scope.methods.get(head.text) or FUNCTIONS.get(head.text)
    else:
        function = _method(head, scope)
    if function is not None:
        return _result(function, arguments, head.text + head.fields, scope)
    if arguments:
        raise UnreadableTemplateError(head.text)
    return _operand(head, scope)


def _result(
    function: Callable[..., TemplateValue], arguments: list[TemplateValue], name: str, scope: _Scope
) -> TemplateValue:
    length = sum(map(_length, arguments))
    is_reading = name.lstrip(".$") in _READING
    scope.work.spend(_WORK_OF_A_STEP + length * (_WORK_OF_READING if is_reading else 1))
    try:
        return _bounded(function(*arguments[:_MOST_ARGUMENTS]))
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise UnreadableTemplateError(name) from error


def _length(value: TemplateValue) -> int:
    return len(value) if isinstance(value, (str, list, dict)) else 1


def _bounded(value: TemplateValue) -> TemplateValue:
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise UnreadableTemplateError("a long value")
    return value


def _method(head: Operand, scope: _Scope) -> Callable[..., TemplateValue] | None:
    """What `.Get`, `$.Get` or `.Page.RenderString` calls. In a `with` the dot is another value."""
    path = head.text if head.kind == "field" else head.fields
    is_subject = (head.kind == "field" and scope.dot is None) or (
        head.text == "$" and "$" not in scope.variables
    )
    return scope.methods.get(path[1:]) if is_subject else None


def _operand(operand: Operand, scope: _Scope) -> TemplateValue:
    kind, text, group, fields = operand
    if kind == "string":
        return text[1:-1] if text[0] == "`" else _unescaped(text[1:-1])
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "group":
        return _looked_up(_value(group, scope), fields)
    if kind == "variable" and (text != "$" or "$" in scope.variables):
        if text not in scope.variables:
            raise UnreadableTemplateError(text)
        return _looked_up(scope.variables[text], fields)
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text == ".":
        return scope.dot
    if function := _method(operand, scope):
        return _result(function, [], text + fields, scope)
    if kind == "field" and scope.dot is not None:
        return _looked_up(scope.dot, text)
    if kind == "name" and (function := scope.methods.get(text) or FUNCTIONS.get(text)):
        return _result(function, [], text, scope)
    return _of_subject(fields if text == "$" else text, scope)


def _of_subject(path: str, scope: _Scope) -> TemplateValue:
    """A value below one that the subject offers: `.Page.Params.a`."""
    parts = path.removeprefix(".").split(".")
    for length in range(len(parts), 0, -1):
        if function := scope.methods.get(".".join(parts[:length])):
            return _looked_up(function(), "." + ".".join(parts[length:]))
    raise UnreadableTemplateError(path)


def _looked_up(value: TemplateValue, fields: str) -> TemplateValue:
    for field in filter(None, fields.split(".")):
        if not isinstance(value, dict):
            raise UnreadableTemplateError(fields)
        value = at(value, field)
    return value


def _unescaped(text: str) -> str:
    return re.sub(r"\\.", lambda match: _ESCAPES.get(match[0], match[0]), text)
