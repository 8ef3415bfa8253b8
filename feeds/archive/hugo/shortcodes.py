"""Hugo's shortcodes in a body, made readable (gohugo.io, "Shortcodes").

One of the site's own becomes what its template makes, where that is plain; a known one becomes HTML
or Markdown. Any other is dropped, and the text between its opening and its closing stays. The text
is read once, whatever it holds, and templates make no more than a bounded length of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.cross_reference import remembered, without_empty_links
from feeds.archive.hugo.go_template import TemplateWork
from feeds.archive.hugo.own_shortcodes import (
    PageValues,
    ShortcodeCall,
    shortcode_output,
    takes_text,
)
from feeds.archive.hugo.references import Reference
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.archive.notes import Note, unnoted
from feeds.archive.shortcode_html import arguments_of, shortcode_html
from feeds.archive.values import mapping, text
from feeds.html.sealed import unsealed

Lookup = Callable[[Reference], str | None]

_OPENING = re.compile(r"\{\{[<%]")
_CLOSINGS = {"{{<": ">}}", "{{%": "%}}"}
_ESCAPED = "*"  # the name of what is written `{{</* name */>}}`, to be shown as it is
_HIGHLIGHTS = re.compile(r"""\{\{(?:[^{}"']*[ (|=])?(?:transform\.H|h)ighlight\s""")
_WITH_TEXT = frozenset({"highlight", "code", "details", "comment"})
_REFERENCES = ("ref", "relref")
_MOST_OUTPUT = 1_000_000  # characters that templates make of one body
_BLOCK = re.compile(
    r"<(?:p|div|h[1-6]|table|ul|ol|dl|blockquote|pre|figure|section|aside|details|iframe|hr)\b"
)
_LONGEST_TAG = 12  # characters of a tag's name, with a sign on each side
_TEXT_IN_LINE = re.compile(r" {0,3}[^\s{]")
_LINES = re.compile(r"\s*\n\s*")
_DEEPEST = 50  # shortcodes in each other: the text inside is copied for each of them
_NO_PAGE = PageValues("", dict, {})


class _Shortcode(NamedTuple):
    start: int
    end: int
    sign: str  # what it begins with: "{{<", or "{{%" where its output is Markdown
    name: str  # with "/" before it where it closes
    arguments: str
    is_alone: bool  # closed in itself, or escaped


class Rendering:
    """How the shortcodes of one body are rendered, and what its templates may still make.

    `refer` gives the address that `ref` means, None for none; `own` are the site's templates by
    their names. `note` is told what is dropped; `seal` has HTML pass through Markdown that leaves
    HTML out.
    """

    def __init__(
        self,
        refer: Lookup = lambda reference: None,
        own: Mapping[str, str] | None = None,
        page: PageValues = _NO_PAGE,
        note: Note = unnoted,
        seal: Callable[[str], str] = str,
    ) -> None:
        self._note = note
        self._seal = seal
        self._refer = remembered(refer)
        self._own = own or {}
        self._page = page
        self._remaining = _MOST_OUTPUT
        self._work = TemplateWork()

    def takes_text(self, name: str) -> bool:
        """Whether the text up to its closing belongs to a shortcode."""
        own = self._own.get(name)
        return takes_text(own) if own else name in _WITH_TEXT

    def rendered(self, code: _Shortcode, inner: str = "") -> str:
        """A shortcode that stands alone, or with the text inside it, rendered before."""
        if code.name == _ESCAPED:
            return code.sign + code.arguments + _CLOSINGS[code.sign]
        arguments = arguments_of(code.arguments)
        own = self._by_template(code, ShortcodeCall(arguments, inner))
        if own is not None:
            return own
        if code.name in _REFERENCES:
            target = arguments.get("0") or arguments.get("path", "")
            address = self._refer(Reference(target, arguments.get("lang", "").lower()))
            if address is None:
                self._note(f'{code.sign} {code.name} "{target}" {_CLOSINGS[code.sign]}')
            return address or ""
        if code.name == "param":
            return self._param(arguments.get("0", ""))
        if code.name == "comment":
            return ""
        if inner and _is_of_code(self._own.get(code.name, "")):
            self._note(f"{code.sign} {code.name} {_CLOSINGS[code.sign]}")  # it may add more
            return _with_text("highlight", {}, inner)
        if code.name in _WITH_TEXT and inner:
            return _with_text(code.name, arguments, inner)
        html = shortcode_html(code.name, arguments)
        if not html:
            self._note(f"{code.sign} {code.name} {_CLOSINGS[code.sign]}")
        return (self._seal(html) if code.sign == "{{<" else html) or inner

    def _by_template(self, code: _Shortcode, call: ShortcodeCall) -> str | None:
        template = self._own.get(code.name)
        if template is None:
            return None
        try:
            output = shortcode_output(template, call, self._page, self._own, self._work)
        except UnreadableTemplateError:
            return None
        self._remaining -= len(output) + len(call.inner)
        if self._remaining < 0:
            return None
        return output if code.sign == "{{%" else self._seal(_as_one_piece(output))

    def _param(self, name: str) -> str:
        """A value of the page, else of the site; steps of its path are joined by dots."""
        for values in (self._page.params(), mapping(self._page.site, "params")):
            *above, last = name.lower().split(".")
            for step in above:
                values = mapping(values, step)
            if value := text(values, last):
                return value
        return ""


def without_shortcodes(body: str, rendering: Rendering | None = None) -> str:
    """A body without shortcodes."""
    if "{{<" not in body and "{{%" not in body:
        return body
    rendering = rendering or Rendering()
    shortcodes = list(_shortcodes(body))
    closings = Counter(code.name[1:] for code in shortcodes if code.name.startswith("/"))
    parts: list[str] = []
    opened: list[tuple[_Shortcode, int]] = []  # with the number of parts before their text
    end = 0
    for code in shortcodes:
        parts.append(body[end : code.start])
        end = code.end
        is_open = not code.is_alone and closings[code.name] and len(opened) < _DEEPEST
        if is_open and rendering.takes_text(code.name):
            closings[code.name] -= 1
            opened.append((code, len(parts)))
        elif opened and code.name == f"/{opened[-1][0].name}":
            opening, start = opened.pop()
            inner = "".join(parts[start:])
            parts[start:] = [_apart(rendering.rendered(opening, inner), body, opening, end)]
        elif not code.name.startswith("/"):
            parts.append(_apart(rendering.rendered(code), body, code, end))
    return without_empty_links("".join([*parts, body[end:]]))


@lru_cache(maxsize=64)
def _is_of_code(template: str) -> bool:
    """Whether the text inside a shortcode goes through Hugo's highlighter. Then none of it is
    Markdown or HTML, also where the template does more to it than is known here."""
    return _HIGHLIGHTS.search(template) is not None


def _as_one_piece(output: str) -> str:
    """HTML in one line: Markdown would end it at a blank line, and take what is indented for
    code."""
    return output if "<pre" in output else _LINES.sub(" ", output).strip()


def _apart(output: str, body: str, code: _Shortcode, end: int) -> str:
    """A block with a blank line behind it, where the body goes on in the next line, or in the same
    one: Hugo puts the block in after the text was read as Markdown."""
    if code.sign != "{{<" or not _BLOCK.match(unsealed(output[:_LONGEST_TAG])):
        return output
    following = body[end : end + 2]
    if following[:1] == "\n" and output.startswith("<"):
        return output if following[1:] in ("", "\n", "\r") else f"{output}\n"
    before = body[max(code.start - 4, 0) : code.start]
    before = before if code.start > 3 else f"\n{before}"
    begins_line = "\n" in before and not before.rpartition("\n")[2].strip(" ")
    return f"{output}\n\n" if begins_line and _TEXT_IN_LINE.match(body, end) else output


def _shortcodes(body: str) -> Iterator[_Shortcode]:
    position = 0
    missing: set[str] = set()  # signs that stand nowhere in the rest of the body
    while opening := _OPENING.search(body, position):
        closing = _CLOSINGS[opening[0]]
        end = -1 if closing in missing else body.find(closing, opening.end())
        if end < 0:
            missing.add(closing)
            position = opening.end()
            continue
        position = end + len(closing)
        inner = body[opening.end() : end].strip()
        yield _parsed(opening.start(), position, opening[0], inner)


def _parsed(start: int, end: int, sign: str, inner: str) -> _Shortcode:
    if inner.startswith("/*"):
        return _Shortcode(start, end, sign, _ESCAPED, inner[2:].removesuffix("*/"), True)
    slash = "/" if inner.startswith("/") else ""
    words = inner.removeprefix("/").split(None, 1)
    name, arguments = [*words, "", ""][:2]
    name = slash + name.rstrip("/")
    is_alone = inner.endswith("/")
    return _Shortcode(start, end, sign, name, arguments.removesuffix("/"), is_alone)


def _with_text(name: str, arguments: Mapping[str, str], inner: str) -> str:
    if name == "details":
        return f"**{arguments.get('summary') or 'Details'}**\n{inner}"
    language = next(iter(arguments.values()), "")
    return f"\n```{language}\n{inner.strip(chr(10))}\n```\n"
