"""`/filter`: where the form leads, and what it shows of what cannot be meant."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.people.looking import BROWSER, looked_at, targets, words

OUTLET = "%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5"


@pytest.mark.parametrize(
    ("query", "accept", "answer"),
    [
        ("tag=l1&format=page", "text/html", "/tag/l1"),
        ("tag= l1 &q=", "text/html", "/tag/l1.rss"),
        ("tag=L1", "text/html", "/tag/l1.rss"),
        ("-tag=ｌ1 ", "text/html", "/feed.rss?-tag=l1"),
        ("tag=l1&limit=7&format=json", "*/*", "/tag/l1.json?limit=7"),
        ("", "text/html", "/feed.rss"),
        ("format=page", "text/html", "/all"),
    ],
)
def test_the_form_leads_to_the_feed_or_to_its_page(
    visitor: FlaskClient, query: str, accept: str, answer: str
) -> None:
    response = visitor.get(f"/filter?{query}", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, answer)


def test_a_form_that_is_wrong_keeps_what_is_right(many_feeds: Settings) -> None:
    client = create_app(many_feeds.model_copy(update={"stories": "all"})).test_client()
    address = "/filter?tag=l1&-source=海州日报&q=x&limit=x&category=haizhou y&format=atom"
    response = client.get(address, headers=BROWSER)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Vary"] == "Accept-Encoding, Accept"
    page = looked_at(client, address, 400)
    chips = [(chip.get("name"), chip.get("value")) for chip in page.cssselect(".chip input")]
    assert chips == [("tag", "l1"), ("-source", "海州日报")]
    wrong = [(field.get("name"), field.get("value")) for field in page.cssselect("[aria-invalid]")]
    assert wrong == [("category", "haizhou y"), ("limit", "x")]
    assert page.cssselect("[name=q]")[0].get("value") == "x"
    assert page.cssselect("[name=format] [selected]")[0].get("value") == "atom"
    assert page.cssselect("[name=unique]")
    assert {names.get("id") for names in page.cssselect("datalist")} == {
        *("names-tag", "names-source", "names-category")
    }


def test_a_form_has_the_fields_of_what_it_asks_for(visitor: FlaskClient) -> None:
    names = {sign + kind for sign in ("", "-") for kind in ("tag", "source", "category")}
    for form, more in (("page", set()), ("rss", {"limit", "content"})):
        page = looked_at(visitor, f"/filter?since=x&format={form}", 400)
        fields = {field.get("name") for field in page.cssselect("form.filter [name]")}
        assert fields == {*names, "q", "since", "until", "format", *more}


def test_each_feed_that_a_text_may_mean_leads_to_the_form_with_it(visitor: FlaskClient) -> None:
    page = looked_at(visitor, "/filter?q=x&-tag=l&limit=y&format=json", 400)
    assert words(page, ".near a") == ["l0", "l1", "l10", "l11", "l12", "l13"]
    assert targets(page, ".near a")[1] == "/filter?q=x&-tag=l1&limit=y&format=json"
    page = looked_at(visitor, "/filter?-tag=海州日报社", 400)
    assert targets(page, ".near a")[0] == f"/filter?-source={OUTLET}&format=rss"
    page = looked_at(visitor, "/filter?source=海州月报&format=page", 400)
    assert targets(page, ".near a") == [f"/filter?source={OUTLET}&format=page"]
