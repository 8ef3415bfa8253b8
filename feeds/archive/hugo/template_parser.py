"""A Go template taken apart: texts, outputs, and blocks of `if`, `with` and `range` with what they
hold.

Source: pkg.go.dev/text/template, "Actions" and "Pipelines".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from feeds.archive.hugo.template_functions import UnreadableTemplateError

_ACTION = re.compile(
    r"\{\{(?P<left>-\s)?\s*+(?:(?P<comment>/\*(?:[^*]|\*(?!/)){0,4000}\*/\s*+-?)"
    r"|(?P<code>(?:[^{}]|\}(?!\}))*))\}\}"
)
_TOKEN = re.compile(
    r"\s*+(?:(?P<string>\"(?:[^\"\\\n]|\\.)*\"|`[^`]*+`)|(?P<number>-?\d{1,15}(?:\.\d{1,15})?)"
    r"|(?P<assign>:=|=)|(?P<sign>[()|,])|(?P<variable>\$\w*)|(?P<field>(?:\.\w+)+|\.)"
    r"|(?P<name>\w+(?:\.\w+)*))"
)
_LONGEST = 20_000  # characters of a template
_DEEPEST = 50


class _Token(NamedTuple):
    kind: str
    text: str


class Call(NamedTuple):
    """Operands of one command; the first may be a function."""

    operands: tuple[Operand, ...]


class Operand(NamedTuple):
    """A literal, a name, a variable, a field, or a pipeline in brackets."""

    kind: str  # as `_Token.kind`; "group" for a pipeline in brackets
    text: str
    group: tuple[Call, ...] = ()
    fields: str = ""  # looked up in the value of a variable or a group


Pipeline = tuple[Call, ...]


class Block(NamedTuple):
    """`if`, `with` or `range`, an output (""), or what a variable is set to."""

    word: str
    variable: str
    pipeline: Pipeline
    body: tuple[Node, ...] = ()
    otherwise: tuple[Node, ...] = ()
    place: str = ""  # the variable that a `range` sets to the place or key of each value


Node: TypeAlias = "str | Block"


@lru_cache(maxsize=256)
def parsed(source: str) -> tuple[Node, ...]:
    """A whole template.

    :raise UnreadableTemplateError: something in it is not known here, or it is too long
    """
    if len(source) > _LONGEST:
        raise UnreadableTemplateError("a long template")
    pieces = list(_pieces(source))
    nodes, end = _nodes(pieces, 0, 0)
    if end != len(pieces):
        raise UnreadableTemplateError("a block without an end, or an end without a beginning")
    return nodes


def _pieces(source: str) -> Iterator[str | list[_Token]]:
    """Texts, and actions as tokens. A hyphen takes the white space on its side away."""
    position, trims = 0, False
    for action in _ACTION.finditer(source):
        text = source[position : action.start()]
        text = text.rstrip() if action["left"] else text
        yield text.lstrip() if trims else text
        code = (action["code"] or action["comment"] or "").rstrip()
        trims = code.endswith("-") and (code[-2:-1].isspace() or code[-2:-1] == "/")
        code = code[:-1].rstrip() if trims else code
        if not code.startswith("/*"):
            yield _tokens(code)
        position = action.end()
    rest = source[position:]
    if "{{" in rest:
        raise UnreadableTemplateError("an action that is never closed")
    yield rest.lstrip() if trims else rest


def _tokens(code: str) -> list[_Token]:
    """A field that stands right behind a variable or a bracket is a `step` into its value."""
    tokens: list[_Token] = []
    position = 0
    while position < len(code):
        match = _TOKEN.match(code, position)
        if match is None or match.lastgroup is None:
            raise UnreadableTemplateError("an unknown sign")
        kind = match.lastgroup
        is_step = kind == "field" and match.start(kind) == position and tokens
        if is_step and (tokens[-1].kind == "variable" or tokens[-1].text == ")"):
            kind = "step"
        tokens.append(_Token(kind, match[match.lastgroup]))
        position = match.end()
    if not tokens:
        raise UnreadableTemplateError("an empty action")
    return tokens


def _nodes(
    pieces: list[str | list[_Token]], start: int, depth: int
) -> tuple[tuple[Node, ...], int]:
    """The nodes up to the `else` or `end` that closes them, and its place."""
    if depth > _DEEPEST:
        raise UnreadableTemplateError("deeply nested")
    nodes: list[Node] = []
    while start < len(pieces):
        piece = pieces[start]
        if isinstance(piece, str):
            nodes.append(piece)
        elif piece[0].text in ("else", "end"):
            break
        elif piece[0].text in ("if", "with", "range"):
            block, start = _block(pieces, start, piece, depth)
            nodes.append(block)
        else:
            nodes.append(_single(piece))
        start += 1
    return tuple(nodes), start


def _block(
    pieces: list[str | list[_Token]], start: int, head: list[_Token], depth: int
) -> tuple[Block, int]:
    """A block and the place of its `end`. `else if` is a block of its own that shares the end."""
    place, head = _place(head)
    single = _single(head[1:])
    body, end = _nodes(pieces, start + 1, depth + 1)
    otherwise: tuple[Node, ...] = ()
    closing = pieces[end] if end < len(pieces) else ""
    if not isinstance(closing, list):
        raise UnreadableTemplateError("a block without an end")
    if closing[0].text == "else":
        if len(closing) > 1:
            inner, end = _block(pieces, end, closing[1:], depth + 1)
            otherwise = (inner,)
        else:
            otherwise, end = _nodes(pieces, end + 1, depth + 1)
    return Block(head[0].text, single.variable, single.pipeline, body, otherwise, place), end


def _place(head: list[_Token]) -> tuple[str, list[_Token]]:
    """The first variable of `range $place, $value := …`, and what is left without it."""
    if head[0].text == "range" and [token.text for token in head[2:3]] == [","]:
        return head[1].text, [head[0], *head[3:]]
    return "", head


def _single(tokens: list[_Token]) -> Block:
    variable = ""
    if len(tokens) > 1 and tokens[1].kind == "assign":
        variable, tokens = tokens[0].text, tokens[2:]
    pipeline, end = _pipeline(tokens, 0, 0)
    if end != len(tokens):
        raise UnreadableTemplateError("a bracket too many")
    return Block("", variable, pipeline)


def _pipeline(tokens: list[_Token], start: int, depth: int) -> tuple[Pipeline, int]:
    if depth > _DEEPEST:
        raise UnreadableTemplateError("deeply nested")
    calls: list[Call] = []
    operands: list[Operand] = []
    while start < len(tokens) and tokens[start].text != ")":
        kind, text = tokens[start]
        start += 1
        if text == "|":
            calls.append(Call(tuple(operands)))
            operands = []
            continue
        group: Pipeline = ()
        if text == ",":
            raise UnreadableTemplateError("a comma")
        if kind == "sign":
            group, start = _pipeline(tokens, start, depth + 1)
            kind, start = "group", start + 1
        fields = ""
        if start < len(tokens) and tokens[start].kind == "step":
            fields, start = tokens[start].text, start + 1
        operands.append(Operand(kind, text, group, fields))
    return (*calls, Call(tuple(operands))), start
