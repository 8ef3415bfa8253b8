"""Leaves out parts that a page would not show, such as the pixels of trackers, and parts that only
a page can use, such as buttons and the numbers of lines beside code."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
# Classes that highlighters give to the numbers of lines, and to what copies the code.
_NUMBERS = frozenset(
    """
    crayon-nums gutter hljs-ln-numbers line-number line-numbers line-numbers-rows
    line-numbers-wrapper lineno linenos linenodiv linenumber ln lnt rouge-gutter
    """.split()  # noqa: SIM905
)
_COPIES = frozenset(
    """
    btn-clipboard btn-copy clipboard code-copy code-copy-btn copy copy-btn copy-button copy-code
    copy-code-btn copy-code-button copy-to-clipboard copy-to-clipboard-button copybtn copybutton
    zeroclipboard-container
    """.split()  # noqa: SIM905
)
_WITH_CODE = frozenset({"code", "table"})  # a class may say that they have such numbers
_BESIDE_CODE = re.compile(
    r"""class=["']?[^"'<>]{0,200}?(?:gutter|\blnt?\b|line-?no|line-?num|crayon|copy|clipboard
        |hljs-ln|katex-html)""",
    re.VERBOSE,
)
_BUTTONS = ('role="button"', "role='button'", "role=button")
_LONGEST_LABEL = 30  # characters of a button; longer ones head a part of the text that folds
_MATHML = "katex-mathml"
_NOTHING = "<span></span>"  # to the sanitiser
_TINY = frozenset({"0", "1", "0px", "1px"})


def without_hidden(markup: str) -> str:
    """The markup without hidden elements, its formulas as text; as it is where it has neither."""
    if "display:none" in markup:
        markup = _HIDDEN_PARAGRAPH.sub("", markup)
    is_hiding = any(word in markup for word in _HIDING_WORDS) and _HIDING.search(markup)
    if is_hiding or has_formulas(markup) or _has_controls(markup):
        return _parsed_without_hidden(markup)
    return markup


def _has_controls(markup: str) -> bool:
    has_button = "role=" in markup and any(button in markup for button in _BUTTONS)
    return has_button or _BESIDE_CODE.search(markup) is not None


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
    return (
        hides(element.attrib)
        or _is_beside(element)
        or (element.tag == "img" and is_tiny(element.attrib))
    )


def hides(attributes: Mapping[str, str]) -> bool:
    """Whether an element with these attributes is not shown."""
    style = re.sub(r"\s", "", attributes.get("style", "")).lower()
    return "display:none" in style or "visibility:hidden" in style or "hidden" in attributes


def is_tiny(attributes: Mapping[str, str]) -> bool:
    """Whether an image has the size of a tracker's."""
    return {attributes.get("width"), attributes.get("height")} <= _TINY


def _is_beside(element: lxml_html.HtmlElement) -> bool:
    """Whether it says again, or for a script, what stands beside it. A link stays."""
    classes = (element.get("class") or "").lower().split()
    if _KATEX in classes:
        before = element.getprevious()
        return before is not None and (before.tag == "math" or _MATHML in before.get("class", ""))
    if element.tag in _WITH_CODE or (element.get("href") or "#") != "#":
        return False
    is_pre_of_code = element.tag == "pre" and "lineno" not in classes
    if not _NUMBERS.isdisjoint(classes) and not is_pre_of_code:
        return not any(map(str.isalpha, "".join(element.itertext())))
    if not _COPIES.isdisjoint(classes) or element.get("role") == "button":
        return len("".join(element.itertext()).strip()) <= _LONGEST_LABEL
    return False
