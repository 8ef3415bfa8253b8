"""Makes, keeps and compares the bearer token of a refresh. An empty token opens nothing."""

from __future__ import annotations

import hmac
import logging
import secrets
from pathlib import Path

from feeds.errors import StateError
from feeds.files import write_once
from service.settings.settings import Settings

TOKEN_NAME = "refresh.token"

_log = logging.getLogger(__name__)


def refresh_token(settings: Settings) -> str:
    """The token of `POST /refresh`: the setting's, else the one in the state folder. Where there is
    none yet, or an empty one, it is made (mode 0600).

    :raise StateError: the file can be neither read nor written
    """
    if settings.refresh_token:
        return settings.refresh_token.get_secret_value()
    path = settings.state_folder / TOKEN_NAME
    try:
        return _token_in(path) or _new_token(path)
    except (OSError, ValueError) as error:
        raise StateError(f"cannot use the refresh token in {path}: {error}") from error


def _token_in(path: Path) -> str:
    """Empty where there is no such file, or nothing in it."""
    return path.read_text("ascii").strip() if path.exists() else ""


def _new_token(path: Path) -> str:
    if path.exists():
        _log.warning("the refresh token in %s was empty: a new one takes its place", path)
        path.unlink()
    write_once(path, secrets.token_urlsafe(32) + "\n", 0o600)
    return _token_in(path)


def is_token(text: str | None, token: str) -> bool:
    """Whether a client's text is the token, in a time that says nothing of either."""
    return bool(token) and hmac.compare_digest((text or "").encode(), token.encode())


def bears(authorization: str, token: str) -> bool:
    """Whether an `Authorization` header holds this bearer token (RFC 6750 section 2.1)."""
    scheme, _, text = authorization.partition(" ")
    return scheme.lower() == "bearer" and is_token(text.strip(), token)
