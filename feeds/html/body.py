"""The text of a post → safe HTML with absolute addresses, and its summary.

The one door to comrak (CommonMark) and nh3 (sanitising).
"""

from __future__ import annotations

import re
from functools import lru_cache

import comrak
import nh3
from lxml import html as lxml_html

from feeds.html.certain import HIDDEN, certain_edits, certainly_clean
from feeds.model import Edit
from feeds.text.plain import plain, shorten, without_controls

_SUMMARY_LENGTH = 300  # characters: what readers show in a list

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = True
_EXTENSIONS.strikethrough = True
_EXTENSIONS.footnotes = True
_EXTENSIONS.cjk_friendly_emphasis = True
_RENDERING = comrak.RenderOptions()
_RENDERING.unsafe_ = True  # embedded HTML passes here and is sanitised right after

# `span` and `font` say nothing without their styles and classes; `center` and the rest are
# dropped with their content kept.
_TAGS = frozenset(
    """
    a abbr aside audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt
    em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby
    s samp section small source strong sub summary sup table tbody td tfoot th thead time tr u ul
    var video wbr
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height"},
    "audio": {"src", "controls"},
    "video": {"src", "poster", "controls", "width", "height"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "type"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "*": {"lang", "dir"},
}
_DROPPED_WITH_CONTENT = {"script", "style", "template", "noscript", "form", "iframe", "object"}

_HIDING = re.compile(
    r"""(?i:display\s*:\s*none|visibility\s*:\s*hidden|\shidden[\s>=])
      | (?:width|height|WIDTH|HEIGHT)\s*=\s*["']?[01](?:px)?["'\s>]""",
    re.VERBOSE,
)
# A plain look first: the pattern costs as much as rendering does.
_HIDING_WORDS = ("style", "STYLE", "hidden", "width", "WIDTH")
_FRAME = re.compile(
    r"<iframe\b[^>]*?\bsrc\s*=\s*[\"']?(https?:)?(?P<address>//[^\"'\s>]+)[^>]*>(?:\s*</iframe>)?",
    re.IGNORECASE,
)
# Begins with "=", which is rare in text, so that the search is fast.
_RELATIVE = re.compile(
    r"""=(?i:(?<=href=)|(?<=src=)|(?<=poster=)|(?<=cite=)|(?<=\s=))
        \s*["']?\s*(?!["'/\s]|[A-Za-z][A-Za-z0-9+.-]*:)""",
    re.VERBOSE,
)
_HTML_BLOCK = re.compile(
    r"(?:[ \t]*\n)* {0,3}<(?:p|div|h[1-6]|table|ul|ol|blockquote|center)[ \n>]"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|\u3000)*</p>\n?")
_PARAGRAPH = re.compile(rb"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*)</p>")
_IMAGE = re.compile(rb'<img\b[^>]*?\bsrc="([^"]+)"')


def to_html(body: str, path: str, base: str) -> str:
    """A post's body as an HTML fragment that any reader may show as it is.

    Bodies of `.html` files are HTML already; all others are CommonMark with tables,
    strikethrough and footnotes, and embedded HTML. `base` is the post's own absolute address. The
    body is free of control characters (`feeds.text.plain.decode`), and so is what comes out.
    """
    safe = sanitised(body if _is_html(body, path) else rendered(body), base)
    # A reference becomes the character itself, and a control character would spoil a document.
    return without_controls(safe) if "&#" in body else safe


def edits_of(body: str, path: str, base: str) -> list[Edit] | None:
    """What makes of a body what `to_html` gives, but for white space around it, for a post at any
    address of the same site; None where that takes a parser. Positions are characters."""
    return certain_edits(body, _normal(_root(base))) if _is_html(body, path) else None


def _is_html(body: str, path: str) -> bool:
    return path.lower().endswith((".html", ".htm")) or is_one_html_block(body)


def rendered(body: str) -> str:
    """CommonMark as HTML that is not safe yet."""
    return comrak.render_markdown(body, extension_options=_EXTENSIONS, render_options=_RENDERING)


def is_one_html_block(body: str) -> bool:
    """Whether CommonMark (0.31.2 section 4.6, kind 6) is certain to leave all of this text as it
    is: HTML from the start, and no blank line, which would end the block. Most of what scrapers
    write is that."""
    if _HTML_BLOCK.match(body) is None:
        return False
    # A copy without the white space around it costs as much as the search: most need none.
    return _BLANK_LINE.search(body) is None or _BLANK_LINE.search(body.strip(" \t\n")) is None


def sanitised(markup: str, base: str) -> str:
    """HTML without scripts, handlers, styles, comments, frames and hidden parts.

    Links and images come out absolute, as seen from `base`.
    """
    known = certainly_clean(markup, _normal(_root(base)))
    safe = _EMPTY_PARAGRAPH.sub("", _cleaned(markup, base)) if known is None else known
    return safe.strip()


def _cleaned(markup: str, base: str) -> str:
    if "display:none" in markup:
        markup = HIDDEN.sub("", markup)
    if "<iframe" in markup:
        markup = _FRAME.sub(_linked_frame, markup)
    if any(word in markup for word in _HIDING_WORDS) and _HIDING.search(markup):
        markup = _without_hidden(markup)
    # Making a cleaner takes as long as using it. Most bodies have no address that depends on
    # their own place, so one for the whole site serves them.
    cleaner = _cleaner(base if _RELATIVE.search(markup) else _root(base))
    return cleaner.clean(markup)


def _root(address: str) -> str:
    """`https://site.example/` of `https://site.example/a/b.html`."""
    return "/".join(address.split("/", 3)[:3]) + "/"


@lru_cache(maxsize=128)
def _normal(root: str) -> str:
    """The address of a site's root as the sanitiser spells it in what it resolves."""
    return _cleaner(root).clean('<a href="/"></a>').split('"')[1]


@lru_cache(maxsize=128)
def _cleaner(base: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        url_relative=("rewrite_with_base", base),
    )


def _linked_frame(match: re.Match[str]) -> str:
    """A frame (a video, mostly) as a link: readers drop frames, and the reader the thought."""
    address = "https:" + match["address"]
    return f'<p><a href="{address}">{address}</a></p>'


def _without_hidden(markup: str) -> str:
    """Elements a page would not show: the traces of trackers, not text."""
    try:
        root = lxml_html.fragment_fromstring(markup, create_parent="div")
    except (ValueError, AssertionError):
        return markup
    for element in [found for found in root.iter() if _is_hidden(found)]:
        if element.getparent() is not None:
            element.drop_tree()
    inner = (root.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in root
    )
    return inner


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    tiny = {"0", "1", "0px", "1px"}
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or element.get("hidden") is not None
        or (element.tag == "img" and element.get("width") in tiny and element.get("height") in tiny)
    )


def summary_of(content: bytes, body: str, separator: str | None) -> str:
    """Plain text for a list: what stands before the separator, else the first paragraph.

    `content` is the rendered HTML in UTF-8, `body` the source that the separator stands in.
    """
    head = body.split(separator, 1)[0] if separator and separator in body else ""
    if words := plain(without_controls(head)):
        return shorten(words, _SUMMARY_LENGTH)
    paragraphs = (plain(match[1].decode()) for match in _PARAGRAPH.finditer(content))
    first = next((words for words in paragraphs if words), None)
    return shorten(plain(content.decode()) if first is None else first, _SUMMARY_LENGTH)


def first_image(content: bytes) -> str | None:
    """The address of the first image of a rendered body in UTF-8, as it stands in the attribute."""
    # Looked for first: most have none, and the pattern goes from character to character.
    match = _IMAGE.search(content) if b"<img" in content else None
    return match[1].decode().replace("&amp;", "&") if match else None
