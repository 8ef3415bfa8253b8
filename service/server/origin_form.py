"""Brings the target and Host of a request into the origin form (RFC 9112 section 3.2).

A client may send the absolute form `GET http://host/path HTTP/1.1` to any server, which has to
accept it (section 3.2.2). The application knows only the origin form: a path, and the host in
the field Host.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from service.server.heads import is_host

_ABSOLUTE_FORM = re.compile(rb"https?://([^/]*)(.*)", re.IGNORECASE | re.DOTALL)

Scope = Mapping[str, Any]  # of ASGI, for a request


def in_origin_form(scope: Scope) -> Scope | None:
    """The same request with a target that begins with a slash, where it had the absolute form.

    None where it has to be refused: by its version it must name a host and does not, or what it
    names can be no host.
    """
    host = dict(scope["headers"]).get(b"host")  # gunicorn refuses a second one
    if absolute := _ABSOLUTE_FORM.fullmatch(scope["raw_path"]):
        scope = _rewritten(scope, absolute[1], absolute[2] or b"/")
        host = absolute[1] or None
    if host is None:
        return scope if scope["http_version"] == "1.0" else None
    return scope if is_host(host) else None


def _rewritten(scope: Scope, host: bytes, path: bytes) -> Scope:
    """Section 3.2.2: the Host that was sent does not count beside an absolute form."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {
        **scope,
        "raw_path": path,
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),  # as gunicorn does
        "headers": [(b"host", host), *headers],
    }
