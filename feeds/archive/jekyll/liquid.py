"""Liquid tags in Jekyll bodies, made readable: rendered where that is certain, else dropped.

Fenced code stays as it is, and so does what stands between `raw` and `endraw`. Every step is
one pass over the text, whatever it holds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_OPENING = re.compile(r"\{%|\{\{")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NAME = re.compile(r"-?\s*(\w+)\s*")
_TEXT = re.compile(r"""(?:"([^"]*)"|'([^']*)')""")

Lookup = Callable[[str], str | None]


class Names(NamedTuple):
    """What a body may refer to. Each function gives None for what it does not know."""

    value: Lookup = lambda name: None  # `page.title`
    post: Lookup = lambda name: None  # the address of `2022-03-14-a`, as `post_url` names it
    file: Lookup = lambda path: None  # the address of `_posts/2022-03-14-a.md`, as `link` does
    address: Lookup = lambda path: None  # what `relative_url` makes of `/a.html`


_NOTHING = Names()


class _Piece(NamedTuple):
    """A run of text, a tag or an output. `inner` is None for text."""

    source: str
    inner: str | None
    fenced: bool


def has_liquid(body: str) -> bool:
    """Whether there is anything in it to make readable."""
    return "{" in body and ("{%" in body or "{{" in body)  # one sign is found sooner than two


def without_liquid(body: str, names: Names = _NOTHING) -> str:
    """The body with `raw` blocks as they are, `highlight` as code, certain values filled in."""
    if not has_liquid(body):
        return body
    made: list[str] = []
    skipping: str | None = None  # the tag that ends a `raw` or `comment`
    code: list[tuple[int, str]] = []  # where a `highlight` began in `made`, and its language
    for piece in _pieces(body):
        name, rest = _tag(piece)
        if skipping:
            if name == skipping:
                skipping = None
            elif skipping == "endraw":
                made.append(piece.source)
        elif name in ("raw", "comment") and not (piece.fenced and name == "comment"):
            skipping = f"end{name}"
        elif piece.inner is None or piece.fenced:
            made.append(piece.source)
        elif name == "highlight":
            code.append((len(made), rest.split(" ")[0]))
        elif name == "endhighlight" and code:
            start, language = code.pop()
            made[start:] = [_fenced(language, "".join(made[start:]))]
        else:
            made.append(_shown(piece, name, rest, names))
    return "".join(made)


def _pieces(body: str) -> Iterator[_Piece]:
    fences = _fences(body)
    done = start = 0
    fence = 0
    while opening := _OPENING.search(body, start):
        closing = "%}" if opening[0] == "{%" else "}}"
        end = body.find(closing, opening.end())
        if end < 0:
            break
        while fence < len(fences) and fences[fence][1] <= opening.start():
            fence += 1
        inside = fence < len(fences) and fences[fence][0] <= opening.start()
        yield _Piece(body[done : opening.start()], None, False)
        yield _Piece(body[opening.start() : end + 2], body[opening.end() : end], inside)
        done = start = end + 2
    yield _Piece(body[done:], None, False)


def _fences(body: str) -> list[tuple[int, int]]:
    """Start and end of every fenced code block (CommonMark section 4.5)."""
    found: list[tuple[int, int]] = []
    opened: str | None = None
    begun = place = 0
    for line in body.splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and opened is None:
            opened, begun = match[1], place
        elif match and opened and match[1].startswith(opened) and not line[match.end() :].strip():
            found.append((begun, place + len(line)))
            opened = None
        place += len(line)
    return [*found, (begun, place)] if opened else found


def _tag(piece: _Piece) -> tuple[str, str]:
    """The tag's name and what follows it; both empty for text and outputs."""
    if piece.inner is None or piece.source.startswith("{{"):
        return "", ""
    match = _NAME.match(piece.inner)
    return (match[1], piece.inner[match.end() :].strip(" -\n")) if match else ("", "")


def _fenced(language: str, code: str) -> str:
    """A fence longer than any in the code itself."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"\n{fence}{language}\n{code.strip(chr(10))}\n{fence}\n"


def _shown(piece: _Piece, name: str, rest: str, names: Names) -> str:
    if name == "post_url":
        return names.post(rest) or ""
    if name == "link":
        return names.file(rest) or ""
    return _output((piece.inner or "").strip(" -\n"), names) if not name else ""


def _output(expression: str, names: Names) -> str:
    """`page.title | escape`, `"/a.html" | relative_url`: empty where any part is not known."""
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
