"""The feeds over HTTP: validators, encodings, errors (RFC 9110)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import post, write

Indexed = Callable[..., Settings]
FEED = "/category/haizhou.atom"


def test_every_feed_has_three_formats(client: FlaskClient) -> None:
    for path in ("/feed", "/category/haizhou", "/tag/海州日报新闻", "/source/海州日报"):
        for extension, kind in (
            ("rss", "application/xml; charset=utf-8"),
            ("atom", "application/xml; charset=utf-8"),
            ("json", "application/feed+json"),
        ):
            response = client.get(f"{path}.{extension}")
            assert (response.status_code, response.content_type) == (200, kind)


@pytest.mark.parametrize("month", ["9999-12", "0001-01"])
@pytest.mark.parametrize("rest", ["feed.rss", "feed.atom", "feed.json", "category/haizhou.rss"])
def test_the_first_and_the_last_month_there_is_have_a_document(
    client: FlaskClient, month: str, rest: str
) -> None:
    assert client.get(f"/archive/{month}/{rest}").status_code == 200


def test_a_feed_names_hub_and_self_in_its_headers(client: FlaskClient) -> None:
    link = client.get(FEED).headers["Link"]
    assert '<https://feeds.example/hub>; rel="hub"' in link
    assert f'<https://feeds.example{FEED}>; rel="self"' in link


@pytest.mark.parametrize(
    "spell",
    [
        lambda tag: tag,
        lambda tag: f"W/{tag}",
        lambda tag: tag[:-1] + '-gzip"',
        lambda tag: "W/" + tag[:-1] + '-gzip"',
        lambda tag: f'"other", {tag}',
        lambda tag: f'"other", W/{tag[:-1]}-gzip"',
        lambda tag: tag.strip('"'),
        lambda _: "*",
    ],
    ids=[
        *("same", "weak", "gzip suffix", "weak gzip suffix", "in a list", "weak in a list"),
        *("without quotes", "star"),
    ],
)
def test_a_known_tag_is_answered_304(client: FlaskClient, spell: Callable[[str], str]) -> None:
    tag = client.get(FEED).headers["ETag"]
    response = client.get(FEED, headers={"If-None-Match": spell(tag)})
    assert response.status_code == 304
    assert response.data == b""


def test_a_304_repeats_what_caches_and_subscribers_need(client: FlaskClient) -> None:
    full = client.get(FEED)
    again = client.get(FEED, headers={"If-None-Match": full.headers["ETag"]})
    for name in ("ETag", "Cache-Control", "Vary", "Link"):
        assert again.headers[name] == full.headers[name]


def test_an_unknown_tag_overrules_the_date(client: FlaskClient) -> None:
    """RFC 9110 section 13.1.3: If-Modified-Since is ignored beside If-None-Match."""
    headers = {"If-None-Match": '"x"', "If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"}
    assert client.get(FEED, headers=headers).status_code == 200


def test_a_date_not_before_the_last_change_is_answered_304(client: FlaskClient) -> None:
    date = client.get(FEED).headers["Last-Modified"]
    assert client.get(FEED, headers={"If-Modified-Since": date}).status_code == 304


@pytest.mark.parametrize("path", [FEED, "/"])
def test_a_date_of_a_year_beyond_all_numbers_is_none(client: FlaskClient, path: str) -> None:
    date = "Fri, 31 Dec 99999999999 23:59:59 GMT"
    assert client.get(path, headers={"If-Modified-Since": date}).status_code == 200


def test_a_client_that_sends_a_date_alone_sees_every_change(
    archive: Path, indexed: Indexed
) -> None:
    """Of posts that are backdated, corrected without saying so, or withdrawn."""
    app = create_app(indexed())
    client, name = app.test_client(), "_posts/2020-01-01-old.md"
    for text in (post("旧", "2020-01-01"), post("改", "2020-01-01"), None):
        headers = {"If-Modified-Since": client.get(FEED).headers["Last-Modified"]}
        if text:
            write(archive, name, text)
        else:
            (archive / name).unlink()
        app.extensions["postwire"].refresh([name])
        changed = client.get(FEED, headers=headers)
        assert changed.status_code == 200
        assert parsedate_to_datetime(changed.headers["Last-Modified"]) <= datetime.now(UTC)


def test_an_index_made_anew_is_a_change_for_a_client_that_sends_a_date_alone(
    archive: Path, tmp_path: Path, indexed: Indexed
) -> None:
    def client_of(title: str) -> FlaskClient:
        return create_app(indexed(state=tmp_path / "one", title=title)).test_client()

    date = client_of("Before").get(FEED).headers["Last-Modified"]
    again = client_of("After").get(FEED, headers={"If-Modified-Since": date})
    assert (again.status_code, "After" in again.text) == (200, True)


def test_no_last_modified_is_ahead_of_the_clock(archive: Path, indexed: Indexed) -> None:
    """RFC 9110 section 8.8.2.1, also where a post says that it was corrected in 2099."""
    corrected = post("未来", "2022-03-01", last_modified_at="2099-05-05")
    write(archive, "_posts/2022-03-01-ahead.md", corrected)
    client = create_app(indexed()).test_client()
    date = client.get(FEED).headers["Last-Modified"]
    assert parsedate_to_datetime(date) <= datetime.now(UTC)
    assert client.get(FEED, headers={"If-Modified-Since": date}).status_code == 304


@pytest.mark.parametrize("date", ["Tue, 01 Jan 2019 00:00:00 GMT", "yesterday", ""])
def test_an_older_or_meaningless_date_is_answered_in_full(client: FlaskClient, date: str) -> None:
    assert client.get(FEED, headers={"If-Modified-Since": date}).status_code == 200


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_browser_may_ask_for_another_site_whether_a_feed_changed(
    client: FlaskClient, extension: str
) -> None:
    preflight = client.options(f"/feed.{extension}", headers={"Origin": "https://reader.example"})
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    names = preflight.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"a-im", "accept", "if-modified-since", "if-none-match"} == set(names)
    full = client.get(f"/feed.{extension}")
    again = client.get(f"/feed.{extension}", headers={"If-None-Match": full.headers["ETag"]})
    for response in (full, again):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Access-Control-Expose-Headers"] == "ETag, Last-Modified, Link"


def test_a_preflight_of_what_is_no_feed_allows_no_other_site(client: FlaskClient) -> None:
    assert client.options("/nothing/here.xyz").status_code == 404
    page = client.options("/category/haizhou")
    assert page.status_code == 200
    assert "Access-Control-Allow-Origin" not in page.headers


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    client.get(FEED)  # so that both come from the cache
    head, get = client.head(FEED), client.get(FEED)
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


def test_gzip_holds_the_same_document_under_a_tag_of_its_own(client: FlaskClient) -> None:
    plain = client.get(FEED)
    compressed = client.get(FEED, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.data) == plain.data
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["ETag"] == f'"{plain.get_etag()[0]}-gzip"'
    assert compressed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity", "", "compress"])
def test_a_refused_coding_is_not_sent(client: FlaskClient, accepted: str) -> None:
    response = client.get(FEED, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers


def test_spellings_of_one_query_share_one_document(client: FlaskClient) -> None:
    documents = {
        client.get(path).headers["ETag"]
        for path in (
            "/category/haizhou.rss",
            "/category/haizhou.rss?limit=50&utm_source=x",
            "/feed.rss?category=haizhou",
            "/feed.rss?page=1&category=haizhou",
        )
    }
    assert len(documents) == 1


def test_pages_part_a_feed_and_lead_to_each_other(client: FlaskClient) -> None:
    first = json.loads(client.get("/feed.json?limit=2").data)
    second = json.loads(client.get(first["next_url"].removeprefix("https://feeds.example")).data)
    assert [item["title"] for item in first["items"] + second["items"]] == [
        "第3篇",
        "第2篇",
        "第1篇",
    ]
    assert "next_url" not in second


def test_terms_of_one_kind_are_alternatives_and_kinds_narrow(client: FlaskClient) -> None:
    def titles(query: str) -> list[str]:
        items = json.loads(client.get(f"/feed.json?{query}").data)["items"]
        return [item["title"] for item in items]

    assert titles("category=haizhou&category=yunling") == ["第3篇", "第2篇", "第1篇"]
    assert titles("category=yunling&tag=海州日报新闻") == ["第3篇"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/category/nothing.rss", 404),
        ("/category/haizhou.xyz", 404),
        ("/feed.xyz", 404),
        ("/feed.rss?category=nothing", 404),
        ("/nothing", 404),
        ("/feed.rss?limit=-1", 400),
        ("/feed.rss?limit=abc", 400),
        ("/feed.rss?limit=501", 400),
        ("/feed.rss?page=0", 400),
        ("/feed.rss?content=half", 400),
    ],
)
def test_an_error_comes_in_the_media_type_that_the_client_accepts(
    client: FlaskClient, path: str, status: int
) -> None:
    machine = client.get(path, headers={"Accept": "application/json"})
    assert machine.status_code == status
    assert json.loads(machine.data)["status"] == status
    assert machine.content_type == "application/problem+json"
    person = client.get(path, headers={"Accept": "text/html"})
    assert person.status_code == status
    assert person.content_type.startswith("text/html")


@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
@pytest.mark.parametrize(
    ("path", "status", "cache"),
    [
        ("/category/none.rss", 404, "public, max-age=60"),
        ("/nothing", 404, "public, max-age=60"),
        ("/feed.rss?limit=x", 400, "no-store"),
        ("/refresh", 405, "no-store"),
    ],
)
def test_what_is_not_there_may_be_kept_for_a_minute_and_no_other_error(
    client: FlaskClient, accepted: str, path: str, status: int, cache: str
) -> None:
    response = client.get(path, headers={"Accept": accepted})
    assert (response.status_code, response.headers["Cache-Control"]) == (status, cache)
    assert "Accept" in response.headers["Vary"]


def test_an_error_page_escapes_the_requested_address(client: FlaskClient) -> None:
    page = client.get("/category/<script>.rss", headers={"Accept": "text/html"})
    assert '“<bdi lang="zh-CN">&lt;script&gt;</bdi>”' in page.text
    assert "<script>" not in page.text


def test_a_404_is_in_the_sites_language(client: FlaskClient) -> None:
    page = client.get("/category/无此.rss", headers={"Accept": "text/html"})
    assert '没有以“<bdi lang="zh-CN">无此</bdi>”为名的内容。' in page.text


def test_two_processes_and_state_folders_give_the_same_bytes(
    archive: Path, tmp_path: Path, indexed: Indexed
) -> None:
    write(archive, "_posts/2022-03-02-day-only.md", post("只有日期", "2022-03-02", author="甲"))
    answers = []
    for name in ("one", "two"):
        client = create_app(indexed(state=tmp_path / name)).test_client()
        answers.append(
            [
                (response.data, response.headers["ETag"], response.headers["Last-Modified"])
                for extension in ("rss", "atom", "json")
                for response in [client.get(f"/feed.{extension}")]
            ]
        )
    assert answers[0] == answers[1]


def test_a_new_post_changes_exactly_its_own_feeds(archive: Path, indexed: Indexed) -> None:
    app = create_app(indexed())
    client = app.test_client()
    paths = ("/feed.rss", "/category/haizhou.rss", "/category/yunling.rss", "/tag/海州日报新闻.rss")
    before = {path: client.get(path).headers["ETag"] for path in paths}
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "yunling"))
    app.extensions["postwire"].refresh(["_posts/2022-03-09-9.md"])
    changed = {path for path in paths if client.get(path).headers["ETag"] != before[path]}
    assert changed == {"/feed.rss", "/category/yunling.rss"}


def test_touching_a_file_changes_no_feed(archive: Path, indexed: Indexed) -> None:
    app = create_app(indexed())
    (archive / "_posts/2022-03-01-1.md").touch()
    assert not app.extensions["postwire"].refresh()


@pytest.mark.parametrize(
    "path", ["/feed.rss", "/feed.atom", "/feed.json", "/corrections.atom", "/feeds.opml"]
)
def test_a_browser_that_shows_a_feed_loads_its_style_sheet_and_nothing_else(
    client: FlaskClient, path: str
) -> None:
    whole = client.get(path)
    policy = whole.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    same = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert "Content-Security-Policy" not in same.headers


def test_readiness_waits_for_an_index(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_fault_of_the_service_tells_strangers_no_path(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Without an index a feed is a 503 as well, and the log has one line for all requests."""
    client = create_app(settings).test_client()
    for path in ("/readyz", "/feed.rss", "/", "/readyz"):
        for accept in ("text/html", "application/json"):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == 503, path
            assert str(settings.state_folder) not in answer.text
            assert "sqlite" not in answer.text
    assert caplog.text.count("cannot serve") == 1
    assert str(settings.state_folder) in caplog.text


def test_a_page_offers_no_search_where_nothing_can_be_searched(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert "<form" not in client.get("/", headers={"Accept": "text/html"}).text


def test_a_damaged_index_is_built_anew(archive: Path, tmp_path: Path, indexed: Indexed) -> None:
    indexed()
    (index,) = (tmp_path / "state").glob("index-*.sqlite")
    index.write_bytes(b"no database" * 100)
    assert create_app(indexed()).test_client().get("/feed.rss").status_code == 200
