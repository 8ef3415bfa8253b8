"""Takes out kramdown's comments, `{::comment}hidden{:/comment}`, and finds where comments of HTML
end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.html.kramdown_signs import FENCE, LETTER, closes

_COMMENT, _COMMENT_END = "{::comment}", re.compile(r"\{:/(?:comment)?\}")
_HTML_COMMENT = re.compile(r" {0,3}<!--")
_TEXT_BEHIND = re.compile(r"-->[ \t]{0,9}[^\s]")


def without_comments(text: str) -> Iterator[str]:
    """The lines without kramdown's comments; one that is never closed is text."""
    last_end = max((match.start() for match in _COMMENT_END.finditer(text)), default=-1)
    position = 0
    fence = ""
    in_comment = False
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        match = FENCE.match(line)
        if not in_comment and match and (not fence or closes(match, fence)):
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


def has_odd_comment(text: str) -> bool:
    """Whether text may follow a comment of HTML in its line, or one may have no end."""
    start = text.rfind("<!--")
    return start >= 0 and (
        text.rfind("-->") < start or _TEXT_BEHIND.search(text, text.find("-->")) is not None
    )


def with_comments_apart(lines: list[str]) -> list[str]:
    """The lines, none with text behind a comment of HTML that begins a block: to kramdown a comment
    ends with its sign, to CommonMark with its line. Below other text a comment begins none, and
    what is never closed is none."""
    kept: list[str] = []
    last_end = max((row for row, line in enumerate(lines) if "-->" in line), default=-1)
    fence = ""
    in_comment = False
    for row, line in enumerate(lines):
        match = None if in_comment else FENCE.match(line)
        if match and (not fence or closes(match, fence)):
            fence = "" if fence else match["fence"]
        if fence or not (in_comment or _HTML_COMMENT.match(line)):
            kept.append(line)
        elif not in_comment and (row > last_end or (kept and kept[-1].strip())):
            kept.append(LETTER + line.lstrip())
        else:
            in_comment = _put_apart(line, in_comment, kept)
    return kept


def _put_apart(line: str, in_comment: bool, kept: list[str]) -> bool:
    """Put the comments that a line begins with, and what is behind them, behind `kept`, and say
    whether a comment goes on behind the line."""
    start = 0
    while in_comment or _HTML_COMMENT.match(line, start):
        end = line.find("-->", start) + len("-->")
        in_comment = end < len("-->")
        if in_comment:
            break
        kept += [line[start:end], ""]
        start = len(line) - len(line[end:].lstrip())
    kept.append(line[start:])
    return in_comment
