"""A small part of Go's template language: what plain shortcodes of Hugo sites are written in.

It knows texts, `if`, `with`, `else`, variables, pipelines and the functions of
`feeds.archive.hugo.template_functions`. Whatever else stands in a template, or is asked of it,
raises `UnreadableTemplateError`: nothing is guessed. Sources: pkg.go.dev/text/template,
gohugo.io, "Functions".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from feeds.archive.hugo.template_functions import (
    FUNCTIONS,
    LONGEST_VALUE,
    TemplateValue,
    UnreadableTemplateError,
    escaped,
    is_true,
)

_ACTION = re.compile(r"\{\{(?P<left>-\s)?\s*+(?P<code>(?:[^{}]|\}(?!\}))*)\}\}")
_TOKEN = re.compile(
    r"\s*+(?:(?P<string>\"(?:[^\"\\\n]|\\.)*\"|`[^`]*+`)|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<assign>:=|=)|(?P<sign>[()|])|(?P<variable>\$\w*)|(?P<field>(?:\.\w+)+|\.)"
    r"|(?P<name>\w+(?:\.\w+)*))"
)
_ESCAPES = {r"\"": '"', r"\\": "\\", r"\n": "\n", r"\t": "\t"}
_LONGEST = 20_000  # characters of a template
_DEEPEST = 50
_MOST_ARGUMENTS = 20

Methods = Mapping[str, Callable[..., TemplateValue]]
"""What the template's subject offers by name, `Get` or `Inner`."""


class _Token(NamedTuple):
    kind: str
    text: str


class _Call(NamedTuple):
    """Operands of one command; the first may be a function."""

    operands: tuple[_Operand, ...]


class _Operand(NamedTuple):
    kind: str  # as `_Token.kind`; "group" for a pipeline in brackets
    text: str
    group: tuple[_Call, ...] = ()
    fields: str = ""  # looked up in the value of a variable or a group


Pipeline = tuple[_Call, ...]


class _Block(NamedTuple):
    """`if` or `with`, an output (""), or what a variable is set to."""

    word: str
    variable: str
    pipeline: Pipeline
    body: tuple[_Node, ...] = ()
    otherwise: tuple[_Node, ...] = ()


_Node: TypeAlias = "str | _Block"


class _Scope(NamedTuple):
    dot: TemplateValue
    variables: dict[str, TemplateValue]
    methods: Methods


def filled(source: str, methods: Methods) -> str:
    """A template's output.

    :raise UnreadableTemplateError: something in it is not known here
    """
    return "".join(_output(_parsed(source), _Scope(None, {}, methods)))


@lru_cache(maxsize=256)
def _parsed(source: str) -> tuple[_Node, ...]:
    if len(source) > _LONGEST:
        raise UnreadableTemplateError("a long template")
    pieces = list(_pieces(source))
    nodes, end = _nodes(pieces, 0, 0)
    if end != len(pieces):
        raise UnreadableTemplateError("an end without a beginning")
    return nodes


def _pieces(source: str) -> Iterator[str | list[_Token]]:
    """Texts, and actions as tokens. A hyphen takes the white space on its side away."""
    position, trims = 0, False
    for action in _ACTION.finditer(source):
        text = source[position : action.start()]
        text = text.rstrip() if action["left"] else text
        yield text.lstrip() if trims else text
        code = action["code"].rstrip()
        trims = code.endswith("-") and (len(code) == 1 or code[-2].isspace() or code[-2] == "/")
        code = code[:-1].rstrip() if trims else code
        if not code.startswith("/*"):
            yield _tokens(code)
        position = action.end()
    rest = source[position:]
    if "{{" in rest:
        raise UnreadableTemplateError("an action that is never closed")
    yield rest.lstrip() if trims else rest


def _tokens(code: str) -> list[_Token]:
    tokens, position = [], 0
    while position < len(code):
        match = _TOKEN.match(code, position)
        if match is None or match.lastgroup is None:
            raise UnreadableTemplateError(code[position : position + 20])
        tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


def _nodes(
    pieces: list[str | list[_Token]], start: int, depth: int
) -> tuple[tuple[_Node, ...], int]:
    """The nodes up to the `else` or `end` that closes them, and its place."""
    if depth > _DEEPEST:
        raise UnreadableTemplateError("deeply nested")
    nodes: list[_Node] = []
    while start < len(pieces):
        piece = pieces[start]
        if isinstance(piece, str):
            nodes.append(piece)
        elif piece and piece[0].text in ("else", "end"):
            break
        elif piece and piece[0].text in ("if", "with"):
            block, start = _block(pieces, start, piece, depth)
            nodes.append(block)
        elif piece:
            nodes.append(_single(piece))
        start += 1
    return tuple(nodes), start


def _block(
    pieces: list[str | list[_Token]], start: int, head: list[_Token], depth: int
) -> tuple[_Block, int]:
    """A block and the place of its `end`. `else if` is a block of its own that shares the end."""
    single = _single(head[1:])
    body, end = _nodes(pieces, start + 1, depth + 1)
    otherwise: tuple[_Node, ...] = ()
    closing = pieces[end] if end < len(pieces) else ""
    if not isinstance(closing, list):
        raise UnreadableTemplateError("a block without an end")
    if closing[0].text == "else":
        if len(closing) > 1:
            inner, end = _block(pieces, end, closing[1:], depth + 1)
            otherwise = (inner,)
        else:
            otherwise, end = _nodes(pieces, end + 1, depth + 1)
            if end >= len(pieces):
                raise UnreadableTemplateError("a block without an end")
    return _Block(head[0].text, single.variable, single.pipeline, body, otherwise), end


def _single(tokens: list[_Token]) -> _Block:
    variable = ""
    if len(tokens) > 1 and tokens[1].kind == "assign":
        variable, tokens = tokens[0].text, tokens[2:]
    pipeline, end = _pipeline(tokens, 0, 0)
    if end != len(tokens):
        raise UnreadableTemplateError("a bracket too many")
    return _Block("", variable, pipeline)


def _pipeline(tokens: list[_Token], start: int, depth: int) -> tuple[Pipeline, int]:
    if depth > _DEEPEST:
        raise UnreadableTemplateError("deeply nested")
    calls: list[_Call] = []
    operands: list[_Operand] = []
    while start < len(tokens) and tokens[start].text != ")":
        kind, text = tokens[start]
        start += 1
        if text == "|" and kind == "sign":
            calls.append(_Call(tuple(operands)))
            operands = []
            continue
        group: Pipeline = ()
        if kind == "sign":
            group, start = _pipeline(tokens, start, depth + 1)
            kind, start = "group", start + 1
        fields = ""
        is_whole = kind in ("variable", "group")
        if is_whole and start < len(tokens) and tokens[start].kind == "field":
            fields, start = tokens[start].text, start + 1
        operands.append(_Operand(kind, text, group, fields))
    return (*calls, _Call(tuple(operands))), start


def _output(nodes: tuple[_Node, ...], scope: _Scope) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
            continue
        value = _value(node.pipeline, scope)
        if node.variable:
            scope.variables[node.variable] = value
        if not node.word:
            if not node.variable:
                yield escaped(value)
            continue
        holds = is_true(value)
        inner = scope._replace(dot=value) if holds and node.word == "with" else scope
        yield from _output(node.body if holds else node.otherwise, inner)


def _value(pipeline: Pipeline, scope: _Scope) -> TemplateValue:
    value: tuple[TemplateValue, ...] = ()
    for call in pipeline:
        if not call.operands:
            raise UnreadableTemplateError("an empty command")
        head, *rest = call.operands
        arguments = [_operand(each, scope) for each in rest]
        value = (_called(head, [*arguments, *value], scope),)
    return value[0]


def _called(head: _Operand, arguments: list[TemplateValue], scope: _Scope) -> TemplateValue:
    if head.kind == "name" and head.text not in ("true", "false", "nil"):
        function = FUNCTIONS.get(head.text) or scope.methods.get(head.text)
    else:
        function = _method(head, scope)
    if function is not None:
        return _result(function, arguments, head.text)
    if arguments:
        raise UnreadableTemplateError(head.text)
    return _operand(head, scope)


def _result(
    function: Callable[..., TemplateValue], arguments: list[TemplateValue], name: str
) -> TemplateValue:
    try:
        return _bounded(function(*arguments[:_MOST_ARGUMENTS]))
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise UnreadableTemplateError(name) from error


def _bounded(value: TemplateValue) -> TemplateValue:
    if isinstance(value, str) and len(value) > LONGEST_VALUE:
        raise UnreadableTemplateError("a long value")
    return value


def _method(head: _Operand, scope: _Scope) -> Callable[..., TemplateValue] | None:
    """What `.Get`, `$.Get` or `.Page.RenderString` calls. In a `with` the dot is another value."""
    path = head.text if head.kind == "field" else head.fields
    is_subject = (head.kind == "field" and scope.dot is None) or head.text == "$"
    return scope.methods.get(path[1:]) if is_subject else None


def _operand(operand: _Operand, scope: _Scope) -> TemplateValue:
    kind, text, group, fields = operand
    if kind == "string":
        return text[1:-1] if text[0] == "`" else _unescaped(text[1:-1])
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "group":
        return _looked_up(_value(group, scope), fields)
    if kind == "variable" and text != "$":
        if text not in scope.variables:
            raise UnreadableTemplateError(text)
        return _looked_up(scope.variables[text], fields)
    if kind == "name" and text in ("true", "false", "nil"):
        return {"true": True, "false": False, "nil": None}[text]
    if kind == "field" and text == ".":
        return scope.dot
    if function := _method(operand, scope):
        return _result(function, [], text)
    if kind == "field" and scope.dot is not None:
        return _looked_up(scope.dot, text)
    if kind == "name" and (function := scope.methods.get(text) or FUNCTIONS.get(text)):
        return _result(function, [], text)
    return _of_subject(fields if text == "$" else text, scope)


def _of_subject(path: str, scope: _Scope) -> TemplateValue:
    """A value below one that the subject offers: `.Page.Params.a`."""
    parts = path.removeprefix(".").split(".")
    for length in range(len(parts) - 1, 0, -1):
        if function := scope.methods.get(".".join(parts[:length])):
            return _looked_up(function(), "." + ".".join(parts[length:]))
    raise UnreadableTemplateError(path)


def _looked_up(value: TemplateValue, fields: str) -> TemplateValue:
    for field in filter(None, fields.split(".")):
        if not isinstance(value, dict):
            raise UnreadableTemplateError(fields)
        value = value.get(field.lower())
    return value


def _unescaped(text: str) -> str:
    return re.sub(r"\\.", lambda match: _ESCAPES.get(match[0], match[0]), text)
