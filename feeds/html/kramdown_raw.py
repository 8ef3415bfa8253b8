r"""Formulas, `{::nomarkdown}`, code in tags, and tags that are words, which stay as they are in
kramdown (kramdown.gettalong.org, "Syntax": "Math Blocks", "Extensions", "HTML Spans").

Formulas come out as kramdown writes them for MathJax, `\(x\)` and `\[x\]`.
"""

from __future__ import annotations

import html
import re

from feeds.html.literals import Find, LiteralPiece, Scan, literal_piece

# Elements that are blocks to kramdown, but for those that HTML closes by itself. In the middle of a
# line the tag of a block is a word; where it is closed, other HTML may stand around it.
_BLOCK = (
    "(?P<block>address|article|aside|blockquote|body|div|dl|fieldset|figcaption|footer|form|h[1-6]"
    r"|head(?:er)?|hgroup|html|main|nav|ol|pre|section|table|thead|tbody|tfoot|ul)(?:\s[^<>]{0,200})?>"
)
_WORD = re.compile(rf"<{_BLOCK}", re.IGNORECASE)
RAW_SIGNS = re.compile(
    r"\$\$|\{::nomarkdown\b[^{}\n]{0,200}\}|<(?P<code>code|kbd|samp|var)(?:\s[^<>]{0,200})?>"
    rf"|<(?i:{_BLOCK})"
)

_SIGNS = ("$$", "{::nomarkdown", "<code", "<kbd", "<samp", "<var")
_END_TAG = re.compile(r"</(\w{1,10})")
_NEAR = 9  # characters, more than stand between words
_BESIDE_HTML = ("\n", ">")  # before a tag, they make it one of HTML
_NOMARKDOWN_ENDS = ("{:/nomarkdown}", "{:/}")
_BLOCK_END = re.compile(r"[ \t]*(?:\n[ \t]*(?:\n|\Z|\{:|\^)|\Z)")


def has_raw(text: str) -> bool:
    """Whether anything here is for this module."""
    return any(sign in text for sign in _SIGNS) or ("<" in text and _WORD.search(text) is not None)


def raws_of(text: str) -> Find:
    """What finds, in parts of this text, the formula or the HTML that begins at a sign."""
    closed = frozenset(name.lower() for name in _END_TAG.findall(text))
    return lambda scan, sign: _raw_at(scan, sign, closed)


def _raw_at(scan: Scan, sign: re.Match[str], closed: frozenset[str]) -> LiteralPiece | None:
    if sign[0][0] == "\\":
        return None
    if sign["code"]:
        return _code(scan, sign)
    if name := sign["block"]:
        return None if name.lower() in closed and name.lower() != "pre" else _word(scan, sign)
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
    markup = _WORD.sub(lambda word: html.escape(word[0]), source)
    return LiteralPiece(source, markup, end + len(tag), False)


def _word(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
    """The tag of a block amid a line of text. A `pre` keeps its dollars."""
    start, end = sign.span()
    if sign["block"].lower() == "pre":
        closing = scan.find("</pre>", end)
        if 0 <= scan.find("$$", end) < closing:
            source = scan.text[start : closing + len("</pre>")]
            return LiteralPiece(source, source, closing + len("</pre>"), True)
        return None
    before = scan.text[max(0, start - _NEAR) : start].rstrip(" \t")
    return None if before.endswith(_BESIDE_HTML) or not before else literal_piece(sign[0], end)


def _begins_block(scan: Scan, position: int) -> bool:
    if not scan.begins_line(position):
        return False
    above = scan.line_above(position)
    return not above or above.startswith(("{:", "^"))
