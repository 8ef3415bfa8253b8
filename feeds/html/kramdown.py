"""What kramdown reads beside CommonMark (kramdown.gettalong.org, "Syntax"), for comrak.

Comments, attribute lists, definitions of abbreviations and `markdown="1"` are taken out of the
text before comrak reads it, attribute lists behind a word after that. Each line is read once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from feeds.html.kramdown_tables import with_heads, without_empty_heads

_SIGNS = ("{:", "*[", "markdown=")
_FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}|~{3,})(?P<rest>.*)")
_ATTRIBUTES = re.compile(r"(?P<margin>[ \t>]*)(?:\{:(?!:)[^{}]*+\}[ \t]*+)+")
_TABLE_OF_CONTENTS = re.compile(r"\{:(?:[^{}]*[\s:])?toc\b")
_EXTENSION = re.compile(r"(?<!`)\{(?:::(?:nomarkdown|options)|:/(?:nomarkdown|options)?)[^{}\n]*\}")
_LIST_ITEM = re.compile(r"[ \t>]*(?:[*+-]|\d{1,9}[.)])[ \t]")
_ABBREVIATION = re.compile(r" {0,3}\*\[(?P<short>[^\]]{1,100})\]:[ \t]*(?P<long>.*)")
_MOST_ABBREVIATIONS = 100
_FARTHEST_IN = 100  # characters before an element in a list
_COMMENT, _COMMENT_END = "{::comment}", re.compile(r"\{:/(?:comment)?\}")
_BLOCKS = frozenset(
    """
    address article aside blockquote center dd details div dl dt fieldset figcaption figure footer
    header li main nav ol p section summary table tbody td th thead tr ul
    """.split()  # noqa: SIM905
)
_HTML_BLOCK = re.compile(
    r"^ {0,3}<(?P<name>address|article|aside|blockquote|center|details|div|dl|fieldset|figure"
    r"|footer|form|header|main|nav|ol|p|section|table|ul)\b",
    re.IGNORECASE | re.MULTILINE,
)
_START_TAG = re.compile(r"<(?P<name>[A-Za-z]\w*)[^<>]*+>")
_MARKDOWN_INSIDE = re.compile(r"\smarkdown=[\"']?(?P<how>\w{1,9})[\"']?")
_INDENTED_TAG = re.compile(r"[ \t]+</?[A-Za-z]")
# kramdown lets emphasis begin and end beside any character but white space, CommonMark not beside
# a letter and punctuation. A sign that is taken for a letter makes both the same.
_LETTER = "\ufdd0"
_ENCODED_LETTER = "%EF%B7%90"
# Both begin with the sign itself: a search for it costs next to nothing.
_EMPHASIS_END = re.compile(r"\*(?<=[^\w\s*\\`]\*)(?=\*?\w)")
_EMPHASIS_START = re.compile(r"\*(?:(?<=\w\*\*)|(?<=\w\*))(?=[\"'“‘(\[《「『（`])")
_SPAN_ATTRIBUTES = re.compile(
    r"(?P<end></(?:a|abbr|b|code|del|em|i|mark|q|s|small|span|strong|sub|sup|u)>|<img\b[^<>]*>)"
    r"(?:\{:[^{}<]*\})+"
)
_HEADING_ID = re.compile(r" ?\{#[\w.:-]{1,200}\}(?=</h[1-6]>)")
_ITEM_ATTRIBUTES = re.compile(r"(?<=<li>)\{:[^{}<]*\} ?|(?<=<li>\n<p>)\{:[^{}<]*\} ?")
_HARD_BREAK = re.compile(r"(?<!\\)\\\\$", re.M)
_TAG = re.compile(r"(<[^<>]*+>)")


class Prepared(NamedTuple):
    text: str
    abbreviations: Mapping[str, str]  # short form → long form


def is_html_alone(text: str) -> bool:
    """Whether nothing in HTML without a blank line is for kramdown to read: no signs of its own,
    and no text behind the last element."""
    return "{:" not in text and "markdown=" not in text and text.rstrip().endswith(">")


def prepared(text: str) -> Prepared:
    """The text as comrak is to read it."""
    abbreviations: dict[str, str] = {}
    if "markdown=" not in text and _HTML_BLOCK.search(text):
        text = "\n".join(_with_whole_html(text.split("\n")))
    if any(sign in text for sign in _SIGNS):
        text = "\n".join(_lines(text, abbreviations))
    if "|" in text:
        text = with_heads(text)
    if "\\\\\n" in text:
        text = _HARD_BREAK.sub(r"\\", text)
    if "*" in text:
        text = _EMPHASIS_START.sub(f"*{_LETTER}", _EMPHASIS_END.sub(f"{_LETTER}*", text))
    return Prepared(text, abbreviations)


def finished(markup: str, abbreviations: Mapping[str, str]) -> str:
    """The HTML that comrak made of a prepared text, as kramdown's."""
    if _LETTER in markup or _ENCODED_LETTER in markup:
        markup = markup.replace(_LETTER, "").replace(_ENCODED_LETTER, "")
    if "<thead>" in markup:
        markup = without_empty_heads(markup)
    if "{" in markup:
        markup = _ITEM_ATTRIBUTES.sub("", markup)
        markup = _HEADING_ID.sub("", _SPAN_ATTRIBUTES.sub(r"\g<end>", markup))
    return _with_abbreviations(markup, abbreviations) if abbreviations else markup


def _lines(text: str, abbreviations: dict[str, str]) -> list[str]:
    """The lines without what is no text; a fenced code block keeps all of them."""
    kept: list[str] = []
    fence = ""
    opened: dict[str, int] = {}  # the elements with Markdown inside, and how far in they stand
    in_list = False
    for line in _without_comments(text):
        match = _FENCE.match(line)
        if match and (not fence or _closes(match, fence)):
            fence = "" if fence else match["fence"]
            kept.append(line)
        elif fence:
            kept.append(line)
        elif attributes := _ATTRIBUTES.fullmatch(line):
            if _is_code(attributes["margin"], in_list):
                kept.append(line)
                continue
            if _TABLE_OF_CONTENTS.search(line) and kept and _LIST_ITEM.match(kept[-1]):
                kept.pop()
            kept.append(attributes["margin"].rstrip(" \t"))
        elif abbreviation := _ABBREVIATION.fullmatch(line):
            if len(abbreviations) < _MOST_ABBREVIATIONS:
                abbreviations[abbreviation["short"]] = abbreviation["long"].strip()
            kept.append("")
        else:
            in_list = _LIST_ITEM.match(line) is not None or (
                in_list and (not line or line[0] in " \t" or kept[-1].strip() != "")
            )
            kept += _with_markdown_inside(_EXTENSION.sub("", line), opened)
    return kept


def _with_whole_html(lines: list[str]) -> list[str]:
    """The lines with each block of HTML in one piece: to kramdown it ends with its element, to
    CommonMark at a blank line. One whose element is never closed stays as it is."""
    kept: list[str] = []
    fence = ""
    unclosed: set[str] = set()
    row = 0
    while row < len(lines):
        line = lines[row]
        row += 1
        fenced = _FENCE.match(line)
        if fenced and (not fence or _closes(fenced, fence)):
            fence = "" if fence else fenced["fence"]
        block = None if fence else _HTML_BLOCK.match(line)
        name = block["name"].lower() if block else ""
        end = _end_of_element(lines, row - 1, name) if block and name not in unclosed else None
        if end is None:
            unclosed.add(name)
            kept.append(line)
            continue
        last, column = end
        inside = [*lines[row - 1 : last], lines[last][:column]]
        kept += [each if each.strip() else _LETTER for each in inside]
        kept += ["", lines[last][column:].lstrip()]
        row = last + 1
    return kept


def _end_of_element(lines: list[str], start: int, name: str) -> tuple[int, int] | None:
    """The line and the column behind the tag that closes the element that opens in this line."""
    depth = 0
    for row in range(start, len(lines)):
        for tag in _tags_of(name).finditer(lines[row]):
            depth += -1 if tag["slash"] else 1
            if depth == 0:
                return row, tag.end()
    return None


@cache
def _tags_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?P<slash>/?){name}\b[^<>]*+>", re.IGNORECASE)


def _closes(match: re.Match[str], fence: str) -> bool:
    return match["fence"].startswith(fence) and not match["rest"].strip()


def _is_code(margin: str, in_list: bool) -> bool:
    """Whether a line so far in belongs to indented code."""
    return not in_list and (margin.startswith(("    ", "\t")))


def _without_comments(text: str) -> Iterator[str]:
    """The lines without kramdown's comments; one that is never closed is text."""
    if _COMMENT not in text:
        yield from text.split("\n")
        return
    last_end = max((match.start() for match in _COMMENT_END.finditer(text)), default=-1)
    position = 0
    fence = ""
    in_comment = False
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        match = _FENCE.match(line)
        if not in_comment and match and (not fence or _closes(match, fence)):
            fence = "" if fence else match["fence"]
        if fence:
            yield line
            continue
        line, in_comment, is_whole = _uncommented(line, in_comment, last_end - start)
        if line or is_whole:
            yield line


def _uncommented(line: str, in_comment: bool, last_end: int) -> tuple[str, bool, bool]:
    """A line without its comments, whether one goes on behind it, and whether none was in it."""
    parts: list[str] = []
    position = 0
    is_whole = not in_comment
    while True:
        if in_comment:
            end = _COMMENT_END.search(line, position)
            if end is None:
                break
            position, in_comment = end.end(), False
        start = line.find(_COMMENT, position)
        if start < 0 or start > last_end or line[start - 1 : start] == "`":
            parts.append(line[position:])
            break
        parts.append(line[position:start])
        position, in_comment, is_whole = start + len(_COMMENT), True, False
    return "".join(parts), in_comment, is_whole


def _with_markdown_inside(line: str, opened: dict[str, int]) -> list[str]:
    """The line in parts, with blank lines about the tags of an element whose text is Markdown:
    CommonMark reads what stands between them. It stands as far in as its element's tag does."""
    if margin := max(opened.values(), default=0):
        line = line[min(margin, len(line) - len(line.lstrip(" "))) :]
    if "markdown=" in line:
        above: set[str] = set()  # the blocks that open in this line
        line = _START_TAG.sub(lambda tag: _opening(tag, opened, above), line)
    if not opened or "<" not in line:
        return [line]
    parts = _end_tag(frozenset(opened)).sub(r"\n\n\g<0>\n\n", line).split("\n")
    for part in parts:
        if part.startswith("</") and part[2:-1].strip().lower() in opened:
            opened[part[2:-1].strip().lower()] = 0
    return [part.lstrip() if _INDENTED_TAG.match(part) else part for part in parts]


def _opening(tag: re.Match[str], opened: dict[str, int], above: set[str]) -> str:
    attribute = _MARKDOWN_INSIDE.search(tag[0])
    name = tag["name"].lower()
    if attribute is None:
        above.update({name} & _BLOCKS)
        return tag[0]
    without = tag[0][: attribute.start()] + tag[0][attribute.end() :]
    if attribute["how"] == "0":
        return without
    if name not in _BLOCKS:
        # Behind a block's tag CommonMark takes all of the line for HTML.
        for each in above:
            opened.setdefault(each, 0)
        return f"\n\n{without}" if above else without
    above.add(name)
    column = tag.start()
    is_in_list = column < _FARTHEST_IN and _LIST_ITEM.fullmatch(tag.string, 0, column)
    opened[name] = column if is_in_list else 0
    return f"\n\n{without}\n\n"


def _end_tag(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"</(?:{'|'.join(sorted(names))})\s?>", re.IGNORECASE)


def _with_abbreviations(markup: str, abbreviations: Mapping[str, str]) -> str:
    """Code keeps its words as they are."""
    elements = {
        html.escape(short, quote=False): _abbr(short, long) for short, long in abbreviations.items()
    }
    choices = "|".join(re.escape(short) for short in sorted(elements, key=len, reverse=True))
    rule = re.compile(rf"(?<!\w)(?:{choices})(?!\w)")
    parts = _TAG.split(markup)
    depth = 0  # of code
    for place, part in enumerate(parts):
        if place % 2:
            depth += part.startswith(("<code", "<pre")) - part.startswith(("</code", "</pre"))
        elif depth == 0:
            parts[place] = rule.sub(lambda match: elements[match[0]], part)
    return "".join(parts)


def _abbr(short: str, long: str) -> str:
    title = f' title="{html.escape(long)}"' if long else ""
    return f"<abbr{title}>{html.escape(short, quote=False)}</abbr>"
