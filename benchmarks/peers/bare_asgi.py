"""The least an ASGI application can do: one document that is there already."""

import os
from pathlib import Path

_BODY = Path(os.environ["BENCH_FILE"] + ".gz").read_bytes()
_HEADERS = [
    (b"content-type", b"application/xml"),
    (b"content-encoding", b"gzip"),
    (b"content-length", str(len(_BODY)).encode()),
]


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})
