"""A Jekyll site: `_config.yml`, `_posts` at any depth, `_drafts` (jekyllrb.com, "Posts")."""

from __future__ import annotations

import re
from datetime import UTC
from pathlib import Path, PurePosixPath

from feeds import dates
from feeds.archive.kind import POST_SUFFIXES, NoPost
from feeds.archive.options import Options
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.dates import Moment
from feeds.faults import Fault
from feeds.matter import Matter, flag, mapping, mappings, text
from feeds.permalinks import jekyll_permalink
from feeds.terms import clean_names, jekyll_terms

CONFIGURATION = ("_config.yml", "_config.yaml", "_config.toml")

_YAML_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")
_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(?P<slug>.+)")
_SKIPPED = frozenset({"_site", "node_modules", "vendor"})


class Jekyll:
    """Reads what Jekyll reads, and decides as it does where a post lies."""

    name = "jekyll"

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self.site = site_from(config, options)
        posts = mapping(mapping(config, "collections"), "posts")
        self._permalink = text(posts, "permalink") or text(config, "permalink") or "date"
        self._future = options.future if options.future is not None else flag(config, "future")
        drafts = options.drafts if options.drafts is not None else flag(config, "show_drafts")
        self._drafts = bool(drafts)
        self._defaults = [
            (text(mapping(item, "scope"), "path") or "", mapping(item, "values"))
            for item in mappings(config, "defaults")
            if text(mapping(item, "scope"), "type") in (None, "posts")
        ]

    def walks(self, folder: str) -> bool:
        """Everywhere but in folders that Jekyll keeps out; inside `_posts`, everywhere."""
        parts = folder.split("/")
        inside = {"_posts", "_drafts"} & set(parts)
        return not parts[-1].startswith(".") and (
            bool(inside) or (not parts[-1].startswith("_") and parts[-1] not in _SKIPPED)
        )

    def holds(self, path: str) -> bool:
        parts = path.split("/")[:-1]
        posts = "_posts" in parts or "_drafts" in parts
        return posts and PurePosixPath(path).suffix.lower() in POST_SUFFIXES

    def defaults(self, path: str) -> Matter:
        """The values whose scope holds this path, the closest scope last and strongest."""
        fitting = [item for item in self._defaults if _in_scope(path, item[0])]
        merged: Matter = {}
        for _, values in sorted(fitting, key=lambda item: len(item[0])):
            merged |= values
        return merged

    def facts(self, path: str, matter: Matter) -> Facts | Excluded:
        file = PurePosixPath(path)
        if flag(matter, "published") is False:
            return Excluded("published: false")
        if not self._drafts and ("_drafts" in file.parts or flag(matter, "draft")):
            return Excluded("draft")
        dated, faults = self._date(file, matter)
        if dated is None:
            return Excluded("no post: no date in its name or front matter")
        categories = (*_above_posts(file), *jekyll_terms(matter, "category", "categories"))
        return Facts(
            permalink=self._lies_at(file, matter, dated, categories),
            published=dated,
            categories=clean_names(categories),
            tags=jekyll_terms(matter, "tag", "tags"),
            scheduled=not self._future,
            faults=faults,
        )

    def _date(self, file: PurePosixPath, matter: Matter) -> tuple[Moment | None, tuple[Fault, ...]]:
        zone = self.site.timezone
        named = dates.in_file_name(file.stem, zone)
        spelled = text(matter, "date")
        if spelled is None:
            return named, ()
        if said := dates.parse(spelled, zone):
            return said, ()
        if named is None:
            raise NoPost(Fault(2, "E07", f"date: {spelled[:60]!r} names no day, nor does the file"))
        mended = f"date: {spelled[:60]!r} has no meaning: the file name's day is taken"
        return named, (Fault(2, "R03", mended),)

    def _lies_at(
        self, file: PurePosixPath, matter: Matter, dated: Moment, categories: tuple[str, ...]
    ) -> str:
        instant = dated.instant
        if _YAML_TIMESTAMP.fullmatch(text(matter, "date") or ""):
            # Ruby's YAML takes a full timestamp without a zone for UTC, and the page lies where
            # that instant falls in the site's zone: up to a day later than it was written.
            instant = instant.astimezone(self.site.timezone).replace(tzinfo=UTC)
        local = instant.astimezone(self.site.timezone)
        match = _DATED.fullmatch(file.stem)
        slug = text(matter, "slug") or (match["slug"] if match else file.stem)
        pattern = text(matter, "permalink") or self._permalink
        return jekyll_permalink(pattern, local, slug, categories)


def _above_posts(file: PurePosixPath) -> tuple[str, ...]:
    """`news/_posts/2022-03-14-x.md` has the category `news`."""
    parts = file.parts
    return parts[: parts.index("_posts")] if "_posts" in parts else ()


def _in_scope(path: str, scope: str) -> bool:
    scope = scope.strip("/")
    return not scope or path == scope or path.startswith(scope + "/") or f"/{scope}/" in f"/{path}"
