"""HTML of which it is certain from its tags alone what the sanitiser makes of it.

Most of what scrapers write is paragraphs with a picture or a link in some: a parser reads it as it
is written, and nothing in it is to be taken away but comments and tags without effect. Taking a
tree apart that nobody needs takes several times as long as looking at the tags.
"""

from __future__ import annotations

import re

_TAG = re.compile("<[^<>]*>")
_REFERENCES = ("&amp;", "&lt;", "&gt;")  # as a serialiser spells them

_ADDRESS = (
    r"https?://(?:[A-Za-z0-9]{1,60}(?:-[A-Za-z0-9]{1,60})*\.)+[A-Za-z]{2,60}(?::\d{1,4})?"
    r"(?:/[!#-%'-;=?-\[\]-~]*)?"
)
_ALT = r'(?: alt="[^"<>&]*")?'
# Void elements, and what goes without a trace.
_VOID = re.compile(rf'<br>|<img{_ALT} src="{_ADDRESS}"{_ALT}>|<!-- [\w ]* -->')
_SPAN = r'<span(?: (?:id|class|web|href)="[^"<>&]*")*>'
_INLINE = re.compile(rf"<(strong|b|em|i|code)></\1>|{_SPAN}</span>")
_LINK = re.compile(rf'<a href="{_ADDRESS}"></a>')
_BLOCK = re.compile(r"<(p|h[1-6])></\1>")
_CONTAINER = re.compile(r"<(blockquote|center)></\1>|<(ul|ol)>(?:<li></li>)*</\2>")
_PARAGRAPHS = re.compile(r"(?:<(p|h[1-6])>(?:<(strong|b|em|i)></\2>)*</\1>)*")

_GOING = re.compile(rf"<!-- [\w ]* -->|</?center>|{_SPAN}|</span>")
_DEEPEST = 8  # elements of one kind in each other


def certainly_clean(markup: str) -> str | None:
    """Markup (free of control characters) as the sanitiser would give it; None where only the
    sanitiser can tell.

    What stays is spelled as an HTML parser spells it, and each element ends where it seems to
    (HTML, "Parsing HTML documents"): links and pictures have absolute addresses that any parser
    takes, and no attribute but those.
    """
    found = _TAG.findall(markup)
    tags = "".join(found)
    if not _is_spelled_out(markup, len(found)):
        return None
    if _PARAGRAPHS.fullmatch(tags):
        return markup
    return _GOING.sub("", markup) if _is_whole(tags) else None


def _is_spelled_out(markup: str, tags: int) -> bool:
    """Whether all signs that a serialiser would spell by a reference are, and all else is not."""
    return (
        tags == markup.count("<") == markup.count(">")
        and ("&" not in markup or markup.count("&") == sum(map(markup.count, _REFERENCES)))
        and "\r" not in markup
        and "\xa0" not in markup
        and not markup.startswith("\ufeff")  # a parser takes that for a byte order mark
    )


def _is_whole(tags: str) -> bool:
    """Whether these tags are elements in elements that may hold them. What is whole goes, from
    the innermost out; an element that may not hold itself has one turn."""
    tags = _without(_INLINE, _VOID.sub("", tags))
    tags = _without(_INLINE, _LINK.sub("", tags))
    return not _without(_CONTAINER, _BLOCK.sub("", tags))


def _without(element: re.Pattern[str], tags: str) -> str:
    for _ in range(_DEEPEST):
        tags, count = element.subn("", tags)
        if not count:
            break
    return tags
