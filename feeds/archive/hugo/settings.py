"""The settings of a Hugo site: `hugo.toml`, `config.toml` or the folder `config/_default`."""

from __future__ import annotations

import math
from pathlib import Path, PurePosixPath

from feeds.archive.archive_files import paths_below
from feeds.archive.file_dates import CHANGED
from feeds.archive.hugo.page_matcher import folder_pattern, path_pattern
from feeds.archive.site import configuration
from feeds.archive.taxonomies import Taxonomies, taxonomies
from feeds.archive.values import (
    FrontMatter,
    at_key,
    flag,
    mapping,
    mappings,
    merged,
    number,
    text,
    texts,
)
from feeds.errors import ArchiveError

_SUFFIXES = ("toml", "yaml", "yml", "json")
_OWN = tuple(f"hugo.{suffix}" for suffix in _SUFFIXES)
_SHARED = tuple(f"config.{suffix}" for suffix in _SUFFIXES)  # Zola calls its file so, too
_FOLDERS = ("config/_default", "config/production")
_WHOLE = ("hugo", "config")  # names of files in these folders that hold settings of any kind
_OF_PATHS = frozenset("/*?[{")  # in a key of `permalinks`: it names more than a section
_LAST = math.inf  # the weight of a language without one

FILE_NAME = ":filename"
"""Stands for the date at the beginning of a file's name."""

DATE_KEYS = {
    "date": ("date", "publishdate", "lastmod"),
    "publishdate": ("publishdate", "date"),
    "expirydate": ("expirydate",),
}
"""For each date of Hugo's, the front matter keys that hold it where the settings name none."""

_OTHER_NAMES = {
    "lastmod": ("modified",),
    "publishdate": ("pubdate", "published"),
    "expirydate": ("unpublishdate",),
}


def is_here(root: Path) -> bool:
    """Whether the settings of a Hugo site stand in this folder."""
    if has_own_settings(root):
        return True
    try:
        config = configuration(root, _SHARED)
    except ArchiveError:
        return (root / "content").is_dir()
    is_zola = "base_url" in config
    return "baseurl" in config or (config != {} and not is_zola and (root / "content").is_dir())


def has_own_settings(root: Path) -> bool:
    """Whether there are settings under a name that no other generator has."""
    in_folder = (root / _FOLDERS[0] / name for name in (*_OWN, *_SHARED))
    return any(file.is_file() for file in (*(root / name for name in _OWN), *in_folder))


def configured(root: Path, other_language: str | None = None) -> FrontMatter:
    """The settings, with those of the language that is published, or of another one, over those of
    the whole site.

    They come from one file and from the files in `config/_default` and `config/production`, where
    a name says what a file is about: `params.toml`, `params.en.toml`, `languages.en.toml`.

    :raise ArchiveError: where a file cannot be read
    """
    config = configuration(root, (*_OWN, *_SHARED))
    for folder in _FOLDERS:
        for file in sorted(map(PurePosixPath, paths_below(root, folder))):
            if file.suffix[1:] in _SUFFIXES:
                part = configuration(root, [str(file)])
                config = merged(config, _placed(file.stem.lower(), part))
    language = other_language or default_language(config)
    own = mapping(mapping(config, "languages"), language)
    own = {key: value for key, value in own.items() if key != "uglyurls"}  # the whole site's alone
    return merged(config, own) | {"language": text(config, "defaultcontentlanguage") or ""}


def _placed(stem: str, part: FrontMatter) -> FrontMatter:
    """The settings of one file in a folder, where its name places them among all: `params.toml`
    may hold them bare, or under `[params]` alone."""
    name, _, language = stem.partition(".")
    if not language:
        is_placed = name in _WHOLE or (len(part) == 1 and at_key(part, name) is not None)
        return part if is_placed else {name: part}
    return {"languages": {language: {name: part} if name in ("params", "menus") else part}}


def default_language(config: FrontMatter) -> str:
    """The name of the language that is published, in lower case: the one that is set, or the
    first by weight where another is not among the languages."""
    name = (text(config, "defaultcontentlanguage") or "en").lower()
    languages = mapping(config, "languages")
    if not languages or name in languages:
        return name
    weights = ((number(mapping(languages, one), "weight") or _LAST, one) for one in languages)
    return min(weights)[1].lower()


def language_folder(config: FrontMatter, language: str) -> str:
    """What stands before the paths of a language: `/en`, or nothing. Where each language has a host
    of its own it is nothing."""
    if "baseurl" in mapping(mapping(config, "languages"), language):
        return ""
    has_folder = language != default_language(config) or flag(
        config, "defaultcontentlanguageinsubdir"
    )
    return f"/{language}" if has_folder else ""


def resolves_links(config: FrontMatter) -> bool:
    """Whether Hugo's own render hook makes links to files and pages lead to the pages: by default
    it does so on a site of several languages (gohugo.io, "Configure markup", `renderHooks`)."""
    goldmark = mapping(mapping(config, "markup"), "goldmark")
    hook = mapping(mapping(goldmark, "renderhooks"), "link")
    wanted = (text(hook, "useembedded") or "auto").lower()
    if flag(hook, "enabledefault") or wanted in ("always", "fallback"):
        return True
    return wanted == "auto" and len(mapping(config, "languages")) > 1


def ugly_sections(config: FrontMatter) -> bool | tuple[str, ...]:
    """Whether pages are published as files, `/a.html`: all, none, or those of these sections."""
    sections = mapping(config, "uglyurls")
    if not sections:
        return bool(flag(config, "uglyurls"))
    return tuple(name for name in sections if flag(sections, name))


def site_taxonomies(config: FrontMatter) -> Taxonomies:
    """The taxonomies that the settings name, which may be none; else Hugo's own two. `indexes` is
    an older name of the setting, which Hugo still reads beside the other."""
    keys = [key for key in ("indexes", "taxonomies") if isinstance(config.get(key), dict)]
    if not keys:
        return taxonomies((("category", "categories"), ("tag", "tags")))
    settings = [item for key in keys for item in mapping(config, key).items()]
    return taxonomies([(one, plural) for one, plural in settings if isinstance(plural, str)])


def section_patterns(config: FrontMatter) -> dict[str, str]:
    """Section → permalink pattern; `[permalinks.page]` counts more than `[permalinks]`."""
    permalinks = mapping(config, "permalinks")
    return _patterns(mapping(permalinks, "page") | permalinks | mapping(permalinks, "page"))


def patterns_of_sections(config: FrontMatter) -> dict[str, str]:
    """Section → permalink pattern of the section's own page and of those below it."""
    return _patterns(mapping(mapping(config, "permalinks"), "section"))


def _patterns(settings: FrontMatter) -> dict[str, str]:
    return {
        key.strip("/") or "/": value for key, value in settings.items() if isinstance(value, str)
    }


def matched_patterns(config: FrontMatter, language: str) -> tuple[tuple[str, str], ...]:
    """(path pattern, permalink pattern): the first that fits a page counts. They come from the
    array form of `permalinks`, or from a mapping with more than names of sections in it."""
    by_section = section_patterns(config)
    if any(_OF_PATHS.intersection(key[1:]) or key == "*" for key in by_section):
        keys = ((folder_pattern(key), pattern) for key, pattern in by_section.items())
        return tuple((paths, pattern) for paths, pattern in keys if pattern)
    pairs = (
        (path_pattern(mapping(item, "target"), language), text(item, "pattern"))
        for item in mappings(config, "permalinks")
    )
    return tuple((paths, pattern) for paths, pattern in pairs if paths is not None and pattern)


def is_dated_by_git(config: FrontMatter) -> bool:
    """Whether the last commit counts more than a date in the front matter: `:git` stands first
    among what `lastmod` is made of, which is Hugo's default (gohugo.io, "Configure front matter").
    """
    names = texts(mapping(config, "frontmatter"), "lastmod") or (":default",)
    return names[0].lower() in (":git", ":default")


def date_keys(config: FrontMatter, name: str) -> tuple[str, ...]:
    """The front matter keys that hold one of the dates in `DATE_KEYS`, the strongest first.
    `:default` stands for Hugo's own, `FILE_NAME` for the file's name, `:git` for the last commit;
    other tokens are passed over."""
    keys: list[str] = []
    for key in texts(mapping(config, "frontmatter"), name) or (":default",):
        for each in DATE_KEYS[name] if key.lower() == ":default" else (key.lower(),):
            if each in (FILE_NAME, CHANGED) or not each.startswith(":"):
                keys += (each, *_OTHER_NAMES.get(each, ()))
    return tuple(dict.fromkeys(keys))
