"""The filter form: names as people type them, faults beside their fields, conditions as chips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit
from zoneinfo import ZoneInfo

import hypothesis
import lxml.html
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feeds.index.index import open_index
from feeds.index.tally import tally
from feeds.model import Term
from feeds.query import Query
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import post, three_posts, write

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
few = hypothesis.settings(max_examples=15)  # each is a whole page
ZONE = ZoneInfo("Asia/Shanghai")


def looked_at(client: FlaskClient, address: str, status: int = 200) -> lxml.html.HtmlElement:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == status, response.text
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    return lxml.html.fromstring(response.text)


def led_to(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def value(document: lxml.html.HtmlElement, name: str) -> str:
    fields = document.cssselect(f'form.filter [name="{name}"]')
    return str(fields[0].get("value") or "")


def beside(document: lxml.html.HtmlElement, name: str) -> str:
    """What stands beside a field that is marked as wrong."""
    (field,) = document.cssselect(f'form.filter [name="{name}"][aria-invalid="true"]')
    return document.get_element_by_id(field.get("aria-describedby")).text_content()


def test_every_kind_has_a_field_with_a_list_of_its_names(client: FlaskClient) -> None:
    document = looked_at(client, "/category/haizhou")
    for kind, name in (("category", "haizhou"), ("tag", "海州日报新闻"), ("source", "海州日报")):
        (field,) = document.cssselect(f'.filter input[type="text"][name="{kind}"]')
        offered = document.get_element_by_id(field.get("list")).cssselect("option")
        assert name in [option.get("value") for option in offered]
    assert not document.cssselect('[name="collection"]')  # this archive has none


@pytest.mark.parametrize("typed", ["haizhouribao", "hzrb", "海州日報", "海州日报"])
def test_a_name_is_understood_as_the_search_understands_it(client: FlaskClient, typed: str) -> None:
    target = led_to(client, f"/filter?category=haizhou&source={typed}&format=page")
    assert dict(parse_qsl(urlsplit(target).query)) == {"category": "haizhou", "source": "海州日报"}


def test_conditions_are_chips_and_each_leads_to_the_feed_without_it(client: FlaskClient) -> None:
    address = (
        "/?category=haizhou&category=yunling&tag=海州日报新闻&-source=云岭财经&since=2022-03-01"
    )
    document = looked_at(client, address)
    chips = document.cssselect(".chips a")
    assert len(chips) == 5
    for chip in chips:
        rest = looked_at(client, chip.get("href"))
        assert len(rest.cssselect(".chips a")) == 4
    assert not looked_at(client, "/category/haizhou").cssselect(".chips")


@pytest.mark.long
@few
@given(
    st.lists(
        st.sampled_from(("category=haizhou", "category=yunling", "tag=海州日报新闻")), unique=True
    ),
    st.lists(
        st.sampled_from(("-category=x", "q=第", "since=2022-01-01", "until=2022-12-01")),
        unique=True,
    ),
)
def test_taking_every_chip_away_ends_at_a_feed_of_one_term(
    chip_client: FlaskClient, terms: set[str], filters: set[str]
) -> None:
    address = "/?" + "&".join([*terms, *filters]) if terms or filters else "/all"
    for _ in range(len(terms) + len(filters) + 1):
        chips = looked_at(chip_client, address).cssselect(".chips a")
        if not chips:
            return
        address = chips[0].get("href")
    raise AssertionError(address)


@pytest.fixture(scope="module")
def chip_client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("chips")
    settings = load(
        archive=three_posts(root / "archive"),
        state=root / "state",
        base_url="https://feeds.example",
        work_burst=1_000_000,
    )
    refreshed(opened(settings), settings)
    return create_app(settings).test_client()


def test_a_filter_that_nothing_fits_leads_with_the_way_to_widen_it(client: FlaskClient) -> None:
    document = looked_at(client, "/?category=haizhou&since=2099-01-01")
    assert "去掉一个条件" in document.cssselect(".entries .empty")[0].text_content()
    assert not document.cssselect('.feed-head a[href="#subscribe"]')
    assert document.cssselect("#subscribe .address"), "what comes later can be subscribed to"
    assert looked_at(client, "/category/haizhou").cssselect('.feed-head a[href="#subscribe"]')


def test_a_filtered_feed_has_its_count_its_chart_and_the_same_card(client: FlaskClient) -> None:
    document = looked_at(client, "/?category=haizhou&tag=海州日报新闻&since=2022-03-02")
    assert "1 篇" in document.cssselect(".feed-head .facts")[-1].text_content()
    assert "1 篇" in document.cssselect("svg.chart desc")[0].text_content()
    address = document.cssselect("#subscribe .address")[0].text
    assert address.startswith("https://feeds.example/feed.rss?category=haizhou&since=")
    assert document.cssselect("#subscribe .readers a")


def test_every_fault_is_told_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient,
) -> None:
    typed = "source=海州日报&tag=zzzz&category=yunling&q=第&since=yesterday&limit=9999&format=page"
    document = looked_at(client, f"/filter?{typed}", 400)
    assert document.get("lang") == "zh-Hans"
    assert "zzzz" in beside(document, "tag")
    assert "2026-05-31" in beside(document, "since")
    assert value(document, "tag") == "zzzz"
    assert value(document, "since") == "yesterday"
    assert value(document, "q") == "第"
    chosen = document.cssselect('.chips input[type="checkbox"][checked]')
    assert [(box.get("name"), box.get("value")) for box in chosen] == [
        ("source", "海州日报"),
        ("category", "yunling"),
    ]


def test_the_form_of_formats_keeps_what_was_typed_as_well(client: FlaskClient) -> None:
    typed = "category=haizhou&limit=9999&content=summary&format=json"
    document = looked_at(client, f"/filter?{typed}", 400)
    assert "500" in beside(document, "limit")
    assert value(document, "limit") == "9999"
    (chosen,) = document.cssselect('select[name="format"] option[selected]')
    assert chosen.get("value") == "json"
    assert document.cssselect('select[name="content"] option[value="summary"][selected]')


def test_a_source_typed_as_a_tag_is_offered_and_one_click_away(client: FlaskClient) -> None:
    document = looked_at(client, "/filter?tag=海州日报社&q=第&format=page", 400)
    offered = {
        link.text_content(): link.get("href") for link in document.cssselect(".filter .near a")
    }
    target = led_to(client, offered["海州日报"])
    assert target == f"/source/{quote('海州日报')}?q={quote('第')}"


def test_a_text_that_fits_several_names_asks_which(client: FlaskClient) -> None:
    document = looked_at(client, "/filter?category=u&format=page", 400)
    links = document.cssselect(".filter .near a")
    assert {link.text_content() for link in links} == {"haizhou", "yunling"}


def test_programs_get_problems_and_no_form(client: FlaskClient) -> None:
    assert client.get("/filter?tag=zzzz&format=page").status_code == 404
    response = client.get("/filter?since=x&format=page")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert client.get("/filter?tag=hzrb&format=page").status_code == 404  # no guesses


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/all?limit=501", "请填写 1 到 500 之间的数。"),
        ("/all?since=May", "请填写日期，如 2026-05-31。"),
        ("/all?content=x", ""),
    ],
)
def test_an_address_with_a_wrong_value_says_what_is_right_and_leads_on(
    client: FlaskClient, path: str, rule: str
) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert rule in page.text
    assert 'href="?"' in page.text


def test_more_names_than_a_query_takes_are_refused_without_a_search(client: FlaskClient) -> None:
    names = "&".join(f"tag=t{number}" for number in range(500))
    document = looked_at(client, f"/filter?{names}&format=page", 400)
    assert "二十" in document.cssselect(".wrong")[0].text_content()
    assert document.cssselect('.chips input[value="t99"]')


@few
@given(st.lists(st.tuples(st.sampled_from(("category", "-tag", "q", "since", "limit")), st.text())))
def test_whatever_is_typed_leads_to_a_feed_or_back_to_the_form(
    chip_client: FlaskClient, pairs: list[tuple[str, str]]
) -> None:
    answer = chip_client.get("/filter", query_string=[*pairs, ("format", "page")], headers=BROWSER)
    assert answer.status_code in (303, 400)
    if answer.status_code == 400:
        assert lxml.html.fromstring(answer.text).cssselect(".wrong")


def test_months_of_several_terms_are_counted_in_the_sites_zone(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    """The last evening of January in London is February in Shanghai."""
    for number, moment in enumerate(("2022-01-31 23:30:00 +0000", "2022-01-31 23:30:00 +0800")):
        write(archive, f"_posts/2022-01-01-x{number}.md", post("T", moment, "haizhou"))
    both = Query(terms=(Term("category", "haizhou"), Term("category", "yunling")))
    with open_index(indexed().state_folder) as index:
        counted = tally(index, both, ZONE, None, 24)
    assert (counted.posts, counted.is_all) == (5, True)
    assert counted.months[-3:] == ((2022, 1, 1), (2022, 2, 1), (2022, 3, 3))


def test_each_story_once_is_a_condition_where_stories_are_looked_for(
    client: FlaskClient, indexed: Callable[..., Settings], tmp_path: Path
) -> None:
    assert not looked_at(client, "/category/haizhou").cssselect('form.filter [name="unique"]')
    comparing = create_app(indexed(stories="asked", state=tmp_path / "other")).test_client()
    document = looked_at(comparing, "/category/haizhou")
    (box,) = document.cssselect('form.filter input[type="checkbox"][name="unique"]')
    assert box.get("checked") is None
    target = led_to(comparing, "/filter?category=haizhou&unique=1&format=page")
    assert urlsplit(target)[2:4] == ("/category/haizhou", "unique=1")
    narrowed = looked_at(comparing, target)
    (box,) = narrowed.cssselect('form.filter input[type="checkbox"][name="unique"]')
    assert box.get("checked") is not None
    chips = narrowed.cssselect(".chips a")
    assert len(chips) == 2
    assert "同一新闻一次" in chips[1].text_content()
    assert chips[1].get("href") == "/category/haizhou"
    again = looked_at(comparing, "/filter?category=haizhou&unique=1&since=x&format=page", 400)
    (box,) = again.cssselect('form.filter input[type="checkbox"][name="unique"]')
    assert box.get("checked") is not None


def test_a_page_names_the_others_that_carry_a_story(
    archive: Path, indexed: Callable[..., Settings], tmp_path: Path
) -> None:
    for number, outlet in enumerate(("Harbour Post", 'Town & "Tide"')):
        front = f"title: The bridge\ndate: 2022-04-0{number + 1}\nsource: '{outlet}'\n"
        address = "original_url: https://one.example/bridge\n"
        write(archive, f"_posts/2022-04-01-b{number}.md", f"---\n{front}{address}---\nIt opens.\n")
    client = create_app(indexed(stories="asked", state=tmp_path / "other")).test_client()
    entry = looked_at(client, "/?unique=1").cssselect(".h-entry")[0]
    (also,) = (part for part in entry.cssselect(".credit") if "Town" in part.text_content())
    assert " ".join(also.text_content().split()).endswith('Town & "Tide"')
    assert also.cssselect("a")[0].get("href") == "https://one.example/bridge"
    both = looked_at(client, "/all").cssselect(".h-entry")[:2]
    assert [len(part.cssselect(".credit")) for part in both] == [1, 1]
