"""Liquid tags in a body, made readable: rendered where the result is certain, else dropped.

Fenced code and the text between `raw` and `endraw` stay as they are. Each step reads the text
once, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.cross_reference import remembered, without_empty_links
from feeds.archive.jekyll.liquid_branches import CONDITIONALS, Branch, is_shown, take
from feeds.archive.jekyll.liquid_loops import LOOP, as_table, chosen, parted, state
from feeds.archive.jekyll.liquid_pieces import (
    Piece,
    Pieces,
    begins_raw,
    has_liquid,
    joined,
    pieces_of,
)
from feeds.archive.jekyll.liquid_values import Lookup, Values
from feeds.archive.notes import Note, unnoted
from feeds.archive.values import Value

_LITERAL = re.compile(r"""-?\s{0,9}(?:"[^"]*"|'[^']*')\s{0,9}-?""")
_PARAMETER = re.compile(
    r"""([\w-]{1,99})\s?=\s?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"']+)""", re.DOTALL
)
_ESCAPED = re.compile(r"""\\(["'])""")
_MOST_PIECES = 50_000  # that loops and includes of one body come to
_INCLUDES = frozenset({"include", "include_cached", "include_relative"})
_SILENT = frozenset(  # they make no text, or stand for what their opening made
    {"endfor", "endtablerow", "endcapture", "endraw", "endcomment", "endhighlight"}
)
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
    beside: Lookup = lambda name: None  # the text of `a.html` in the post's own folder
    is_empty: Callable[[str], bool] = lambda name: False  # of a name without a value: for certain
    host: str = ""  # what `absolute_url` puts before such a path
    note: Note = unnoted  # is told which tags and outputs are dropped


_NO_NAMES = Names()


def without_liquid(body: str, names: Names = _NO_NAMES) -> str:
    """The body with `raw` blocks as they are, `highlight` as code, certain values filled in."""
    if not has_liquid(body):
        return body
    names = names._replace(post=remembered(names.post), file=remembered(names.file))
    values = Values(names.value, names.is_empty, names.address, names.host, names.note)
    return without_empty_links(_Rendering(names, values).rendered(body))


class _OpenBlock(NamedTuple):
    """A `capture` or `highlight` that is open."""

    tag: str
    rest: str  # what follows the tag
    start: int  # the number of parts before it
    in_code: bool  # a `highlight`, or inside one


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
        self._counts: dict[str, int] = {}  # of each `increment` and `decrement`

    def rendered(self, body: str) -> str:
        return self._run(pieces_of(body))

    def _run(self, program: Pieces) -> str:
        pieces, ends, _ = program
        parts: list[str] = []
        skipped_to: str | None = None  # the tag that ends a `raw` or `comment`
        blocks: list[_OpenBlock] = []
        branches: list[Branch] = []
        place = -1
        while (place := place + 1) < len(pieces) and not self._ended:
            piece = pieces[place]
            name, rest = piece.name, piece.rest
            if skipped_to:
                if name == skipped_to:
                    skipped_to = None
                elif skipped_to == "endraw" and is_shown(branches):
                    parts.append(piece.source)
            elif begins_raw(piece):
                skipped_to = f"end{name}"
            elif place in ends:
                inner, place = pieces[place + 1 : ends[place]], ends[place]
                if is_shown(branches):
                    parts.append(self._looped(name, rest, joined(inner)))
            elif not piece.fenced and name in CONDITIONALS:
                take(name, rest, branches, self._values)
            elif not is_shown(branches):
                continue
            elif piece.inner is None or (piece.fenced and not _LITERAL.fullmatch(piece.inner)):
                parts.append(piece.source)
            elif name == "capture" or (name == "highlight" and not _is_in_code(blocks)):
                in_code = name == "highlight" or _is_in_code(blocks)
                blocks.append(_OpenBlock(name, rest, len(parts), in_code))
            elif blocks and name == f"end{blocks[-1].tag}":
                self._close(blocks.pop(), parts)
            elif name in ("break", "continue"):
                self._ended = name if self._loops else ""
            else:
                parts.append(self._output(piece, name, rest))
        return "".join(parts)

    def _looped(self, tag: str, rest: str, inner: Pieces) -> str:
        """The inside of a loop, once for each item; nothing where the items are unknown."""
        loop = LOOP.fullmatch(rest)
        items = self._values.items(loop["items"]) if loop else None
        if loop is None or items is None:
            self._names.note(f"{{% {tag} {rest} %}}")
            return ""
        items = chosen(items, loop["more"], self._values)
        inner, otherwise = parted(inner)
        if not items:
            return self._run(otherwise)
        if self._loops == _DEEPEST:
            return ""
        outer = {key: self._values.variables.get(key) for key in (loop["name"], "forloop")}
        parts: list[str] = []
        self._loops += 1
        for number, item in enumerate(items):
            self._pieces += len(inner.pieces)
            if self._pieces > _MOST_PIECES or not self._values.budget.spend(inner.length):
                break
            self._values.variables |= {loop["name"]: item, "forloop": state(number, len(items))}
            parts.append(self._run(inner))
            ended, self._ended = self._ended, ""
            if ended == "break":
                break
        self._loops -= 1
        for key, value in outer.items():
            self._values.assign(key, value)
        return "".join(parts) if tag == "for" else as_table(parts, loop["more"], self._values)

    def _close(self, block: _OpenBlock, parts: list[str]) -> None:
        """A `highlight` becomes code; what a `capture` holds becomes a value."""
        name, rest, start, _ = block
        inner = "".join(parts[start:])
        parts[start:] = [_code_block(rest.split(" ")[0], inner)] if name == "highlight" else []
        if name == "capture":
            self._values.assign(rest.strip("'\""), inner)

    def _output(self, piece: Piece, name: str, rest: str) -> str:
        if name == "assign":
            variable, _, expression = rest.partition("=")
            self._values.assign(variable, self._values.value(expression))
            return ""
        if name == "cycle":
            return self._turn(rest)
        if name in ("increment", "decrement"):
            return self._count(name, rest)
        output = self._text(piece, name, rest)
        if output is None and name not in _SILENT:
            self._names.note(" ".join(piece.source.split()))
        return output or ""

    def _text(self, piece: Piece, name: str, rest: str) -> str | None:
        """What a tag or an output becomes; None where that is unknown."""
        if name == "post_url":
            return self._names.post(rest)
        if name == "link":
            return self._names.file(rest)
        if name in _INCLUDES:
            find = self._names.beside if name == "include_relative" else self._names.include
            return self._included(rest, find)
        return (
            None
            if name
            else self._values.shown((piece.inner or "").removeprefix("-").removesuffix("-").strip())
        )

    def _count(self, name: str, rest: str) -> str:
        """A number that is one more, or one less, each time: `increment` begins with 0, `decrement`
        with -1."""
        count = self._counts.get(rest, 0) - (name == "decrement")
        self._counts[rest] = count + (name == "increment")
        return str(count)

    def _turn(self, rest: str) -> str:
        """The next of the values of a `cycle`."""
        values = re.findall(r"\"[^\"]*\"|'[^']*'|[^\s,:]+", rest.partition(":")[2] or rest)
        turn = self._turns.get(rest, 0)
        self._turns[rest] = turn + 1
        return (self._values.text(values[turn % len(values)]) or "") if values else ""

    def _included(self, rest: str, find: Lookup) -> str | None:
        """Another file, rendered with what the tag hands over as `include.name`; None where there
        is none."""
        file, parameters = self._file_and_parameters(rest)
        self._includes += 1
        if self._depth == _DEEPEST or self._includes > _MOST_INCLUDES:
            return None
        text = self._values.budget.bounded(find(file) if file else None)
        if text is None:
            return None
        outer = dict(self._values.variables)
        given = {
            match[1]: value
            for match in _PARAMETER.finditer(parameters[:_LONGEST_PARAMETERS])
            if (value := self._parameter(match[2])) is not None
        }
        for name, value in given.items():
            self._values.assign(f"include.{name}", value)
        self._values.variables["include"] = given
        self._depth += 1
        inner = self._run(_pieces_of_include(text))
        self._depth -= 1
        kept = {k: v for k, v in self._values.variables.items() if not _is_handed_over(k)}
        self._values.variables = kept | {k: v for k, v in outer.items() if _is_handed_over(k)}
        return inner

    def _file_and_parameters(self, rest: str) -> tuple[str | None, str]:
        """The name of the file, which may be the value of an output, and what follows it."""
        if rest.startswith("{{"):
            name, _, parameters = rest[2:].partition("}}")
            return self._values.text(name.strip()), parameters
        file, parameters = [*rest.split(None, 1), "", ""][:2]
        return file, parameters

    def _parameter(self, spelled: str) -> Value | None:
        if spelled[0] in "\"'":
            return _ESCAPED.sub(r"\1", spelled[1:-1])
        return self._values.value(spelled)


def _is_handed_over(name: str) -> bool:
    return name == "include" or name.startswith("include.")


_pieces_of_include = lru_cache(maxsize=64)(pieces_of)  # many bodies include the same few files


def _is_in_code(blocks: Sequence[_OpenBlock]) -> bool:
    return bool(blocks) and blocks[-1].in_code


def _code_block(language: str, code: str) -> str:
    """Code in a fence that is longer than any in the code itself."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"
