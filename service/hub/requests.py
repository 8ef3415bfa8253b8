"""What a form sent to the hub asks for (W3C WebSub section 5.1). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from service.hub.allowed_targets import ForbiddenAddressError, Target, check_url

_MOST_FIELDS = 200
_SECRET_BYTES = 200  # section 5.1: a secret is shorter than this
_PUBLISHED = ("hub.url", "hub.url[]", "hub.topic")


class BadRequestError(Exception):
    """`str()` is the plain text of a 400."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    topic: str  # as spelled
    callback: str
    host: str  # the callback's
    lease_seconds: int | None
    secret: str | None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    topic: str
    callback: str
    host: str


@dataclass(frozen=True, slots=True)
class Publish:
    topics: tuple[str, ...]  # as spelled, each once


Request = Subscribe | Unsubscribe | Publish
_Fields = list[tuple[str, str]]


def read_request(body: bytes, target: Target, callback_characters: int) -> Request:
    """The request in a form-encoded body; parameters nobody knows are ignored.

    :raise BadRequestError: no such form, or a value that must not be
    """
    fields = _fields(body)
    mode = _one(fields, "hub.mode")
    if mode == "publish":
        return Publish(_published(fields))
    if mode not in ("subscribe", "unsubscribe"):
        raise BadRequestError(f"hub.mode={mode[:40]}: subscribe, unsubscribe or publish")
    topic, callback = _one(fields, "hub.topic"), _one(fields, "hub.callback")
    host = _host(callback, target, callback_characters)
    if mode == "unsubscribe":  # section 5.1: the lease is ignored, whatever it says
        return Unsubscribe(topic, callback, host)
    return Subscribe(topic, callback, host, _lease(fields), _secret(fields))


def _fields(body: bytes) -> _Fields:
    try:
        return parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise BadRequestError("the body is no form in UTF-8, or has too many fields") from error


def _one(fields: _Fields, name: str) -> str:
    found = _maybe(fields, name)
    if not found:
        raise BadRequestError(f"{name} is missing")
    return found


def _maybe(fields: _Fields, name: str) -> str | None:
    values = {value for key, value in fields if key == name}
    if len(values) > 1:
        raise BadRequestError(f"{name} is given twice")
    return next(iter(values), None)


def _host(callback: str, target: Target, most: int) -> str:
    if len(callback) > most:
        raise BadRequestError(f"hub.callback: longer than {most} characters")
    try:
        return check_url(callback, target)
    except ForbiddenAddressError as error:
        raise BadRequestError(f"hub.callback: {error}") from error


def _lease(fields: _Fields) -> int | None:
    spelled = _maybe(fields, "hub.lease_seconds")
    if not spelled:
        return None
    digits = spelled.lstrip("0")
    if not spelled.isascii() or not spelled.isdigit() or not digits:
        raise BadRequestError(f"hub.lease_seconds={spelled[:40]}: a positive whole number")
    return int(digits[:18])  # beyond that it is far above every bound


def _secret(fields: _Fields) -> str | None:
    secret = _maybe(fields, "hub.secret")
    if secret and len(secret.encode()) >= _SECRET_BYTES:
        raise BadRequestError(f"hub.secret: {_SECRET_BYTES} bytes or more")
    return secret or None


def _published(fields: _Fields) -> tuple[str, ...]:
    """Every spelling in use: repeated, `hub.url[]`, several in one parted by commas."""
    values = [value for key, value in fields if key in _PUBLISHED]
    urls = [url for value in values for url in _parted(value)]
    if not urls:
        raise BadRequestError("hub.url is missing")
    return tuple(dict.fromkeys(urls))


def _parted(value: str) -> list[str]:
    """Only a comma before a scheme parts two addresses: others may stand in a query string."""
    parts = value.replace(",http://", "\0http://").replace(",https://", "\0https://").split("\0")
    return [part.strip() for part in parts if part.strip()]


Mode = Literal["subscribe", "unsubscribe"]
