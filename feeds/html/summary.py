"""The summary of a post that a list shows: its first words, and the first image."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.text.plain import plain_beginning, shorten

_SUMMARY_LENGTH = 300  # characters: what readers show in a list
_LONGEST_EXCERPT = 100_000  # characters that the words of a summary are looked for in
_BEGINNING = 20_000  # characters of text without tags: more than a summary of entities alone has

_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"')
_DIVIDER = re.compile(r"<!--\s?more\s?-->", re.IGNORECASE)
# Jekyll renders an excerpt with the addresses that stand anywhere in the text.
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:.*$", re.MULTILINE)
_BLOCK = re.compile(
    r"<(?P<slash>/?)(?:p|ul|ol|dl|blockquote|table|pre|(?P<label>h[1-6]|figcaption|summary))\b[^>]*>"
)
_LINK = re.compile(r"<a\b[^>]*>[^<]*</a>")
_ADDRESS_ALONE = re.compile(r'<p><a href="([^"<>]{1,2000})">\1</a></p>')  # as of a frame
_BETWEEN_WORDS = re.compile(
    r"</?(?:p|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|table|tr|td|th|pre|div|section|article|br|hr"
    r"|figure|figcaption|aside|details|summary)\b[^>]*>"
)
_NOTE_MARK = re.compile(r'<sup\b[^>]*+><a href="(?=[^"]*#fn[:-])[^"]*+"[^>]*+>[^<]*+</a></sup>')
_UNSEEN = "\ufeff\u200b\u200c\u200d\u2060 "  # as editors leave them in a paragraph of their own
_NOTES = re.compile(r'<section>\s*<ol>\s*<li id="fn[:-]')


def excerpt_of(text: str, separator: str | None) -> str:
    """The text before the separator, with the addresses that are defined behind it; "" where the
    separator does not stand in the text."""
    if not separator:
        return ""
    if _DIVIDER.fullmatch(separator):
        match = _DIVIDER.search(text)
        start, end = match.span() if match else (-1, 0)
    else:
        start = text.find(separator)
        end = start + len(separator)
    if start < 0 or not text[:start].strip():
        return ""
    return "\n".join([text[: min(start, _LONGEST_EXCERPT)], "", *_REFERENCE.findall(text, end)])


def first_block(content: str) -> str:
    """The words of the first block of safe HTML that is no heading, no mere address and no sign
    that is left over; of all of it where none has any."""
    content = _without_notes(content)
    blocks = (_words(block) for block in _blocks(content) if not _ADDRESS_ALONE.fullmatch(block))
    legible = (words for words in blocks if any(map(str.isalnum, words)))
    return next(legible, None) or _words(content)


def all_words(content: str) -> str:
    """The words of safe HTML, cut to the length of a summary, without its footnotes, and without
    mere addresses where it has other words."""
    content = _without_notes(content)
    return _words(_ADDRESS_ALONE.sub(" ", content)) or _words(content)


def _without_notes(content: str) -> str:
    notes = _NOTES.search(content) if "<section>" in content else None
    return content[: notes.start()] if notes else content


def _blocks(content: str) -> Iterator[str]:
    """The paragraphs, lists, quotes, tables and code that stand in no other of these, and the text
    between them that has no such tags, as in a `div`. Headings and captions are none."""
    depth = start = end = 0
    for tag in _BLOCK.finditer(content):
        if not tag["slash"]:
            if not depth:
                start, bare = tag.start(), content[end : tag.start()]
                if any(map(str.isalnum, _words(_LINK.sub("", bare)))):
                    yield bare
            depth += 1
        elif depth:
            depth -= 1
            end = tag.end()
            if not depth and not tag["label"]:
                yield content[start:end]


def _words(content: str) -> str:
    """The text of safe HTML, cut; "" where no sign in it is seen."""
    content = _NOTE_MARK.sub("", content) if "#fn" in content else content
    words = plain_beginning(_BETWEEN_WORDS.sub(" ", content), _BEGINNING)
    words = shorten(words, _SUMMARY_LENGTH)
    return words if words.strip(_UNSEEN) else ""


def first_image(content: str) -> str | None:
    """The address of the first image in safe HTML, its references resolved."""
    # Looked for first: most have none, and the pattern goes from character to character.
    match = _IMAGE.search(content) if "<img" in content else None
    return match[1].replace("&amp;", "&") if match else None
