"""`postwire refresh [PATH…]`"""

from __future__ import annotations

import json
import socket
import ssl
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

import click

from feeds.errors import ConfigurationError, PostwireError
from service.settings.credentials import TOKEN_NAME, refresh_token
from service.settings.loading import load
from service.settings.settings import Settings
from service.settings.web_address import check_web_address

_PATIENCE_SECONDS = 600.0  # the first scan of a very large archive


class RefreshFailedError(PostwireError):
    """The service cannot be reached, or refuses."""


@click.command("refresh")
@click.argument("paths", nargs=-1)
@click.option("--url", help="Address of the service (as the settings have it).")
@click.option(
    "--archive",
    envvar="POSTWIRE_ARCHIVE",
    help="The archive that the service serves (the current folder).",
)
@click.option("--state", type=click.Path(path_type=Path), help="State folder of the service.")
@click.option("--config", type=click.Path(path_type=Path), help="Configuration file.")
@click.option("--json", "as_json", is_flag=True, help="Print the service's JSON answer.")
def command(paths: tuple[str, ...], url: str | None, as_json: bool, **given: Any) -> None:
    """Ask the running service to look for changed posts.

    With PATHs it looks at these files alone, which is faster. A PATH is relative to the archive,
    or absolute.
    """
    settings = load(**given)
    answer = _ask(
        _address(url) or settings.public_url, _token(settings), _relative(paths, settings)
    )
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _summary(answer))


def _address(url: str | None) -> str | None:
    """:raise ConfigurationError: no http(s) address"""
    try:
        return check_web_address(url) if url else None
    except ValueError as error:
        raise ConfigurationError(f"--url: {error}") from error


def _token(settings: Settings) -> str:
    """The running service's: a token made here and now would open nothing."""
    if settings.refresh_token is None and not (settings.state_folder / TOKEN_NAME).exists():
        raise RefreshFailedError(
            f"no refresh token in {settings.state_folder}: name the service's state folder "
            "(--state), its archive (--archive), or set POSTWIRE_REFRESH_TOKEN"
        )
    return refresh_token(settings)


def _relative(paths: tuple[str, ...], settings: Settings) -> list[str]:
    root = settings.archive.resolve()
    return [
        str(Path(path).relative_to(root)) if Path(path).is_relative_to(root) else path
        for path in paths
    ]


def _ask(url: str, token: str, paths: list[str]) -> dict[str, Any]:
    """:raise RefreshFailedError: in one line, why there is no answer"""
    body = json.dumps({"paths": paths}).encode() if paths else b""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    request = urllib.request.Request(f"{url.rstrip('/')}/refresh", body, headers)
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as error:
        with error:
            raise RefreshFailedError(f"{url}: {error.code}: {_detail(error.read())}") from error
    except (OSError, ValueError, HTTPException) as error:
        raise RefreshFailedError(f"no answer from {url}: {_plain(error)}") from error


def _plain(error: Exception) -> str:
    """What an error of the libraries means to somebody who knows none of them."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return "it takes too long"
    if isinstance(reason, socket.gaierror):
        return "no such host"
    if isinstance(reason, ssl.SSLError):
        return f"no encrypted connection: {getattr(reason, 'reason', None) or reason}"
    if isinstance(reason, OSError):
        return reason.strerror or "the connection ended"
    return "what answers there is no Postwire"


def _detail(body: bytes) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return body[:200].decode("utf-8", "replace")


def _summary(answer: dict[str, Any]) -> str:
    if answer["rebuilt"]:
        return f"the index was built anew in {answer['milliseconds']} ms"
    words = ("added", "changed", "removed", "broken")
    lines = [f"{word}: {path}" for word in words for path in answer[word]]
    counts = ", ".join(f"{len(answer[word])} {word}" for word in words)
    feeds = len(answer["feeds"])
    return "\n".join([*lines, f"{counts}; {feeds} feeds changed in {answer['milliseconds']} ms"])
