"""The body of the request that is answered, whole and within a bound."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge


def bounded_body(most_bytes: int) -> bytes:
    """:raise 413: a longer one"""
    if request.content_length is None and request.headers.get("Transfer-Encoding"):
        # Without this Werkzeug takes a chunked body for an empty one. Both servers that Flask
        # runs under here, gunicorn and a2wsgi, end the stream where the last chunk ends.
        request.environ["wsgi.input_terminated"] = True
    request.max_content_length = None
    body = bytearray()
    while piece := request.stream.read(most_bytes + 1 - len(body)):
        body += piece
        if len(body) > most_bytes:
            raise RequestEntityTooLarge(f"more than {most_bytes:,} bytes")
    return bytes(body)
