"""The syntax that kramdown has beyond CommonMark (kramdown.gettalong.org, "Syntax"), for comrak.

Comments, attribute lists, definitions of abbreviations and `markdown="1"` are taken out of the
text before comrak reads it; attribute lists that follow a word are taken out afterwards. Each line
is read once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from feeds.html.dialect import Dialect
from feeds.html.kramdown_abbreviations import with_abbreviations
from feeds.html.kramdown_comments import has_odd_comment, with_comments_apart, without_comments
from feeds.html.kramdown_html import (
    MarkdownInside,
    has_html_blocks,
    has_text_between,
    with_lone_tags,
    with_whole_html,
)
from feeds.html.kramdown_paragraphs import TERM_END, as_kramdown, is_concerned, with_terms
from feeds.html.kramdown_raw import RAW_SIGNS, has_raw, raws_of
from feeds.html.kramdown_signs import (
    ENCODED_LETTER,
    ENCODED_SPACE,
    FENCE,
    LETTER,
    LIST_ITEM,
    QUOTE,
    SPACE,
    closes,
)
from feeds.html.kramdown_tables import with_heads, without_empty_heads
from feeds.html.literals import LiteralPiece, put_back, taken_out

_SIGNS = ("{:", "*[", "markdown=")
_ATTRIBUTES = re.compile(r"(?P<margin>[ \t>]*)(?:\{:(?!:)[^{}]*+\}[ \t]*+)+")
_TABLE_OF_CONTENTS = re.compile(r"\{:(?:[^{}]*[\s:])?toc\b")
_EXTENSION = re.compile(r"(?<!`)\{(?:::options\b|:/options\b)[^{}\n]*\}")
_BLOCKS_HOLD_MARKDOWN = re.compile(r"\{::options\b[^{}\n]*\bparse_block_html=[\"'](\w+)")
_ABBREVIATION = re.compile(r" {0,3}\*\[(?P<short>[^\]]{1,100})\]:[ \t]*(?P<long>.*)")
_MOST_ABBREVIATIONS = 100
# kramdown lets emphasis begin and end beside any character but white space, CommonMark not beside
# a letter and punctuation. A sign that is taken for a letter makes both the same.
# Both begin with the sign itself: a search for it costs next to nothing.
_EMPHASIS_END = re.compile(r"\*(?<=[^\w\s*\\`]\*)(?=\*?\w)")
_EMPHASIS_START = re.compile(r"\*(?:(?<=\w\*\*)|(?<=\w\*))(?=[\"'“‘(\[《「『（`])")
_SPAN_ATTRIBUTES = re.compile(
    r"(?P<end></(?:a|abbr|b|code|del|em|i|mark|q|s|small|span|strong|sub|sup|u)>|<img\b[^<>]*>)"
    r"(?:\{:[^{}<]*\})+"
)
_HEADING_ID = re.compile(r" ?\{#[\w.:-]{1,200}\}(?=</h[1-6]>)")
_ITEM_ATTRIBUTES = re.compile(r"(?<=<li>)\{:[^{}<]*\} ?|(?<=<li>\n<p>)\{:[^{}<]*\} ?")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:", re.M)
_APART = re.compile(r"\](?: |\n)\[(?P<name>[^\[\]\n]{1,200})\](?![:(\[])")
# `[a](/b c.html)`: kramdown lets an address hold spaces.
_SPACED_ADDRESS = re.compile(r"\]\([^\s()<>\"'\[\]]++(?: [^\s()<>\"'\[\]]++)+(?=\)| [\"'])")
# `[a](/b "the "c" of it")`: a title ends with the quotation mark before the bracket.
_QUOTING_TITLE = re.compile(
    r"(?<=\]\()(?P<address>[^\s()]++[ \t]++\")(?P<title>[^\"\n]*+\"(?:(?!\]\()[^\n]){0,200}?)"
    r"(?=\"[ \t]{0,9}\))"
)
_HARD_BREAK = re.compile(r"(?<!\\)\\\\$", re.M)


class Prepared(NamedTuple):
    text: str
    abbreviations: Mapping[str, str]  # short form → long form
    raws: Sequence[LiteralPiece]  # what stands at the marks in the text


def is_html_alone(text: str, dialect: Dialect) -> bool:
    """Whether nothing in HTML without a blank line is for kramdown to read: no signs of its own,
    and no text behind an element."""
    has_signs = "{:" in text or "markdown=" in text or "$$" in text or dialect.reads_html_blocks
    return not has_signs and text.rstrip().endswith(">") and not has_text_between(text)


def prepared(text: str, dialect: Dialect) -> Prepared:
    """The text as comrak is to read it."""
    abbreviations: dict[str, str] = {}
    if "{::comment}" in text:
        text = "\n".join(without_comments(text))
    text, raws = taken_out(text, RAW_SIGNS, raws_of(text)) if has_raw(text) else (text, [])
    if has_odd_comment(text):
        text = "\n".join(with_comments_apart(text.split("\n")))
    everywhere = dialect.reads_html_blocks or "parse_block_html" in text
    if not everywhere and has_html_blocks(text):
        text = "\n".join(with_whole_html(text.split("\n")))
    if ">\n" in text:
        text = with_lone_tags(text)
    if any(sign in text for sign in _SIGNS) or dialect.reads_html_blocks:
        text = "\n".join(_lines(text, abbreviations, dialect.reads_html_blocks))
    if "] [" in text or "]\n[" in text:
        text = _with_joined_references(text)
    if is_concerned(text):
        text = "\n".join(as_kramdown(text.split("\n")))
    if "|" in text and "table" in dialect.extensions:
        text = with_heads(text)
    if "](" in text:
        text = _SPACED_ADDRESS.sub(lambda link: link[0].replace(" ", SPACE), text)
    if ' "' in text and "](" in text:
        text = _QUOTING_TITLE.sub(
            lambda link: link["address"] + link["title"].replace('"', QUOTE), text
        )
    if "\\\\\n" in text:
        text = _HARD_BREAK.sub(r"\\", text)
    if "*" in text:
        text = _EMPHASIS_START.sub(f"*{LETTER}", _EMPHASIS_END.sub(f"{LETTER}*", text))
    return Prepared(text, abbreviations, raws)


def finished(markup: str, source: Prepared) -> str:
    """The HTML that comrak made of a prepared text, as kramdown's."""
    if LETTER in markup or ENCODED_LETTER in markup:
        markup = markup.replace(LETTER, "").replace(ENCODED_LETTER, "")
    if SPACE in markup or ENCODED_SPACE in markup:
        markup = markup.replace(ENCODED_SPACE, "%20").replace(SPACE, " ")
    if QUOTE in markup:
        markup = markup.replace(QUOTE, "&quot;")
    if TERM_END in markup:
        markup = with_terms(markup)
    if "<thead>" in markup:
        markup = without_empty_heads(markup)
    if "{" in markup:
        markup = _ITEM_ATTRIBUTES.sub("", markup)
        markup = _HEADING_ID.sub("", _SPAN_ATTRIBUTES.sub(r"\g<end>", markup))
    if source.abbreviations:
        markup = with_abbreviations(markup, source.abbreviations)
    return put_back(markup, source.raws) if source.raws else markup


def _lines(text: str, abbreviations: dict[str, str], everywhere: bool) -> list[str]:
    """The lines without attribute lists, abbreviations and extensions. In a fenced code block all
    lines stay."""
    kept: list[str] = []
    fence = ""
    lines = text.split("\n")
    inside = MarkdownInside(lines, everywhere)
    in_list = False
    for line in lines:
        match = FENCE.match(line)
        if match and (not fence or closes(match, fence)):
            fence = "" if fence else match["fence"]
            kept.append(line)
        elif fence:
            kept.append(line)
        elif attributes := _ATTRIBUTES.fullmatch(line):
            if _is_code(attributes["margin"], in_list):
                kept.append(line)
                continue
            if _TABLE_OF_CONTENTS.search(line):
                _drop_list(kept)
            kept.append(attributes["margin"].rstrip(" \t"))
        elif abbreviation := _ABBREVIATION.fullmatch(line):
            if len(abbreviations) < _MOST_ABBREVIATIONS:
                abbreviations[abbreviation["short"]] = abbreviation["long"].strip()
            kept.append("")
        else:
            in_list = LIST_ITEM.match(line) is not None or (
                in_list and (not line or line[0] in " \t" or kept[-1].strip() != "")
            )
            if option := _BLOCKS_HOLD_MARKDOWN.search(line):
                inside.everywhere = option[1] == "true"
            kept += inside.read(_EXTENSION.sub("", line))
    return kept


def _with_joined_references(text: str) -> str:
    """`[text] [name]` without the space, where the name is defined: CommonMark wants none."""
    names = {_name(definition) for definition in _DEFINITION.findall(text)}

    def joined(match: re.Match[str]) -> str:
        return f"][{match['name']}]" if _name(match["name"]) in names else match[0]

    return _APART.sub(joined, text) if names else text


def _name(spelled: str) -> str:
    return " ".join(spelled.lower().split())


def _drop_list(kept: list[str]) -> None:
    """Take away the list that the lines end in: kramdown puts the table of contents there."""
    first = len(kept)
    while first and kept[first - 1].strip(" \t>"):
        first -= 1
    if first < len(kept) and LIST_ITEM.match(kept[first]):
        del kept[first:]


def _is_code(margin: str, in_list: bool) -> bool:
    """Whether a line so far in belongs to indented code."""
    return not in_list and (margin.startswith(("    ", "\t")))
