"""A document, what its kind says of it, and the rules of attribution → a Post."""

from __future__ import annotations

import mimetypes
import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple

from feeds.archive.attribution import Lifted, attribute
from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document
from feeds.archive.options import Options
from feeds.archive.reading import Facts
from feeds.archive.repair import heading_of
from feeds.archive.site import language_tag
from feeds.archive.values import FrontMatter, Value, flag, mapping, number, text
from feeds.model import Enclosure, Episode, Post, Site, TextLocation
from feeds.text import dates
from feeds.text.plain import plain, shorten, without_controls
from feeds.text.urls import absolute

_UPDATED = ("last_modified_at", "updated", "lastmod", "modified", "last_modified", "date_modified")
_OF_EPISODES = {"explicit", "episode", "season", "episode_image", "itunes", "podcast"}
_USUAL = frozenset(
    {"layout", "title", "date", "category", "categories", "tag", "tags", "permalink", "slug"}
)
_NEVER: tuple[None, tuple[Fault, ...]] = (None, ())
_LONGEST_TITLE = 500
_LONGEST_MARKUP = 20_000  # of a title or summary; what follows is not shown
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)
_WORDS_OF_TITLE = 60  # characters of text that stand in for a missing title


def assemble(
    path: str,
    document: Document,
    lifted: Lifted,
    facts: Facts,
    text_location: TextLocation | None,
    site: Site,
    options: Options,
) -> tuple[Post | None, tuple[Fault, ...]]:
    """The post, and what was mended on the way; None with E08 where there is nothing to show."""
    front_matter = document.front_matter
    title, title_faults = _title(document, lifted.body)
    if title is None:
        return None, title_faults
    said = front_matter if _more_than_usual(front_matter) else {}
    updated, update_faults = _updated(document, facts.published.instant, site) if said else _NEVER
    extras = _extras(said, site.url + facts.permalink) if said else _Extras()
    post = Post(
        path=path,
        permalink=facts.permalink,
        title=title,
        published=facts.published.instant,
        day_only=facts.published.day_only,
        updated=updated,
        expires=facts.expires,
        scheduled=facts.scheduled,
        categories=facts.categories,
        tags=facts.tags,
        attribution=attribute(said, lifted.found, facts.tags, options.rules, site.url),
        summary=extras.summary,
        excerpt_separator=extras.excerpt_separator,
        language=extras.language,
        image=extras.image,
        enclosures=extras.enclosures,
        episode=extras.episode,
        aliases=facts.aliases,
        text_location=text_location,
    )
    return post, (*facts.faults, *title_faults, *update_faults)


class _Extras(NamedTuple):
    """What only some posts say."""

    summary: str | None = None
    excerpt_separator: str | None = None
    language: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    episode: Episode | None = None


def _more_than_usual(front_matter: FrontMatter) -> bool:
    """False for a post of nothing but the keys that every post has: hundreds of thousands are
    like that, and looking for forty keys that are not there takes as long as reading one."""
    return not _USUAL.issuperset(front_matter)


def _extras(front_matter: FrontMatter, base: str) -> _Extras:
    return _Extras(
        summary=_summary(front_matter),
        excerpt_separator=without_controls(text(front_matter, "excerpt_separator") or "") or None,
        language=language_tag(text(front_matter, "lang", "language", "locale")),
        image=_image(front_matter, base),
        enclosures=_enclosures(front_matter, base),
        episode=_episode(front_matter, base),
    )


def _title(document: Document, body: str) -> tuple[str | None, tuple[Fault, ...]]:
    if title := _tidy(text(document.front_matter, "title") or ""):
        return title, ()
    words = shorten(_tidy(body[:2000]), _WORDS_OF_TITLE)
    title = _tidy(heading_of(body) or "") or words
    if not title:
        return None, (Fault(1, "E08", "neither a title nor any text"),)
    return title, (
        Fault(document.line_of("title"), "R02", f"no title: {title[:40]!r} is taken from the text"),
    )


def _tidy(markup: str) -> str:
    return shorten(plain(without_controls(markup[:_LONGEST_MARKUP])), _LONGEST_TITLE)


def _updated(
    document: Document, published: datetime, site: Site
) -> tuple[datetime | None, tuple[Fault, ...]]:
    key = next((key for key in _UPDATED if text(document.front_matter, key)), None)
    spelled = key and text(document.front_matter, key)
    if not key or not spelled:
        return None, ()
    moment = dates.parse(spelled, site.timezone)
    if moment is None:
        said = f"{key}: {spelled[:60]!r} names no day: ignored"
        return None, (Fault(document.line_of(key), "R07", said),)
    # Generators write `lastmod` into every post: one no later than its publication is none.
    return (moment.instant if moment.instant > published else None), ()


def _summary(front_matter: FrontMatter) -> str | None:
    spelled = text(front_matter, "excerpt", "description", "summary")
    return _tidy(spelled) or None if spelled else None


def _image(front_matter: FrontMatter, base: str) -> str | None:
    about = mapping(front_matter, "image", "cover", "thumbnail", "header")
    spelled = text(about, "url", "path", "src", "image", "feature") or text(
        front_matter, "image", "cover", "thumbnail", "featured_image", "og_image"
    )
    return absolute(spelled, base) if spelled else None


def _enclosures(front_matter: FrontMatter, base: str) -> tuple[Enclosure, ...]:
    value = (
        front_matter.get("enclosure")
        or front_matter.get("enclosures")
        or front_matter.get("podcast_file")
        or ""
    )
    found = [_enclosure(item, front_matter, base) for item in _items(value)]
    return tuple(enclosure for enclosure in found if enclosure)


def _items(value: Value) -> list[Value]:
    return value[:20] if isinstance(value, list) else [value]


def _enclosure(value: Value, front_matter: FrontMatter, base: str) -> Enclosure | None:
    about = mapping({"about": value}, "about")
    spelled = text(about, "url", "file", "href") or text({"url": value}, "url")
    # WordPress exports hold "address\nlength\ntype" in one text.
    lines = (spelled or "").split("\n")
    url = absolute(lines[0], base) if lines[0] else None
    if url is None:
        return None
    said = text(about, "type", "media_type") or text(front_matter, "media_type")
    guessed = mimetypes.guess_type(PurePosixPath(url).name)[0] or "application/octet-stream"
    return Enclosure(
        url=url,
        media_type=said if said and _MEDIA_TYPE.fullmatch(said) else guessed,
        length=number(about, "length", "bytes", "size")
        or number(front_matter, "podcast_bytes")
        or 0,
        duration_seconds=_seconds(text(about, "duration") or text(front_matter, "duration") or ""),
    )


def _seconds(spelled: str) -> int | None:
    """`754`, `12:34` or `1:02:03` in seconds."""
    parts = spelled.split(":")
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts[:3]):
        return None
    seconds = 0
    for part in parts[:3]:
        seconds = seconds * 60 + int(part)
    return seconds


def _episode(front_matter: FrontMatter, base: str) -> Episode | None:
    if _OF_EPISODES.isdisjoint(front_matter):
        return None
    about = {**front_matter, **mapping(front_matter, "itunes", "podcast")}
    episode = Episode(
        explicit=_explicit(about),
        number=number(about, "episode"),
        season=number(about, "season"),
        image=absolute(art, base) if (art := text(about, "episode_image")) else None,
    )
    return episode if episode != Episode() else None


def _explicit(front_matter: FrontMatter) -> bool | None:
    said = flag(front_matter, "explicit")
    return False if said is None and text(front_matter, "explicit") == "clean" else said
