"""Where fenced code stands in a Markdown text: what looks like a tag or link there is code."""

from __future__ import annotations

import re

# A line with more backticks is a line of text with code in it.
_FENCE = re.compile(r" {0,3}(`{3,}(?![^\n`]*`)|~{3,})")


def fenced_blocks(body: str) -> list[tuple[int, int]]:
    """Start and end of every fenced code block (CommonMark section 4.5)."""
    blocks: list[tuple[int, int]] = []
    fence: str | None = None  # of the block that is open
    start = position = 0
    for line in body.splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and fence is None:
            fence, start = match[1], position
        elif match and fence and match[1].startswith(fence) and not line[match.end() :].strip():
            blocks.append((start, position + len(line)))
            fence = None
        position += len(line)
    return [*blocks, (start, position)] if fence else blocks
