"""What RFC 4287, RFC 5005 and the W3C's validator ask of an Atom feed beside the grammar."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from tests.rendering.rules_common import (
    XML,
    character_faults,
    date_faults,
    duplicates,
    html_faults,
    language_faults,
    plain_faults,
    text_of,
    uri_faults,
    xhtml_faults,
)

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
KNOWN_NAMESPACES = {*NAMES.values(), "http://purl.org/atompub/tombstones/1.0"}
RELATIONS = {
    "alternate",
    "current",
    "enclosure",
    "first",
    "hub",
    "last",
    "license",
    "next",
    "next-archive",
    "prev-archive",
    "previous",
    "related",
    "self",
    "via",
}
HISTORY = {"current", "first", "last", "next", "next-archive", "prev-archive", "previous"}


def faults(document: bytes) -> list[str]:
    """Every rule a feed document breaks, in words."""
    root = etree.fromstring(document)
    faults = [] if GRAMMAR.validate(root) else [str(e) for e in GRAMMAR.error_log]
    faults += character_faults(document.decode())
    faults += [f"namespace {u}" for u in root.nsmap.values() if u not in KNOWN_NAMESPACES]
    faults += language_faults("xml:lang", root.get(f"{XML}lang"))
    faults += _metadata(root, "feed") + _history(root)
    entries = root.findall("a:entry", NAMES)
    faults += duplicates("id", (text_of(entry, "a:id", NAMES) for entry in entries))
    faults += duplicates("updated", (text_of(entry, "a:updated", NAMES) for entry in entries))
    for entry in entries:
        faults += _entry(root, entry)
    if entries and root.index(entries[0]) < max(root.index(e) for e in root if e not in entries):
        faults.append("metadata after an entry")
    return faults


def _metadata(element: etree._Element, where: str) -> list[str]:
    faults = []
    for tag in ("id", "title", "updated"):
        if not text_of(element, f"a:{tag}", NAMES):
            faults.append(f"{where}: no {tag}")
    faults += uri_faults(f"{where} id", text_of(element, "a:id", NAMES))
    faults += date_faults(f"{where} updated", text_of(element, "a:updated", NAMES))
    links = element.findall("a:link", NAMES)
    for link in links:
        faults += uri_faults(f"{where} link", link.get("href"))
        faults += [] if link.get("rel", "alternate") in RELATIONS else [f"rel {link.get('rel')}"]
    if where == "feed":
        own = element.xpath("string(a:link[@rel='self']/@href)", namespaces=NAMES)
        faults += xhtml_faults(element, own)
        faults += [] if [k for k in links if k.get("rel") == "self"] else ["feed: no self"]
        faults += [] if [k for k in links if k.get("rel") == "hub"] else ["feed: no hub"]
    alternates = [k for k in links if k.get("rel", "alternate") == "alternate"]
    faults += duplicates(f"{where} alternate", (k.get("type") for k in alternates))
    return faults + _texts(element, where) + _people(element, where)


def _texts(element: etree._Element, where: str) -> list[str]:
    faults = []
    for tag in ("title", "subtitle", "summary", "rights", "content"):
        for text in element.findall(f"a:{tag}", NAMES):
            value = text.text or ""
            check = html_faults if text.get("type") == "html" else plain_faults
            faults += check(f"{where} {tag}", value)
            faults += [] if value.strip() else [f"{where}: empty {tag}"]
    return faults


def _people(element: etree._Element, where: str) -> list[str]:
    faults = []
    for person in element.findall("a:author", NAMES):
        if not (text_of(person, "a:name", NAMES) or "").strip():
            faults.append(f"{where}: author without a name")
        uri = person.find("a:uri", NAMES)
        faults += [] if uri is None else uri_faults(f"{where} author", uri.text)
    for category in element.findall("a:category", NAMES):
        faults += uri_faults("scheme", category.get("scheme"))
        faults += plain_faults("label", category.get("label") or "")
    return faults


def _entry(root: etree._Element, entry: etree._Element) -> list[str]:
    where = f"entry {text_of(entry, 'a:id', NAMES)}"
    faults = _metadata(entry, where)
    if entry.find("a:author", NAMES) is None and root.find("a:author", NAMES) is None:
        faults.append(f"{where}: no author")
    if entry.find("a:summary", NAMES) is None and entry.find("a:content", NAMES) is None:
        faults.append(f"{where}: neither summary nor content")
    if not entry.xpath("a:link[@rel='alternate']", namespaces=NAMES):
        faults.append(f"{where}: no alternate")
    if HISTORY & {link.get("rel") for link in entry.findall("a:link", NAMES)}:
        faults.append(f"{where}: a link of RFC 5005")
    for link in entry.xpath("a:link[@rel='via']", namespaces=NAMES):
        faults += [] if link.get("type") else [f"{where}: via without a type"]
    published = entry.find("a:published", NAMES)
    faults += [] if published is None else date_faults(f"{where} published", published.text)
    if entry.get(f"{XML}lang"):
        faults += language_faults(where, entry.get(f"{XML}lang"))
    source = entry.find("a:source", NAMES)
    if source is not None:
        faults += _metadata(source, f"{where} source")
        after = entry[entry.index(source) :]
        faults += [f"{where}: link after source" for e in after if e.tag.endswith("}link")]
    return faults


def _history(root: etree._Element) -> list[str]:
    """RFC 5005: what the links of a document may say of its place."""
    rels = {link.get("rel"): link.get("href") for link in root.findall("a:link", NAMES)}
    faults = []
    if root.find("fh:archive", NAMES) is not None:
        faults += [] if "current" in rels else ["archive without current"]
        alone = not {"prev-archive", "next-archive"} & set(rels)
        faults += ["archive without neighbours"] if alone else []
    if root.find("fh:complete", NAMES) is not None and HISTORY & set(rels):
        faults.append("complete, and yet linked to other documents")
    for end, step in (("first", "previous"), ("last", "next")):
        if step in rels and rels.get(end) == rels.get("self"):
            faults.append(f"{end} is this document, which has a {step}")
    return faults
