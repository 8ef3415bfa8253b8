"""Liquid tags in a body, made readable: rendered where the result is certain, else dropped.

Fenced code and the text between `raw` and `endraw` stay as they are. Each step reads the text
once, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.archive.cross_reference import remembered, without_empty_links
from feeds.archive.fenced_code import fenced_blocks
from feeds.archive.jekyll.liquid_values import Lookup, Values

_OPENING = re.compile(r"\{%|\{\{")
_NAME = re.compile(r"-?\s*(\w+)\s*")
_LITERAL = re.compile(r"""-?\s{0,9}(?:"[^"]*"|'[^']*')\s{0,9}-?""")
_PARAMETER = re.compile(r"""([\w-]{1,99})\s?=\s?("[^"]*"|'[^']*'|[^\s"']+)""")
_CONDITIONALS = frozenset({"if", "unless", "elsif", "else", "endif", "endunless"})
_DEEPEST = 5  # files that include each other
_MOST_INCLUDES = 100
_LONGEST_PARAMETERS = 5_000  # characters


class Names(NamedTuple):
    """Looks up what a body refers to. Each function gives None for an unknown name."""

    value: Lookup = lambda name: None  # `page.title`
    post: Lookup = lambda name: None  # the path of `2022-03-14-a`, as `post_url` names it
    file: Lookup = lambda path: None  # the path of `_posts/2022-03-14-a.md`, as `link` does
    address: Lookup = lambda path: None  # what `relative_url` makes of `/a.html`
    include: Lookup = lambda name: None  # the text of `_includes/a.html`
    known: Callable[[str], bool] = lambda name: False  # whether a name without a value has none


_NO_NAMES = Names()


class _Piece(NamedTuple):
    """A run of text, a tag or an output. `inner` is None for text."""

    source: str
    inner: str | None
    fenced: bool


def has_liquid(body: str) -> bool:
    """Whether there is a tag or an output in the body."""
    return "{" in body and ("{%" in body or "{{" in body)  # one sign is found sooner than two


def without_liquid(body: str, names: Names = _NO_NAMES) -> str:
    """The body with `raw` blocks as they are, `highlight` as code, certain values filled in."""
    if not has_liquid(body):
        return body
    names = names._replace(post=remembered(names.post), file=remembered(names.file))
    values = Values(names.value, names.known, names.address)
    return without_empty_links(_Rendering(names, values).rendered(body))


class _Branch:
    """An `if` or `unless` that is open."""

    def __init__(self, holds: bool | None, within_shown: bool) -> None:
        self._within_shown = within_shown
        self.is_shown = within_shown and holds is not False  # uncertain: all branches are
        self.is_certain = holds is not None
        self.was_shown = bool(holds)

    def go_on(self, holds: bool | None) -> None:
        """`elsif` or, where it holds, `else`."""
        if not self.is_certain:
            return
        self.is_certain = self.was_shown or holds is not None
        self.is_shown = self._within_shown and not self.was_shown and holds is not False
        self.was_shown = self.was_shown or bool(holds)


class _Rendering:
    """One body on its way, with those that it includes."""

    def __init__(self, names: Names, values: Values) -> None:
        self._names = names
        self._values = values
        self._depth = 0
        self._includes = 0

    def rendered(self, body: str) -> str:
        parts: list[str] = []
        skipped_to: str | None = None  # the tag that ends a `raw` or `comment`
        blocks: list[tuple[str, str, int]] = []  # a tag, what follows it, the parts before it
        branches: list[_Branch] = []
        for piece in _pieces(body):
            name, rest = _tag(piece)
            if skipped_to:
                if name == skipped_to:
                    skipped_to = None
                elif skipped_to == "endraw" and _is_shown(branches):
                    parts.append(piece.source)
            elif name in ("raw", "comment") and not (piece.fenced and name == "comment"):
                skipped_to = f"end{name}"
            elif not piece.fenced and name in _CONDITIONALS:
                self._branch(name, rest, branches)
            elif not _is_shown(branches):
                continue
            elif piece.inner is None or (piece.fenced and not _LITERAL.fullmatch(piece.inner)):
                parts.append(piece.source)
            elif name == "capture" or (name == "highlight" and not _has(blocks, name)):
                blocks.append((name, rest, len(parts)))
            elif blocks and name == f"end{blocks[-1][0]}":
                self._close(blocks.pop(), parts)
            else:
                parts.append(self._output(piece, name, rest))
        return "".join(parts)

    def _branch(self, name: str, rest: str, branches: list[_Branch]) -> None:
        if name in ("if", "unless"):
            holds = self._values.is_true(rest) if _is_shown(branches) else False
            holds = not holds if name == "unless" and holds is not None else holds
            branches.append(_Branch(holds, _is_shown(branches)))
        elif branches and name in ("elsif", "else"):
            branches[-1].go_on(True if name == "else" else self._values.is_true(rest))
        elif branches:
            branches.pop()

    def _close(self, block: tuple[str, str, int], parts: list[str]) -> None:
        """A `highlight` becomes code; what a `capture` holds becomes a value."""
        name, rest, start = block
        inner = "".join(parts[start:])
        parts[start:] = [_code_block(rest.split(" ")[0], inner)] if name == "highlight" else []
        if name == "capture":
            self._values.assign(rest, inner)

    def _output(self, piece: _Piece, name: str, rest: str) -> str:
        if name == "post_url":
            return self._names.post(rest) or ""
        if name == "link":
            return self._names.file(rest) or ""
        if name == "assign":
            variable, _, expression = rest.partition("=")
            self._values.assign(variable, self._values.value(expression))
        if name == "include":
            return self._included(rest)
        return "" if name else self._values.value((piece.inner or "").strip(" -\n")) or ""

    def _included(self, rest: str) -> str:
        """Another file, rendered with what the tag hands over as `include.name`."""
        file, _, parameters = rest.partition(" ")
        self._includes += 1
        if self._depth == _DEEPEST or self._includes > _MOST_INCLUDES:
            return ""
        text = self._values.bounded(self._names.include(file))
        if text is None:
            return ""
        outer = dict(self._values.variables)
        for match in _PARAMETER.finditer(parameters[:_LONGEST_PARAMETERS]):
            self._values.assign(f"include.{match[1]}", self._values.value(match[2]))
        self._depth += 1
        inner = self.rendered(text)
        self._depth -= 1
        kept = {k: v for k, v in self._values.variables.items() if not k.startswith("include.")}
        self._values.variables = kept | {k: v for k, v in outer.items() if k.startswith("include.")}
        return inner


def _has(blocks: list[tuple[str, str, int]], name: str) -> bool:
    """Whether such a block is open; one stands in the other nowhere but in an attack."""
    return any(block[0] == name for block in blocks[-2:])


def _is_shown(branches: list[_Branch]) -> bool:
    return branches[-1].is_shown if branches else True


def _pieces(body: str) -> Iterator[_Piece]:
    blocks = fenced_blocks(body)
    position = block = 0
    while opening := _OPENING.search(body, position):
        closing = "%}" if opening[0] == "{%" else "}}"
        end = body.find(closing, opening.end())
        if end < 0:
            break
        while block < len(blocks) and blocks[block][1] <= opening.start():
            block += 1
        is_fenced = block < len(blocks) and blocks[block][0] <= opening.start()
        yield _Piece(body[position : opening.start()], None, False)
        yield _Piece(body[opening.start() : end + 2], body[opening.end() : end], is_fenced)
        position = end + 2
    yield _Piece(body[position:], None, False)


def _tag(piece: _Piece) -> tuple[str, str]:
    """The tag's name and what follows it; both empty for text and outputs."""
    if piece.inner is None or piece.source.startswith("{{"):
        return "", ""
    match = _NAME.match(piece.inner)
    return (match[1], piece.inner[match.end() :].strip(" -\n")) if match else ("", "")


def _code_block(language: str, code: str) -> str:
    """Code in a fence that is longer than any in the code itself."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"
