"""Shortcodes of Hugo and Zola in bodies, made readable.

Known ones are rendered (a picture, a link to a video, code, a reference), all others dropped
with what stands between their opening and closing kept. One pass over the text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote

Lookup = Callable[[str], str | None]

_OPENING = re.compile(r"\{\{[<%]")
_CLOSINGS = {"{{<": ">}}", "{{%": "%}}"}
_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?("(?:[^"\\]|\\.)*"|`[^`]*`|'[^']*'|[^\s"`=,]+)""")
_ZOLA = re.compile(
    r"\{\{\s{0,9}(?P<name>[A-Za-z_]\w{0,99})\((?P<arguments>[^{}]{0,2000})\)\s{0,9}\}\}"
    r"|\{%\s{0,9}(?P<block>[A-Za-z_]\w{0,99})\([^{}]{0,2000}\)\s{0,9}%\}\n?"
    r"|\{%\s{0,9}end\s{0,9}%\}\n?"
    r"|\{(?P<open>[{%])/\*(?P<escaped>[^{}]{0,2000})\*/[}%]\}"
)
_PAIRED = frozenset({"highlight", "code", "details"})


class _Shortcode(NamedTuple):
    start: int
    end: int
    name: str  # with "/" before it where it closes
    arguments: str
    alone: bool  # closed in itself, or escaped


def without_shortcodes(body: str, refer: Lookup = lambda target: None) -> str:
    """A Hugo body. `refer` gives the address that `ref` means, None where there is none."""
    if "{{<" not in body and "{{%" not in body:
        return body
    found = list(_shortcodes(body))
    closings = Counter(code.name[1:] for code in found if code.name.startswith("/"))
    made: list[str] = []
    opened: list[tuple[_Shortcode, int]] = []
    done = 0
    for code in found:
        made.append(body[done : code.start])
        done = code.end
        if code.name in _PAIRED and closings[code.name] and not code.alone:
            opened.append((code, len(made)))
        elif opened and code.name == f"/{opened[-1][0].name}":
            first, start = opened.pop()
            made[start:] = [_block(first, "".join(made[start:]))]
        else:
            made.append(_rendered(code, refer))
    return "".join([*made, body[done:]])


def without_zola_shortcodes(body: str) -> str:
    """A Zola body: only what is written as a call is a shortcode, other braces are text."""
    return _ZOLA.sub(_zola, body) if "{{" in body or "{%" in body else body


def _zola(match: re.Match[str]) -> str:
    if match["escaped"] is not None:
        closing = "}}" if match["open"] == "{" else "%}"
        return "{" + match["open"] + match["escaped"] + closing
    render = _RENDERED.get(match["name"] or "")
    return render(_arguments(match["arguments"])) if render else ""


def _shortcodes(body: str) -> Iterator[_Shortcode]:
    place = 0
    missing: set[str] = set()
    while opening := _OPENING.search(body, place):
        closing = _CLOSINGS[opening[0]]
        end = -1 if closing in missing else body.find(closing, opening.end())
        if end < 0:
            missing.add(closing)
            place = opening.end()
            continue
        place = end + 3
        yield _parsed(opening.start(), place, body[opening.end() : end].strip())


def _parsed(start: int, end: int, inner: str) -> _Shortcode:
    if inner.startswith("/*"):
        return _Shortcode(start, end, "*", inner[2:].removesuffix("*/"), True)
    closing = inner.startswith("/")
    name, _, arguments = inner.removeprefix("/").strip().partition(" ")
    alone = inner.endswith("/")
    return _Shortcode(
        start, end, "/" * closing + name.rstrip("/"), arguments.removesuffix("/"), alone
    )


def _block(code: _Shortcode, inner: str) -> str:
    if code.name == "details":
        summary = _arguments(code.arguments).get("summary", "")
        return f"**{summary}**\n{inner}" if summary else inner
    language = next(iter(_arguments(code.arguments).values()), "")
    return f"\n```{language}\n{inner.strip(chr(10))}\n```\n"


def _rendered(code: _Shortcode, refer: Lookup) -> str:
    if code.name == "*":
        return "{{<" + code.arguments + ">}}"
    arguments = _arguments(code.arguments)
    if code.name in ("ref", "relref"):
        return refer(arguments.get("0") or arguments.get("path", "")) or ""
    render = _RENDERED.get(code.name)
    return render(arguments) if render else ""


def _arguments(spelled: str) -> dict[str, str]:
    """By name; those without a name by their place, from "0"."""
    found: dict[str, str] = {}
    for place, match in enumerate(_ARGUMENT.finditer(spelled[:2000])):
        value = match[2]
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`"
        found[match[1] or str(place)] = (
            value[1:-1].replace('\\"', '"') if quoted and value[0] != "`" else value.strip("`")
        )
    return found


def _figure(arguments: Mapping[str, str]) -> str:
    source = arguments.get("src") or arguments.get("0")
    if not source:
        return ""
    alt = arguments.get("alt") or arguments.get("caption") or ""
    image = f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'
    if link := arguments.get("link"):
        image = f'<a href="{html.escape(link)}">{image}</a>'
    words = " ".join(arguments[key] for key in ("title", "caption") if key in arguments)
    caption = f"<figcaption>{html.escape(words)}</figcaption>" if words else ""
    return f"<figure>{image}{caption}</figure>"


def _linked(pattern: str, *keys: str) -> Callable[[Mapping[str, str]], str]:
    """A renderer of what lies elsewhere, as a link: `{}` is filled by the values of the keys."""

    def link(arguments: Mapping[str, str]) -> str:
        values = [arguments.get(key) or arguments.get(str(n), "") for n, key in enumerate(keys)]
        if not all(values):
            return ""
        address = html.escape(pattern.format(*(quote(value, safe="") for value in values)))
        return f'<a href="{address}">{address}</a>'

    return link


_RENDERED: dict[str, Callable[[Mapping[str, str]], str]] = {
    "figure": _figure,
    "img": _figure,
    "image": _figure,
    "youtube": _linked("https://www.youtube.com/watch?v={}", "id"),
    "vimeo": _linked("https://vimeo.com/{}", "id"),
    "x": _linked("https://x.com/{}/status/{}", "user", "id"),
    "tweet": _linked("https://x.com/{}/status/{}", "user", "id"),
    "instagram": _linked("https://www.instagram.com/p/{}/", "id"),
    "gist": _linked("https://gist.github.com/{}/{}", "user", "id"),
}
