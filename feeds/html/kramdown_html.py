"""HTML inside kramdown: where a block of it ends, and which elements hold Markdown.

kramdown reads the text of an element with `markdown="1"` as Markdown, and that of every block
element where the option `parse_block_html` is set (kramdown.gettalong.org, "Syntax": "HTML
Blocks"). CommonMark does so only between blank lines. Each line is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from feeds.html.kramdown_signs import FENCE, LETTER, LIST_ITEM, closes

_MOST_TAGS = 50_000  # of a text whose elements hold Markdown
_FARTHEST_IN = 100  # characters before an element in a list
_BLOCKS = frozenset(
    """
    address article aside blockquote center dd details div dl dt fieldset figcaption figure footer
    header li main nav ol p section summary table tbody td th thead tr ul
    """.split()  # noqa: SIM905
)
_OF_TABLES = frozenset({"table", "tbody", "td", "th", "thead", "tr"})  # where they say so alone
_LINES_OF_TEXT = frozenset({"dt", "legend", "p", "th"})  # they hold no blocks
_OUTERMOST = (
    "address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form|h[1-6]"
    "|header|hgroup|iframe|main|map|menu|nav|ol|p|section|table|ul"
)
_HTML_BLOCK = re.compile(rf"^ {{0,3}}<(?P<name>{_OUTERMOST})\b", re.IGNORECASE | re.MULTILINE)
# What stands alone: a rule, and the end of an element that begins nowhere.
_ALONE = re.compile(rf" {{0,3}}<(?:hr\b|/(?:{_OUTERMOST})\b)[^<>]*>", re.IGNORECASE)
# A tag of an inline element that has its line for itself, above other text: CommonMark takes all
# up to the next blank line for HTML.
_LONE_TAG = re.compile(
    r"(?:\A|\n[ \t]*\n)(?= {0,3}</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|q|s"
    r"|small|span|strike|strong|sub|sup|tt|u|wbr)\b[^<>\n]*>[ \t]*\n[ \t]*[^\s])",
    re.IGNORECASE,
)
_START_TAG = re.compile(r"<(?P<name>[A-Za-z]\w*)[^<>]*+>")
_MARKDOWN_INSIDE = re.compile(r"\smarkdown=[\"']?(?P<how>\w{1,9})[\"']?")
_END_OF_TEXT = re.compile(r"</([A-Za-z]\w{0,19})")
_TEXT_BEHIND = re.compile(rf"</(?:{_OUTERMOST})\s?>\s*+[^<]", re.IGNORECASE)
# To CommonMark the block goes on up to a blank line.
_WHOLE_BLOCK = re.compile(
    rf"[ \t]*<(?P<name>{_OUTERMOST}|figcaption|summary)\b[^<>]*>.*</(?P=name)\s?>[ \t]*",
    re.IGNORECASE,
)
_INDENTED_TAG = re.compile(r"[ \t]+</?[A-Za-z]")


def has_html_blocks(text: str) -> bool:
    """Whether any block of HTML begins in a text."""
    return (
        "<hr" in text
        or text.startswith("</")
        or "\n</" in text
        or _HTML_BLOCK.search(text) is not None
    )


def has_text_between(text: str) -> bool:
    """Whether text stands right behind the end of a block."""
    return _TEXT_BEHIND.search(text) is not None


def with_lone_tags(text: str) -> str:
    """The text with each such tag at the beginning of a paragraph, as kramdown reads it."""
    return _LONE_TAG.sub(rf"\g<0>{LETTER}", text)


def with_whole_html(lines: list[str]) -> list[str]:
    """The lines with each block of HTML in one piece: to kramdown it ends with its element, to
    CommonMark at a blank line. One whose element is never closed stays as it is, and so does one
    from where it holds Markdown."""
    kept: list[str] = []
    fence = ""
    unclosed: set[str] = set()
    row = 0
    while row < len(lines):
        line = lines[row]
        row += 1
        fenced = FENCE.match(line)
        if fenced and (not fence or closes(fenced, fence)):
            fence = "" if fence else fenced["fence"]
        if not fence and (alone := _ALONE.match(line)):
            kept += [alone[0], "", line[alone.end() :].lstrip()]
            continue
        block = None if fence else _HTML_BLOCK.match(line)
        name = block["name"].lower() if block else ""
        end = _end_of_element(lines, row - 1, name) if block and name not in unclosed else None
        if end is None:
            unclosed.add(name)
            kept.append(line)
            continue
        last, column = end
        inside = [*lines[row - 1 : last], lines[last][:column]]
        first = next((n for n, each in enumerate(inside) if "markdown=" in each), len(inside))
        kept += [each if each.strip() else LETTER for each in inside[:first]]
        kept += [*inside[first:], "", lines[last][column:].lstrip()]
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


class MarkdownInside:
    """Reads these lines, one after the other, and knows the elements whose text is Markdown.

    `everywhere` says whether that of every block is, as `parse_block_html` asks for.
    """

    def __init__(self, lines: Sequence[str], everywhere: bool) -> None:
        self.everywhere = everywhere
        self._has_many = sum(line.count("<") for line in lines) > _MOST_TAGS
        self._ends_left = Counter(
            name.lower() for line in lines for name in _END_OF_TEXT.findall(line)
        )
        self._opened: dict[str, int] = {}  # the elements, and how far in they stand
        self._line_of_text = ""  # the element that is open and holds no blocks

    def read(self, line: str) -> list[str]:
        """The line in parts, with blank lines about the tags of an element whose text is Markdown:
        CommonMark reads what stands between them. It stands as far in as its element's tag does."""
        if self._has_many:
            return [line]
        if margin := max(self._opened.values(), default=0):
            line = line[min(margin, len(line) - len(line.lstrip(" "))) :]
        if "</" in line:
            self._ends_left.subtract(name.lower() for name in _END_OF_TEXT.findall(line))
        if self._line_of_text and f"</{self._line_of_text}" not in line.lower():
            return [LETTER + line]
        if "markdown=" in line or (self.everywhere and "<" in line):
            above: set[str] = set()  # the blocks that open in this line
            line = _START_TAG.sub(lambda tag: self._opening(tag, above), line)
        if not self._opened or "<" not in line:
            return [line]
        parts = _end_tag(frozenset(self._opened)).sub(r"\n\n\g<0>\n\n", line).split("\n")
        if _WHOLE_BLOCK.fullmatch(parts[-1]):
            parts.append("")
        for part in parts:
            if part.startswith("</") and (name := part[2:-1].strip().lower()) in self._opened:
                self._opened[name] = 0
                self._line_of_text = "" if name == self._line_of_text else self._line_of_text
        parts = [_without_paragraph(part) for part in parts]
        return [part.lstrip() if _INDENTED_TAG.match(part) else part for part in parts]

    def _opening(self, tag: re.Match[str], above: set[str]) -> str:
        attribute = _MARKDOWN_INSIDE.search(tag[0])
        name = tag["name"].lower()
        is_block = name in _BLOCKS
        if attribute is None and not (self.everywhere and is_block and name not in _OF_TABLES):
            above.update({name} & _BLOCKS)
            return tag[0]
        how = attribute["how"] if attribute else "1"
        without = tag[0]
        if attribute:
            without = without[: attribute.start()] + without[attribute.end() :]
        if how == "0":
            return without
        if not is_block:
            # Behind a block's tag CommonMark takes all of the line for HTML.
            for each in above:
                self._opened.setdefault(each, 0)
            return f"\n\n{without}" if above else without
        above.add(name)
        column = tag.start()
        is_in_list = column < _FARTHEST_IN and LIST_ITEM.fullmatch(tag.string, 0, column)
        self._opened[name] = column if is_in_list else 0
        if how == "block" or (how != "span" and name not in _LINES_OF_TEXT):
            return f"\n\n{without}\n\n"
        self._line_of_text = name if self._ends_left[name] else ""
        tag_of_block = "" if name == "p" else without
        return f"\n\n{tag_of_block}\n\n{LETTER}"


def _without_paragraph(part: str) -> str:
    """CommonMark makes a paragraph of what stands in one."""
    return "" if part.lower() in ("</p>", "</p >") else part


def _end_tag(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"</(?:{'|'.join(sorted(names))})\s?>", re.IGNORECASE)
