"""The HTML of shortcodes that Hugo and Zola sites share: a figure, or a link to what it embeds."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from feeds.html.dialect import GOLDMARK
from feeds.html.markdown import rendered
from feeds.text.plain import plain

Arguments = Mapping[str, str]

_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?("(?:[^"\\]|\\.)*"|`[^`]*`|'[^']*'|[^\s"`=,]+)""")
_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s<>]+")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg)(?:\?[^?]{0,100})?\Z", re.IGNORECASE)
_LONGEST = 2000  # characters of arguments that are read


def arguments_of(spelled: str) -> dict[str, str]:
    """A shortcode's arguments by name; one without a name by its position, from "0"."""
    return {
        match[1] or str(position): _unquoted(match[2])
        for position, match in enumerate(_ARGUMENT.finditer(spelled[:_LONGEST]))
    }


def shortcode_html(name: str, arguments: Arguments) -> str:
    """A known shortcode as HTML, and any other that names a picture; "" for the rest, and for one
    that lacks an argument."""
    render = _RENDERERS.get(name)
    if render is None and _PICTURE.search(arguments.get("src", "")):
        render = _figure
    return render(arguments) if render else ""


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'`"
    whole = value[1:-1] if is_quoted else value
    return whole.replace('\\"', '"') if value[0] == '"' else whole


def _figure(arguments: Arguments) -> str:
    source = arguments.get("src") or arguments.get("0")
    if not source:
        return ""
    alt = arguments.get("alt") or plain(_caption(arguments))
    image = f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'
    if link := arguments.get("link"):
        image = f'<a href="{html.escape(link)}">{image}</a>'
    title = html.escape(arguments.get("title", ""))
    by = html.escape(arguments.get("attr", ""))
    if by and (home := arguments.get("attrlink")):
        by = f'<a href="{html.escape(home)}">{by}</a>'
    words = " ".join(part for part in (title, _caption(arguments), by) if part)
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{image}{caption}</figure>"


def _caption(arguments: Arguments) -> str:
    """The caption, which is Markdown, in one line of HTML."""
    markup = rendered(arguments.get("caption", ""), GOLDMARK).strip()
    return " ".join(markup.removeprefix("<p>").removesuffix("</p>").split())


def _link(pattern: str, *keys: str) -> Callable[[Arguments], str]:
    """A renderer that links to what a shortcode embeds: the values of `keys` fill each `{}`."""

    def link(arguments: Arguments) -> str:
        values = [arguments.get(key) or arguments.get(str(n), "") for n, key in enumerate(keys)]
        if not all(values):
            return ""
        address = html.escape(pattern.format(*(quote(value, safe="") for value in values)))
        return f'<a href="{address}">{address}</a>'

    return link


def _qr(arguments: Arguments) -> str:
    """What a QR code says: its picture is made by the generator."""
    words = arguments.get("text") or arguments.get("0", "")
    shown = html.escape(words)
    return f'<a href="{shown}">{shown}</a>' if _ADDRESS.fullmatch(words) else shown


_RENDERERS: dict[str, Callable[[Arguments], str]] = {
    "figure": _figure,
    "qr": _qr,
    "img": _figure,
    "image": _figure,
    "youtube": _link("https://www.youtube.com/watch?v={}", "id"),
    "vimeo": _link("https://vimeo.com/{}", "id"),
    "x": _link("https://x.com/{}/status/{}", "user", "id"),
    "tweet": _link("https://x.com/{}/status/{}", "user", "id"),
    "instagram": _link("https://www.instagram.com/p/{}/", "id"),
    "gist": _link("https://gist.github.com/{}/{}", "user", "id"),
}
