"""The credentials of a refresh: a bearer token, which this module makes and keeps, or a webhook's
signature.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from feeds.errors import StateError
from feeds.files import write_once
from service.settings.settings import Settings

TOKEN_NAME = "refresh.token"


def refresh_token(settings: Settings) -> str:
    """The token of `POST /refresh`: the setting's, else the one in the state folder. Where there is
    none yet, it is made (mode 0600).

    :raise StateError: the file can be neither read nor written
    """
    if settings.refresh_token:
        return settings.refresh_token.get_secret_value()
    path = settings.state_folder / TOKEN_NAME
    try:
        if not path.exists():
            write_once(path, secrets.token_urlsafe(32) + "\n", 0o600)
        return path.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise StateError(f"cannot use the refresh token in {path}: {error}") from error


def bears(authorization: str, token: str) -> bool:
    """Whether an `Authorization` header holds this bearer token (RFC 6750 section 2.1)."""
    scheme, _, given = authorization.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return scheme.lower() == "bearer" and same


def signed(signature: str, body: bytes, secret: str) -> bool:
    """Whether `X-Hub-Signature-256` is this secret's over these bytes: `sha256=` and hex."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.strip().encode(), expected.encode())
