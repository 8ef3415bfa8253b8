"""Caches parts of pages that many pages share: entries, charts, and columns of charts.

An entry stands in the feeds of all its terms. The category, tag and source of one outlet have the
same chart. The columns of charts have the same months, and few different numbers of posts.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from markupsafe import Markup

from feeds.feed.phrases import phrases_for
from feeds.index.monthly import Month
from feeds.model import Entry, Post, Repeat
from service.web.current import publication
from service.web.pages import chart
from service.web.pages.layout import language

_ARTICLES = 2048  # about 4 MB
_CHARTS = 256  # about 2 MB
_MONTHS = 4096  # about 4 MB


def install(app: Flask) -> None:
    """Give the templates what writes these parts, which each application keeps for itself. `tag`
    is always that of the page's language."""
    article_written = lru_cache(_ARTICLES)(_article)

    def article_of(entry: Entry, tag: str, outlet: str) -> Markup:
        """`outlet` is whose feed the page shows, if it is one's: its entries need not name it."""
        site = publication().archive.site
        shown = entry.post, entry.url, entry.summary, entry.repeats
        is_own = bool(outlet) and entry.post.attribution.outlet == outlet
        return article_written(*shown, is_own, tag, site.language, site.timezone)

    app.jinja_env.globals |= {
        "article_of": article_of,
        "chart_of": lru_cache(_CHARTS)(_chart),
        "column_of": lru_cache(_MONTHS)(lambda bar, tag: _written("column", bar=bar)),
        "row_of": lru_cache(_MONTHS)(lambda month, tag: _written("row", month=month)),
    }


def _article(
    post: Post,
    url: str,
    summary: str,
    repeats: tuple[Repeat, ...],
    is_own: bool,
    tag: str,
    spoken: str,
    zone: ZoneInfo,
) -> Markup:
    """`spoken` is the site's language, and `zone` its time zone."""
    phrases, site = phrases_for(post.language or spoken), publication().archive.site
    shown = {"post": post, "url": url, "summary": summary, "repeats": repeats}
    return _written("article", **shown, is_own=is_own, phrases=phrases, site=site)


def _chart(months: tuple[Month, ...], tag: str) -> Markup:
    template = current_app.jinja_env.get_template("_chart.html")
    return Markup(template.render(chart=chart.chart_of(months), language=language()))


def _written(macro: str, **shown: Any) -> Markup:
    """A macro needs no context of its own, which would take as long as a month does."""
    macros = current_app.jinja_env.get_template("_fragments.html").module
    written: Markup = getattr(macros, macro)(**shown, language=language())
    return written
