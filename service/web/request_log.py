"""Records each request that Flask answers: as an event for the statistics and, where the settings
say so, as a line of the log. The answer has the same id as the line.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Flask, Response, g, request

from service.publication.response import MISS
from service.web.current import publication, request_path

_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_LONGEST_LOGGED = 500  # characters of what a client sends


def install(app: Flask) -> None:
    """Record every request of this application."""
    app.before_request(_begin)
    app.after_request(_end)


def missed() -> None:
    """The feed of this request had to be rendered."""
    g.cache = "miss"


def _begin() -> None:
    g.cache = "hit"
    g.started = time.perf_counter()
    proxy_id = request.headers.get("X-Request-ID", "")
    # An id that a proxy gave is kept, so that one request has one id in all logs.
    g.request_id = proxy_id if _ID.fullmatch(proxy_id) else secrets.token_hex(8)
    publication().recorder.start()


def _end(response: Response) -> Response:
    if "Cache-Status" not in response.headers:
        g.cache = "none"
    elif g.cache == "miss":
        response.headers["Cache-Status"] = MISS
    _record(response)
    if publication().settings.log_requests:
        response.headers["X-Request-ID"] = g.request_id
        print(json.dumps(_line(response), ensure_ascii=False), file=sys.stderr)
    return response


def _record(response: Response) -> None:
    headers = request.headers
    conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
    agent = headers.get("User-Agent", "").encode("latin-1", "replace")
    target = quote(request_path()).encode()
    publication().recorder.events.append(
        (target, response.status_code, g.cache, agent, conditional, _size(response))
    )


def _line(response: Response) -> dict[str, object]:
    """A request as the log shows it, without the client's address, which serves no purpose here."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": g.request_id,
        "method": request.method,
        "target": request.full_path.rstrip("?")[:_LONGEST_LOGGED],
        "status": response.status_code,
        "bytes": _size(response),
        "cache": g.cache,
        "milliseconds": round((time.perf_counter() - g.started) * 1000, 1),
        "agent": request.headers.get("User-Agent", "")[:_LONGEST_LOGGED],
    }


def _size(response: Response) -> int:
    return 0 if request.method == "HEAD" else response.content_length or 0
