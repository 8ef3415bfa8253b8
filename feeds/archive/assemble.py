"""A document, what its kind says of it, and the rules of attribution → a Post."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from feeds.archive.attribution import attribute
from feeds.archive.faults import Fault
from feeds.archive.file_dates import CHANGED, LAST_CHANGE
from feeds.archive.former_ids import former_id
from feeds.archive.front_matter import Document
from feeds.archive.kind import stem_of
from feeds.archive.language_names import language_tag
from feeds.archive.lift import Lifted
from feeds.archive.locked_text import without_locked_parts
from feeds.archive.media import enclosures_of, episode_of, image_of
from feeds.archive.options import Options
from feeds.archive.reading import Facts
from feeds.archive.repair import heading_of
from feeds.archive.values import FrontMatter, flag, mapping, named, text
from feeds.html import Dialect, safe_html
from feeds.html.summary import excerpt_of
from feeds.model import Enclosure, Episode, Post, Site, TextLocation
from feeds.text import dates
from feeds.text.clean import without_controls
from feeds.text.joining import Joiner, joiner
from feeds.text.plain import plain, plain_title, shorten
from feeds.text.urls import NOWHERE

_UPDATED = (
    *(LAST_CHANGE, "updated", "lastmod", "modified", "last_modified", "date_modified"),
    *("updateddate", "updated_at", "modified_at", "moddatetime", "updatedat", "lastupdated"),
    *("last_updated", "datemodified", CHANGED),
)
_MARKUP_SIGNS = frozenset("*_`[<~&")  # without one of them Markdown is plain text
_USUAL = frozenset(
    {"layout", "title", "date", "category", "categories", "tag", "tags", "permalink", "slug"}
)
_NEVER: tuple[None, tuple[Fault, ...]] = (None, ())
_LONGEST_TITLE = 500
_NO_TITLE = "false"  # as YAML spells what is switched off
_LONGEST_MARKUP = 20_000  # of a title or summary; what follows is not shown
_FIRST_PART = 2000  # characters of text that are looked at for a title
_DATE = re.compile(r"^\d{2,4}-\d{1,2}-\d{1,2}-")  # at the beginning of a file's name
_WORDS_OF_TITLE = 60  # characters of text that stand in for a missing title


def assemble(
    path: str,
    document: Document,
    lifted: Lifted,
    facts: Facts,
    text_location: TextLocation | None,
    site: Site,
    dialect: Dialect,
    options: Options,
) -> tuple[Post | None, tuple[Fault, ...]]:
    """The post, and what was mended on the way; None with E08 where there is nothing to show."""
    front_matter = document.front_matter
    title, title_faults = _title(path, document, lifted.body, dialect)
    if title is None:
        return None, title_faults
    rare = front_matter if _more_than_usual(front_matter) else {}
    updated, update_faults = _updated(document, facts.published.instant, site) if rare else _NEVER
    extras = _Extras()
    if rare:
        extras = _extras(rare, lifted.body, joiner(site, facts.permalink), dialect)
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
        attribution=attribute(rare, lifted.fields, facts.tags, options.rules, site.url),
        summary=extras.summary,
        excerpt_separator=extras.excerpt_separator,
        language=extras.language,
        image=extras.image,
        enclosures=extras.enclosures,
        episode=extras.episode,
        aliases=facts.aliases,
        text_location=text_location,
        collection=facts.collection,
        excerpt_only=extras.excerpt_only,
        former_id=former_id(front_matter, facts.permalink, facts.jekyll_id, site),
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
    excerpt_only: bool = False


def _more_than_usual(front_matter: FrontMatter) -> bool:
    """Whether a post has other keys than every post has. Most have none, and looking for forty keys
    that are missing takes as long as reading a post."""
    return not _USUAL.issuperset(front_matter)


def _extras(front_matter: FrontMatter, body: str, absolute: Joiner, dialect: Dialect) -> _Extras:
    separator = without_controls(named(front_matter, "excerpt_separator") or "") or None
    return _Extras(
        summary=_summary(front_matter, body, separator, dialect),
        excerpt_separator=separator,
        language=language_tag(named(front_matter, "lang", "language", "locale")),
        image=image_of(front_matter, absolute),
        enclosures=enclosures_of(front_matter, absolute),
        episode=episode_of(front_matter, absolute),
        excerpt_only=bool(flag(mapping(front_matter, "feed"), "excerpt_only")),
    )


def _title(
    path: str, document: Document, body: str, dialect: Dialect
) -> tuple[str | None, tuple[Fault, ...]]:
    written = text(document.front_matter, "title") or ""
    is_off = written == _NO_TITLE and not document.quotes("title")
    if not is_off and (title := _tidy(written)):
        return title, ()
    title = _title_from(path, body, dialect)
    if not title:
        return None, (Fault(1, "E08", "neither a title nor any text"),)
    return title, (
        Fault(document.line_of("title"), "R02", f"no title: {title[:40]!r} is taken from the text"),
    )


def _title_from(path: str, body: str, dialect: Dialect) -> str:
    """The words of the body's first heading, else its own first words, without any markup; the
    file's name where it shows pictures alone. "" for a body that shows nothing."""
    body = without_locked_parts(body)
    heading = heading_of(body)
    if heading and (words := plain(safe_html(f"# {heading}", "a.md", NOWHERE, dialect))):
        return shorten(words, _LONGEST_TITLE)
    content = safe_html(without_controls(body[:_FIRST_PART]), path, NOWHERE, dialect)
    name = _DATE.sub("", stem_of(path)).replace("-", " ")
    return shorten(plain(content), _WORDS_OF_TITLE) or (name if content else "")


def _tidy(markup: str) -> str:
    return shorten(plain_title(without_controls(markup[:_LONGEST_MARKUP])), _LONGEST_TITLE)


def _updated(
    document: Document, published: datetime, site: Site
) -> tuple[datetime | None, tuple[Fault, ...]]:
    key = next((key for key in _UPDATED if named(document.front_matter, key)), None)
    spelled = key and text(document.front_matter, key)
    if not key or not spelled:
        return None, ()
    moment = dates.parse(spelled, site.timezone)
    if moment is None:
        message = f"{key}: {spelled[:60]!r} names no day: ignored"
        return None, (Fault(document.line_of(key), "R07", message),)
    # Generators write `lastmod` into every post: one no later than its publication is none.
    return (moment.instant if moment.instant > published else None), ()


def _summary(
    front_matter: FrontMatter, body: str, separator: str | None, dialect: Dialect
) -> str | None:
    """Generators read an excerpt and a summary as Markdown, and a description as it is. Some keys
    give way to what stands above a divider in the text (gohugo.io, "Content summaries")."""
    keys, weaker = dialect.summary_keys, dialect.weaker_summary_keys
    if not any(key in front_matter for key in weaker) or not (
        excerpt_of(body, separator or dialect.separator)
    ):
        keys += weaker
    given = ((key, named(front_matter, key)) for key in keys)
    key, spelled = next(((key, value) for key, value in given if value), ("", ""))
    if key != "description" and not _MARKUP_SIGNS.isdisjoint(spelled):
        markup = without_controls(spelled[:_LONGEST_MARKUP])
        return shorten(plain(safe_html(markup, "a.md", NOWHERE, dialect)), _LONGEST_TITLE) or None
    return _tidy(spelled) or None
