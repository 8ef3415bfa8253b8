"""What each view makes of what the parts of the service say: status, headers and words, without
an archive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests, Unauthorized

from feeds.addresses import Address
from feeds.errors import (
    ArchiveError,
    BadParameterError,
    NotReadyError,
    StateError,
    UnknownAddressError,
    UnknownTermError,
)
from feeds.model import Changes, Term, TermKind
from feeds.query import Query
from feeds.render import FORMATS
from service.hosts.notice import Notice
from service.hub.capacity import LimitError
from service.hub.report import HubCounts, SubscriptionReport
from service.hub.requests import BadRequestError, Publish, Subscribe, Unsubscribe
from service.publication import old_feeds
from service.publication.old_feed_rules import Rule
from service.publication.old_feeds import _inside, _renamed, _respelled, feed_at
from service.publication.response import ANY_ORIGIN, POLICY, PreparedResponse, prepare
from service.web import (
    awaited_body,
    feeds,
    health,
    hub,
    old_addresses,
    posts,
    problems,
    rate_limit,
    refresh,
    request_log,
    status,
    status_numbers,
)
from service.web.awaited_body import NOTHING, Allowance, allowance
from service.web.request_body import UnverifiedBodies

NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
APP = Flask("a")  # without any view


@contextmanager
def asked(target: str = "/", method: str = "GET", body: bytes = b"", **headers: str) -> Any:
    """Within a request to an application without an archive."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with APP.test_request_context(target, method=method, data=body, headers=named):
        yield


def words_of(answer: Response) -> str:
    return answer.get_data(as_text=True)


def raising(error: Exception) -> Callable[..., Any]:
    def raises(*given: object) -> Any:
        raise error

    return raises


# Requests are recorded, logged and charged


class Clock:
    """Each look at it is a quarter of a second later."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        self.now += 0.25006
        return self.now


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, list[Any], Any]]:
    """A client of an application that logs, the events that it records, and its settings."""
    app, events = Flask("a"), list[Any]()
    settings = SimpleNamespace(log_requests=True)
    app.extensions["postwire"] = SimpleNamespace(
        settings=settings, recorder=SimpleNamespace(start=lambda: None, events=events)
    )
    monkeypatch.setattr(request_log.time, "perf_counter", Clock().perf_counter)
    request_log.install(app)

    @app.route("/<path:name>")
    def answer(name: str) -> Response:
        if name.startswith("made"):
            request_log.missed()
        headers = {} if name.startswith("plain") else {"Cache-Status": "Postwire; hit"}
        return Response("words", headers=headers)

    return app.test_client(), events, settings


def test_a_request_is_a_line_of_the_log_with_what_was_asked_and_answered(
    recorded: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client, _, settings = recorded
    sent = {"X-Request-ID": "front-7", "User-Agent": "é" * 501}
    client.get("/kept/海?q=é", headers=sent)
    text = capsys.readouterr().err
    line = json.loads(text)
    assert datetime.fromisoformat(line.pop("time")).tzinfo is UTC
    assert line == {
        **{"id": "front-7", "method": "GET", "target": "/kept/海?q=é", "status": 200, "bytes": 5},
        **{"cache": "hit", "milliseconds": 250.1, "agent": "é" * 500},
    }
    assert text == json.dumps(json.loads(text), ensure_ascii=False) + "\n"
    settings.log_requests = False
    assert "X-Request-ID" not in client.get("/kept", headers=sent).headers
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("a" * 64, True),
        ("a" * 65, False),
        ("a.B-_9", True),
        ("é", False),
        ("", False),
        ("a b", False),
    ],
)
def test_the_id_of_a_proxy_is_kept_where_it_is_short_and_plain(
    recorded: Any, given: str, is_kept: bool
) -> None:
    client, _, _ = recorded
    told = client.get("/plain", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert told == given if is_kept else len(told) == 16


def test_a_target_in_the_log_has_five_hundred_characters(
    recorded: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    client, _, _ = recorded
    client.get("/plain" + "x" * 495)
    assert json.loads(capsys.readouterr().err)["target"] == "/plain" + "x" * 494


def test_a_request_is_recorded_with_its_cache_and_whether_it_was_conditional(recorded: Any) -> None:
    client, events, _ = recorded
    answers = [
        client.get("/kept/海"),
        client.get("/made", headers={"If-None-Match": '"x"', "User-Agent": "é"}),
        client.head("/plain", headers={"If-Modified-Since": "x", "User-Agent": "curl/8"}),
    ]
    agent = answers[0].request.headers["User-Agent"].encode()
    assert events == [
        (b"/kept/%E6%B5%B7", 200, "hit", agent, False, 5),
        (b"/made", 200, "miss", "é".encode("latin-1"), True, 5),
        (b"/plain", 200, "none", b"curl/8", True, 0),
    ]
    assert [answer.headers.get("Cache-Status") for answer in answers] == [
        *("Postwire; hit", "Postwire; fwd=miss; stored", None)
    ]


FREE = (
    *("feeds.feed", "feeds.preflight", "health.healthz", "health.readyz", "hub.hub_endpoint"),
    *("refresh.refresh", "status.status", "metrics.metrics", "static_files.feed_stylesheet"),
    *("static_files.page_file", "static_files.about_attribution", "openapi.openapi"),
)


def test_what_has_to_be_made_is_charged_once_a_request() -> None:
    app, charged = Flask("a"), list[str]()
    settings: Any = SimpleNamespace(work_per_second=1, work_burst=1)
    rate_limit.install(app, settings)

    def charge(client: str) -> float:
        charged.append(client)
        return 2.1 if len(charged) > 1 else 0

    app.extensions[rate_limit.BOUNDS] = SimpleNamespace(charge=charge)

    def view() -> Response:
        rate_limit.charge()
        return Response("made")

    for endpoint in FREE:
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "free")
    app.add_url_rule("/view", "catalogue.catalogue", view)
    client = app.test_client()
    assert [client.get(f"/{endpoint}").text for endpoint in FREE] == ["free"] * len(FREE)
    assert charged == []
    assert client.get("/view").text == "made"
    assert len(charged) == 1
    refused = client.get("/view")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
    assert client.get("/nowhere").status_code == 429


# Addresses from before


def test_an_old_address_is_answered_by_a_redirect_to_be_kept_for_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(old_addresses, "publication", lambda: None)
    feeds_at = {"/both": "/feed", "/a": "/feed"}
    monkeypatch.setattr(old_addresses, "feed_at", lambda path, here: feeds_at.get(path))
    posts_at = {"/both": "/post", "/b": "/post"}
    monkeypatch.setattr(old_addresses, "_post_at", posts_at.get)

    def leads(target: str, method: str = "GET") -> Any:
        with asked(target, method):
            answer = old_addresses.redirection()
        if answer is None:
            return None
        assert answer.headers["Cache-Control"] == "public, max-age=86400"
        return answer.status_code, answer.location

    assert leads("/a?x=%C3%A9&y") == (301, "/feed?x=%C3%A9&y")
    assert [leads(path) for path in ("/both", "/a", "/b", "/c")] == [
        *((301, "/feed"), (301, "/feed"), (301, "/post"), None)
    ]
    assert [leads("/a", method) for method in ("HEAD", "POST", "PUT", "OPTIONS")] == [
        *((301, "/feed"), None, None, None)
    ]
    monkeypatch.setattr(old_addresses, "path_of_parameters", lambda path, given: given.get("p"))
    for query, location in (("p=/a&q=x", "/feed"), ("p=/c", None), ("", None)):
        with asked(f"/?{query}"):
            moved = old_addresses.redirection_of_parameters()
        assert (moved and moved.location) == location


def test_a_former_address_of_a_post_leads_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    aliases = {"/%C3%A9/": "/new é/"}
    monkeypatch.setattr(old_addresses, "permalink_of_alias", lambda index, path: aliases.get(path))
    site = SimpleNamespace(url="https://h/blog")
    here = SimpleNamespace(index=None, archive=SimpleNamespace(site=site))
    monkeypatch.setattr(old_addresses, "publication", lambda: here)
    assert old_addresses._post_at("/é/") == "https://h/blog/new%20%C3%A9/"
    assert old_addresses._post_at("/é") is None


def test_a_sites_path_and_its_language_may_stand_before_an_old_address() -> None:
    site: Any = SimpleNamespace(url="https://h/b%20log", language="en-GB")
    assert {path: list(_inside(path, site)) for path in INSIDE} == INSIDE


INSIDE = {
    "/b log/feed.xml": ["/feed.xml"],
    "/b log": ["/b log"],
    "/b logs/feed.xml": ["/b logs/feed.xml"],
    "/feed.xml": ["/feed.xml"],
    "/en-gb/feed.xml": ["/en-gb/feed.xml", "/feed.xml"],
    "/EN/feed.xml": ["/EN/feed.xml", "/feed.xml"],
    "/b log/en/a/feed.xml": ["/en/a/feed.xml", "/a/feed.xml"],
    "/en": ["/en"],
    "/en/": ["/en/"],
    "/gb/feed.xml": ["/gb/feed.xml"],
}


def test_the_first_way_to_a_feed_counts_and_then_another_spelling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(old_feeds, "_inside", lambda path, site: iter(("/a", "/b")))
    monkeypatch.setattr(old_feeds, "_respelled", lambda path, here: f"respelled {path}")
    here: Any = SimpleNamespace(archive=SimpleNamespace(site=None))

    def found(*ways: str) -> str | None:
        monkeypatch.setattr(old_feeds, "_renamed", lambda way, here: way if way in ways else None)
        return feed_at("/x", here)

    assert [found("/b"), found("/b", "/a"), found("/a", "/x"), found()] == [
        *("/b", "/a", "/x", "respelled /x")
    ]


def links() -> Any:
    return SimpleNamespace(
        base_url="https://f", feed=lambda query, extension: (query.terms, extension)
    )


def test_a_rule_leads_to_the_feed_of_a_term_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def rule(pattern: str, kind: TermKind, extension: str, name: str = "") -> Rule:
        return Rule(re.compile(pattern), kind, extension, name)

    monkeypatch.setattr(
        old_feeds, "rules_of", lambda site: [rule("/own(?P<term>)", "tag", "rss", "n")]
    )
    rules = [
        rule("/(?P<term>none)", "tag", "rss"),
        rule("/(?P<term>[a-z]+)(?P<atom>!)?", "category", "json"),
        rule("/([0-9]+)", "site", "atom"),
    ]
    monkeypatch.setattr(old_feeds, "RULES", rules)
    monkeypatch.setattr(
        old_feeds,
        "closest_term",
        lambda index, kind, name: None if name == "none" and kind == "tag" else Term(kind, name),
    )
    site = SimpleNamespace(unites_terms=True)
    here: Any = SimpleNamespace(archive=SimpleNamespace(site=site), index=None, links=links())
    assert _renamed("/own", here) == ((Term("tag", "n"),), "rss")
    assert _renamed("/none", here) == ((Term("category", "none"),), "json")
    assert _renamed("/a!", here) == ((Term("category", "a"),), "atom")
    assert _renamed("/7", here) == ((), "atom")
    assert _renamed("/A", here) is None


def test_another_spelling_of_a_term_leads_to_the_one_that_has_a_feed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closest = {"web-dev": Term("tag", "Web Dev"), "same": Term("tag", "same")}
    monkeypatch.setattr(old_feeds, "closest_term", lambda index, kind, name: closest.get(name))
    site = SimpleNamespace(unites_terms=True)
    here: Any = SimpleNamespace(archive=SimpleNamespace(site=site), index=None, links=links())
    paths = (
        "/tag/web-dev.rss",
        "/archive/2022-01/tag/web-dev.json",
        "/tag/same.rss",
        "/tag/a.rss",
        "//",
    )
    assert [_respelled(path, here) for path in paths] == [
        *("https://f/tag/Web%20Dev.rss", "https://f/archive/2022-01/tag/Web%20Dev.json"),
        *(None, None, None),
    ]
    site.unites_terms = False
    assert _respelled(paths[0], here) is None


# Readiness


def test_a_service_is_ready_without_what_it_is_asked_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = SimpleNamespace(error=None)
    checkout: Any = SimpleNamespace(report=lambda: report)
    here = SimpleNamespace(checkout=None)
    monkeypatch.setattr(health, "publication", lambda: here)
    broken = dict[str, Exception]()
    monkeypatch.setattr(health, "problems", lambda: broken)

    def ready(query: str = "") -> tuple[int, str]:
        with asked(f"/readyz?{query}"):
            answer = health.readyz()
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_type == "text/plain; charset=utf-8"
        return answer.status_code, words_of(answer)

    assert ready() == (200, "ready\n")
    here.checkout = checkout
    assert ready() == (200, "ready\n")
    report.error = "no route"
    assert ready() == (200, "ready, but the repository cannot be fetched: no route\n")
    broken |= {"hub": OSError(), "queue": OSError(), "state": OSError()}
    away = [
        "hub: the hub's database cannot be used\n",
        "state: the state folder cannot be written\n",
    ]
    assert ready() == (503, "".join(away))
    assert ready("exclude=hub") == (503, away[1])
    assert ready("exclude=hub&exclude=state")[0] == 200
    assert (health.healthz().status_code, words_of(health.healthz())) == (200, "ok\n")


# The hub


@pytest.fixture
def our_hub(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A hub that takes everything, and notes what it was given."""
    given = list[Any]()
    there = SimpleNamespace(
        given=given,
        settings=SimpleNamespace(hub_body_bytes=1000, callback_characters=100),
        admit=lambda address: f"client {address}",
        subscribe=lambda form, client, charge: given.append((form, client, charge)),
        unsubscribe=lambda form, client: given.append((form, client)),
        publish=lambda form: tuple(topic for topic in form.topics if "none" in topic),
        details=lambda details: REPORT if details.secret == "s" else None,
    )
    monkeypatch.setattr(hub, "hub", lambda: there)
    monkeypatch.setattr(hub, "allowed_callbacks", lambda settings: None)
    return there


REPORT = SubscriptionReport("t", "c", True, NOON, None, NOON, "no", 2, None)


def sent(*fields: tuple[str, str], kind: str = FORM, **environ: str) -> tuple[int, str]:
    with APP.test_request_context(
        "/hub",
        method="POST",
        data=urlencode([(f"hub.{name}", value) for name, value in fields]),
        content_type=kind,
        environ_base=environ,
    ):
        answer = hub.hub_endpoint()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/plain; charset=utf-8"
    return answer.status_code, words_of(answer)


def test_the_hub_says_what_it_makes_of_a_form(
    our_hub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = Unsubscribe("t", "c", "h")
    forms: dict[str, Any] = {
        "subscribe": Subscribe("t", "c", "h", None, None),
        "unsubscribe": asks,
        "publish": Publish(("a", "none", "none too")),
        "known": Publish(("a",)),
    }
    monkeypatch.setattr(hub, "read_request", lambda body, *bounds: forms[body.decode()[9:]])
    taken = (202, "accepted: the callback will be asked\n")
    assert sent(("mode", "subscribe"), REMOTE_ADDR="192.0.2.1") == taken
    assert sent(("mode", "unsubscribe"), kind=f"{FORM}; charset=utf-8") == taken
    assert our_hub.given == [
        (forms["subscribe"], "client 192.0.2.1", hub.charge),
        (asks, "client "),
    ]
    assert sent(("mode", "publish")) == (202, "unknown topic: none\nunknown topic: none too\n")
    assert sent(("mode", "known")) == (204, "")
    assert sent(("mode", "known"), kind="text/plain") == (
        415,
        f"Content-Type: {FORM} is expected\n",
    )
    our_hub.settings.hub_body_bytes = 13
    assert sent(("mode", "known")) == (413, "more than 13 bytes\n")
    our_hub.settings.hub_body_bytes = 14
    assert sent(("mode", "known")) == (204, "")


@pytest.mark.parametrize(
    ("error", "status", "words", "retry"),
    [
        (BadRequestError("no"), 400, "no\n", None),
        (UnknownAddressError("/x"), 404, f"no such topic: {UnknownAddressError('/x')}\n", None),
        (LimitError("slow", 7.2), 429, "slow\n", "8"),
        (LimitError("slow"), 429, "slow\n", "60"),
        (StateError("/secret"), 503, "away\n", "5"),
    ],
)
def test_the_hub_says_why_it_refuses(
    monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str, retry: str | None
) -> None:
    monkeypatch.setattr(hub, "reported", lambda error: "away")
    answer = hub._refusals(raising(error))
    assert (answer.status_code, words_of(answer)) == (status, words)
    assert answer.headers.get("Retry-After") == retry


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("secret", "status"), [("s", 200), ("x", 404), ("", 400)])
def test_a_subscriber_asks_for_its_subscription(
    our_hub: Any, method: str, secret: str, status: int
) -> None:
    form = urlencode({"hub.topic": "t", "hub.callback": "https://c/", "hub.secret": secret})
    place = {"query_string": form} if method == "GET" else {"data": form, "content_type": FORM}
    with APP.test_request_context("/", method=method, **place):  # type: ignore[arg-type]
        answer = hub.subscription_details()
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 200:
        assert answer.get_json()["failed"] == "2022-03-01T12:00:00+00:00"
    elif status == 404:
        assert words_of(answer) == "no subscription of this topic and callback has this secret\n"


# A refresh


def test_a_refresh_says_what_it_understood_and_how_long_it_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notices = [Notice("nothing to do", ()), Notice("some", ("a",)), Notice("all", None)]
    changes = Changes(added=("a",), feeds=(Term("tag", "é"), Term("site", "")))
    monkeypatch.setattr(refresh, "_authorised_body", lambda: b"")
    monkeypatch.setattr(refresh, "_refreshed", lambda notice: changes)
    monkeypatch.setattr(refresh.time, "perf_counter", Clock().perf_counter)
    answers = list[Any]()
    for notice in notices:
        monkeypatch.setattr(refresh, "_notice", lambda body, notice=notice: notice)
        with asked("/refresh", "POST"):
            answers.append(refresh.refresh().get_json())
    nothing = {"changed": [], "removed": [], "broken": [], "rebuilt": False, "milliseconds": 250.1}
    assert answers == [
        {**nothing, "understood": "nothing to do", "added": [], "feeds": []},
        {**nothing, "understood": "some", "added": ["a"], "feeds": ["/tag/%C3%A9", "/all"]},
        {**nothing, "understood": "all", "added": ["a"], "feeds": ["/tag/%C3%A9", "/all"]},
    ]


def test_the_end_of_a_push_is_noted_after_the_refresh_that_it_caused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = list[Any]()
    here: Any = SimpleNamespace(
        refresh=lambda paths: told.append(paths) or "changes",
        settings=SimpleNamespace(state_folder=tmp_path),
    )
    monkeypatch.setattr(refresh, "publication", lambda: here)
    monkeypatch.setattr(refresh, "hub", lambda: SimpleNamespace(changed=lambda: told.append("hub")))
    monkeypatch.setattr(refresh, "remember", lambda *given: told.append(given))
    assert refresh._refreshed(Notice("", ("a",), {"b": "c"})) == "changes"
    assert told == [("a",), (tmp_path, {"b": "c"}), "hub"]
    here.refresh = raising(ArchiveError("no"))
    with pytest.raises(Exception, match="400 Bad Request: no"):
        refresh._refreshed(Notice("", ()))
    assert len(told) == 3


def test_a_header_may_be_in_utf_8() -> None:
    with asked("/", X_Gitlab_Token="秘é".encode().decode("latin-1"), Other="\xe9"):
        headers = refresh._headers()
    assert (headers["x-gitlab-token"], headers["other"]) == ("秘é", "\xe9")


@pytest.mark.parametrize(
    ("method", "path", "headers", "allowed"),
    [
        ("POST", "/hub", {"content-type": FORM}, Allowance(7)),
        ("POST", "/hub/subscription-details", {"content-type": f"{FORM} ; a=b"}, Allowance(7)),
        ("POST", "/hub", {"content-type": "text/plain"}, NOTHING),
        ("POST", "/hub", {}, NOTHING),
        ("POST", "/refresh", {"authorization": "Bearer right"}, Allowance(20, True)),
        ("POST", "/refresh", {"authorization": "Bearer wrong"}, NOTHING),
        ("POST", "/refresh", {"x-gitlab-token": "secret"}, Allowance(10)),
        ("POST", "/refresh", {"x-gitlab-token": "former"}, Allowance(10)),
        ("POST", "/refresh", {"x-gitlab-token": "other"}, NOTHING),
        ("POST", "/other", {"content-type": FORM, "x-gitlab-token": "secret"}, NOTHING),
        ("GET", "/hub", {"content-type": FORM}, NOTHING),
        ("GET", "/refresh", {"authorization": "Bearer right"}, NOTHING),
    ],
)
def test_a_body_is_read_of_those_who_may_send_it(
    method: str,
    path: str,
    headers: dict[str, str],
    allowed: Allowance,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings: Any = SimpleNamespace(
        **{"hub_body_bytes": 7, "refresh_body_bytes": 20, "client_share_bytes": 10},
        webhook_secrets=("secret", "former"),
    )
    monkeypatch.setattr(awaited_body, "refresh_token", lambda settings: "right")
    assert allowance(method, path, headers, settings) == allowed
    assert (NOTHING.most_bytes, NOTHING.is_operators) == (0, False)
    settings.client_share_bytes = 30
    others = Allowance(20) if allowed == Allowance(10) else allowed
    assert allowance(method, path, headers, settings) == others
    monkeypatch.setattr(awaited_body, "refresh_token", raising(StateError("no token")))
    unknown = NOTHING if allowed.is_operators else others
    assert allowance(method, path, headers, settings) == unknown


def test_bodies_to_be_checked_leave_their_room_where_they_are_refused() -> None:
    bodies = UnverifiedBodies(5)
    for length, code in ((6, 503), (5, 200), (6, 503), (3, 200)):
        with asked("/", "POST", b"x" * length):
            if code == 200:
                assert bodies.read(9) == b"x" * length
            else:
                with pytest.raises(Exception, match="too many requests at once") as refused:
                    bodies.read(9)
                assert dict(refused.value.get_headers())["Retry-After"] == "5"  # type: ignore[attr-defined]


# Feeds


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        *(("feed", True), (" FEED ; q=0.5", True), ("vcdiff, feed", True), ("", False)),
        *(("feeds", False), ("vcdiff", False), ("feed;q=1", True), ("feed;x", True)),
        *((f"feed; q = {zero}", False) for zero in ("0", "0.0", "0.00", "0.000")),
        ("feed;q=0.001", True),
    ],
)
def test_a_client_takes_deltas_where_it_says_so(accepted: str, takes: bool) -> None:
    assert feeds._takes_feed(accepted) == takes


def test_editions_are_named_by_tags_of_any_coding_strong_or_weak() -> None:
    assert feeds._digests('"b-gzip", W/"a", "c-br"') == ["a", "b", "c"]
    assert feeds._digests(None) == feeds._digests("*") == []


def prepared(body: bytes = b"<rss/>") -> PreparedResponse:
    return prepare(body, "application/rss+xml", NOON, "public", '<x>; rel="self"')


def test_a_delta_is_a_226_that_caches_without_deltas_must_not_keep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, asked_for, charged = prepared(), list[Any](), list[bool]()
    answers: list[bytes | None] = [b"<new/>", None]

    def news(*given: Any) -> bytes | None:
        asked_for.append(given)
        return answers.pop(0)

    monkeypatch.setattr(feeds, "publication", lambda: SimpleNamespace(news=news))
    monkeypatch.setattr(feeds, "charge", lambda: charged.append(True))
    query = Query()

    def delta(tags: str, accepted: str = "feed") -> Any:
        with asked(A_IM=accepted, If_None_Match=tags):
            return feeds._delta(query, FORMATS["rss"], whole)

    answer = delta('W/"b-gzip", "a"')
    assert (answer.status, answer.get_data()) == ("226 IM Used", b"<new/>")
    assert dict(answer.headers) == {
        "Content-Type": FORMATS["rss"].content_type,
        "Content-Length": "6",
        "IM": "feed",
        "ETag": f'"{whole.digest}"',
        "Last-Modified": "Tue, 01 Mar 2022 12:00:00 GMT",
        "Cache-Control": "no-store, im",
        "Vary": "A-IM, If-None-Match, Accept-Encoding",
        "Link": '<x>; rel="self"',
        "Content-Security-Policy": POLICY,
        **dict(ANY_ORIGIN),
    }
    assert asked_for == [(query, FORMATS["rss"], whole.digest, ["a", "b"])]
    assert delta('"a"', "vcdiff") is None
    assert delta(f'"a", "{whole.digest}"') is None
    assert charged == [True]
    assert delta('"a"') is None
    assert charged == [True, True]


def test_a_feed_is_answered_with_what_a_client_has_not(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"<item>text</item>" * 100
    whole = prepared(body)
    published, missed = list[Any](), list[str]()

    def publish(query: Query, form: Any, charge_miss: Any) -> PreparedResponse:
        published.append((query, form.extension))
        charge_miss()
        return whole

    monkeypatch.setattr(feeds, "publication", lambda: SimpleNamespace(publish=publish))
    monkeypatch.setattr(feeds, "charge", lambda: missed.append("charged"))
    monkeypatch.setattr(feeds, "missed", lambda: missed.append("missed"))
    monkeypatch.setattr(feeds, "_delta", lambda *given: None)
    address = Address(Query((Term("tag", "a"),)), "atom")

    def served(**headers: str) -> tuple[int, str | None, int]:
        with asked("/x", **headers):
            answer = feeds.serve(address)
            if answer.status_code != 226:
                assert request.environ[feeds.PUBLISHED] == "/tag/a.atom"
        return answer.status_code, answer.headers.get("Content-Encoding"), len(answer.get_data())

    packed = len(whole.variants["gzip"].full.body)
    assert served() == (200, None, len(body))
    assert published == [(address.query, "atom")]
    assert missed == ["charged", "missed"]
    assert served(Accept_Encoding="gzip") == (200, "gzip", packed)
    assert served(If_None_Match=f'"{whole.digest}"') == (304, None, 0)
    assert served(If_Modified_Since="Tue, 01 Mar 2022 12:00:00 GMT") == (304, None, 0)
    assert served(A_IM="feed", Accept_Encoding="gzip") == (200, "gzip", packed)
    monkeypatch.setattr(feeds, "_delta", lambda *given: Response(status=226))
    assert served(A_IM="feed") == (226, None, 0)


def test_a_path_with_the_end_of_a_feed_may_be_the_page_of_a_term(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, unknown = Response(), UnknownTermError(Term("tag", "a"))
    terms = [Term("tag", "a.rss")]

    def page_of(query: Query) -> Response:
        if query.terms[0] not in terms:
            raise UnknownTermError(query.terms[0])
        return page

    monkeypatch.setattr(feeds, "page_of", page_of)
    with asked("/tag/a.rss?page=2"):
        assert feeds._page_or(unknown) is page
    terms.clear()
    for target in ("/tag/a.rss", "/corrections.rss"):
        with asked(target), pytest.raises(UnknownTermError) as raised:
            feeds._page_or(unknown)
        assert raised.value is unknown


# Posts


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("0", 302), ("7fffffffffffffff", 302), ("8000000000000000", 404)),
        *(("f" * 17, 404), ("A", 404), ("g", 404), ("", 404), ("1", 404), ("2", 410)),
    ],
)
def test_a_posts_number_leads_to_where_it_lies_now(
    name: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = list[int]()

    def permalink_of(index: Any, key: int) -> tuple[str | None, bool]:
        asked_for.append(key)
        return (None if key == 1 else "/é/a b.html"), key == 2

    monkeypatch.setattr(posts, "permalink_of", permalink_of)
    site = SimpleNamespace(url="https://h")
    here = SimpleNamespace(index=None, archive=SimpleNamespace(site=site))
    monkeypatch.setattr(posts, "publication", lambda: here)
    with asked(f"/post/{name}"):
        if code == 404:
            with pytest.raises(NotFound, match="no post has this id"):
                posts.post(name)
            return
        answer = posts.post(name)
    assert asked_for == [int(name, 16)]
    assert answer.status_code == code
    if code == 410:
        assert answer.get_json()["detail"] == "this post was withdrawn"
    else:
        assert answer.location == "https://h/%C3%A9/a%20b.html"
        assert answer.headers["Cache-Control"] == "public, max-age=300"


# Errors


def test_a_page_of_an_error_gets_what_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = list[Any]()

    def page(template: str, status: int, **context: Any) -> Response:
        shown.append((template, status, context))
        return Response(status=status, content_type="text/html")

    monkeypatch.setattr(problems.layout, "page", page)
    monkeypatch.setattr(problems, "near", lambda name: (f"near {name}",))
    monkeypatch.setattr(problems, "redirection", lambda: None)
    term, wrong, reading = Term("tag", "x"), BadParameterError("a", "b", "c"), NotReadyError(3, 7)
    context: dict[str, Any] = dict.fromkeys(("unknown", "progress", "parameter"))
    with asked(Accept="text/html"):
        problems._not_found(UnknownTermError(term))
        problems._not_found(UnknownAddressError("/y"))
        problems._bad_parameter(wrong)
        problems._not_ready(reading)
        problems._from_werkzeug(TooManyRequests("slow"))
    named = [
        (404, "Not found", str(UnknownTermError(term)), {"unknown": term, "near": ("near x",)}),
        (404, "Not found", str(UnknownAddressError("/y")), {}),
        (400, "Bad request", str(wrong), {"parameter": wrong}),
        (503, "Service unavailable", str(reading), {"progress": reading}),
        (429, "Too many requests", "slow", {}),
    ]
    for (*answer, found), (code, title, detail, more) in zip(shown, named, strict=True):
        assert answer == ["problem.html", code]
        said = {"code": code, "title": title, "detail": detail, "near": ()}
        assert found == {**context, **said, **more}


def test_twenty_faults_of_the_service_are_in_the_log_each_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outage = problems.new_outage()
    for number in range(21):
        outage.report(OSError(f"{number}"))
    assert len(caplog.messages) == 20


def test_what_is_nowhere_is_looked_for_among_old_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = Response(status=301)
    monkeypatch.setattr(problems, "redirection", lambda: moved)
    with asked():
        assert problems._not_found(UnknownAddressError("/y")) is moved
        assert problems._from_werkzeug(NotFound("no")) is moved
        assert problems._from_werkzeug(TooManyRequests("slow")).status_code == 429
        unknown = problems._from_werkzeug(HTTPException()).get_json()
    assert unknown == {"title": "Internal server error", "status": 500, "detail": ""}


# The numbers of the service


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "the refresh token is needed, as a password"),
        ("Basic YTpyaWdodA==", None),
        ("Bearer right", None),
        ("Basic YTp3cm9uZw==", "this is not the refresh token, as a password"),
        ("Basic cmlnaHQ6", "this is not the refresh token, as a password"),
        ("Bearer wrong", "this is not the refresh token, as a password"),
    ],
)
def test_the_numbers_are_for_whoever_knows_the_token(
    sent: str, words: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "publication", lambda: SimpleNamespace(settings=None))
    monkeypatch.setattr(status, "refresh_token", lambda settings: "right")
    with asked("/status", **({"Authorization": sent} if sent else {})):
        if words is None:
            status._require_token()
            return
        with pytest.raises(Unauthorized) as refused:
            status._require_token()
    assert refused.value.description == words
    headers = dict(refused.value.get_headers())
    assert headers["WWW-Authenticate"] == 'Basic realm="postwire status", charset=UTF-8'


def test_numbers_of_a_part_that_is_away_are_left_out_and_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flushed = list[bool]()
    here: Any = SimpleNamespace(
        recorder=SimpleNamespace(flush=lambda: flushed.append(True)),
        settings=SimpleNamespace(archive_name="site", state_folder=None, public_url="https://f"),
        archive=SimpleNamespace(kind=SimpleNamespace(name="hugo")),
        checkout_report=lambda: None,
    )
    monkeypatch.setattr(status_numbers, "problems", lambda: {"state": OSError("full")})
    monkeypatch.setattr(status_numbers, "since", lambda: {"state": NOON.timestamp()})
    monkeypatch.setattr(status_numbers, "_of_index", lambda shown, here: {"revision": shown.number})
    monkeypatch.setattr(status_numbers, "_of_hub", raising(StateError("away")))
    monkeypatch.setattr(status_numbers, "_of_traffic", raising(OSError("gone")))
    page = status_numbers.FaultPage("E01", 3)
    found = status_numbers.status_of(here, None, page)  # type: ignore[arg-type]
    assert found == status_numbers.StatusNumbers(
        {"state": "OSError: full", "hub": "away"},
        "site",
        "hugo",
        revision=3,
        since={"state": NOON},
        fault_page=page,
    )
    assert flushed == [True]


def test_the_numbers_of_the_hub_and_of_the_readers_are_as_they_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @contextmanager
    def reading(*given: object) -> Iterator[Any]:
        yield SimpleNamespace(
            totals=lambda: [("deliveries", ("gone",), 2)],
            subscribers=lambda most: [f"{most} at most"],
            polls=lambda most: [f"{most} at most"],
        )

    here: Any = SimpleNamespace(settings=SimpleNamespace(state_folder=None, public_url="https://f"))
    database = SimpleNamespace(reading=reading)
    monkeypatch.setattr(status_numbers.store, "reading", reading)
    monkeypatch.setattr(status_numbers, "living_workers", lambda state: 2)
    monkeypatch.setattr(status_numbers, "hub_counts", lambda connection: HubCounts(*range(6)))
    monkeypatch.setattr(status_numbers, "topic_reports", lambda connection: ["topic"])
    monkeypatch.setattr(status_numbers, "former_base_urls", lambda database, url: {f"not {url}": 1})
    assert status_numbers._of_hub(SimpleNamespace(database=database), here) == {  # type: ignore[arg-type]
        **{"hub": HubCounts(*range(6)), "topics": ("topic",), "workers": 2},
        "former_base_urls": {"not https://f": 1},
    }
    assert status_numbers._of_traffic(here) == {
        "answers": status_numbers.Answers(0, 0, 0, 0),
        "deliveries": {"delivered": 0, "failed": 0, "gone": 2},
        **{"subscribers": ("200 at most",), "polls": ("100 at most",)},
    }
