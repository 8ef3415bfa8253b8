"""Formulas as text: most readers show neither MathML nor what a script would make of TeX."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from feeds.text.clean import without_controls

if TYPE_CHECKING:
    from lxml import html as lxml_html

_TEX = re.compile(
    r"<script\b[^<>]{0,100}\btype=[\"']?math/tex(?P<how>[^<>]{0,100})>"
    r"(?P<formula>[^<]{0,2000}(?:<(?!/script)[^<]{0,2000}){0,20})</script>",
    re.IGNORECASE,
)
_BETWEEN = {"mfrac": "/", "msup": "^", "mover": "^", "msub": "_", "munder": "_"}
_SIGNS_OF_ROOTS = {"msqrt": "√", "mroot": "√"}
_APART = {"mtable": "; ", "mtr": " "}
_TEX_ENCODING = re.compile(r"tex\b", re.IGNORECASE)  # `application/x-tex`, `LaTeX`


def with_tex(markup: str) -> str:
    r"""The markup with MathJax's scripts as `\(x\)` and `\[x\]`, what most write by hand."""
    return _TEX.sub(_bracketed, markup) if "math/tex" in markup else markup


def _bracketed(match: re.Match[str]) -> str:
    opening, closing = ("\\[", "\\]") if "display" in match["how"] else ("\\(", "\\)")
    return html.escape(f"{opening}{html.unescape(match['formula']).strip()}{closing}")


def has_formulas(markup: str) -> bool:
    return "<math" in markup or "<MATH" in markup


def write_formulas(root: lxml_html.HtmlElement) -> None:
    """Puts the text of each formula in its place: its TeX where that is annotated."""
    for element in list(root.iter("math")):
        words = without_controls(_tex(element) or _text(element))
        element.clear(keep_tail=True)
        element.tag = "span"
        element.text = words


def _tex(element: lxml_html.HtmlElement) -> str:
    for annotation in element.iter("annotation"):
        if _TEX_ENCODING.search(annotation.get("encoding") or ""):
            return (annotation.text or "").strip()
    return (element.get("alttext") or "").strip()  # of LaTeXML


def _text(element: lxml_html.HtmlElement) -> str:
    """A formula in one line, `(a+b)/2`, `x_1^2`; elements are no deeper than `bounds` allows."""
    if not isinstance(element.tag, str) or element.tag.startswith("annotation"):
        return ""
    parts = [text for child in element if (text := _text(child))]
    own = (element.text or "").strip()
    if element.tag in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if (sign := _BETWEEN.get(element.tag)) and len(parts) > 1:
        return own + sign.join(_grouped(part) for part in parts)
    if element.tag == "mfenced":
        return f"{element.get('open', '(')}{','.join(parts)}{element.get('close', ')')}"
    if sign := _SIGNS_OF_ROOTS.get(element.tag):
        return sign + _grouped(own + "".join(parts[:1] if element.tag == "mroot" else parts))
    return own + _APART.get(element.tag, "").join(parts)


def _grouped(part: str) -> str:
    return part if part.isalnum() else f"({part})"
