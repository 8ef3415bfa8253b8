"""A Hugo site's own shortcodes: the templates in its `layouts`, and in those of its themes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from feeds.archive.archive_files import paths_below, read_bytes
from feeds.archive.hugo.go_template import Methods, TemplateWork, filled
from feeds.archive.hugo.partials import partials_of
from feeds.archive.hugo.template_functions import (
    FUNCTIONS,
    Html,
    TemplateValue,
    UnreadableTemplateError,
)
from feeds.archive.values import FrontMatter, Value, mapping, text, texts
from feeds.text.decode import decode

_FOLDERS = ("layouts/shortcodes", "layouts/_shortcodes")
_TO_ADDRESS = ("absURL", "urls.AbsURL", "absLangURL", "urls.AbsLangURL")
_TO_PATH = ("relURL", "urls.RelURL", "relLangURL", "urls.RelLangURL")
_PARTIAL_NAMES = ("partial", "partialCached", "partials.Include", "partials.IncludeCached")
PARTIAL = "partial "
"""Begins the name of a partial among the templates."""

_NONE: Mapping[str, str] = {}
_DEEPEST = 5  # partials that call one another
_WORK_OF_A_CALL = 180  # however short its template is: what a template may ask for is made anew
_MOST = 500
_LONGEST = 20_000  # bytes of a template; longer ones are programs


class ShortcodeCall(NamedTuple):
    """What a shortcode is given: its arguments by name or position, and the text inside it."""

    arguments: Mapping[str, str]
    inner: str


@dataclass(frozen=True)
class PageValues:
    """What a template may ask of the page that a shortcode stands in, and of the site."""

    title: str
    params: Callable[[], FrontMatter]
    site: FrontMatter  # its settings
    url: str = ""
    refer: Callable[[str], str | None] = lambda target: None  # what `ref` means

    @cached_property
    def template_params(self) -> TemplateValue:
        return _values(self.params())

    @cached_property
    def template_params_of_site(self) -> TemplateValue:
        return _values(mapping(self.site, "params"))


def own_shortcodes(root: Path, config: FrontMatter) -> dict[str, str]:
    """Name → template. The site's own count before those of its themes. Partials that they call
    are among them, each under `PARTIAL` and its name."""
    above = (text(config, "themesdir") or "themes").strip("/")
    themes = [f"{above}/{name}/" for name in texts(config, "theme") if ".." not in above + name]
    templates: dict[str, str] = {}
    for above in ("", *themes):
        for folder in _FOLDERS:
            for name, template in _templates_in(root, above + folder).items():
                templates.setdefault(name, template)
    partials = partials_of(templates.values(), ("", *themes), lambda path: _template(root, path))
    return templates | {PARTIAL + name: template for name, template in partials.items()}


def _templates_in(root: Path, folder: str) -> dict[str, str]:
    """Name → template: one in HTML, else one in Markdown."""
    paths = [path for path in paths_below(root, folder) if path.endswith((".html", ".md"))]
    files = sorted(paths, key=lambda path: (path.endswith(".html"), path))
    named = (
        (str(PurePosixPath(path).relative_to(folder).with_suffix("")), path)
        for path in files[-_MOST:]
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


def shortcode_output(
    template: str,
    call: ShortcodeCall,
    page: PageValues,
    templates: Mapping[str, str] = _NONE,
    work: TemplateWork | None = None,
) -> str:
    """What a template makes of a call; its partials are among `templates`. All calls of one body
    share their `work`.

    :raise UnreadableTemplateError: something in it is not known here
    """
    work = work or TemplateWork()
    work.spend(_WORK_OF_A_CALL)
    methods = _methods(call, page)
    methods |= dict.fromkeys(_PARTIAL_NAMES, _Partials(templates, methods, work))
    methods |= _store()
    return filled(template, methods, work=work).strip()


class _Partials:
    """The function that fills a partial, with values or for the subject of the template that calls
    it."""

    def __init__(self, templates: Mapping[str, str], methods: Methods, work: TemplateWork) -> None:
        self._templates = templates
        self._methods = methods
        self._work = work
        self._depth = 0

    def __call__(
        self, name: TemplateValue, values: TemplateValue = None, *variants: TemplateValue
    ) -> Html:
        source = self._templates.get(f"{PARTIAL}{name}")
        is_over = self._depth >= _DEEPEST
        if not source or is_over or not (values is None or isinstance(values, dict)):
            raise UnreadableTemplateError(f"partial {name}")
        self._depth += 1
        try:
            return Html(filled(source, self._methods, values, self._work).strip())
        finally:
            self._depth -= 1


def _methods(call: ShortcodeCall, page: PageValues) -> dict[str, Callable[..., TemplateValue]]:
    arguments: dict[str, TemplateValue] = {key.lower(): v for key, v in call.arguments.items()}
    site = page.site
    methods: dict[str, Callable[..., TemplateValue]] = {
        "Get": lambda key: arguments.get(str(key).lower()),
        "Params": lambda: arguments,
        "Inner": lambda: Html(call.inner),
        "InnerDeindent": lambda: Html(call.inner),
        "IsNamedParams": lambda: bool(arguments) and "0" not in arguments,
        "Page.Title": lambda: page.title,
        "Page.Params": lambda: page.template_params,
        "Page.RenderString": lambda *options: FUNCTIONS["markdownify"](options[-1]),
        "Page.Param": lambda key: _value(_param(page, str(key))),
        "Page": lambda: None,  # the first argument of `ref`
        "Page.Permalink": lambda: page.url,
        "Page.RelPermalink": lambda: urlsplit(page.url).path,
    }
    for name in ("ref", "relref"):
        methods[name] = lambda _, target: page.refer(str(target))
    for name in _TO_ADDRESS:
        methods[name] = lambda address: urljoin(_folder(site), str(address))
    for name in _TO_PATH:
        methods[name] = lambda address: _on_the_site(site, str(address))
    for prefix in ("Site", "Page.Site", "site"):
        methods[f"{prefix}.Params"] = lambda: page.template_params_of_site
        methods[f"{prefix}.Title"] = lambda: text(site, "title")
        methods[f"{prefix}.BaseURL"] = lambda: text(site, "baseurl")
    return methods


def _store() -> dict[str, Callable[..., TemplateValue]]:
    """What a template keeps for itself by name (gohugo.io, "Store": a call has one of its own)."""
    kept: dict[str, TemplateValue] = {}

    def keep(name: TemplateValue, value: TemplateValue) -> str:
        kept[str(name)] = value
        return ""

    names = ("Scratch", "Store")
    getting = {f"{name}.Get": lambda key: kept.get(str(key)) for name in names}
    return {f"{name}.Set": keep for name in names} | getting


def _param(page: PageValues, key: str) -> Value:
    """A value of the page, else one of the site."""
    params = page.params()
    return (
        params[key.lower()]
        if key.lower() in params
        else mapping(page.site, "params").get(key.lower(), "")
    )


def _folder(site: FrontMatter) -> str:
    """The site's address, as the folder that other addresses are relative to."""
    return (text(site, "baseurl") or "").rstrip("/") + "/"


def _on_the_site(site: FrontMatter, address: str) -> str:
    """A path without scheme and host; an address of another site stays whole."""
    return address if urlsplit(address).netloc else urljoin(urlsplit(_folder(site)).path, address)


def _values(front_matter: FrontMatter) -> dict[str, TemplateValue]:
    """All of it with keys in lower case, as templates find them."""
    return {key.lower(): _value(value) for key, value in front_matter.items()}


def _value(value: object) -> TemplateValue:
    if isinstance(value, dict):
        return _values(value)
    return [_value(item) for item in value] if isinstance(value, list) else str(value)
