"""What RSS 2.0, its Best Practices Profile and the W3C's validator ask of a feed."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from lxml import etree

from tests.rendering.rules_atom import HISTORY, RELATIONS
from tests.rendering.rules_common import (
    character_faults,
    date_faults,
    duplicates,
    html_faults,
    language_faults,
    text_of,
    uri_faults,
    xhtml_faults,
)

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_CHANNEL = {
    "title",
    "link",
    "description",
    "language",
    "copyright",
    "managingEditor",
    "webMaster",
    "pubDate",
    "lastBuildDate",
    "category",
    "generator",
    "docs",
    "cloud",
    "ttl",
    "image",
    "rating",
    "textInput",
    "skipHours",
    "skipDays",
    "item",
}
_ITEM = {
    "title",
    "link",
    "description",
    "author",
    "category",
    "comments",
    "enclosure",
    "guid",
    "pubDate",
    "source",
}
_PERIODS = ("hourly", "daily", "weekly", "monthly", "yearly")
_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} \+0000")
_PODCAST = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub")


def faults(document: bytes) -> list[str]:
    """Every rule a feed document breaks, in words."""
    root = etree.fromstring(document)
    channel = root[0]
    faults = [f"prefix {k}" for k, uri in root.nsmap.items() if NAMES.get(k or "") != uri]
    faults += character_faults(document.decode())
    faults += [] if root.get("version") == "2.0" else ["no version"]
    faults += _channel(channel) + _podcast(channel) + _encoded(document)
    items = channel.findall("item")
    faults += duplicates("guid", (item.findtext("guid") for item in items))
    for item in items:
        faults += _item(item)
    if items and channel.index(items[0]) < max(channel.index(e) for e in channel if e not in items):
        faults.append("metadata after an item")
    return faults


def _channel(channel: etree._Element) -> list[str]:
    faults = [
        f"channel: no {t}" for t in ("title", "link", "description") if not channel.findtext(t)
    ]
    faults += _own_elements(channel, _CHANNEL, several={"item", "category"})
    faults += uri_faults("channel link", channel.findtext("link"))
    faults += language_faults("language", channel.findtext("language"))
    faults += _date("lastBuildDate", channel.findtext("lastBuildDate"))
    faults += [] if int(channel.findtext("ttl") or 0) > 0 else ["ttl"]
    rels = [link.get("rel") for link in channel.findall("atom:link", NAMES)]
    faults += [] if rels.count("self") == 1 else ["not one self"]
    faults += [] if "hub" in rels else ["no hub"]
    own = channel.xpath("string(atom:link[@rel='self']/@href)", namespaces=NAMES)
    faults += xhtml_faults(channel, own)
    faults += [f"rel {rel}" for rel in rels if rel not in RELATIONS]
    image = channel.find("image")
    if image is not None:
        same = all(image.findtext(tag) == channel.findtext(tag) for tag in ("title", "link"))
        faults += [] if same else ["the image's title or link is not the channel's"]
        faults += uri_faults("image", image.findtext("url"))
    syndication = {"updatePeriod", "updateFrequency", "updateBase"}
    for element in channel.xpath("sy:*", namespaces=NAMES):
        local = etree.QName(element).localname
        faults += [] if local in syndication else [f"unknown sy:{local}"]
    period = channel.find("sy:updatePeriod", NAMES)
    if period is not None:
        faults += [] if period.text in _PERIODS else [f"updatePeriod {period.text}"]
        faults += (
            [] if int(text_of(channel, "sy:updateFrequency", NAMES) or 0) > 0 else ["frequency"]
        )
    if channel.find("fh:archive", NAMES) is not None and "current" not in rels:
        faults.append("archive without current")
    return faults


def _own_elements(parent: etree._Element, allowed: set[str], several: set[str]) -> list[str]:
    """RSS 2.0: elements without a namespace are the specification's own, mostly once."""
    tags = [str(child.tag) for child in parent if not str(child.tag).startswith("{")]
    faults = [f"unknown <{tag}>" for tag in tags if tag not in allowed]
    return faults + duplicates("element", (tag for tag in tags if tag not in several))


def _item(item: etree._Element) -> list[str]:
    guid = item.find("guid")
    where = "item" if guid is None else f"item {guid.text}"
    faults = _own_elements(item, _ITEM, several={"category"})
    faults += [] if guid is not None else [f"{where}: no guid"]
    if guid is not None:
        faults += uri_faults(where, guid.text)
        faults += [] if guid.get("isPermaLink") == "false" else [f"{where}: isPermaLink"]
    faults += [] if (item.findtext("title") or "").strip() else [f"{where}: no title"]
    faults += uri_faults(f"{where} link", item.findtext("link"))
    faults += _date(where, item.findtext("pubDate")) + _texts(item, where)
    faults += _attribution(item, where) + _media(item, where)
    faults += [f"{where}: empty category" for c in item.findall("category") if not c.text]
    return faults


def _texts(item: etree._Element, where: str) -> list[str]:
    faults = html_faults(f"{where} description", item.findtext("description") or "")
    content = item.find("content:encoded", NAMES)
    if content is not None:
        faults += html_faults(f"{where} content", content.text or "")
        description = item.find("description")
        if description is None or item.index(description) > item.index(content):
            faults.append(f"{where}: content before description")
    return faults


def _attribution(item: etree._Element, where: str) -> list[str]:
    faults = []
    source = item.find("source")
    if source is not None:
        faults += uri_faults(f"{where} source", source.get("url"))
        faults += [] if (source.text or "").strip() else [f"{where}: source without a name"]
        faults += (
            [f"{where}: dc:source beside source"]
            if item.find("dc:source", NAMES) is not None
            else []
        )
    if item.find("author") is not None:
        faults.append(f"{where}: author asks for an e-mail address")
    updated = item.find("atom:updated", NAMES)
    faults += [] if updated is None else date_faults(where, updated.text)
    for link in item.findall("atom:link", NAMES):
        faults += uri_faults(f"{where} atom:link", link.get("href"))
        bad = link.get("rel") not in RELATIONS or link.get("rel") in HISTORY
        faults += [f"{where}: rel {link.get('rel')}"] if bad else []
    language = item.find("dc:language", NAMES)
    faults += [] if language is None else language_faults(where, language.text)
    for tag in ("dc:rights", "dc:language", "atom:updated"):
        faults += [f"{where}: {tag} twice"] if len(item.findall(tag, NAMES)) > 1 else []
    return faults


def _media(item: etree._Element, where: str) -> list[str]:
    faults = []
    for enclosure in item.findall("enclosure"):
        faults += uri_faults(f"{where} enclosure", enclosure.get("url"))
        faults += [] if (enclosure.get("length") or "").isdigit() else [f"{where}: length"]
        faults += [] if re.fullmatch(r"[^\s/]+/[^\s/;]+", enclosure.get("type") or "") else ["type"]
        if item.find("itunes:duration", NAMES) is not None:
            extension = (enclosure.get("url") or "").rpartition(".")[2]
            faults += [] if extension in _PODCAST else [f"{where}: no podcast format {extension}"]
    for media in item.xpath(".//media:content|.//media:thumbnail", namespaces=NAMES):
        faults += uri_faults(f"{where} media", media.get("url"))
    return faults


def _podcast(channel: etree._Element) -> list[str]:
    """Apple's rule: where an item has itunes elements, the channel needs its own."""
    if not channel.xpath("item/itunes:*", namespaces=NAMES):
        return []
    needed = ("itunes:category", "itunes:explicit", "itunes:owner/itunes:email")
    return [f"channel: no {tag}" for tag in needed if channel.find(tag, NAMES) is None]


def _encoded(document: bytes) -> list[str]:
    """The profile: "&" and "<" in plain text are hexadecimal references."""
    plain = re.findall(rb"<(?:title|category|copyright)(?: [^>]*)?>([^<]*)</", document)
    return [
        f"decimal or named reference: {t.decode()}" for t in plain if re.search(rb"&(?!#x|gt;)", t)
    ]


def _date(where: str, text: str | None) -> list[str]:
    if not text or not _DATE.fullmatch(text):
        return [f"{where}: no RFC 822 date: {text}"]
    moment = parsedate_to_datetime(text)
    faults = [] if moment.year >= 1990 else [f"{where}: implausible date {text}"]
    return faults if f"{moment:%a}" == text[:3] else [*faults, f"{where}: wrong day of the week"]
