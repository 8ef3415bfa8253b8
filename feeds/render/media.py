"""What of an entry is picture or sound, for the formats that say so in elements of their own."""

from __future__ import annotations

from typing import Any

from lxml import etree

from feeds.feed.feed import Feed
from feeds.html import first_image
from feeds.model import Enclosure, Entry, Site
from feeds.render.namespaces import ITUNES, MEDIA, name

_MEDIUMS = ("image", "audio", "video")


def image_of(entry: Entry) -> str | None:
    """The lead image: the front matter's, else the first of the text."""
    return entry.post.image or first_image(entry.content)


def append_media(element: Any, entry: Entry, enclosures: tuple[Enclosure, ...]) -> None:
    """Media RSS 1.5.1: the image with a thumbnail, and these enclosures with what is known."""
    image = image_of(entry)
    if image:
        etree.SubElement(element, name(MEDIA, "content"), url=image, medium="image")
    for enclosure in enclosures:
        etree.SubElement(element, name(MEDIA, "content"), attrib=_media(enclosure))
    if image:
        etree.SubElement(element, name(MEDIA, "thumbnail"), url=image)


def _media(enclosure: Enclosure) -> dict[str, str]:
    medium = enclosure.media_type.partition("/")[0]
    said = {
        "url": enclosure.url,
        "fileSize": str(enclosure.length or ""),
        "type": enclosure.media_type,
        "medium": medium if medium in _MEDIUMS else "",
        "duration": str(enclosure.duration_seconds or ""),
    }
    return {key: value for key, value in said.items() if value}


def explicit_of(feed: Feed) -> bool | None:
    """Whether a document has entries of a podcast that are explicit, which the channel must then
    answer for; None where it has no entry of a podcast."""
    if not any(itunes_of(entry) for entry in feed.entries):
        return None
    return any(entry.post.episode.explicit for entry in feed.entries if entry.post.episode)


def append_podcast(channel: Any, site: Site, explicit: bool) -> None:
    """What Apple asks of a channel: category, explicit, owner, author, image."""
    etree.SubElement(channel, name(ITUNES, "explicit")).text = "true" if explicit else "false"
    etree.SubElement(channel, name(ITUNES, "category"), text=site.podcast_category)
    author = site.author.name if site.author else site.title
    etree.SubElement(channel, name(ITUNES, "author")).text = author
    if site.email:
        owner = etree.SubElement(channel, name(ITUNES, "owner"))
        etree.SubElement(owner, name(ITUNES, "name")).text = author
        etree.SubElement(owner, name(ITUNES, "email")).text = site.email
    if site.logo:
        etree.SubElement(channel, name(ITUNES, "image"), href=site.logo)


def append_episode(item: Any, entry: Entry) -> None:
    for local, value in itunes_of(entry):
        etree.SubElement(item, name(ITUNES, local)).text = value
    if entry.post.enclosures and entry.post.episode and entry.post.episode.image:
        etree.SubElement(item, name(ITUNES, "image"), href=entry.post.episode.image)


def itunes_of(entry: Entry) -> list[tuple[str, str]]:
    """(local name, text) of what a podcast's post says beside its enclosure."""
    post, episode = entry.post, entry.post.episode
    if not post.enclosures:
        return []
    found = []
    if post.enclosures[0].duration_seconds is not None:
        found.append(("duration", str(post.enclosures[0].duration_seconds)))
    if episode and episode.explicit is not None:
        found.append(("explicit", "true" if episode.explicit else "false"))
    if episode and episode.number:
        found.append(("episode", str(episode.number)))
    if episode and episode.season:
        found.append(("season", str(episode.season)))
    return found
