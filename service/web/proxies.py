"""Takes for the client of a request whom the operator's proxies name."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from service.traffic.clients import forwarded_client


def behind_proxies(application: WSGIApplication, number: int) -> WSGIApplication:
    """The application behind so many proxies. Werkzeug's ProxyFix reads a list of quoted values: a
    quotation mark that a client sends and nothing closes hides what the proxies add after it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        forwarded_for = environ.get("HTTP_X_FORWARDED_FOR", "")
        environ["REMOTE_ADDR"] = forwarded_client(peer, forwarded_for, number)
        return application(environ, start_response)

    return answer
