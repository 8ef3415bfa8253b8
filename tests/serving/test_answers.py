"""How each kind of error, file and part of the service is answered: status, headers, words."""

from __future__ import annotations

import sqlite3
from types import SimpleNamespace
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
from service.web import condition
from service.web.condition import NEEDED, PARTS, Condition
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


# The condition


class Clock(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(monotonic=lambda: self.steady, time=lambda: self.now)
        self.steady, self.now = 0.0, 100.0


class Part:
    """A part that can be used, or cannot; how often it was looked at."""

    def __init__(self) -> None:
        self.looks = 0
        self.error: Exception | None = None

    def check(self, *given: object) -> int:
        self.looks += 1
        if self.error:
            raise self.error
        return 0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(condition, "time", clock := Clock())
    return clock


def watched(monkeypatch: pytest.MonkeyPatch) -> tuple[Condition, dict[str, Part], list[Exception]]:
    parts = {name: Part() for name in PARTS}
    monkeypatch.setattr(condition, "check_writable", parts["state"].check)
    monkeypatch.setattr(condition, "_check_refresh", parts["refresh"].check)
    publication: Any = SimpleNamespace(
        index=SimpleNamespace(revision=parts["index"].check),
        archive=parts["archive"],
        settings=SimpleNamespace(state_folder=None),
    )
    hub: Any = SimpleNamespace(database=parts["hub"], queue=parts["queue"])
    reported = list[Exception]()
    outage: Any = SimpleNamespace(report=reported.append)
    return Condition(publication, hub, outage), parts, reported


@pytest.mark.parametrize("part", PARTS)
def test_each_part_that_cannot_be_used_is_named_with_when_it_was_first_missed(
    part: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, parts, reported = watched(monkeypatch)
    assert (seen.problems(), seen.since) == ({}, {})
    error = parts[part].error = OSError("away")
    for clock.steady, clock.now in ((0.999, 101.0), (1.0, 102.0), (2.0, 103.0)):
        seen.problems()
    assert (seen.problems(), seen.since) == ({part: error}, {part: 102.0})
    assert reported == [error, error]
    parts[part].error = None
    clock.steady = 3.0
    assert (seen.problems(), seen.since) == ({}, {})


def test_parts_are_looked_at_once_a_second(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, parts, _ = watched(monkeypatch)
    looks = []
    for clock.steady in (0.0, 0.5, 0.999, 1.0, 1.5, 2.0, 9.0):
        seen.problems()
        looks.append(parts["index"].looks)
    assert looks == [1, 1, 1, 2, 2, 3, 4]


def test_who_comes_while_another_one_looks_gets_the_last_result(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, parts, _ = watched(monkeypatch)
    waits, looking = list[bool](), seen._looking
    taken: Any = SimpleNamespace(acquire=lambda blocking: waits.append(blocking) or False)
    monkeypatch.setattr(seen, "_looking", taken)
    assert seen.problems() == {}
    monkeypatch.setattr(seen, "_looking", looking)
    error = parts["hub"].error = OSError("away")
    seen.problems()
    clock.steady = 5.0
    parts["hub"].error = None
    monkeypatch.setattr(seen, "_looking", taken)
    assert seen.problems() == {"hub": error}
    assert waits == [True, False]  # the first of all waits for the one that looks


def test_a_service_without_its_queue_is_ready() -> None:
    assert {"index", "archive", "state", "hub", "refresh"} == NEEDED


@pytest.mark.parametrize(("seconds", "is_too_long"), [(60.0, False), (60.1, True), (0.0, False)])
def test_a_refresh_may_be_under_way_for_as_long_as_the_settings_say(
    seconds: float, is_too_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "seconds_under_way", lambda state, now: seconds)
    settings: Any = SimpleNamespace(state_folder=None, refresh_alarm_seconds=60)
    if is_too_long:
        with pytest.raises(StateError, match="a refresh has been under way for 60 s"):
            condition._check_refresh(settings)
    else:
        condition._check_refresh(settings)
