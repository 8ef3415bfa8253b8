"""A WordPress export (WXR 1.2: RSS 2.0 with `wp`, `content`, `excerpt`, `dc`) → items.

The file is read as a stream: no more than one item of it is in memory. Entities are never expanded,
nothing is fetched, and a text of more than ten million bytes is refused, which are the bounds of
libxml2. After a fault in the XML, the reading continues where it can.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from feeds.errors import ArchiveError

_TEXT_LENGTH = 1000  # characters of a message
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})


@dataclass(slots=True)
class WordPressTerm:
    kind: str  # "category" or "post_tag"
    nicename: str
    name: str


@dataclass(slots=True)
class WordPressItem:
    """One `item`. Texts are as they stand in the file, "" where they are missing."""

    line: int
    values: dict[str, str]  # by local name: `post_name`, `guid`; content and excerpt under those
    terms: list[WordPressTerm] = field(default_factory=list)
    thumbnail: str = ""  # the number of the attachment that is the featured image
    enclosures: list[str] = field(default_factory=list)  # address, length and type in a line each


@dataclass(slots=True)
class WordPressSite:
    """What the export says of the site, and what its items refer to."""

    title: str = ""
    url: str = ""
    description: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login → name for people
    attachments: dict[str, str] = field(default_factory=dict)  # number → address


def site_of(path: Path) -> WordPressSite:
    """The site, its authors and the addresses of its attachments.

    :raise ArchiveError: a file that cannot be opened, or holds no export
    """
    site = WordPressSite()
    is_export = False
    for element in _elements(path, ("author", "item", *_OF_CHANNEL), []):
        name = etree.QName(element).localname
        if name == "item":
            values = _values(element)
            number, address = values.get("post_id"), values.get("attachment_url")
            if values.get("post_type") == "attachment" and number and address:
                site.attachments[number] = address
        elif name == "author":
            values = _values(element)
            login = values.get("author_login", "")
            site.authors[login] = values.get("author_display_name") or login
        elif element.getparent() is not None and _local(element.getparent()) == "channel":
            is_export = is_export or name == "wxr_version"
            _describe(site, name, (element.text or "").strip())
    if not is_export:
        hint = (
            ": it is packed, so unpack it first" if _is_packed(path) else ": it has no wxr_version"
        )
        raise ArchiveError(f"{path}: no WordPress export{hint}")
    return site


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith((b"PK\x03\x04", b"\x1f\x8b"))  # zip, gzip


_OF_CHANNEL = ("title", "link", "base_blog_url", "description", "language", "wxr_version")


def _describe(site: WordPressSite, name: str, text: str) -> None:
    if name in ("title", "description", "language"):
        setattr(site, name, text)
    elif name == "base_blog_url" or (name == "link" and not site.url):
        site.url = text


def items_of(path: Path, faults: list[str]) -> Iterator[WordPressItem]:
    """Every item in the file's order. Into `faults` go the places that are no XML.

    :raise ArchiveError: a file that cannot be opened
    """
    for element in _elements(path, ("item",), faults):
        meta = [
            (values.get("meta_key"), values.get("meta_value", ""))
            for values in map(_values, element.iterfind("{*}postmeta"))
        ]
        yield WordPressItem(
            element.sourceline,
            _values(element),
            [
                WordPressTerm(
                    each.get("domain", ""), each.get("nicename", ""), (each.text or "").strip()
                )
                for each in element.iterfind("category")
            ],
            dict(meta).get("_thumbnail_id") or "",
            [value for key, value in meta if key == "enclosure" and value],
        )


def _elements(path: Path, names: tuple[str, ...], faults: list[str]) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            text = _WithoutControls(file)
            parser = etree.iterparse(
                text,
                tag=[f"{{*}}{name}" for name in names],
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                recover=True,
            )
            for _, element in parser:
                yield element
                if _local(element) == "item":
                    _forget(element)
            faults += [_fault(each.line, each.message) for each in _log(parser)]
            if text.removed:
                faults.append(
                    f"{text.removed:,} control characters, which XML cannot hold: left out"
                )
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    except etree.XMLSyntaxError as error:
        faults.append(_fault(error.lineno, error.msg))


class _WithoutControls:
    """A file without the characters that WordPress writes into exports where a post has them, and
    that end an XML parser's reading of the text they stand in. A file in UTF-16 stays as it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._is_first = True
        self._controls = _CONTROLS
        self.removed = 0

    def read(self, size: int) -> bytes:
        while data := self._file.read(size):
            if self._is_first and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                self._controls = b""
            self._is_first = False
            kept = data.translate(None, self._controls)
            self.removed += len(data) - len(kept)
            if kept:
                return kept
        return b""


def _fault(line: int | None, message: str | None) -> str:
    """One line: libxml2 adds to some messages what stands in the file."""
    words = (message or "").partition("\n")[0]
    return f"line {line}: {words}"[:_TEXT_LENGTH]


def _log(parser: Any) -> list[Any]:
    return [each for each in parser.error_log if each.level >= etree.ErrorLevels.ERROR][:100]


def _forget(element: Any) -> None:
    """Free an item that was read, and all that stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _values(element: Any) -> dict[str, str]:
    """The texts of an element's children by their local names. `content` and `excerpt` are both
    called `encoded`, in two namespaces; of others the first of a name counts."""
    values: dict[str, str] = {}
    for child in element.iterchildren(etree.Element):
        name = etree.QName(child)
        local = name.localname
        if local == "encoded":
            local = "excerpt" if "excerpt" in (name.namespace or "") else "content"
        text = "".join(child.itertext())  # `&nbsp;`, which XML does not know, parts it
        values.setdefault(local, text if local in ("content", "excerpt") else text.strip())
    return values


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
