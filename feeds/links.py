"""Every absolute address a document holds that leads to this service."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.query import Query, path_of


@dataclass(frozen=True, slots=True)
class Links:
    """`base_url` has no slash at its end; `hubs` has our own first, external ones after it."""

    base_url: str
    hubs: tuple[str, ...] = ()

    def feed(self, query: Query, extension: str) -> str:
        """The canonical address of a document: its `rel=self` and WebSub topic."""
        return self.base_url + path_of(query, extension)

    def page(self, query: Query) -> str:
        """The feed as a page for people."""
        return self.base_url + path_of(Query(terms=query.terms), "")
