"""Markup as plain text on one line, and text cut to a length."""

from __future__ import annotations

import html
import re

_LEADING_ZEROS = re.compile("&#0++(?=[0-9])")
_LONG_NUMBER = re.compile("&#[0-9]{8,}+")
_NO_CHARACTER = "&#xFFFD"  # the HTML standard makes this of a number beyond Unicode
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")

_CODE_OR_TAG = re.compile(
    r"`[^`]*`|<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)\b(?P<attributes>[^<>]*)>"
)
_ALONE = {"br": " ", "wbr": "", "img": ""}
_PAIRED = dict.fromkeys(
    """
    a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q rp rt ruby s samp small span
    strike strong sub sup tt u var
    """.split(),  # noqa: SIM905
    "",
) | dict.fromkeys(("blockquote", "div", "h1", "h2", "h3", "li", "ol", "p", "ul"), " ")


def plain(markup: str) -> str:
    """Markup as one line of plain text: no tags, entities resolved, white space folded."""
    return _resolved(_without_tags(markup))


def plain_beginning(markup: str, characters: int) -> str:
    """The same of so many characters of the text, counted before entities are resolved: a
    megabyte of these takes a second."""
    return _resolved(" ".join(_without_tags(markup).split())[:characters])


def _without_tags(markup: str) -> str:
    return _TAG.sub("", _without_comments(markup)) if "<" in markup else markup


def plain_title(written: str) -> str:
    """A title as one line of plain text. `Vec<T>` and `<dialog>` are its words: markup is only
    what HTML knows inside of a line, opened and closed again, and not quoted as code."""
    return _resolved(_without_pairs(_without_comments(written)) if "<" in written else written)


def _without_pairs(written: str) -> str:
    tokens = list(_CODE_OR_TAG.finditer(written))
    instead = _instead(tokens)
    parts: list[str] = []
    position = 0
    for place, token in enumerate(tokens):
        parts += [written[position : token.start()], instead.get(place, token[0])]
        position = token.end()
    return "".join([*parts, written[position:]])


def _instead(tokens: list[re.Match[str]]) -> dict[int, str]:
    """What takes the place of the tokens that are markup, by their place."""
    opened: dict[str, list[int]] = {}  # places of tags that are not closed yet
    instead: dict[int, str] = {}
    for place, token in enumerate(tokens):
        name = (token["name"] or "").lower()
        if name in _ALONE:
            instead[place] = _ALONE[name]
        elif name not in _PAIRED:
            continue
        elif not token["slash"]:
            opened.setdefault(name, []).append(place)
            if "=" in token["attributes"]:
                instead[place] = _PAIRED[name]
        elif opened.get(name):
            instead[opened[name].pop()] = instead[place] = _PAIRED[name]
    return instead


def _resolved(markup: str) -> str:
    if "&#" in markup:  # Python refuses numbers of many digits
        markup = _LONG_NUMBER.sub(_NO_CHARACTER, _LEADING_ZEROS.sub("&#", markup))
    return " ".join(html.unescape(markup).split())


def _without_comments(markup: str) -> str:
    kept: list[str] = []
    done = 0
    while (start := markup.find("<!--", done)) >= 0 and (end := markup.find("-->", start)) >= 0:
        kept.append(markup[done:start])
        done = end + 3
    return "".join([*kept, markup[done:]])


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where there is one near, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.8 else head).rstrip() + "…"
