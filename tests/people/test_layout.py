"""What all pages have: their headers, their language, their icon, their templates."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import index_of, three_posts
from tests.people.looking import BROWSER

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'{}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def headers(client: FlaskClient, path: str = "/", status: int = 200, **sent: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in sent.items()}
    response = client.get(path, headers=BROWSER | named)
    assert response.status_code == status
    return dict(response.headers)


def test_a_page_has_the_headers_of_a_page(visitor: FlaskClient) -> None:
    plain = headers(visitor)
    tag, _ = plain.pop("ETag"), plain.pop("Date")
    assert tag.startswith('W/"')
    assert int(plain.pop("Content-Length")) > 1000
    assert plain == {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=60",
        "Content-Security-Policy": POLICY.format(""),
        "Content-Language": "zh-Hans",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    packed = headers(visitor, Accept_Encoding="gzip")
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", tag)
    headers(visitor, status=304, If_None_Match=tag)
    headers(visitor, If_Modified_Since="Fri, 01 Jan 99999999999 00:00:00 GMT")


def test_a_page_of_an_error_has_no_tag(visitor: FlaskClient) -> None:
    missing = headers(visitor, "/nowhere", 404, If_None_Match="*")
    assert "ETag" not in missing
    assert headers(visitor, "/?page=x", 400)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("setting", "accepted", "language", "vary"),
    [
        ("browser", "xx, en;q=0.5", "en", "Accept-Encoding, Accept-Language"),
        ("browser", "xx", "zh-Hans", "Accept-Encoding, Accept-Language"),
        ("en", "zh", "en", "Accept-Encoding"),
    ],
)
def test_a_page_is_in_the_language_that_the_settings_say(
    many_feeds: Settings, setting: str, accepted: str, language: str, vary: str
) -> None:
    client = create_app(many_feeds.model_copy(update={"page_language": setting})).test_client()
    sent = headers(client, Accept_Language=accepted)
    assert (sent["Content-Language"], sent["Vary"]) == (language, vary)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://a.example:1/icon.png", " https://a.example:1"),
        ("/icon.png", " https://site.example"),
        ("https://a.example;script-src */x", ""),
        ("ftp://a.example/x", ""),
    ],
)
def test_the_policy_of_a_page_allows_the_icons_origin_where_it_is_one(
    tmp_path: Path, address: str, allowed: str
) -> None:
    archive = three_posts(tmp_path / "archive")
    config = archive / "_config.yml"
    config.write_text(f"{config.read_text()}icon: '{address}'\n")
    client = create_app(index_of(archive, tmp_path / "state")).test_client()
    assert headers(client)["Content-Security-Policy"] == POLICY.format(allowed)


def test_templates_are_read_as_their_translators_see_them(visitor: FlaskClient) -> None:
    app = visitor.application
    template = app.jinja_env.from_string(
        "{% trans a=x %}\n  one\n  {{ a }}\n{% endtrans %}|\n"
        "  {% if x %}\n y\n  {% endif %}\n{{ _('%(a)s', a=x) }}"
    )
    with app.test_request_context("/"):
        assert template.render(x="<") == "one &lt;|\n y\n&lt;"


@pytest.mark.parametrize("path", ["", "/blog"])
def test_addresses_below_a_path_are_known_and_written(many_feeds: Settings, path: str) -> None:
    base = f"https://feeds.example{path}"
    for url in (base, f"{base}/"):
        client = create_app(many_feeds.model_copy(update={"base_url": url})).test_client()

        def leads(pasted: str, client: FlaskClient = client) -> str | None:
            answer = client.get("/", query_string={"find": pasted}, headers=BROWSER)
            return answer.headers.get("Location")

        assert leads(f"{base}/category/many.rss?q=x") == f"{path}/category/many?q=x"
        for other in (
            *(f"{base}x/category/many.rss", "https://b.example/category/many.rss"),
            *(base, f"http://feeds.example{path}/feed.rss"),
        ):
            assert leads(other) is None
