"""The address of a page of a Jekyll site that is no post, as `about.md` (jekyllrb.com, "Pages")."""

from __future__ import annotations

import posixpath

from feeds.archive.jekyll.defaults import Default, default_values
from feeds.archive.jekyll.site_collections import ending
from feeds.archive.jekyll.site_layout import SiteLayout
from feeds.archive.kind import stem_of
from feeds.archive.values import FrontMatter, merged, text
from feeds.text.urls import percent_encoded

_PAGES = "pages"
_LONGEST = 1000  # characters of a template: each placeholder in it may stand for a long path


def page_address(
    inside: str, written: FrontMatter, defaults: tuple[Default, ...], layout: SiteLayout, style: str
) -> str:
    """The path of a page on the site, percent-encoded, starting with "/".

    :param inside: the page's file in the site's source folder
    :param written: the page's front matter, without the site's defaults
    :param style: the site's `permalink`
    """
    matter = merged(default_values(defaults, inside, _PAGES), written)
    folder, stem = posixpath.dirname(inside), stem_of(inside)
    suffix = layout.output_suffix(inside)
    template = text(matter, "permalink") or ""
    if not 0 < len(template) < _LONGEST:
        template = _template(stem, suffix, style)
    values = {":path": folder, ":basename": stem, ":output_ext": suffix}
    for placeholder, value in values.items():
        template = template.replace(placeholder, value)
    folded = "/".join(part for part in template.split("/") if part)
    end = "/" if template.endswith("/") and folded else ""
    return percent_encoded(f"/{folded}{end}")


def _template(stem: str, suffix: str, style: str) -> str:
    if suffix not in (".html", ".htm", ".xhtml"):
        return "/:path/:basename:output_ext"
    return "/:path/" if stem == "index" else f"/:path/:basename{ending(style)}"
