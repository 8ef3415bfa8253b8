"""Files that tell a host what a static server cannot: `_headers` and `_redirects`, which Netlify
and Cloudflare Pages read (GitLab Pages reads the second), and a page in place of a redirect.

https://docs.netlify.com/manage/routing/headers/
https://developers.cloudflare.com/pages/configuration/redirects/
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import quote, urlsplit

from feeds.archive import Archive
from feeds.index.select import TermRow, terms
from feeds.model import SITE
from feeds.query import Query
from feeds.render import FORMATS, stylesheet
from feeds.render.links import Links
from service.export.files import place_of
from service.publication.publication import Publication
from service.web.static_files import PAGE_FILES, page_file_path, search_script_path
from service.web.static_site import StaticSite

# Cloudflare reads the first 2,000 lines and 100 kB, and is silent about the rest.
_MOST_LINES = 1900
_MOST_BYTES = 90_000
_FOR_EVER = "Cache-Control: public, max-age=31536000, immutable"
_WORDPRESS = ("/feed", "/feed/atom")  # after a term's page; of the site too


def headers(links: Links) -> bytes:
    """`_headers`: feeds are XML that a browser shows, a page of any site may read them, and what
    bears a digest in its name is kept for ever. A host joins the headers of all rules that match,
    so each header stands in one of them."""
    base = urlsplit(links.base_url).path
    types = [
        (f"/*.{form.extension}", f"Content-Type: {form.content_type}") for form in FORMATS.values()
    ]
    rules = [
        *(rule for rule in types if not rule[0].endswith(".json")),  # `/feeds.json` is no feed
        ("/*.opml", "Content-Type: text/x-opml; charset=utf-8"),
        ("/*", "Access-Control-Allow-Origin: *"),
        ("/*", "X-Content-Type-Options: nosniff"),
        (stylesheet.PATH, _FOR_EVER),
        *((page_file_path(kind), _FOR_EVER) for kind in PAGE_FILES),
        (search_script_path(), _FOR_EVER),
    ]
    return "".join(f"{base}{path}\n  {header}\n" for path, header in rules).encode()


def redirects(publication: Publication, static: StaticSite) -> bytes:
    """`_redirects`: addresses of WordPress and Hugo, largest feeds first, as many as every host
    reads."""
    base = urlsplit(publication.links.base_url).path
    lines: list[str] = []
    size = 0
    for old, new in _moves(publication, static):
        line = f"{base}{old} {base}{new} 301\n"
        size += len(line)
        if len(lines) == _MOST_LINES or size > _MOST_BYTES:
            break
        lines.append(line)
    return "".join(lines).encode()


def front_redirect(archive: Archive, links: Links, formats: tuple[str, ...]) -> bytes:
    """WordPress's `/feed/` as a page that leads a browser on, and a reader by autodiscovery."""
    urls = [(FORMATS[extension], links.feed(Query(), extension)) for extension in formats]
    alternates = "".join(
        f'<link rel="alternate" type="{form.media_type}" href="{escape(url)}">\n'
        for form, url in urls
    )
    title, url = escape(archive.site.title), escape(urls[0][1])
    return (
        f'<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n{alternates}'
        f'<link rel="canonical" href="{url}">\n<meta http-equiv="refresh" content="0; url={url}">\n'
        f'<p><a href="{url}">{title}</a></p>\n'
    ).encode()


def _moves(publication: Publication, static: StaticSite) -> Iterator[tuple[str, str]]:
    """(old path, path now), percent-encoded, below the base URL."""
    extension = static.formats[0]
    if static.has(SITE):
        for ending in _WORDPRESS:
            yield ending, publication.links.target(Query(), extension)
    rows = [row for row in terms(publication.index) if static.has(row.term) and row.term != SITE]
    for row in sorted(rows, key=lambda row: -row.posts):
        if place_of(row.term, extension):
            now = publication.links.target(Query((row.term,)), extension)
            yield from ((old, now) for old in _old_paths(row))


def _old_paths(row: TermRow) -> Iterator[str]:
    kind, name = row.term.kind, quote(row.term.name, safe="")
    if kind in ("category", "tag", "author"):
        yield f"/{kind}/{name}/feed"
    if kind in ("category", "tag"):
        plural = {"category": "categories", "tag": "tags"}[kind]
        yield f"/{plural}/{name}/index.xml"
