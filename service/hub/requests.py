"""The requests that a form sent to the hub can be (W3C WebSub section 5.1). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import parse_qsl

from service.hub.allowed_targets import AllowedTargets, ForbiddenTargetError, check_url
from service.settings.hub import SignatureMethod

Mode = Literal["subscribe", "unsubscribe"]

METHODS = get_args(SignatureMethod)
_MOST_FIELDS = 200
_SECRET_BYTES = 200  # section 5.1: a secret is shorter than this
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PUBLISHED = ("hub.url", "hub.url[]", "hub.topic")


class BadRequestError(Exception):
    """A form without meaning; `str()` is the plain text of a 400."""


@dataclass(frozen=True, slots=True)
class Subscribe:
    """hub.mode=subscribe"""

    topic: str  # in the subscriber's spelling
    callback: str
    host: str  # the callback's
    lease_seconds: int | None
    secret: str | None
    signature_method: str | None = None  # a wish of its own: None as the settings say


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """hub.mode=unsubscribe"""

    topic: str
    callback: str
    host: str


@dataclass(frozen=True, slots=True)
class Details:
    """A question for the state of a subscription; its secret shows that the subscriber asks."""

    topic: str
    callback: str
    secret: str


@dataclass(frozen=True, slots=True)
class Publish:
    """hub.mode=publish, a convention that is not in the recommendation."""

    topics: tuple[str, ...]  # as spelled, each once


Request = Subscribe | Unsubscribe | Publish
_Fields = list[tuple[str, str]]


def read_request(body: bytes, allowed: AllowedTargets, callback_characters: int) -> Request:
    """The request in a form-encoded body; unknown parameters are ignored.

    :raise BadRequestError: no form, a parameter that is missing, or a value without meaning
    """
    fields = _fields(body)
    mode = _one(fields, "hub.mode")
    if mode == "publish":
        return Publish(_published(fields))
    if mode not in ("subscribe", "unsubscribe"):
        raise BadRequestError(f"hub.mode={mode[:40]}: subscribe, unsubscribe or publish")
    topic, callback = _one(fields, "hub.topic"), _one(fields, "hub.callback")
    if len(topic) > callback_characters:  # it stands in each call to the callback
        raise BadRequestError(f"hub.topic: longer than {callback_characters} characters")
    host = _host(callback, allowed, callback_characters)
    if mode == "unsubscribe":  # section 5.1: its lease is ignored, even one without meaning
        return Unsubscribe(topic, callback, host)
    return Subscribe(topic, callback, host, _lease(fields), _secret(fields), _method(fields))


def read_details(form: bytes) -> Details:
    """The question in a form-encoded body, or in a query string.

    :raise BadRequestError: no form, or a parameter that is missing
    """
    fields = _fields(form)
    names = "hub.topic", "hub.callback", "hub.secret"
    return Details(*(_one(fields, name) for name in names))


def _fields(body: bytes) -> _Fields:
    try:
        return parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise BadRequestError("the body is no form in UTF-8, or has too many fields") from error


def _one(fields: _Fields, name: str) -> str:
    value = _optional(fields, name)
    if not value:
        raise BadRequestError(f"{name} is missing")
    return value


def _optional(fields: _Fields, name: str) -> str | None:
    values = {value for key, value in fields if key == name}
    if len(values) > 1:
        raise BadRequestError(f"{name} is given twice")
    value = next(iter(values), None)
    _refuse_controls(name, value or "")
    return value


def _refuse_controls(name: str, value: str) -> None:
    """No address has one, some databases take no NUL, and a log line ends with some."""
    if _CONTROL.search(value):
        raise BadRequestError(f"{name}: a control character")


def _host(callback: str, allowed: AllowedTargets, most: int) -> str:
    if len(callback) > most:
        raise BadRequestError(f"hub.callback: longer than {most} characters")
    try:
        return check_url(callback, allowed)
    except ForbiddenTargetError as error:
        raise BadRequestError(f"hub.callback: {error}") from error


def _lease(fields: _Fields) -> int | None:
    value = _optional(fields, "hub.lease_seconds")
    if not value:
        return None
    digits = value.lstrip("0")
    if not value.isascii() or not value.isdigit() or not digits:
        raise BadRequestError(f"hub.lease_seconds={value[:40]}: a positive whole number")
    return int(digits[:18])  # a number of more digits is far above every bound


def _secret(fields: _Fields) -> str | None:
    secret = _optional(fields, "hub.secret")
    if secret and len(secret.encode()) >= _SECRET_BYTES:
        raise BadRequestError(f"hub.secret: {_SECRET_BYTES} bytes or more")
    return secret or None


def _method(fields: _Fields) -> str | None:
    """The method of X-Hub-Signature (section 7.1) that the subscriber knows."""
    method = _optional(fields, "hub.signature_method")
    if method and method not in METHODS:
        raise BadRequestError(f"hub.signature_method={method[:40]}: one of {', '.join(METHODS)}")
    return method or None


def _published(fields: _Fields) -> tuple[str, ...]:
    """The topics in every spelling in use: repeated, `hub.url[]`, several parted by commas."""
    values = [value for key, value in fields if key in _PUBLISHED]
    _refuse_controls("hub.url", "".join(values))
    urls = [url for value in values for url in _split(value)]
    if not urls:
        raise BadRequestError("hub.url is missing")
    return tuple(dict.fromkeys(urls))


def _split(value: str) -> list[str]:
    """Only a comma before a scheme separates two addresses: others may stand in a query."""
    parts = value.replace(",http://", "\0http://").replace(",https://", "\0https://").split("\0")
    return [part.strip() for part in parts if part.strip()]
