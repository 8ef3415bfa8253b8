"""HTML from anywhere → safe HTML with absolute addresses. The one door to nh3."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from feeds.html.bounds import bounded
from feeds.html.hidden import without_hidden

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
_WITH_IDS = _ATTRIBUTES | {
    tag: _ATTRIBUTES.get(tag, set()) | {"id"} for tag in ("a", "div", "li", "p", "section", "sup")
}
_NOTE_ID = re.compile(r"fn(?:ref)?\d*[:-][^\s\"'<>]{1,200}")
_DROPPED_WITH_CONTENT = {"script", "style", "template", "noscript", "form", "iframe", "object"}

_FRAME = re.compile(r"<iframe\b([^<>]*+)>(?:\s*+</iframe>)?", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*+=\s*+[\"']?(?:https?:)?(?P<address>//[^\"'\s>]+)", re.IGNORECASE)
# Begins with "=", which is rare in text, so that the search is fast.
_RELATIVE = re.compile(
    r"""=(?i:(?<=href=)|(?<=src=)|(?<=poster=)|(?<=cite=)|(?<=\s=))
        \s*+["']?\s*+(?!["'/\s]|[A-Za-z][A-Za-z0-9+.-]*:)""",
    re.VERBOSE,
)
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;)*</p>\n?")


def sanitised(markup: str, base: str) -> str:
    """HTML without scripts, handlers, styles, comments, frames, hidden parts and paragraphs that
    show nothing.

    Links and images come out absolute, as seen from `base`.
    """
    if "<iframe" in markup:
        markup = _FRAME.sub(_linked_frame, markup)
    markup = without_hidden(bounded(markup))
    safe = _cleaner_for(markup, base).clean(markup)
    return _EMPTY_PARAGRAPH.sub("", safe).strip()


def _linked_frame(match: re.Match[str]) -> str:
    """A frame (a video, mostly) as a link: readers drop frames, and the reader the thought."""
    source = _SOURCE.search(match[1])
    if source is None:
        return match[0]
    address = "https:" + source["address"]
    return f'<p><a href="{address}">{address}</a></p>'


def _cleaner_for(markup: str, base: str) -> nh3.Cleaner:
    """Making a cleaner takes longer than using it. Most texts have no address that depends on
    their own place, so one cleaner serves the whole site."""
    has_notes = "fn:" in markup or "fnref" in markup
    return _cleaner(base if _RELATIVE.search(markup) else _root(base), has_notes)


def _root(address: str) -> str:
    """`https://site.example/` of `https://site.example/a/b.html`."""
    return "/".join(address.split("/", 3)[:3]) + "/"


@lru_cache(maxsize=128)
def _cleaner(base: str, has_notes: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_WITH_IDS if has_notes else _ATTRIBUTES,
        attribute_filter=_without_other_ids if has_notes else None,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        url_relative=("rewrite_with_base", base),
    )


def _without_other_ids(tag: str, name: str, value: str) -> str | None:
    """An id may lead a script of the page astray: only those of footnotes stay."""
    return value if name != "id" or _NOTE_ID.fullmatch(value) else None
