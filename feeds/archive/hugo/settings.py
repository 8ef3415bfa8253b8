"""The settings of a Hugo site: `hugo.toml`, `config.toml` or the folder `config/_default`."""

from __future__ import annotations

from pathlib import Path

from feeds.archive.hugo.page_matcher import path_pattern
from feeds.archive.site import configuration
from feeds.archive.taxonomies import Taxonomies, taxonomies
from feeds.archive.values import FrontMatter, mapping, mappings, text, texts

_SUFFIXES = ("toml", "yaml", "yml", "json")
_OWN = tuple(f"hugo.{suffix}" for suffix in _SUFFIXES)
_SHARED = tuple(f"config.{suffix}" for suffix in _SUFFIXES)  # Zola calls its file so, too
_IN_FOLDER = tuple(f"config/_default/{name}" for name in (*_OWN, *_SHARED))
_PARTS = ("params", "taxonomies", "permalinks", "frontmatter", "module", "languages")

DATE_KEYS = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published", "date"),
    "expirydate": ("expirydate", "unpublishdate"),
}
"""For each date of Hugo's, the front matter keys that hold it where the settings name none."""


def is_here(root: Path) -> bool:
    """Whether the settings of a Hugo site stand in this folder."""
    has_own = any((root / name).is_file() for name in (*_OWN, *_IN_FOLDER))
    has_shared = any((root / name).is_file() for name in _SHARED)
    return has_own or ((root / "content").is_dir() and has_shared)


def configured(root: Path) -> FrontMatter:
    """The settings: one file, and the files for one subject each in `config/_default`.

    :raise ArchiveError: where a file cannot be read
    """
    config = configuration(root, (*_OWN, *_SHARED, *_IN_FOLDER))
    for name in _PARTS:
        part = configuration(root, [f"config/_default/{name}.{suffix}" for suffix in _SUFFIXES])
        if part:
            config = config | {name: mapping(config, name) | part}
    return config | {"language": text(config, "defaultcontentlanguage") or ""}


def default_language(config: FrontMatter) -> str:
    """The name of the language that is published, in lower case."""
    return (text(config, "defaultcontentlanguage") or "en").lower()


def content_folders(config: FrontMatter) -> tuple[str, ...]:
    """The folders that pages are read from, each relative to the site's own."""
    mounted = (
        source.strip("/")
        for mount in mappings(mapping(config, "module"), "mounts")
        if (text(mount, "target") or "").split("/")[0] == "content"
        and (source := text(mount, "source"))
    )
    language = mapping(mapping(config, "languages"), default_language(config))
    own = text(language, "contentdir") or text(config, "contentdir") or "content"
    return tuple(dict.fromkeys(mounted)) or (own.strip("/"),)


def site_taxonomies(config: FrontMatter) -> Taxonomies:
    """The taxonomies that the settings name, else Hugo's own two."""
    settings = mapping(config, "taxonomies").items()
    pairs = [(singular, plural) for singular, plural in settings if isinstance(plural, str)]
    return taxonomies(pairs or (("category", "categories"), ("tag", "tags")))


def section_patterns(config: FrontMatter) -> dict[str, str]:
    """Section → permalink pattern; `[permalinks.page]` counts more than `[permalinks]`."""
    permalinks = mapping(config, "permalinks")
    patterns = permalinks | mapping(permalinks, "page")
    return {key: value for key, value in patterns.items() if isinstance(value, str)}


def matched_patterns(config: FrontMatter, language: str) -> tuple[tuple[str, str], ...]:
    """The array form of `permalinks`: (path pattern, permalink pattern). The first that fits a
    page counts."""
    pairs = (
        (path_pattern(mapping(item, "target"), language), text(item, "pattern"))
        for item in mappings(config, "permalinks")
    )
    return tuple((paths, pattern) for paths, pattern in pairs if paths is not None and pattern)


def date_keys(config: FrontMatter, name: str) -> tuple[str, ...]:
    """The front matter keys that hold one of the dates in `DATE_KEYS`, the strongest first.
    `:default` stands for Hugo's own; its other tokens are passed over."""
    keys: list[str] = []
    for key in texts(mapping(config, "frontmatter"), name) or (":default",):
        keys += DATE_KEYS[name] if key == ":default" else [] if key.startswith(":") else [key]
    return tuple(dict.fromkeys(key.lower() for key in keys))
