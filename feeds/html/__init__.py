"""The text of a post as safe HTML, and what a list shows of it.

text ─ markdown ─▶ HTML ─ hidden, sanitise ─▶ safe HTML ─ summary ─▶ plain text, first image
"""

from feeds.html.markdown import to_html
from feeds.html.sanitise import sanitised
from feeds.html.summary import first_image, summary_of
from feeds.text.plain import without_controls

__all__ = ["first_image", "safe_html", "summary_of"]


def safe_html(text: str, path: str, base: str) -> str:
    """A post's text as an HTML fragment that any reader may show as it is.

    `path` is the post's file, whose name says whether the text is HTML already; `base` is the
    post's own absolute address. The text is free of control characters (`feeds.text.decode`),
    and so is the HTML.
    """
    safe = sanitised(to_html(text, path), base)
    # Every parser makes the character of a reference such as `&#1;`, which takes both of these
    # signs, wherever in the text they stand.
    return without_controls(safe) if "&" in text and "#" in text else safe
