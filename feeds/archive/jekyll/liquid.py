"""Liquid tags in a body, made readable: rendered where the result is certain, else dropped.

Fenced code and the text between `raw` and `endraw` stay as they are. Each step reads the text
once, whatever it holds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from feeds.archive.cross_reference import without_empty_links

_OPENING = re.compile(r"\{%|\{\{")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NAME = re.compile(r"-?\s*(\w+)\s*")
_TEXT = re.compile(r"""(?:"([^"]*)"|'([^']*)')""")

Lookup = Callable[[str], str | None]


class Names(NamedTuple):
    """Looks up what a body refers to. Each function gives None for an unknown name."""

    value: Lookup = lambda name: None  # `page.title`
    post: Lookup = lambda name: None  # the address of `2022-03-14-a`, as `post_url` names it
    file: Lookup = lambda path: None  # the address of `_posts/2022-03-14-a.md`, as `link` does
    address: Lookup = lambda path: None  # what `relative_url` makes of `/a.html`


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
    parts: list[str] = []
    skipped_to: str | None = None  # the tag that ends a `raw` or `comment`
    code: list[tuple[int, str]] = []  # number of parts before a `highlight`, and its language
    for piece in _pieces(body):
        name, rest = _tag(piece)
        if skipped_to:
            if name == skipped_to:
                skipped_to = None
            elif skipped_to == "endraw":
                parts.append(piece.source)
        elif name in ("raw", "comment") and not (piece.fenced and name == "comment"):
            skipped_to = f"end{name}"
        elif piece.inner is None or piece.fenced:
            parts.append(piece.source)
        elif name == "highlight":
            code.append((len(parts), rest.split(" ")[0]))
        elif name == "endhighlight" and code:
            start, language = code.pop()
            parts[start:] = [_code_block(language, "".join(parts[start:]))]
        else:
            parts.append(_rendered(piece, name, rest, names))
    return without_empty_links("".join(parts))


def _pieces(body: str) -> Iterator[_Piece]:
    blocks = _fenced_blocks(body)
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


def _fenced_blocks(body: str) -> list[tuple[int, int]]:
    """Start and end of every fenced code block (CommonMark section 4.5)."""
    blocks: list[tuple[int, int]] = []
    fence: str | None = None  # of the block that is open
    start = position = 0
    for line in body.splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and fence is None:
            fence, start = match[1], position
        elif match and fence and match[1].startswith(fence) and not line[match.end() :].strip():
            blocks.append((start, position + len(line)))
            fence = None
        position += len(line)
    return [*blocks, (start, position)] if fence else blocks


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


def _rendered(piece: _Piece, name: str, rest: str, names: Names) -> str:
    if name == "post_url":
        return names.post(rest) or ""
    if name == "link":
        return names.file(rest) or ""
    return _output((piece.inner or "").strip(" -\n"), names) if not name else ""


def _output(expression: str, names: Names) -> str:
    """`page.title | escape`, `"/a.html" | relative_url`: empty where any part is unknown."""
    first, *filters = (part.strip() for part in expression.split("|"))
    quoted = _TEXT.fullmatch(first)
    value = (quoted[1] or quoted[2] or "") if quoted else names.value(first)
    for name in filters:
        if value is None:
            break
        value = _filtered(name, value, names)
    return value or ""


def _filtered(name: str, value: str, names: Names) -> str | None:
    if name in ("relative_url", "absolute_url", "prepend: site.baseurl", "prepend: site.url"):
        return names.address(value)
    if name in ("escape", "xml_escape", "escape_once"):
        return html.escape(value)
    return value if name in ("strip", "strip_html", "smartify") else None
