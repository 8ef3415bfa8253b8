"""Answers that no cache has are bounded by client; cached feeds never are."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feeds.render import stylesheet
from service.app import create_app
from service.settings.settings import Settings
from service.traffic.rate_limit import WorkBounds
from service.web.static_files import page_file_path
from tests.conftest import ALONE, Service, index_of, three_posts


def frugal(settings: Settings, **changes: object) -> FlaskClient:
    """A client of a service that makes three answers for anyone, and then one in 1,000 s."""
    values = {"work_per_second": 0.001, "work_burst": 3, **changes}
    return create_app(settings.model_copy(update=values)).test_client()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("rate")
    return index_of(three_posts(folder / "archive"), folder / "state")


def test_a_client_gets_a_burst_and_then_429_but_what_is_cached(site: Settings) -> None:
    client = frugal(site)
    codes = [client.get(f"/feed.{each}").status_code for each in ("rss", "atom", "json")]
    assert codes == [200, 200, 200]
    refused = client.get("/feed.rss?limit=1")
    assert refused.status_code == 429
    assert 990 < int(refused.headers["Retry-After"]) <= 1000
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.mimetype == "application/problem+json"
    assert json.loads(refused.data)["status"] == 429
    assert {client.get("/feed.rss").status_code for _ in range(20)} == {200}


WORK = (
    *("/", "/?find=x", "/all", "/category/haizhou", "/feeds.opml", "/feed.json?q=第"),
    *("/filter?category=haizhou", "/post/0", "/nothing"),
)


@pytest.mark.parametrize("path", WORK)
def test_every_kind_of_work_has_its_price(site: Settings, path: str) -> None:
    client = frugal(site)
    codes = [client.get(path).status_code for _ in range(6)]
    if path.startswith("/feed.json"):  # cached after the first
        codes += [client.get(f"{path}&limit={n + 1}").status_code for n in range(3)]
    assert codes[0] != 429
    assert codes[-1] == 429


def test_a_delta_has_its_price(site: Settings) -> None:
    client = frugal(site, work_burst=1)
    tag = client.get("/feed.atom").headers["ETag"]
    headers = {"A-IM": "feed", "If-None-Match": '"other"'}
    assert client.get("/feed.atom", headers=headers).status_code == 429
    assert client.get("/feed.atom", headers={**headers, "If-None-Match": tag}).status_code == 304


def test_a_delta_whose_whole_document_had_to_be_made_has_one_price(site: Settings) -> None:
    headers = {"A-IM": "feed", "If-None-Match": '"other"'}
    assert frugal(site, work_burst=1).get("/feed.atom", headers=headers).status_code == 200


FREE = (
    *("/healthz", "/readyz", "/status", "/metrics", "/openapi.json", "/about/attribution"),
    *(page_file_path("css"), page_file_path("js"), stylesheet.PATH),
)


def test_what_watches_the_service_and_what_pages_load_is_not_refused(site: Settings) -> None:
    client = frugal(site, work_burst=1)
    assert [client.get("/").status_code for _ in range(2)] == [200, 429]
    assert {path: client.get(path).status_code for path in FREE if path != "/status"} == (
        dict.fromkeys(set(FREE) - {"/status"}, 200)
    )
    assert client.get("/status").status_code == 401
    assert client.options("/feed.rss").status_code == 204
    assert [client.post(path).status_code for path in ("/hub", "/refresh")] == [415, 401]


def test_a_page_says_so_in_its_own_language(site: Settings) -> None:
    client = frugal(site)
    for _ in range(4):
        page = client.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 429
    assert "来自您的地址的请求过多" in page.text
    assert "Retry-After" in page.headers


def test_clients_are_counted_apart_and_a_network_of_ipv6_together(site: Settings) -> None:
    client = frugal(site, work_burst=1)

    def ask(address: str) -> int:
        return client.get("/", environ_base={"REMOTE_ADDR": address}).status_code

    assert [ask("192.0.2.1"), ask("192.0.2.1"), ask("192.0.2.2")] == [200, 429, 200]
    assert [ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8:0:1::1")] == [200, 429, 200]
    assert ask("::ffff:192.0.2.1") == 429


def test_a_client_names_itself_only_through_a_trusted_proxy(site: Settings) -> None:
    def ask(client: FlaskClient, named: str) -> int:
        return client.get("/", headers={"X-Forwarded-For": named}).status_code

    alone = frugal(site, work_burst=1)
    assert [ask(alone, "192.0.2.1"), ask(alone, "192.0.2.2")] == [200, 429]
    behind = frugal(site, work_burst=1, trusted_proxies=1)
    assert [ask(behind, "192.0.2.1"), ask(behind, "192.0.2.2")] == [200, 200]
    assert ask(behind, "192.0.2.9, 192.0.2.1") == 429
    assert ask(behind, '"192.0.2.9, 192.0.2.1') == 429


def test_no_bound_where_none_is_wanted(site: Settings) -> None:
    client = frugal(site, work_per_second=0)
    assert {client.get("/").status_code for _ in range(10)} == {200}
    bounds = WorkBounds(0, 1, lambda: 0.0)
    assert [bounds.charge("a") for _ in range(3)] == [0, 0, 0]


def test_cold_feeds_past_flask_have_the_same_price(
    serve: Callable[..., Service], archive: Path
) -> None:
    service = serve(
        archive,
        *ALONE,
        POSTWIRE_WORK_PER_SECOND="0.001",
        POSTWIRE_WORK_BURST="2",
    )
    codes = [service.get(f"/feed.{each}")[0] for each in ("rss", "atom", "json", "rss")]
    assert codes == [200, 200, 429, 200]


@given(st.integers(1, 20), st.floats(0.1, 50), st.lists(st.floats(0, 3), max_size=60))
def test_no_more_than_the_burst_and_the_rate_allow(
    burst: int, rate: float, pauses: list[float]
) -> None:
    now = 0.0
    bounds = WorkBounds(rate, burst, lambda: now)
    granted = 0
    for pause in pauses:
        now += pause
        wait = bounds.charge("a")
        granted += wait == 0
        assert granted <= burst + rate * now + 1e-6
        if wait:
            now += wait
            assert bounds.charge("a") == 0
            granted += 1


def test_many_clients_are_forgotten_and_the_busiest_last() -> None:
    bounds = WorkBounds(0.001, 3, lambda: 0.0)
    while not bounds.charge("busy"):
        pass
    for number in range(25_000):
        bounds.charge(f"client {number}")
    assert bounds.charge("busy") > 0


def test_a_client_that_is_counted_already_has_no_other_forgotten() -> None:
    bounds = WorkBounds(0.001, 2, lambda: 0.0, most_clients=4)
    for number in range(4):
        assert bounds.charge(f"client {number}") == 0
    assert bounds.charge("client 0") == 0
    assert [bounds.charge(f"client {number}") == 0 for number in range(4)] == [False, *[True] * 3]
    assert [bounds.charge(f"client {number}") == 0 for number in range(4)] == [False] * 4


def test_half_of_the_clients_are_forgotten_the_fullest_first() -> None:
    now = 0.0
    bounds = WorkBounds(0.001, 2, lambda: now, most_clients=4)
    for number in range(4):  # the first has most of its tokens back when the last one comes
        now += 100
        while not bounds.charge(f"client {number}"):
            pass
    bounds.charge("another")
    assert [bounds.charge(f"client {number}") == 0 for number in (2, 3)] == [False, False]
    assert [bounds.charge(f"client {number}") == 0 for number in (0, 1)] == [True, True]


def test_a_client_whose_tokens_are_all_back_is_forgotten_before_any_other() -> None:
    now = 0.0
    bounds = WorkBounds(1, 2, lambda: now, most_clients=4)
    bounds.charge("full again")
    now = 1.0  # the moment at which it is
    busy = [f"client {number}" for number in range(3)]
    for client in busy * 2:
        assert bounds.charge(client) == 0
    bounds.charge("another")
    assert all(bounds.charge(client) > 0 for client in busy)
