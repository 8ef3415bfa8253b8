"""Makes links of frames, objects and embeds by scripts: feed readers drop these, and the text would
speak of something that is not there."""

from __future__ import annotations

import html
import re

from feeds.text.urls import absolute

_ANY = re.compile(r"<(?:iframe|embed|object|script|lite-)", re.IGNORECASE)
_FRAME = re.compile(
    r"""<(?:(?P<iframe>iframe)|embed)\b"""
    r"""(?P<attributes>(?:[^<>"']++|"(?:[^"]*+"|(?![^"]*+"))|'(?:[^']*+'|(?![^']*+')))*)>"""
    # Nothing between the tags of a frame is ever shown. An `embed` has no end.
    r"""(?(iframe)(?:[^<]*+(?:<(?!/?iframe\b)[^<]*+)*</iframe\s*+>)?)""",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"<object\b([^<>]*+)>", re.IGNORECASE)
_SOURCE = re.compile(
    r"\b(?:src|data|original|url)\s*+=\s*+[\"']?(?P<address>[^\"'\s>]+)", re.IGNORECASE
)
_HIDDEN = re.compile(
    r"""display\s*+:\s*+none|visibility\s*+:\s*+hidden|\shidden\b
      |\b(?:width|height)\s*+=\s*+["']?[01](?:px)?(?=["'\s/]|\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_INSTEAD = re.compile(r"<(?:a|embed|iframe|img|video)\b", re.IGNORECASE)
_LOOKED_AT = 2000  # characters behind an object
# These scripts write what their site shows at the same address without the suffix.
_SCRIPT = re.compile(
    r"""<script\b[^<>]{0,300}?\ssrc=["']?(?:https?:)?
        (?P<address>//(?:gist\.github\.com|gitlab\.com|asciinema\.org)/[^"'\s<>?]{1,300}?)\.js\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLAYER = re.compile(
    r"""<lite-(?P<site>youtube|vimeo)\b[^<>]{0,300}?\svideo-?id=["']?(?P<id>[\w-]{1,40})[^<>]*+>""",
    re.IGNORECASE,
)
_FILMS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


def linked_frames(markup: str, base: str) -> str:
    """The markup with a link in place of each frame, and before each object, player or script that
    has none in it. These links have an attribute `data-frame`."""
    if not _ANY.search(markup):
        return markup
    markup = _SCRIPT.sub(lambda match: _linked(match["address"], base) + match[0], markup)
    markup = _PLAYER.sub(
        lambda match: _before(match, _linked(_FILMS[match["site"].lower()] + match["id"], base)),
        markup,
    )
    markup = _OBJECT.sub(lambda match: _before(match, _link(match[1], base)), markup)
    return _FRAME.sub(lambda match: _link(match["attributes"], base) or _unlinked(match), markup)


def _unlinked(frame: re.Match[str]) -> str:
    """A frame that makes no link. lxml takes what stands behind an `embed` for its content, which
    would be hidden with it."""
    return frame[0] if frame["iframe"] else ""


def _before(match: re.Match[str], link: str) -> str:
    """A link and the tag of an object; the tag alone where something to show stands inside."""
    behind = match.string[match.end() : match.end() + _LOOKED_AT]
    inside = re.split(r"</(?:object|lite-)", behind)[0]
    return match[0] if _INSTEAD.search(inside) else link + match[0]


def _link(attributes: str, base: str) -> str:
    """A link to what stands in a frame; "" for a hidden one, and for one without an address."""
    if _HIDDEN.search(attributes):
        return ""
    # The first may be `about:blank`, with the real one where a script looks for it.
    sources = (html.unescape(source["address"]) for source in _SOURCE.finditer(attributes))
    return next((link for each in sources if (link := _linked(each, base))), "")


def _linked(spelled: str, base: str) -> str:
    address = absolute(spelled, base)
    if address is None:
        return ""
    shown = html.escape(address.replace("http://", "https://", 1))
    return f'<p><a data-frame href="{shown}">{shown}</a></p>'
