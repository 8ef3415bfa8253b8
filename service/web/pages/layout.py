"""The layout of all pages: functions for the templates, and the headers of a page."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from flask import Flask, Response, g, render_template, request
from jinja2 import Environment

from feeds.identity import fingerprint
from feeds.model import TERM_KINDS
from feeds.version import VERSION
from service.publication.compression import gzipped
from service.web.current import publication, static_site
from service.web.pages import urls
from service.web.pages.languages import Language, language_for
from service.web.static_files import page_file_path

# A browser loads and runs our own files alone, and the site's icon, whatever a post's title holds.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'{}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ORIGIN = re.compile(r"https?://[a-zA-Z0-9.:\[\]-]+")
_MINUTE = "public, max-age=60"


def install(app: Flask) -> None:
    """Give the templates the reader's language and our addresses."""
    environment: Environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: language().messages.gettext(message),
        lambda one, many, n: language().messages.ngettext(one, many, n),
        newstyle=True,
    )
    environment.policies["ext.i18n.trimmed"] = True  # as babel.cfg reads them
    environment.trim_blocks = environment.lstrip_blocks = True
    app.context_processor(_shared)


def icon() -> str:
    """The address of the site's icon, where its settings name one; else of our own."""
    return publication().archive.site.icon or urls.local(page_file_path("svg"))


def _foreign(address: str) -> str:
    """What the policy says of an icon that lies elsewhere; nothing where it is no clean origin."""
    origin = urls.origin(address)
    return f" {origin}" if _ORIGIN.fullmatch(origin) else ""


def language() -> Language:
    """The language of this request's page: chosen once for a request."""
    if "language" not in g:
        g.language = language_for(_wanted())
    chosen: Language = g.language
    return chosen


def page(template: str, status: int = 200, cache: str = _MINUTE, **context: Any) -> Response:
    """A page, compressed where the browser accepts that, or 304 where the browser has the same."""
    body = page_body(template, **context)
    response = Response(body, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = _POLICY.format(_foreign(icon()))
    response.headers["Content-Language"] = language().tag
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.update(["Accept-Encoding", *(["Accept-Language"] if _by_browser() else [])])
    return _validated(_compressed(response, body), body)


def page_body(template: str, **context: Any) -> bytes:
    """The bytes of a page, without its headers."""
    return render_template(template, **context).encode()


def _compressed(response: Response, body: bytes) -> Response:
    if request.accept_encodings["gzip"]:
        response.set_data(gzipped(body))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _validated(response: Response, body: bytes) -> Response:
    if response.status_code != 200:
        return response
    response.set_etag(fingerprint(body), weak=True)
    with suppress(OverflowError):  # a date of the request's that werkzeug cannot read
        response.make_conditional(request)  # changes it in place
    return response


def _wanted() -> list[str]:
    settings, site = publication().settings, publication().archive.site
    if _by_browser():
        return [*(tag for tag, _ in request.accept_languages), site.language]
    return [settings.page_language or site.language]


def _by_browser() -> bool:
    return publication().settings.page_language == "browser"


def _shared() -> dict[str, Any]:
    return {
        "site": publication().archive.site,
        "language": language(),
        "local": urls.local,
        "home": urls.home(),
        "kind_page": urls.kind_page,
        "static": static_site(),
        "style": urls.local(page_file_path("css")),
        "script": urls.local(page_file_path("js")),
        "icon": icon(),
        "origin": urls.origin(publication().settings.public_url),
        "kinds": TERM_KINDS,
        "version": VERSION,
    }
