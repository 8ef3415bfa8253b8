"""Makes links of a text that name another file of the archive lead to that file's page.

Links of Markdown, its link definitions and `href` of HTML are looked at. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.archive.fenced_code import fenced_blocks

Lookup = Callable[[str], str | None]

_LINK = re.compile(
    r"`[^`\n]{1,500}`"
    r"|(?P<before>\]\([ \t]{0,9}|^[ ]{0,3}\[[^\[\]\n]{1,300}\]:[ \t]{1,9}|\bhref=[\"'])"
    r"(?P<target>[^\s<>()\"']{1,1000}|<[^<>\n]{1,1000}>)",
    re.MULTILINE,
)


def with_page_links(text: str, lookup: Lookup) -> str:
    """The text with the address that `lookup` gives for a link's target; None leaves it alone."""
    parts: list[str] = []
    position = 0
    for start, end in [*fenced_blocks(text), (len(text), len(text))]:
        prose = text[position:start]
        parts += [_LINK.sub(lambda link: _linked(link, lookup), prose), text[start:end]]
        position = end
    return "".join(parts)


def _linked(link: re.Match[str], lookup: Lookup) -> str:
    address = lookup(link["target"].strip("<>")) if link["target"] else None
    return link[0] if address is None else link["before"] + address
