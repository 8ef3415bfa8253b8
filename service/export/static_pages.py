"""The pages of an export: those of the service, with addresses that a static server has.

StaticSite ─▶ a Flask application of the service's own views and templates ─▶ pages, lists
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import NamedTuple

from flask import Flask, Response, g
from werkzeug.test import create_environ

from feeds.query import Query
from feeds.render import stylesheet
from feeds.render.links import ABOUT_ATTRIBUTION, Links
from service.publication.entry_maker import EntryMaker
from service.publication.publication import Publication
from service.settings.settings import Settings
from service.web import pages
from service.web.opml import LISTS, opml
from service.web.pages.catalogue import SEARCH_INDEX, list_page, static_views
from service.web.pages.feed_page import ENTRIES, TEMPLATE, context_of
from service.web.pages.layout import page_body
from service.web.pages.search_index import search_index
from service.web.static_files import (
    ABOUT,
    PAGE_FILES,
    page_file_bytes,
    page_file_path,
    search_script,
    search_script_path,
)
from service.web.static_site import StaticSite

INDEX = "index.html"


class SiteDocument(NamedTuple):
    """A document that belongs to no feed, and its path below the export's folder."""

    path: str
    body: bytes


class StaticPages:
    """The application that writes the pages, with its own open index and entries."""

    def __init__(
        self, settings: Settings, static: StaticSite, make_maker: type[EntryMaker] = EntryMaker
    ) -> None:
        """:raise PostwireError: no archive, or no index"""
        links = Links(settings.public_url, settings.external_hubs, is_static=True)
        self.static = static
        self.publication = Publication(settings, links, make_maker)
        self._app = Flask("service.web", static_folder=None)
        self._app.extensions["postwire"] = self.publication
        self._app.extensions["postwire.static_site"] = static
        pages.install(self._app)
        # Each page is one of thousands, and no page depends on the request.
        self._environ = create_environ("/all")

    def pages_of(self, query: Query, posts: int) -> Iterator[Query]:
        """The page of a feed of so many posts, and as many further ones as there are to be."""
        most = min(-(-posts // ENTRIES), self.static.pages)
        return (query.on_page(number) for number in range(1, max(most, 1) + 1))

    def feed_page(self, query: Query) -> bytes:
        """The page of a feed.

        :raise UnknownTermError: a term of the query that no served post has
        """
        with self._app.request_context(dict(self._environ)):
            return page_body(TEMPLATE, **context_of(query))

    def catalogue(self) -> Iterator[SiteDocument]:
        """Every page of the list of feeds, and what its search reads."""
        with self._app.test_request_context("/"):
            views = list(static_views())
        for view in views:
            path = self.static.listed(view.wish.kind or "", view.page)
            yield SiteDocument(path[1:] + INDEX, self._body("/", partial(list_page, view)))
        with self._app.test_request_context("/"):
            yield SiteDocument(SEARCH_INDEX[1:], search_index())

    def lists(self) -> Iterator[SiteDocument]:
        """The OPML lists that have a feed."""
        for name, kinds in LISTS.items():
            if set(kinds) & set(self.static.kinds):
                path = f"/{name}.opml"
                yield SiteDocument(path[1:], self._body(path, partial(opml, name)))

    def _body(self, path: str, view: Callable[[], Response]) -> bytes:
        with self._app.test_request_context(path):
            g.charged = True  # no client asks for this
            return view().get_data()


def fixed_documents() -> Iterator[SiteDocument]:
    """Style sheets, the script of the search, and what `_attribution` in JSON Feed means: as a
    page, for a static server knows no type of a file without an ending."""
    yield SiteDocument(stylesheet.PATH[1:], stylesheet.CSS)
    for kind in PAGE_FILES:
        yield SiteDocument(page_file_path(kind)[1:], page_file_bytes(kind))
    yield SiteDocument(search_script_path()[1:], search_script())
    head = '<!doctype html>\n<meta charset="utf-8">\n<title>_attribution</title>\n'
    about = f"{head}<pre>{escape(ABOUT)}</pre>\n".encode()
    yield SiteDocument(f"{ABOUT_ATTRIBUTION[1:]}/{INDEX}", about)
