"""Liquid tags in a body, made readable: rendered where the result is certain, else dropped.

Fenced code and the text between `raw` and `endraw` stay as they are. Each step reads the text
once, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.cross_reference import remembered, without_empty_links
from feeds.archive.fenced_code import fenced_blocks
from feeds.archive.jekyll.liquid_filters import as_text
from feeds.archive.jekyll.liquid_values import Lookup, Values
from feeds.archive.values import Value

_OPENING = re.compile(r"\{%|\{\{")
_NAME = re.compile(r"-?\s*(\w+)\s*")
_LITERAL = re.compile(r"""-?\s{0,9}(?:"[^"]*"|'[^']*')\s{0,9}-?""")
_PARAMETER = re.compile(r"""([\w-]{1,99})\s?=\s?("[^"]*"|'[^']*'|[^\s"']+)""")
_CONDITIONALS = frozenset(
    {"if", "unless", "case", "when", "elsif", "else", "endif", "endunless", "endcase"}
)
_LOOP = re.compile(
    r"(?P<name>[\w-]{1,99})\s+in\s+(?P<items>\([^()]{1,200}\)|\S+)(?P<more>.*)", re.DOTALL
)
_LOOP_NUMBER = re.compile(r"(limit|offset)\s?:\s?(\S{1,100})")
_MOST_PIECES = 50_000  # that loops and includes of one body come to
_INCLUDES = frozenset({"include", "include_cached", "include_relative"})
_DEEPEST = 5  # files that include each other, or loops in each other
_MOST_INCLUDES = 100
_LONGEST_PARAMETERS = 50_000  # characters


class Names(NamedTuple):
    """Looks up what a body refers to. Each function gives None for an unknown name."""

    value: Callable[[str], Value | None] = lambda name: None  # `page.title`
    post: Lookup = lambda name: None  # the path of `2022-03-14-a`, as `post_url` names it
    file: Lookup = lambda path: None  # the path of `_posts/2022-03-14-a.md`, as `link` does
    address: Lookup = lambda path: None  # what `relative_url` makes of `/a.html`
    include: Lookup = lambda name: None  # the text of `_includes/a.html`
    known: Callable[[str], bool] = lambda name: False  # whether a name without a value has none


_NO_NAMES = Names()


class _Piece(NamedTuple):
    """A run of text, a tag or an output. `inner` is None for text; `name` is that of a tag, and
    `rest` what follows it, both empty for text and outputs."""

    source: str
    inner: str | None
    fenced: bool
    name: str = ""
    rest: str = ""


class _Pieces(NamedTuple):
    """A body, a loop's inside or an include in pieces. `ends` says where each `for` ends that is
    closed, both as places among the pieces; `length` counts the characters."""

    pieces: tuple[_Piece, ...]
    ends: Mapping[int, int]
    length: int

    @classmethod
    def of(cls, pieces: Sequence[_Piece]) -> _Pieces:
        length = sum(len(piece.source) for piece in pieces)
        return cls(tuple(pieces), _ends_of_loops(pieces), length)


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
        self.subject = ""  # of a `case`

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
        self._depth = 0  # of includes
        self._loops = 0  # that are open
        self._includes = 0
        self._pieces = 0
        self._ended = ""  # `break` or `continue`, until the loop it stands in has noticed
        self._turns: dict[str, int] = {}  # of each `cycle`

    def rendered(self, body: str) -> str:
        return self._run(_Pieces.of(tuple(_pieces(body))))

    def _run(self, program: _Pieces) -> str:
        pieces, ends, _ = program
        parts: list[str] = []
        skipped_to: str | None = None  # the tag that ends a `raw` or `comment`
        blocks: list[tuple[str, str, int]] = []  # a tag, what follows it, the parts before it
        branches: list[_Branch] = []
        place = -1
        while (place := place + 1) < len(pieces) and not self._ended:
            piece = pieces[place]
            name, rest = piece.name, piece.rest
            if skipped_to:
                if name == skipped_to:
                    skipped_to = None
                elif skipped_to == "endraw" and _is_shown(branches):
                    parts.append(piece.source)
            elif name in ("raw", "comment") and not (piece.fenced and name == "comment"):
                skipped_to = f"end{name}"
            elif place in ends:
                inner, place = pieces[place + 1 : ends[place]], ends[place]
                if _is_shown(branches):
                    parts.append(self._looped(rest, _Pieces.of(inner)))
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
            elif name in ("break", "continue"):
                self._ended = name if self._loops else ""
            else:
                parts.append(self._output(piece, name, rest))
        return "".join(parts)

    def _looped(self, rest: str, inner: _Pieces) -> str:
        """What a `for` holds, once for each item; nothing where nobody knows the items."""
        loop = _LOOP.fullmatch(rest)
        items = self._values.items(loop["items"]) if loop else None
        if loop is None or not items or self._loops == _DEEPEST:
            return ""
        items = self._chosen(items, loop["more"])
        outer = {key: self._values.variables.get(key) for key in (loop["name"], "forloop")}
        parts: list[str] = []
        self._loops += 1
        for number, item in enumerate(items):
            self._pieces += len(inner.pieces)
            if self._pieces > _MOST_PIECES or not self._values.spend(inner.length):
                break
            self._values.variables |= {loop["name"]: item, "forloop": _state(number, len(items))}
            parts.append(self._run(inner))
            ended, self._ended = self._ended, ""
            if ended == "break":
                break
        self._loops -= 1
        for key, value in outer.items():
            self._values.assign(key, value)
        return "".join(parts)

    def _chosen(self, items: list[Value], more: str) -> list[Value]:
        """Those of the items that `offset`, `limit` and `reversed` leave, in their order."""
        numbers = {
            key: as_text(self._values.value(n)) or "" for key, n in _LOOP_NUMBER.findall(more)
        }
        offset, limit = (numbers.get(key, "") for key in ("offset", "limit"))
        items = items[int(offset) if offset.isdecimal() else 0 :]
        items = items[: int(limit)] if limit.isdecimal() else items
        return items[::-1] if re.search(r"\breversed\b", more) else items

    def _branch(self, name: str, rest: str, branches: list[_Branch]) -> None:
        if name in ("if", "unless"):
            holds = self._values.is_true(rest) if _is_shown(branches) else False
            holds = not holds if name == "unless" and holds is not None else holds
            branches.append(_Branch(holds, _is_shown(branches)))
        elif name == "case":
            branches.append(_Branch(False, _is_shown(branches)))
            branches[-1].subject = rest
        elif branches and name == "when":
            branches[-1].go_on(self._values.is_among(branches[-1].subject, rest))
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
            self._values.assign(rest.strip("'\""), inner)

    def _output(self, piece: _Piece, name: str, rest: str) -> str:
        if name == "post_url":
            return self._names.post(rest) or ""
        if name == "link":
            return self._names.file(rest) or ""
        if name == "assign":
            variable, _, expression = rest.partition("=")
            self._values.assign(variable, self._values.value(expression))
        if name == "cycle":
            return self._turn(rest)
        if name in _INCLUDES:
            return self._included(rest)
        return "" if name else self._values.text((piece.inner or "").strip(" -\n")) or ""

    def _turn(self, rest: str) -> str:
        """The next of the values of a `cycle`."""
        values = re.findall(r"\"[^\"]*\"|'[^']*'|[^\s,:]+", rest.partition(":")[2] or rest)
        turn = self._turns.get(rest, 0)
        self._turns[rest] = turn + 1
        return (self._values.text(values[turn % len(values)]) or "") if values else ""

    def _included(self, rest: str) -> str:
        """Another file, rendered with what the tag hands over as `include.name`."""
        file, parameters = [*rest.split(None, 1), "", ""][:2]
        self._includes += 1
        if self._depth == _DEEPEST or self._includes > _MOST_INCLUDES:
            return ""
        text = self._values.bounded(self._names.include(file))
        if text is None:
            return ""
        outer = dict(self._values.variables)
        given = {
            match[1]: value
            for match in _PARAMETER.finditer(parameters[:_LONGEST_PARAMETERS])
            if (value := self._values.value(match[2])) is not None
        }
        for name, value in given.items():
            self._values.assign(f"include.{name}", value)
        self._values.variables["include"] = given
        self._depth += 1
        inner = self._run(_included_pieces(text))
        self._depth -= 1
        kept = {k: v for k, v in self._values.variables.items() if not _is_handed_over(k)}
        self._values.variables = kept | {k: v for k, v in outer.items() if _is_handed_over(k)}
        return inner


def _is_handed_over(name: str) -> bool:
    return name == "include" or name.startswith("include.")


def _state(number: int, length: int) -> Value:
    """The `forloop` of an item."""
    return {
        "index": str(number + 1),
        "index0": str(number),
        "rindex": str(length - number),
        "rindex0": str(length - number - 1),
        "length": str(length),
        "first": "true" if number == 0 else "false",
        "last": "true" if number == length - 1 else "false",
    }


@lru_cache(maxsize=64)  # many bodies include the same few files
def _included_pieces(text: str) -> _Pieces:
    return _Pieces.of(tuple(_pieces(text)))


def _ends_of_loops(pieces: Sequence[_Piece]) -> dict[int, int]:
    """Where each `for` ends that is closed, both as places among the pieces."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    skipped_to = ""
    for place, piece in enumerate(pieces):
        name = piece.name
        if skipped_to or name in ("raw", "comment"):
            skipped_to = "" if name == skipped_to else skipped_to or f"end{name}"
        elif name == "for" and not piece.fenced:
            opened.append(place)
        elif name == "endfor" and opened:
            ends[opened.pop()] = place
    return ends


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
        yield _Piece(_trimmed(body, position, opening, is_fenced), None, False)
        yield _tag_or_output(body[opening.start() : end + 2], is_fenced)
        position = end + 2
    rest = body[position:]
    yield _Piece(rest.lstrip() if _takes_space(body, position) else rest, None, False)


def _trimmed(body: str, position: int, opening: re.Match[str], is_fenced: bool) -> str:
    """The text before a tag, without the white space that a hyphen in the tags around it takes."""
    text = body[position : opening.start()]
    if _takes_space(body, position) and not is_fenced:
        text = text.lstrip()
    is_taken = body.startswith("-", opening.end()) and not is_fenced
    return text.rstrip() if is_taken else text


def _takes_space(body: str, end: int) -> bool:
    """Whether the tag that ends there takes the white space behind it."""
    return end > 3 and body[end - 3] == "-"


def _tag_or_output(source: str, fenced: bool) -> _Piece:
    inner = source[2:-2]
    match = _NAME.match(inner) if source[1] == "%" else None
    rest = inner[match.end() :].strip(" -\n") if match else ""
    return _Piece(source, inner, fenced, match[1] if match else "", rest)


def _code_block(language: str, code: str) -> str:
    """Code in a fence that is longer than any in the code itself."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"
