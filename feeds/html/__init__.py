"""The text of a post as safe HTML, and what a list shows of it.

text ─ kramdown, markdown ─▶ HTML ─ hidden, sanitise ─▶ safe HTML ─ summary ─▶ plain text, image

A `Dialect` says which Markdown the text is in.
"""

from feeds.html.dialect import COMMONMARK, Dialect
from feeds.html.markdown import to_html
from feeds.html.sanitise import growth_by_addresses, sanitised
from feeds.html.summary import all_words, excerpt_of, first_block, first_image
from feeds.text.clean import without_controls
from feeds.text.growth import refuse_markup
from feeds.text.urls import NOWHERE

__all__ = ["COMMONMARK", "Dialect", "first_image", "safe_html", "summary_of"]


def safe_html(text: str, path: str, base: str, dialect: Dialect = COMMONMARK) -> str:
    """A post's text as an HTML fragment that any reader may show as it is.

    `path` is the post's file, whose name says whether the text is HTML already; `base` is the
    post's own absolute address. The text is free of control characters (`feeds.text.decode`),
    and so is the HTML.

    :raise GrowthError: the HTML is far larger than the text
    """
    markup = to_html(text, path, dialect)
    refuse_markup(len(markup) + growth_by_addresses(markup, base), len(text))
    safe = sanitised(markup, base)
    # A parser makes a control character of a reference such as `&#1;`, which has both of these
    # signs.
    return without_controls(safe) if "&" in text and "#" in text else safe


def summary_of(
    content: str, text: str, path: str, separator: str | None, dialect: Dialect = COMMONMARK
) -> str:
    """Plain text for a list: what stands before the separator, else the first block.

    `content` is the safe HTML of `text`. A post's own separator counts before its site's.
    """
    excerpt = excerpt_of(text, separator or dialect.separator)
    words = excerpt and all_words(safe_html(excerpt, path, NOWHERE, dialect))
    return words or first_block(content)
