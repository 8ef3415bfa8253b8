"""What a site's own configuration says about it, under the names the generators share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from feeds.archive.archive_files import read_bytes
from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import load_json, load_toml, load_yaml
from feeds.archive.language_names import language_tag
from feeds.archive.options import Options
from feeds.archive.values import FrontMatter, Value, flag, lowered, mapping, named, number, text
from feeds.errors import ArchiveError, ConfigurationError
from feeds.model import IdScheme, Person, Site
from feeds.text.clean import without_controls
from feeds.text.decode import decode
from feeds.text.joining import below
from feeds.text.plain import plain, plain_title
from feeds.text.urls import NOWHERE, absolute

_LOADS = {".toml": load_toml, ".json": load_json}
_LINK = re.compile(
    r"!?\[([^\[\]\n]{1,500})\]\([^()\s]{0,1000}(?:\s[\"'][^\"'\n]{0,500}[\"'])?\)"
)  # of Markdown
_YEAR = re.compile(r"\{[{<%\s]{0,5}(?:current_?)?year[}>%\s]{1,5}", re.IGNORECASE)  # of themes
_EMAIL = re.compile(r"[^\s<>()@]{1,64}@[^\s<>()@]{1,255}")
_LANGUAGE_KEYS = ("lang", "locale", "languagecode", "default_language", "language", "default_lang")
_PICTURES = ("src", "url", "path", "href", "image", "icon", "ico", "light")


def configuration(
    root: Path, names: Iterable[str], load_yaml: Callable[[str], FrontMatter] = load_yaml
) -> FrontMatter:
    """The first of these files that is there, parsed; empty where none is.

    :raise ArchiveError: where it is there and cannot be read
    """
    name = next((name for name in names if (root / name).is_file()), None)
    if name is None:
        return {}
    file = root / name
    try:
        decoded = decode(read_bytes(root, name))
        if decoded is None:
            raise ArchiveError(f"{file}: not a text in UTF-8")
        return _LOADS.get(file.suffix, load_yaml)(decoded.text)
    except OSError as error:
        raise ArchiveError(f"{file}: {error.strerror}") from error
    except BrokenFileError as error:
        raise ArchiveError(f"{file}:{error.fault.line - 1}: {error}") from error


def site_from(config: FrontMatter, options: Options, joins_below_base: bool = False) -> Site:
    """The site as Jekyll's, Hugo's or Zola's configuration describes it; options win.

    `joins_below_base` says how the generator makes addresses absolute (see `feeds.model.Site`).

    :raise ConfigurationError: an unknown time zone, or an address that is none
    """
    params = {**mapping(config, "extra"), **mapping(config, "params")}
    url = _url(options.site_url or _own_url(config))
    languages = (language_tag(text(config, key)) for key in _LANGUAGE_KEYS)
    feed = mapping(config, "feed")  # of jekyll-feed
    of_posts = mapping(mapping(feed, "collections"), "posts")
    join = below if joins_below_base else lambda spelled, url: absolute(spelled, url + "/")

    def asset(option: str | None, *keys: str) -> str | None:
        spelled = option or _picture(keys, feed, config, params, mapping(params, "assets"))
        return join(spelled, url) if spelled else None

    return Site(
        title=_title(options.title, text(config, "title", "name"), urlsplit(url).netloc),
        url=url,
        description=plain(
            options.description
            or _named(("description", "tagline", "subtitle"), config, params)
            or ""
        ),
        language=language_tag(options.language) or next(filter(None, languages), "en"),
        timezone=_zone(options.timezone or text(config, "timezone") or "UTC"),
        author=_author(config, params, options),
        rights=_rights(options.rights or _named(("copyright", "rights"), config, params)),
        icon=asset(options.icon, "icon", "favicon"),
        logo=asset(options.logo, "logo"),
        email=options.email or _email(config, params),
        podcast_category=options.podcast_category,
        shows_stories_once=options.stories == "site",
        ids=options.ids,
        joins_below_base=joins_below_base,
        old_feed=_path(named(feed, "path") or named(of_posts, "path")),
        old_collection_feeds=_collection_feeds(feed),
        posts_limit=_posts_limit(config, feed) or _USUAL_LENGTHS.get(options.ids),
        excerpt_only=bool(flag(feed, "excerpt_only")),
        old_tag_feeds=_path(named(mapping(feed, "tags"), "path")),
        tag_authority=options.tag_authority or urlsplit(url).hostname or "localhost",
    )


def _title(*candidates: str | None) -> str:
    """The first of these titles that has any word: every feed needs a title."""
    titles = (without_controls(plain_title(title)).strip() for title in candidates if title)
    return next(filter(None, titles), "")


def _own_url(config: FrontMatter) -> str:
    """The address of the site: `base_url` or `baseURL` alone, or Jekyll's `url` and `baseurl`, a
    path with or without slashes around it. One that begins with `//` gets `https:`."""
    base = text(config, "base_url", "baseurl") or ""
    host = text(config, "url")
    if base.startswith("//") and "." in base and not host:
        return f"https:{base}"
    if "://" in base or (not host and "." in base.partition("/")[0]):
        return base
    return (host or "http://localhost").rstrip("/") + f"/{base.strip('/')}"


def _url(spelled: str) -> str:
    """:raise ConfigurationError: an address without a scheme, or of another than http(s)"""
    url = absolute(spelled, "http://localhost/")
    has_scheme = spelled.lower().startswith(("http://", "https://"))
    if url is None or not (has_scheme or spelled.strip("/") == ""):
        raise ConfigurationError(f"the site's address {spelled!r} is no http(s) address")
    return url.rstrip("/")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigurationError(f"unknown time zone {name!r}") from error


def _author(config: FrontMatter, params: FrontMatter, options: Options) -> Person | None:
    about = _described_author(config, params)
    name = options.author or named(about, "name")
    url = None if options.author else named(about, "uri", "url", "homepage", "website")
    whole = absolute(url, NOWHERE) if url and "://" in url else None
    return Person(plain(name), whole) if name else None


def _described_author(config: FrontMatter, params: FrontMatter) -> FrontMatter:
    """The first author of the site as a mapping: `{name: Ann}` of `Ann`."""
    for settings in (config, params):
        for key in ("author", "authors", "owner"):
            value = settings.get(key)
            first = value[0] if isinstance(value, list) and value else value
            if isinstance(first, dict):
                return lowered(first)
            if isinstance(first, str) and (name := named({"name": first}, "name")):
                return {"name": name}
    return {}


def _email(config: FrontMatter, params: FrontMatter) -> str | None:
    """The address of the site; also the one in `author: Ann <ann@site.example>`."""
    about = _described_author(config, params)
    candidates = (text(settings, "email") for settings in (config, about, params))
    spelled = next(filter(None, candidates), None)
    if spelled is None:
        match = _EMAIL.search((text(about, "name") or "")[:500])
        return match[0] if match else None
    return spelled if _EMAIL.fullmatch(spelled) else None


def _picture(keys: tuple[str, ...], *settings: FrontMatter) -> str | None:
    """The first of these settings that has a picture under one of these keys, as an address, in a
    list or a mapping."""
    for one in settings:
        for key in keys:
            value = one.get(key)
            first = value[0] if isinstance(value, list) and value else value
            whole: Value = {"src": first} if isinstance(first, str) else first or {}
            spelled = named(lowered(whole) if isinstance(whole, dict) else {}, *_PICTURES)
            if spelled and "{{" not in spelled:
                return spelled
    return None


def _named(keys: tuple[str, ...], *settings: FrontMatter) -> str | None:
    """The first of these settings that has a value for one of these keys."""
    return next((value for one in settings if (value := named(one, *keys))), None)


def _collection_feeds(feed: FrontMatter) -> dict[str, str]:
    """Where jekyll-feed writes the feeds of collections that have a path of their own."""
    collections = mapping(feed, "collections")
    paths = {_path(named(mapping(collections, name), "path")): name for name in collections}
    return {path: name for path, name in paths.items() if path and name != "posts"}


# Entries in the feeds of the programs that these ids are of, where nothing else is set: a longer
# feed would show its readers older posts as new ones.
_USUAL_LENGTHS: dict[IdScheme, int] = {"jekyll-feed": 10, "wordpress": 10}


def _posts_limit(config: FrontMatter, feed: FrontMatter) -> int | None:
    """How many entries the site's own feed has: by jekyll-feed, Hugo, and Zola."""
    of_hugo = number(mapping(mapping(config, "services"), "rss"), "limit")
    return (
        number(feed, "posts_limit") or of_hugo or number(config, "rsslimit", "feed_limit") or None
    )


def _path(spelled: str | None) -> str | None:
    """`/feed.xml` of `feed.xml`, `./feed.xml` or a whole address."""
    if not spelled:
        return None
    path = urlsplit(spelled).path if "://" in spelled else spelled
    return "/" + path.removeprefix("./").lstrip("/")


def _rights(spelled: str | None) -> str | None:
    """As plain text, which RSS asks for: Hugo sites write HTML or Markdown there."""
    return plain(_LINK.sub(r"\1", _YEAR.sub("", spelled or ""))) or None
