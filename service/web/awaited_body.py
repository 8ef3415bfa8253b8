"""Decides by the head of a request whether it may send a body, and of what length at most.

`service.server` awaits bodies on its event loop, so that no thread waits for a client. It gives the
application the body, or the reason why there is none, in the WSGI environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feeds.errors import StateError
from service.hosts.proof import may_be_proven
from service.settings.credentials import bears, refresh_token
from service.settings.settings import Settings

FORM = "application/x-www-form-urlencoded"
# Where the WSGI environment holds an exception of Werkzeug: why a body was not awaited to its end.
REFUSED_BODY = "postwire.refused_body"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many bytes of a body are read, and whether their sender is known to be the operator."""

    most_bytes: int
    is_operators: bool = False


NOTHING = Allowance(0)


def allowance(method: str, path: str, headers: Mapping[str, str], settings: Settings) -> Allowance:
    """What the body of a request may be, by its head alone. `path` is decoded; the names of
    `headers` are in lower case.

    Where nothing is allowed, the application has all that it needs to refuse the request.
    """
    if method == "POST" and path in ("/hub", "/hub/subscription-details"):
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        return Allowance(settings.hub_body_bytes) if media_type == FORM else NOTHING
    if method == "POST" and path == "/refresh":
        return _of_refresh(headers, settings)
    return NOTHING


def _of_refresh(headers: Mapping[str, str], settings: Settings) -> Allowance:
    if _bears_token(headers.get("authorization", ""), settings):
        return Allowance(settings.refresh_body_bytes, is_operators=True)
    if any(may_be_proven(headers, secret) for secret in settings.webhook_secrets):
        return Allowance(min(settings.refresh_body_bytes, settings.client_share_bytes))
    return NOTHING


def _bears_token(authorization: str, settings: Settings) -> bool:
    try:
        return bool(authorization) and bears(authorization, refresh_token(settings))
    except StateError:  # the application meets it again, and reports it
        return False
