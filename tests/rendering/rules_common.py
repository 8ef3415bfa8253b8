"""Rules that several formats share: addresses, languages, dates, HTML in feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import html5lib
from lxml import etree

XML = "{http://www.w3.org/XML/1998/namespace}"

# RFC 3986, appendix B and section 2: absolute, ASCII, no character that must be escaped.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 4151 section 2.1.
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # BCP 47, as registered
_MARKUP = re.compile(r"</\w+>|&#?\w+;")
_C1 = re.compile("[\x80-\x9f\ufffd]")
# What a feed's HTML may not hold: it runs, loads or hides something.
_RISKY = {"script", "style", "iframe", "object", "embed", "applet", "link", "meta", "base", "frame"}


def uri_faults(where: str, address: str | None) -> list[str]:
    if not address:
        return [f"{where}: no address"]
    if address.startswith("tag:"):
        return [] if _TAG.fullmatch(address) else [f"{where}: no tag URI: {address}"]
    if not _URI.fullmatch(address) or _BAD_ESCAPE.search(address):
        return [f"{where}: no URI: {address}"]
    if address.startswith("http") and not re.match(r"https?://[^/]", address):
        return [f"{where}: no host: {address}"]
    return []


def xhtml_faults(metadata: etree._Element, own_address: str) -> list[str]:
    """W3C's validator takes XHTML beside a feed's other elements in a `div` alone. Here it is one
    link to the feed itself, for a person who opened it in a browser."""
    elements = metadata.findall("{http://www.w3.org/1999/xhtml}*")
    tags = [etree.QName(element).localname for element in elements]
    links = [(link.get("href"), link.text) for element in elements for link in element]
    faults = [] if tags == ["div"] else [f"XHTML: {tags}"]
    return faults + ([] if links == [(own_address, own_address)] else [f"XHTML: {links}"])


def language_faults(where: str, tag: str | None) -> list[str]:
    return [] if tag and _LANGUAGE.fullmatch(tag) else [f"{where}: no language tag: {tag}"]


def date_faults(where: str, text: str | None) -> list[str]:
    """RFC 3339, with "T" and a zone; between 1990 and the end of time."""
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if not text or not re.fullmatch(pattern, text):
        return [f"{where}: no RFC 3339 date: {text}"]
    return [] if datetime.fromisoformat(text).year >= 1990 else [f"{where}: implausible: {text}"]


def html_faults(where: str, markup: str) -> list[str]:
    """HTML that parses without an error, holds nothing risky and only absolute addresses."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(markup)
    faults = [f"{where}: HTML: {error}" for _, error, _ in parser.errors]
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _RISKY:
            faults.append(f"{where}: <{element.tag}>")
        for attribute, value in element.attrib.items():
            if attribute.startswith("on") or attribute == "style":
                faults.append(f"{where}: attribute {attribute}")
            if attribute in ("href", "src", "poster") and not re.match(r"\w+:", value.strip()):
                faults.append(f"{where}: relative address {value}")
    return faults


def plain_faults(where: str, text: str) -> list[str]:
    """Plain text that no reader takes for markup."""
    return [f"{where}: looks like markup: {text}"] if _MARKUP.search(text) else []


def character_faults(document: str) -> list[str]:
    return ["a C1 control or U+FFFD"] if _C1.search(document) else []


def duplicates(what: str, values: Iterable[str | None]) -> list[str]:
    listed = list(values)
    return [f"{what} twice: {value}" for value in {v for v in listed if listed.count(v) > 1}]


def text_of(element: etree._Element, path: str, names: dict[str, str]) -> str | None:
    child = element.find(path, names)
    return None if child is None else child.text
