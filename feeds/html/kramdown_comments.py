"""kramdown's comments, `{::comment}hidden{:/comment}`, which no reader is to see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.html.kramdown_signs import FENCE, closes

_COMMENT, _COMMENT_END = "{::comment}", re.compile(r"\{:/(?:comment)?\}")


def without_comments(text: str) -> Iterator[str]:
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
