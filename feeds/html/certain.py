"""HTML of which it is certain from its tags alone what the sanitiser makes of it.

Most of what scrapers and CommonMark write is paragraphs, with a picture, a link or some code in
them: each element ends where it seems to, and little is to be taken away or spelled otherwise.
Making a tree of that and writing it again takes several times as long as looking at the tags.
"""

from __future__ import annotations

import re
from functools import partial

from feeds.model import Edit

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
_DEEPEST = 8  # elements of one kind in each other

# Most markup is nothing but this, and one look at it takes a third of the time that taking out its
# tags does: text, paragraphs and headings with little in them, and what is dropped. An empty group
# is set where something is to be respelled.
_ALONE = rf"br(?: /)?>|{_COMMENT}|{_IMAGE}"
_PLAIN = re.compile(
    r"[^<]*+(?:<(?:p>[^<]*+(?:<(?:"
    r"(?P<inline>strong|b|em|i)>[^<]*+</(?P=inline)>"
    rf'|(?P<has_more>)(?:{_ALONE}|{_SPAN}[^<]*+</span>|a href="{_ADDRESS}">[^<]*+</a>)'
    r")[^<]*+)*</p>"
    r"|(?P<heading>h[1-6])>[^<]*+</(?P=heading)>"
    rf"|(?P<has_others>)(?:{_ALONE}|center>[^<]*+(?:<(?:{_ALONE})[^<]*+)*</center>)"
    r")[^<]*+)*"
)

# What scrapers hide, mostly: for this no parser is needed.
HIDDEN = re.compile(r'<p style="display:none[^"<>]*">[^<>]*</p>')

# What is not there any more, or spelled otherwise, when a tree has been written again; and
# paragraphs that show nothing.
_DROPPED = rf"{HIDDEN.pattern[1:]}|{_COMMENT}|/?center>|{_SPAN}|/span>"
_CHANGED = re.compile(
    rf"<(?:p>(?:\s|<(?:{_DROPPED}))*</p>(?:<(?:{_DROPPED}))*\n?"
    rf"|{_DROPPED}|{_CODE}|br />|(?:img|a) [^<>]*>)"
)
_CHANGED_WITH_QUOTES = re.compile(f"{_CHANGED.pattern}|&quot;")
_EMPTY = re.compile(r"<p>\s*</p>\n?")
_SPELLED = {"<br />": "<br>", "&quot;": '"'}
_REFERENCES = ("&amp;", "&lt;", "&gt;", "&quot;")
_BARE = re.compile("&(?!amp;)")


def certainly_clean(markup: str, root: str) -> str | None:
    """Markup (free of control characters) as the sanitiser would give it, without paragraphs that
    show nothing; None where only the sanitiser can tell.

    `root` is the address of the site's root, as its normal form is spelled.
    """
    changed = _changed_in(markup)
    return None if changed is None else changed.sub(partial(_respelled, root), markup)


def certain_edits(markup: str, root: str) -> list[Edit] | None:
    """What makes that of it: from which character, to which, and what stands there instead."""
    changed = _changed_in(markup)
    if changed is None:
        return None
    return [(m.start(), m.end(), _respelled(root, m)) for m in changed.finditer(markup)]


def _changed_in(markup: str) -> re.Pattern[str] | None:
    """What is to be respelled in this markup where that is certain."""
    shown = HIDDEN.sub("", markup) if "display:none" in markup else markup
    plain = _PLAIN.fullmatch(shown)
    if not (_is_usual(shown) and _is_elements(shown, plain is not None)):
        return None
    if "&quot;" in markup:
        return _CHANGED_WITH_QUOTES
    is_bare = plain and (plain["has_more"], plain["has_others"]) == (None, None)
    return _EMPTY if is_bare and shown is markup else _CHANGED


def _is_elements(markup: str, is_plain: bool) -> bool:
    """Whether all signs that have a meaning in HTML are in the places where they have it."""
    if is_plain and "&" not in markup:
        return markup.count("<") == markup.count(">")
    found = _TAG.findall(markup)
    tags = "".join(found)
    return (
        len(found) == markup.count("<") == markup.count(">")
        and _are_references(markup, tags)
        and (is_plain or _is_whole(tags))
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
    if "<a" in tags:
        tags = _without(_INLINE, _LINK.sub("", tags))
    tags = _BLOCK.sub("", tags)
    return not (tags and _without(_CONTAINER, tags))


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
    return "<code>" if found.startswith("<code") else _SPELLED.get(found, "")
