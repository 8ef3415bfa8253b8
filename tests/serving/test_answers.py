"""How each kind of error and each file of the pages is answered: status, headers, words."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, TooManyRequests

from feeds.errors import (
    BadParameterError,
    NotReadyError,
    StateError,
    UnknownAddressError,
    UnknownTermError,
)
from feeds.model import Term
from service.web.static_files import page_file_path, search_script_path

BROWSER = {"Accept": "text/html"}
AWAY = "the service cannot use its archive, its index or its state at the moment"


def answered(client: FlaskClient, error: Exception, **headers: str) -> Any:
    """The answer to a request that meets this error."""

    def meets() -> None:
        raise error

    client.application.add_url_rule("/test/error", view_func=meets)
    return client.get("/test/error", headers=headers)


@pytest.mark.parametrize(
    ("error", "status", "detail", "headers"),
    [
        (StateError("/secret"), 503, AWAY, {"Retry-After": "5"}),
        (OSError("/secret"), 503, AWAY, {"Retry-After": "5"}),
        (sqlite3.OperationalError("/secret"), 503, AWAY, {"Retry-After": "5"}),
        (NotReadyError(3, 7), 503, str(NotReadyError(3, 7)), {"Retry-After": "10"}),
        (UnknownTermError(Term("tag", "x")), 404, str(UnknownTermError(Term("tag", "x"))), {}),
        (UnknownAddressError("/x"), 404, str(UnknownAddressError("/x")), {}),
        (BadParameterError("a", "b", "c"), 400, str(BadParameterError("a", "b", "c")), {}),
        (TooManyRequests("slow", retry_after=7), 429, "slow", {"Retry-After": "7"}),
        (MethodNotAllowed(["GET"], "no"), 405, "no", {"Allow": "GET"}),
    ],
)  # fmt: skip
def test_an_error_has_its_status_its_words_and_the_time_to_come_again(
    client: FlaskClient, error: Exception, status: int, detail: str, headers: dict[str, str]
) -> None:
    answer = answered(client, error, Accept="application/json")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    fields = answer.get_json()
    assert (fields["status"], fields["detail"]) == (status, detail)
    kept = {name: answer.headers.get(name) for name in ("Retry-After", "Allow", "Refresh")}
    assert kept == {"Retry-After": None, "Allow": None, "Refresh": None, **headers}
    fresh = "public, max-age=60" if status == 404 else "no-store"
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == (fresh, "Accept")


def test_a_page_about_the_reading_looks_again_by_itself(client: FlaskClient) -> None:
    answer = answered(client, NotReadyError(3, 7), **BROWSER)
    assert answer.mimetype == "text/html"
    assert (answer.headers["Refresh"], answer.headers["Retry-After"]) == ("2", "10")


@pytest.mark.parametrize(
    ("status", "title"), [(404, "Not found"), (400, "Bad request"), (503, "Service unavailable")]
)
def test_a_problem_is_called_as_its_status_is(client: FlaskClient, status: int, title: str) -> None:
    errors = {404: UnknownAddressError("/é"), 400: BadParameterError("é", "b", "c")}
    answer = answered(client, errors.get(status, OSError("x")))
    assert answer.get_json()["title"] == title
    if status == 404:
        assert "é" in answer.text  # as it is, and not by its number


@pytest.mark.parametrize(
    ("path", "media_type", "cache"),
    [
        (page_file_path("css"), "text/css", "public, max-age=31536000, immutable"),
        (page_file_path("js"), "text/javascript", "public, max-age=31536000, immutable"),
        (page_file_path("svg"), "image/svg+xml", "public, max-age=31536000, immutable"),
        ("/about/attribution", "text/plain", "public, max-age=86400"),
        (page_file_path("css").replace(".css", ".js"), "", ""),
        (page_file_path("css")[:-4] + ".txt", "", ""),
        (page_file_path("css").replace(".css", "0.css"), "", ""),
        (search_script_path(), "", ""),  # an export alone has it
    ],
)
def test_a_file_is_kept_by_browsers_for_as_long_as_its_address_means_it(
    client: FlaskClient, path: str, media_type: str, cache: str
) -> None:
    answer = client.get(path)
    if not media_type:
        assert answer.status_code == 404
        return
    assert answer.content_type == f"{media_type}; charset=utf-8"
    assert answer.headers["Cache-Control"] == cache
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_twenty_faults_of_the_service_are_in_the_log_each_minute(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = iter(range(21))

    def meets() -> None:
        raise OSError(f"fault {next(numbers)}")

    client.application.add_url_rule("/test/error", view_func=meets)
    assert {client.get("/test/error").status_code for _ in range(21)} == {503}
    assert caplog.text.count("cannot serve") == 20
