"""The text of a post → HTML that is not safe yet. The one door to comrak (CommonMark)."""

from __future__ import annotations

import re

import comrak

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = True
_EXTENSIONS.strikethrough = True
_EXTENSIONS.footnotes = True
_EXTENSIONS.cjk_friendly_emphasis = True
_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = True  # embedded HTML passes here and is sanitised right after

_HTML_BLOCK = re.compile(
    r"(?:[ \t]*\n)* {0,3}<(?:p|div|h[1-6]|table|ul|ol|blockquote|center)[ \n>]"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# comrak takes time by the square of how deep quotes are nested.
_DEEPEST_QUOTE = 100
_DEEP_QUOTE = re.compile(
    r"^((?:[ \t]*+(?:(?:[*+-]|[0-9]{1,9}[.)])[ \t])?>){100})(?:[ \t]*+>)+", re.M
)


def to_html(text: str, path: str) -> str:
    """Texts of `.html` files are HTML already; all others are CommonMark with tables,
    strikethrough and footnotes, and embedded HTML."""
    if path.lower().endswith((".html", ".htm")) or is_one_html_block(text):
        return text
    return rendered(text)


def rendered(text: str) -> str:
    """CommonMark as HTML."""
    shallow = _DEEP_QUOTE.sub(r"\1", text) if text.count(">") > _DEEPEST_QUOTE else text
    return comrak.render_markdown(shallow, extension_options=_EXTENSIONS, render_options=_RENDERING)


def is_one_html_block(text: str) -> bool:
    """Whether CommonMark (0.31.2 section 4.6, kind 6) is certain to leave all of this text as it
    is: HTML from the start, and no blank line, which would end the block. Scrapers mostly write
    such texts, and comrak takes ten times as long to say the same."""
    if _HTML_BLOCK.match(text) is None:
        return False
    # A copy without the white space around it costs as much as the search: most need none.
    return _BLANK_LINE.search(text) is None or _BLANK_LINE.search(text.strip(" \t\n")) is None
