r"""Formulas, `{::nomarkdown}` and code in tags, which stay as they are in kramdown
(kramdown.gettalong.org, "Syntax": "Math Blocks", "Extensions", "HTML Spans").

Formulas come out as kramdown writes them for MathJax, `\(x\)` and `\[x\]`.
"""

from __future__ import annotations

import html
import re

from feeds.html.literals import LiteralPiece, Scan

RAW_SIGNS = re.compile(
    r"\$\$|\{::nomarkdown\b[^{}\n]{0,200}\}|<(?P<code>code|kbd|samp|var)(?:\s[^<>]{0,200})?>"
)

_SIGNS = ("$$", "{::nomarkdown", "<code", "<kbd", "<samp", "<var")
_NOMARKDOWN_ENDS = ("{:/nomarkdown}", "{:/}")
_BLOCK_END = re.compile(r"[ \t]*(?:\n[ \t]*(?:\n|\Z|\{:|\^)|\Z)")


def has_raw(text: str) -> bool:
    """Whether anything here is for this module."""
    return any(sign in text for sign in _SIGNS)


def raw_at(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
    """The formula or the HTML that begins at a sign; None where none does."""
    if sign[0][0] == "\\":
        return None
    if sign["code"]:
        return _code(scan, sign)
    return _formula(scan, sign) if sign[0] == "$$" else _nomarkdown(scan, sign)


def _formula(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
    start, inside = sign.span()
    end = scan.find("$$", inside)
    if end < 0:
        return None
    formula = scan.text[inside:end].strip()
    if _begins_block(scan, start) and _BLOCK_END.match(scan.text, end + 2):
        return LiteralPiece(formula, f"<p>\\[{html.escape(formula)}\\]</p>", end + 2, True)
    if end > scan.end_of_paragraph(inside):
        return None
    return LiteralPiece(formula, f"\\({html.escape(formula)}\\)", end + 2, False)


def _nomarkdown(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
    start, inside = sign.span()
    ends = [(scan.find(tag, inside), tag) for tag in _NOMARKDOWN_ENDS]
    end, tag = min((each for each in ends if each[0] >= 0), default=(-1, ""))
    if end < 0:
        return None
    source = scan.text[inside:end]
    is_block = scan.begins_line(start) and source.startswith("\n")
    return LiteralPiece(source, source, end + len(tag), is_block)


def _code(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
    tag = f"</{sign['code']}>"
    start, inside = sign.span()
    end = scan.find(tag, inside)
    if end < 0 or "markdown=" in sign[0] or end > scan.end_of_paragraph(inside):
        return None
    source = scan.text[start : end + len(tag)]
    return LiteralPiece(source, source, end + len(tag), False)


def _begins_block(scan: Scan, position: int) -> bool:
    if not scan.begins_line(position):
        return False
    above = scan.line_above(position)
    return not above or above.startswith(("{:", "^"))
