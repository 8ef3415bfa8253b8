"""HTML of which it is certain from its tags alone what the sanitiser makes of it.

Most of what scrapers and CommonMark write is paragraphs, with a picture, a link or some code in
them: each element ends where it seems to, and little is to be taken away or spelled otherwise.
Making a tree of that and writing it again takes several times as long as looking at the tags.
"""

from __future__ import annotations

import re
from functools import partial

_TAG = re.compile("<[^<>]*>")

# An absolute address that no parser refuses, or a path from the site's root without anything that
# resolving would change. "&" begins no reference where a name and "=" follow (HTML, "Named
# character reference state"), and is itself one in "&amp;".
_ADDRESS = (
    r"(?:https?://(?:[A-Za-z0-9]{1,60}(?:-[A-Za-z0-9]{1,60})*\.)+[A-Za-z]{2,60}(?::\d{1,4})?"
    r"(?:/(?:[!#-%'-;=?-\[\]-~]|&(?=amp;|[A-Za-z0-9]{1,40}=))*)?"
    r"|(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+/?)"
)
_ALT = r'(?: alt="[^"<>&]*")?'
_IMAGE = rf'img{_ALT} src="{_ADDRESS}"{_ALT}(?: /)?>'
_COMMENT = r"!-- [\w ]* -->"
_SPAN = r'span(?: (?:id|class|web|href)="[^"<>&]*")*>'
_CODE = r'code class="[\w-]{1,40}">'

# All of these begin with "<" alone, for that is found fast.
_VOID = re.compile(rf"<(?:br(?: /)?>|{_COMMENT}|{_IMAGE})")
_INLINE = re.compile(rf"<(?:(strong|b|em|i|code)></\1>|{_CODE}</code>|{_SPAN}</span>)")
_LINK = re.compile(rf'<a href="{_ADDRESS}"></a>')
_BLOCK = re.compile(r"<(p|pre|h[1-6])></\1>")
_CONTAINER = re.compile(r"<(?:(blockquote|center)></\1>|(ul|ol)>(?:<li></li>)*</\2>)")
# Of the markup, not of its tags alone: in one go, for much is nothing else.
_PARAGRAPHS = re.compile(
    r"(?:[^<]*+<(p|h[1-6])>[^<]*+(?:<(strong|b|em|i)>[^<]*+</\2>[^<]*+)*</\1>)*[^<]*+"
)
_DEEPEST = 8  # elements of one kind in each other

# What is spelled otherwise, or not at all, when a tree has been written again.
_CHANGED = re.compile(rf"<(?:{_COMMENT}|/?center>|{_SPAN}|/span>|{_CODE}|br />|(?:img|a) [^<>]*>)")
_REFERENCES = ("&amp;", "&lt;", "&gt;", "&quot;")
_BARE = re.compile("&(?!amp;)")


def certainly_clean(markup: str, root: str) -> str | None:
    """Markup (free of control characters) as the sanitiser would give it; None where only the
    sanitiser can tell.

    `root` is the address of the site's root, as its normal form is spelled.
    """
    if not _is_usual(markup):
        return None
    if not _is_paragraphs(markup):
        if not _is_elements(markup):
            return None
        markup = _CHANGED.sub(partial(_respelled, root), markup)
    return markup.replace("&quot;", '"') if "&quot;" in markup else markup


def _is_paragraphs(markup: str) -> bool:
    """Whether it is text and whole paragraphs and headings, spelled as they are to be."""
    return (
        _PARAGRAPHS.fullmatch(markup) is not None
        and markup.count("<") == markup.count(">")
        and _are_references(markup, "")
    )


def _is_elements(markup: str) -> bool:
    """Whether all signs that have a meaning in HTML are in the places where they have it."""
    found = _TAG.findall(markup)
    tags = "".join(found)
    return (
        len(found) == markup.count("<") == markup.count(">")
        and _are_references(markup, tags)
        and _is_whole(tags)
    )


def _is_usual(markup: str) -> bool:
    """Whether it has nothing that is spelled otherwise, or not at all, wherever it stands."""
    return (
        "\r" not in markup
        and "\xa0" not in markup
        and not markup.startswith("\ufeff")  # a parser takes that for a byte order mark
        and "<pre>\n" not in markup  # which it drops
    )


def _are_references(markup: str, tags: str) -> bool:
    """Whether all that begins with "&" in the text is one of four; tags are looked at elsewhere."""
    if "&" not in markup:
        return True
    text = markup.count("&") - tags.count("&")
    return text == sum(markup.count(one) - tags.count(one) for one in _REFERENCES)


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


def _respelled(root: str, match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith(("<img", "<a")):
        absolute = found.replace('src="/', f'src="{root}').replace('href="/', f'href="{root}')
        return _BARE.sub("&amp;", absolute.replace(" />", ">"))
    return "<br>" if found == "<br />" else "<code>" if found.startswith("<code") else ""
