"""The absolute addresses in a document that lead to this service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from feeds.addresses import static_target, write_target
from feeds.identity import post_key
from feeds.model import Post, Site
from feeds.query import Query
from feeds.render.stylesheet import PATH as STYLESHEET

ABOUT_ATTRIBUTION = "/about/attribution"


@dataclass(frozen=True, slots=True)
class Links:
    """`base_url` has no slash at its end; `hubs` has our own first, external ones after it.
    `is_static`: the documents are files of a static server, which knows no query strings."""

    base_url: str
    hubs: tuple[str, ...] = ()
    is_static: bool = False

    def feed(self, query: Query, extension: str) -> str:
        """The canonical address of a document: its `rel=self` and WebSub topic."""
        return self.base_url + self.target(query, extension)

    def page(self, query: Query) -> str:
        """The feed as a page for people."""
        return self.base_url + self.target(Query(terms=query.terms), "")

    def target(self, query: Query, extension: str) -> str:
        """The address below the base URL; `extension` is empty for the page for people."""
        write = static_target if self.is_static else write_target
        return write(query, extension)

    def home(self, query: Query, site: Site) -> str:
        """What a feed is a feed of: the site, or else the page about its terms."""
        return self.page(query) if query.terms else site.url + "/"

    def post(self, post: Post) -> str:
        """An address of a post that goes on answering when the post is gone."""
        return f"{self.base_url}/post/{post_key(post)}"

    @property
    def about_attribution(self) -> str:
        """Where the JSON extension `_attribution` is explained."""
        return self.base_url + ABOUT_ATTRIBUTION

    @property
    def stylesheet(self) -> str:
        """A path, not an address: a browser takes a style sheet only from the document's host."""
        return urlsplit(self.base_url).path + STYLESHEET
