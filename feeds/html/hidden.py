"""Parts that a page would not show, such as the traces of trackers: feeds leave them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feeds.html.formulas import has_formulas, write_formulas

if TYPE_CHECKING:
    from lxml import html as lxml_html

# What scrapers hide, mostly. Without a parser it is gone in a tenth of the time.
_HIDDEN_PARAGRAPH = re.compile(r'<p style="display:none[^"<>]*">[^<>]*</p>')
_HIDING = re.compile(
    r"""(?i:display\s*:\s*none|visibility\s*:\s*hidden|\shidden[\s>=])
      | (?:width|height|WIDTH|HEIGHT)\s*=\s*["']?[01](?:px)?["'\s>]""",
    re.VERBOSE,
)
# Looked for first: the pattern takes as long as rendering does.
_HIDING_WORDS = ("style", "STYLE", "hidden", "width", "WIDTH")
_KATEX = "katex-html"  # a class: the formula again, for the eye
_NOTHING = "<span></span>"  # to the sanitiser
_TINY = frozenset({"0", "1", "0px", "1px"})


def without_hidden(markup: str) -> str:
    """The markup without hidden elements, its formulas as text; as it is where it has neither."""
    if "display:none" in markup:
        markup = _HIDDEN_PARAGRAPH.sub("", markup)
    is_hiding = any(word in markup for word in _HIDING_WORDS) and _HIDING.search(markup)
    if is_hiding or has_formulas(markup) or _KATEX in markup:
        return _parsed_without_hidden(markup)
    return markup


def _parsed_without_hidden(markup: str) -> str:
    from lxml import html as lxml_html  # 10 ms of a start, which few posts need

    try:
        # Behind an element: lxml refuses a fragment that begins with a control character, which a
        # reference may stand for.
        root = lxml_html.fragment_fromstring(f"{_NOTHING}{markup}", create_parent="div")
    except (ValueError, AssertionError):
        return markup
    for element in [each for each in root.iter() if _is_hidden(each)]:
        element.clear(keep_tail=True)
        element.tag = "span"
    write_formulas(root)
    children = (lxml_html.tostring(child, encoding="unicode") for child in root)
    return "".join(children)


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    style = re.sub(r"\s", "", element.get("style") or "").lower()
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or element.get("hidden") is not None
        or _KATEX in (element.get("class") or "").split()
        or (element.tag == "img" and {element.get("width"), element.get("height")} <= _TINY)
    )
