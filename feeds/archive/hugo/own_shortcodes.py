"""A Hugo site's own shortcodes: the templates in its `layouts`, and in those of its themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from feeds.archive.archive_files import paths_below, read_bytes
from feeds.archive.hugo.go_template import Methods, filled
from feeds.archive.hugo.template_functions import FUNCTIONS, Html, TemplateValue
from feeds.archive.values import FrontMatter, mapping, text, texts
from feeds.text.decode import decode

_FOLDERS = ("layouts/shortcodes", "layouts/_shortcodes")
_MOST = 500
_LONGEST = 20_000  # bytes of a template; longer ones are programs


class ShortcodeCall(NamedTuple):
    """What a shortcode is given: its arguments by name or position, and the text inside it."""

    arguments: Mapping[str, str]
    inner: str


class PageValues(NamedTuple):
    """What a template may ask of the page that a shortcode stands in, and of the site."""

    title: str
    params: Callable[[], FrontMatter]
    site: FrontMatter  # its settings


def own_shortcodes(root: Path, config: FrontMatter) -> dict[str, str]:
    """Name → template. The site's own count before those of its themes."""
    themes = [f"themes/{name}" for name in texts(config, "theme")]
    templates: dict[str, str] = {}
    for above in ("", *(f"{theme}/" for theme in themes if ".." not in theme)):
        for folder in _FOLDERS:
            for name, template in _templates_in(root, above + folder).items():
                templates.setdefault(name, template)
    return templates


def _templates_in(root: Path, folder: str) -> dict[str, str]:
    files = sorted(path for path in paths_below(root, folder) if path.endswith(".html"))
    named = (
        (str(PurePosixPath(path).relative_to(folder).with_suffix("")), path)
        for path in files[:_MOST]
    )
    return {name: template for name, path in named if (template := _template(root, path))}


def _template(root: Path, path: str) -> str:
    try:
        data = read_bytes(root, path)
    except OSError:
        return ""
    decoded = decode(data) if len(data) <= _LONGEST else None
    return decoded.text if decoded else ""


def takes_text(template: str) -> bool:
    """Whether the text inside a shortcode is part of what the template makes."""
    return ".Inner" in template


def shortcode_output(template: str, call: ShortcodeCall, page: PageValues) -> str:
    """What a template makes of a call.

    :raise UnreadableTemplateError: something in it is not known here
    """
    return filled(template, _methods(call, page)).strip()


def _methods(call: ShortcodeCall, page: PageValues) -> Methods:
    arguments: dict[str, TemplateValue] = {key.lower(): v for key, v in call.arguments.items()}
    site = page.site
    methods: dict[str, Callable[..., TemplateValue]] = {
        "Get": lambda key: arguments.get(str(key).lower()),
        "Params": lambda: arguments,
        "Inner": lambda: Html(call.inner),
        "InnerDeindent": lambda: Html(call.inner),
        "IsNamedParams": lambda: "0" not in arguments,
        "Page.Title": lambda: page.title,
        "Page.Params": lambda: _values(page.params()),
        "Page.RenderString": FUNCTIONS["markdownify"],
    }
    for prefix in ("Site", "Page.Site", "site"):
        methods[f"{prefix}.Params"] = lambda: _values(mapping(site, "params"))
        methods[f"{prefix}.Title"] = lambda: text(site, "title") or ""
        methods[f"{prefix}.BaseURL"] = lambda: text(site, "baseurl") or ""
    return methods


def _values(front_matter: FrontMatter) -> dict[str, TemplateValue]:
    """All of it with keys in lower case, as templates find them."""
    return {key.lower(): _value(value) for key, value in front_matter.items()}


def _value(value: object) -> TemplateValue:
    if isinstance(value, dict):
        return _values(value)
    return [_value(item) for item in value] if isinstance(value, list) else str(value)
