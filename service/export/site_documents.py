"""The documents of an export that belong to no feed: catalogue, lists, style sheets, and files that
hosts read."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.archive import Archive
from service.export.host_files import front_redirect, headers, redirects
from service.export.static_pages import SiteDocument, StaticPages, fixed_documents
from service.settings.settings import Settings
from service.web.static_site import StaticSite


def site_documents(
    archive: Archive, settings: Settings, static: StaticSite, is_shared: bool
) -> Iterator[SiteDocument]:
    """All of them. In another program's output there is no front page.

    :raise StateError: where there is no index
    """
    pages = StaticPages(settings, static)
    yield from pages.catalogue()
    yield from pages.lists()
    yield from fixed_documents()
    links = pages.publication.links
    yield SiteDocument("_headers", headers(links))
    yield SiteDocument("_redirects", redirects(pages.publication, static))
    if static.kinds and "site" in static.kinds:
        yield SiteDocument("feed/index.html", front_redirect(archive, links, static.formats))
    if not is_shared:  # GitHub Pages would leave out `_headers` and run Jekyll on the rest
        yield SiteDocument(".nojekyll", b"")
