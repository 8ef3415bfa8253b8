"""The documents of a feed by month (RFC 5005 section 4): its neighbours, and when it is sealed.

A month is in the site's time zone and is written YYYY-MM.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feeds.model import Site
from feeds.query import Query

if TYPE_CHECKING:  # what renders a feed does not load the index
    from feeds.index.select import Selection


def is_sealed(query: Query, newer_month: str | None) -> bool:
    """Whether a document is complete: that of a month whose feed has a post in a later month.

    No clock decides that, so all hosts agree.
    """
    return query.month is not None and newer_month is not None


def older_month(query: Query, selection: Selection, site: Site) -> str | None:
    """From the polled document to the newest month, from each month to the one before it."""
    if query.month:
        return _month(selection.older, site) if selection.older else None
    if not query.is_first or not selection.posts:
        return None
    return _month(selection.posts[0][0].published, site)


def newer_month(selection: Selection, site: Site) -> str | None:
    """The month after the one of this selection in which its feed has a post."""
    return _month(selection.newer, site) if selection.newer else None


def _month(moment: datetime, site: Site) -> str:
    return f"{moment.astimezone(site.timezone):%Y-%m}".rjust(7, "0")
