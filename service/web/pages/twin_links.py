"""Links to the pages of a feed's twins, which are other feeds of the same posts."""

from __future__ import annotations

from typing import NamedTuple

from feeds.index.select import twins_of
from feeds.model import Term
from feeds.parameters import parse
from service.web.current import publication, static_site
from service.web.pages import urls


class TwinLink(NamedTuple):
    term: Term
    page: str


def twin_links(term: Term | None) -> tuple[TwinLink, ...]:
    """The twins of a term, by kind and name; none of what is no term."""
    if term is None:
        return ()
    return tuple(
        TwinLink(twin, urls.page_path(parse(twin, ())))
        for twin in twins_of(publication().index, term)
        if has_page(twin)
    )


def has_page(term: Term) -> bool:
    """Whether the page of this feed is there. The service has every one."""
    static = static_site()
    return static is None or static.has(term)
