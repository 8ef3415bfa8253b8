"""What the permalink of a Jekyll post is made of: its file's name and place, its date.

Jekyll dates a post by the beginning of its file's name, `2022-03-14-title.md`, where the front
matter has no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from feeds.archive.front_matter import Document
from feeds.archive.jekyll import ruby_dates
from feeds.archive.jekyll.permalinks import PermalinkParts
from feeds.archive.jekyll.site_collections import DRAFTS, POSTS
from feeds.archive.jekyll.site_layout import SiteLayout
from feeds.archive.jekyll.terms import jekyll_categories
from feeds.archive.kind import stem_of, without_suffix
from feeds.archive.values import FrontMatter, text
from feeds.text.dates import Moment

DATED_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)\.[^./]+")

_YAML_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")
FALSE = frozenset({"false", "no", "off"})  # as YAML 1.1 of Ruby spells it


def unless_false(matter: FrontMatter, key: str) -> str | None:
    """The text under a key; to Ruby `false` is no value."""
    spelled = text(matter, key)
    return None if spelled and spelled.lower() in FALSE else spelled


def parts_of_post(
    path: str, matter: FrontMatter, local: datetime, layout: SiteLayout
) -> PermalinkParts:
    """What the placeholders of a post's permalink stand for. `local` is its date in the site's
    zone (see `date_of_permalink`)."""
    name = path[path.rfind("/") + 1 :]
    collection, above, below = layout.place_of_file(path)
    stem = stem_of(name)
    return PermalinkParts(
        local=local,
        slug=(unless_false(matter, "slug") or "").rstrip(".") or slug_of_name(name),
        categories=jekyll_categories(above, matter),
        stem=stem,
        collection=POSTS if collection == DRAFTS else collection,
        path="/".join(["", *above, below, stem]).replace("//", "/"),
        output_ext=layout.output_suffix(name),
    )


def parts_of_document(
    path: str, matter: FrontMatter, label: str, layout: SiteLayout, local: datetime
) -> PermalinkParts:
    """The same for a document of another collection."""
    inside = path[len(f"{layout.base}_{label}/") :]
    return PermalinkParts(
        local=local,
        slug=unless_false(matter, "slug") or slug_of_name(inside),
        categories=jekyll_categories((), matter),
        stem=stem_of(inside),
        collection=label,
        path=f"/{without_suffix(inside)}",
        output_ext=layout.output_suffix(inside),
    )


def slug_of_name(path: str) -> str:
    """What a file's name says behind its date, where it has one."""
    name = path[path.rfind("/") + 1 :]
    dated_name = DATED_NAME.fullmatch(name)
    return (dated_name["slug"] if dated_name else stem_of(name)).rstrip(".") or stem_of(name)


def date_of_permalink(
    document: Document, published: Moment, is_written: bool, zone: tzinfo, naive_is_utc: bool
) -> datetime:
    """The date that Jekyll makes a permalink of, in the site's zone. `is_written` says whether the
    post's date is that of its front matter."""
    instant = published.instant
    if naive_is_utc:
        return instant.astimezone(zone)
    if is_written and is_naive_timestamp(document):
        # Ruby's YAML takes a full timestamp without a zone for UTC, and the page lies where
        # that instant falls in the site's zone: up to a day later than it was written.
        instant = instant.astimezone(zone).replace(tzinfo=UTC)
    return instant.astimezone(zone)


def date_in_name(path: str, zone: tzinfo) -> Moment | None:
    """The day that a post's file name begins with, in the site's zone."""
    name = DATED_NAME.fullmatch(path[path.rfind("/") + 1 :])
    return ruby_dates.parse(name["date"], zone) if name else None


def is_naive_timestamp(document: Document) -> bool:
    """Whether the date is a full timestamp without a zone, which Ruby's YAML takes for UTC."""
    spelled = text(document.front_matter, "date") or ""
    return bool(_YAML_TIMESTAMP.fullmatch(spelled.strip())) and not document.quotes("date")


def parser_with_utc(document: Document) -> Callable[[str, tzinfo], Moment | None]:
    """Reads dates as Jekyll does: full timestamps without a zone in UTC, where no quotes make them
    texts."""
    is_text = document.quotes("date")

    def parse(spelled: str, zone: tzinfo) -> Moment | None:
        is_timestamp = not is_text and _YAML_TIMESTAMP.fullmatch(spelled.strip())
        return ruby_dates.parse(spelled, UTC if is_timestamp else zone)

    return parse
