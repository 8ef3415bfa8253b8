"""HTML from anywhere → safe HTML with absolute addresses. The one door to nh3."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3

from feeds.html.bounds import bounded
from feeds.html.foreign import without_foreign_tags
from feeds.html.formulas import with_tex
from feeds.html.frames import linked_frames
from feeds.html.hidden import without_hidden
from feeds.html.images import with_addresses
from feeds.html.unclosed import LEFT_OUT_WITH_CONTENT, with_words_for_unclosed

# `span` and `font` say nothing without their styles and classes; `center` and the rest are
# dropped with their content kept.
_TAGS = frozenset(
    """
    a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del
    details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins
    kbd li main mark nav ol p picture pre q rp rt ruby s samp section small source strong sub
    summary sup table tbody td tfoot th thead time tr u ul var video wbr
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "audio": {"src"},
    "video": {"src", "poster", "width", "height"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "details": {"open"},
    "*": {"lang", "dir"},
}
_WITH_IDS = _ATTRIBUTES | {
    tag: _ATTRIBUTES.get(tag, set()) | {"id"} for tag in ("a", "div", "li", "p", "section", "sup")
}
_NOTE_ID = re.compile(r"fn(?:ref)?\d*[:-][^\s\"'<>]{1,200}")
# HTML's safelisted schemes (html.spec.whatwg.org, `registerProtocolHandler`), the web's own two,
# those of IPFS, and those of other webs.
_SCHEMES = frozenset(
    """
    bitcoin ftp ftps gemini geo gopher http https im ipfs ipns irc ircs magnet mailto matrix mms
    news nntp openpgp4fpr sftp sip sms smsto ssh tel urn webcal wtai xmpp
    """.split()  # noqa: SIM905
)

# Elements of old, and what HTML names in their place (html.spec.whatwg.org, "Obsolete features").
_RENAMED = {
    "strike": "s", "tt": "code", "acronym": "abbr", "dir": "ul", "menu": "ul",
}  # fmt: skip
_OLD_TAG = re.compile(rf"<(?P<slash>/?)(?P<name>{'|'.join(_RENAMED)})\b", re.IGNORECASE)
# An empty address is that of the page that shows it: in a reader, of another one.
_NO_ADDRESS = ' href=""'
_NOWHERE = re.compile(rf"(<a\b[^<>]*?){_NO_ADDRESS}", re.IGNORECASE)
_TASK = re.compile(
    r"(?P<item><li\b[^<>]*+>\s*+(?:<label\b[^<>]*+>|<p>)?)\s*+"
    r"<input\b(?=[^<>]*+>)(?P<attributes>[^<>]*?\btype=[\"']?checkbox\b[^<>]*+)>\s*+",
    re.IGNORECASE,
)
_IS_DONE = re.compile(r"\schecked\b", re.IGNORECASE)
# Begins with "=", which is rare in text, so that the search is fast.
_RELATIVE = re.compile(
    r"""=(?i:(?<=href=)|(?<=src=)|(?<=poster=)|(?<=cite=)|(?<=\s=))
        \s*+["']?\s*+(?!["'/\s]|[A-Za-z][A-Za-z0-9+.-]*:)""",
    re.VERBOSE,
)
# Those of frames and of images that a script would fill in, too.
_MAY_BE_RELATIVE = re.compile(
    r"""=(?i:(?<=href=)|(?<=src=)|(?<=set=)|(?<=poster=)|(?<=cite=)|(?<=data=)|(?<=url=)|(?<=\s=)
          |(?<=original=)|(?<=lazy=)|(?<=load=)|(?<=echo=))
        \s*+["']?\s*+(?!["'/\s]|[A-Za-z][A-Za-z0-9+.-]*:)""",
    re.VERBOSE,
)
_FEW_CHARACTERS = 1_000_000
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;)*</p>\n?")


def sanitised(markup: str, base: str) -> str:
    """HTML without scripts, handlers, styles, comments, controls, hidden parts and paragraphs that
    show nothing; frames are links, formulas text.

    Links and images come out absolute, as seen from `base`.
    """
    markup = with_addresses(linked_frames(with_tex(markup), base))
    markup = _OLD_TAG.sub(lambda tag: f"<{tag['slash']}{_RENAMED[tag['name'].lower()]}", markup)
    if "checkbox" in markup:
        markup = _TASK.sub(_marked_task, markup)
    if _NO_ADDRESS in markup:
        markup = _NOWHERE.sub(r"\1", markup)
    markup = without_foreign_tags(without_hidden(bounded(with_words_for_unclosed(markup))))
    safe = _cleaner_for(markup, base).clean(markup)
    return _EMPTY_PARAGRAPH.sub("", safe).strip()


def _marked_task(match: re.Match[str]) -> str:
    """An item of a list with a sign in place of its box, which readers drop."""
    return match["item"] + ("☑ " if _IS_DONE.search(match["attributes"]) else "☐ ")


def growth_by_addresses(markup: str, base: str) -> int:
    """Characters, at most, that `base` adds to the markup where its addresses become absolute."""
    if markup.count("=") * len(base) < _FEW_CHARACTERS:
        return 0
    return sum(1 for _ in _MAY_BE_RELATIVE.finditer(markup)) * len(base)


def _cleaner_for(markup: str, base: str) -> nh3.Cleaner:
    """Making a cleaner takes longer than using it. Most texts have no address that depends on
    their own place, so one cleaner serves the whole site."""
    has_notes = "fn:" in markup or "fn-" in markup
    return _cleaner(base if _RELATIVE.search(markup) else _root(base), has_notes)


def _root(address: str) -> str:
    """`https://site.example/` of `https://site.example/a/b.html`."""
    return "/".join(address.split("/")[:3]) + "/"


@lru_cache(maxsize=128)
def _cleaner(base: str, has_notes: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_WITH_IDS if has_notes else _ATTRIBUTES,
        attribute_filter=_without_other_ids if has_notes else None,
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        clean_content_tags=set(LEFT_OUT_WITH_CONTENT),
        url_schemes=set(_SCHEMES),
        link_rel=None,
        url_relative=("rewrite_with_base", base),
    )


def _without_other_ids(tag: str, name: str, value: str) -> str | None:
    """An id may lead a script of the page astray: only those of footnotes stay."""
    return value if name != "id" or _NOTE_ID.fullmatch(value) else None
