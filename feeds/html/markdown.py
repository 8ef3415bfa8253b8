"""The text of a post → HTML that is not safe yet. The one door to comrak (CommonMark)."""

from __future__ import annotations

import re
from functools import lru_cache

import comrak

from feeds.html import footnotes, kramdown
from feeds.html.bare_addresses import has_ends, with_ends, without_ends
from feeds.html.costly_extensions import affordable
from feeds.html.dialect import COMMONMARK, Dialect
from feeds.html.literals import put_back, taken_out
from feeds.html.passthrough import passed_by
from feeds.html.sealed import unsealed
from feeds.html.typography import covered, with_own

_HTML_BLOCK = re.compile(
    r"(?:[ \t]*\n)* {0,3}<(?:p|div|h[1-6]|table|ul|ol|blockquote|center)[ \n>]"
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# comrak takes time by the square of how deep quotes are nested.
_DEEPEST_QUOTE = 100
_DEEP_QUOTE = re.compile(
    r"^((?:[ \t]*+(?:(?:[*+-]|[0-9]{1,9}[.)])[ \t])?>){100})(?:[ \t]*+>)+", re.M
)
_SINGLE_TILDE = re.compile(r"(?<!~)~(?!~)")
_TILDE = "\ufdd1"  # stands for a single tilde while comrak reads the text; no text has it
_ENCODED_TILDE = "%EF%B7%91"  # in addresses
_HEADING_ATTRIBUTES = re.compile(r" ?\{\s?(?:[#.][\w.:-]|[\w:-]{1,50}=)[^{}<]*\}(?=</h[1-6]>)")
_BLOCK_ATTRIBUTES = re.compile(r"^[ \t>]*\{(?:[#.]|[\w:-]{1,50}=)[^{}\n]*\}[ \t]*$", re.M)
_HTTP_LINK = re.compile(r'<a href="http(?=://(?P<host>www\.)[^"]*">(?P=host))')

Options = tuple[comrak.ExtensionOptions, comrak.ParseOptions, comrak.RenderOptions]


def to_html(text: str, path: str, dialect: Dialect = COMMONMARK) -> str:
    """Texts of `.html` files are HTML already; all others are Markdown with embedded HTML."""
    if path.lower().endswith((".html", ".htm")) or is_one_html_block(text, dialect):
        return unsealed(text)
    return rendered(text, dialect)


def rendered(text: str, dialect: Dialect = COMMONMARK) -> str:
    """Markdown as HTML."""
    text = _DEEP_QUOTE.sub(r"\1", text) if text.count(">") > _DEEPEST_QUOTE else text
    dialect = affordable(text, dialect)
    if dialect.has_block_attributes:
        text = _BLOCK_ATTRIBUTES.sub("", text)
    if any(opening in text for opening, _, _ in dialect.passes):
        text, pieces = taken_out(text, *passed_by(dialect.passes))
        return put_back(_rendered(text, dialect), pieces)
    if not dialect.is_kramdown:
        return _rendered(text, dialect)
    prepared = kramdown.prepared(text, dialect)
    return kramdown.finished(_rendered(prepared.text, dialect), prepared)


def _rendered(text: str, dialect: Dialect) -> str:
    takes_tildes = dialect.strikes_single_tildes or "subscript" in dialect.extensions
    has_tildes = "~" in text and not takes_tildes
    if has_tildes:
        text = _SINGLE_TILDE.sub(_TILDE, text)
    if dialect.ends_addresses and not text.isascii() and ("://" in text or "www." in text):
        text = with_ends(text)
    if dialect.signs:
        text = covered(text, dialect.signs)
    extension_options, parse_options, render_options = _options(dialect)
    markup = comrak.render_markdown(text, extension_options, parse_options, render_options)
    if has_tildes:
        markup = markup.replace(_TILDE, "~").replace(_ENCODED_TILDE, "~")
    if dialect.signs:
        markup = with_own(markup, dialect.signs)
    if dialect.ends_addresses and has_ends(markup):
        markup = without_ends(markup)
    markup = unsealed(markup)
    if '"http://www.' in markup:
        markup = _HTTP_LINK.sub(f'<a href="{dialect.link_scheme}', markup)
    if dialect.has_heading_attributes and "{" in markup:
        markup = _HEADING_ATTRIBUTES.sub("", markup)
    return footnotes.with_site_names(markup, dialect) if footnotes.MARK in markup else markup


@lru_cache(maxsize=128)
def _options(dialect: Dialect) -> Options:
    extension, parse = comrak.ExtensionOptions(), comrak.ParseOptions()
    render = comrak.RenderOptions()
    for name in dialect.extensions:
        setattr(extension, name, True)
    parse.smart = dialect.is_smart
    render.hardbreaks = dialect.hard_breaks
    # Embedded HTML passes here and is sanitised right after.
    render.unsafe_ = not dialect.omits_html
    return extension, parse, render


def is_one_html_block(text: str, dialect: Dialect = COMMONMARK) -> bool:
    """Whether CommonMark (0.31.2 section 4.6, kind 6) is certain to leave all of this text as it
    is: HTML from the start, and no blank line, which would end the block. Scrapers mostly write
    such texts, and comrak takes ten times as long to say the same."""
    if _HTML_BLOCK.match(text) is None or dialect.omits_html:
        return False
    if dialect.is_kramdown and not kramdown.is_html_alone(text, dialect):
        return False
    # A copy without the white space around it costs as much as the search: most need none.
    return _BLANK_LINE.search(text) is None or _BLANK_LINE.search(text.strip(" \t\n")) is None
