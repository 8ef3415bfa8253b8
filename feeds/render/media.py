"""The images, sound and video of an entry: Media RSS in RSS and Atom, itunes elements in RSS."""

from __future__ import annotations

from typing import Any

from lxml import etree

from feeds.archive.media_types import CHAPTERS
from feeds.feed.feed import Feed
from feeds.html import first_image
from feeds.model import Enclosure, Entry, Episode, Post, Site
from feeds.render.namespaces import ITUNES, MEDIA, PODCAST, name

_MEDIUMS = ("image", "audio", "video")


def lead_image_of(entry: Entry) -> str | None:
    """The lead image: the front matter's, else the first of the text."""
    return entry.post.image or first_image(entry.content)


def append_media(element: Any, entry: Entry, enclosures: tuple[Enclosure, ...]) -> None:
    """Media RSS 1.5.1: the image with a thumbnail, and these enclosures with what the post says of
    them."""
    image = lead_image_of(entry)
    if image:
        etree.SubElement(element, name(MEDIA, "content"), url=image, medium="image")
    for enclosure in enclosures:
        etree.SubElement(element, name(MEDIA, "content"), attrib=_media(enclosure))
    if image:
        etree.SubElement(element, name(MEDIA, "thumbnail"), url=image)


def _media(enclosure: Enclosure) -> dict[str, str]:
    medium = enclosure.media_type.partition("/")[0]
    attributes = {
        "url": enclosure.url,
        "fileSize": str(enclosure.length or ""),
        "type": enclosure.media_type,
        "medium": medium if medium in _MEDIUMS else "",
        "duration": str(enclosure.duration_seconds or ""),
    }
    return {key: value for key, value in attributes.items() if value}


def explicit_of(feed: Feed) -> bool | None:
    """Whether a document has entries of a podcast that are explicit, which the channel must then
    answer for; None where it has no entry of a podcast."""
    episodes = [entry.post.episode for entry in feed.entries if has_itunes_elements(entry)]
    return any(episode.explicit for episode in episodes if episode) if episodes else None


def append_podcast(channel: Any, site: Site, explicit: bool) -> None:
    """What Apple asks of a channel: category, explicit, owner, author, image."""
    etree.SubElement(channel, name(ITUNES, "explicit")).text = _yes_or_no(explicit)
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
    """What a podcast's post says beside its enclosure."""
    for local, text in _episode_texts(entry.post):
        etree.SubElement(item, name(ITUNES, local)).text = text
    if image := _episode_image(entry.post):
        etree.SubElement(item, name(ITUNES, "image"), href=image)


def has_itunes_elements(entry: Entry) -> bool:
    """Whether an entry is of a podcast, so that its document declares the prefix."""
    return bool(_episode_texts(entry.post) or _episode_image(entry.post))


def append_podcast_files(item: Any, entry: Entry) -> None:
    """The chapters and transcripts of an episode (Podcast Namespace)."""
    episode = _episode_with_files(entry)
    if episode is None:
        return
    for transcript in episode.transcripts:
        attributes = {
            "url": transcript.url,
            "type": transcript.media_type,
            "language": transcript.language or "",
            "rel": "captions" if transcript.is_caption else "",
        }
        filled = {key: value for key, value in attributes.items() if value}
        etree.SubElement(item, name(PODCAST, "transcript"), attrib=filled)
    if episode.chapters:
        attributes = {"url": episode.chapters, "type": CHAPTERS}
        etree.SubElement(item, name(PODCAST, "chapters"), attrib=attributes)


def has_podcast_files(entry: Entry) -> bool:
    """Whether an entry has chapters or transcripts, so that its document declares the prefix."""
    return _episode_with_files(entry) is not None


def _episode_with_files(entry: Entry) -> Episode | None:
    episode = entry.post.episode if entry.post.enclosures else None
    return episode if episode and (episode.chapters or episode.transcripts) else None


def _episode_texts(post: Post) -> list[tuple[str, str]]:
    """(local name, text) of the elements that hold a text."""
    if not post.enclosures:
        return []
    episode, seconds = post.episode or Episode(), post.enclosures[0].duration_seconds
    texts = {
        "duration": "" if seconds is None else str(seconds),
        "explicit": "" if episode.explicit is None else _yes_or_no(episode.explicit),
        "episode": str(episode.number or ""),
        "season": str(episode.season or ""),
    }
    return [(local, text) for local, text in texts.items() if text]


def _episode_image(post: Post) -> str | None:
    return post.episode.image if post.enclosures and post.episode else None


def _yes_or_no(explicit: bool) -> str:
    return "true" if explicit else "false"
