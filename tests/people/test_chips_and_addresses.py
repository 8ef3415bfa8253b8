"""What a page writes by itself: chips of a feed's conditions, addresses, how often a feed posts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from feeds.feed.posting_rate import posting_rate
from feeds.index.catalogue import RecentPosts, Wish
from feeds.model import Term
from feeds.parameters import parse
from feeds.query import Query
from service.web.pages import urls
from service.web.pages.catalogue import View
from service.web.pages.chips import chips_of

A, B, SOURCE = Term("category", "a"), Term("category", "b"), Term("source", "s")
NAMES = {A: "An A", B: "A B", SOURCE: "An outlet", Term("tag", "t"): "A tag"}


@pytest.fixture
def page(client: FlaskClient) -> Iterator[None]:
    """Within a request for a page."""
    with client.application.test_request_context("/"):
        client.application.preprocess_request()
        yield


def roles(query: Query) -> list[tuple[str, str | None, str, str]]:
    return [(chip.role, chip.kind, chip.text, chip.removal) for chip in chips_of(query, NAMES)]


def test_a_feed_of_one_term_has_no_chips(page: None) -> None:
    assert roles(Query()) == roles(Query((A,))) == []


def test_terms_of_one_kind_are_joined_by_or_and_kinds_by_and(page: None) -> None:
    assert roles(Query((A, B, SOURCE))) == [
        ("first", "category", "An A", "/?category=b&source=s"),
        ("or", "category", "A B", "/?category=a&source=s"),
        ("and", "source", "An outlet", "/?category=a&category=b"),
    ]


def test_each_filter_has_a_chip_in_a_fixed_order(page: None) -> None:
    query = Query(
        (A,),
        without=(B, Term("tag", "t")),
        words=("x", "y"),
        since="2022-01-01",
        until="2022-02-01",
        unique=True,
        page=3,
    )
    rest = "/category/a?-category=b&-tag=t&q=x%20y&since=2022-01-01&unique=1&until=2022-02-01"
    assert roles(query) == [
        ("first", "category", "An A", rest.replace("/category/a?", "/?")),
        ("without", "category", "A B", rest.replace("-category=b&", "")),
        ("without", "tag", "A tag", rest.replace("-tag=t&", "")),
        ("words", None, "x", rest.replace("x%20", "")),
        ("words", None, "y", rest.replace("%20y", "")),
        ("since", None, "2022-01-01", rest.replace("&since=2022-01-01", "")),
        ("until", None, "2022-02-01", rest.replace("&until=2022-02-01", "")),
        ("unique", None, "", rest.replace("&unique=1", "")),
    ]


def test_what_subscribers_poll_has_the_filters_and_no_place(page: None) -> None:
    asked = parse(A, [("q", "x"), ("page", "2"), ("limit", "7"), ("content", "summary")])
    assert urls.subscribed(asked) == Query((A,), words=("x",))
    assert [link.path for link in urls.formats(asked)] == [
        f"/category/a.{extension}?q=x" for extension in ("rss", "atom", "json")
    ]
    assert urls.formats(asked)[0].url == "https://feeds.example/category/a.rss?q=x"
    assert urls.page_path(asked) == "/category/a"
    assert (urls.home(), urls.kind_page("tag")) == ("/", "/?kind=tag")


def test_a_view_of_the_catalogue_has_an_address_with_what_is_not_usual_in_it(page: None) -> None:
    view = View(Wish("x y", "tag", "size"), 3)
    assert view.at() == "/?find=x+y&kind=tag&sort=size"
    assert view.at(page=2) == "/?find=x+y&kind=tag&sort=size&page=2"
    assert view.at(kind="") == "/?find=x+y&sort=size"
    assert view.at(kind="source", order="active") == "/?find=x+y&kind=source"
    assert View(Wish()).at() == "/"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example:8443/b?c", "https://a.example:8443"),
        ("/b", ""),
        ("https:/b", ""),
        ("//a.example/b", ""),
        ("https://[/", ""),
    ],
)
def test_the_origin_of_an_address(url: str, origin: str) -> None:
    assert urls.origin(url) == origin


@pytest.mark.parametrize(
    ("host", "can_be_read"),
    [
        ("feeds.example", True),
        ("93.184.216.34", True),
        ("localhost", False),
        ("nas", False),
        ("192.168.1.2", False),
        ("127.0.0.1:8000", False),
        ("[::1]", False),
    ],
)
def test_readers_on_the_web_are_offered_what_they_can_fetch(host: str, can_be_read: bool) -> None:
    readers = urls.readers(f"https://{host}/feed.rss")
    name = f"https%3A%2F%2F{host}%2Ffeed.rss"
    every = [
        ("Feedly", f"https://feedly.com/i/subscription/feed%2F{name}"),
        ("Inoreader", f"https://www.inoreader.com/?add_feed={name}"),
        ("NewsBlur", f"https://www.newsblur.com/?url={name}"),
        ("Feedbin", f"https://feedbin.com/?subscribe={name}"),
        ("The Old Reader", f"https://theoldreader.com/feeds/subscribe?url={name}"),
    ]
    assert list(readers) == (every if can_be_read else [])


def test_parameters_without_a_value_are_left_out() -> None:
    assert urls.with_parameters("/", [("a", ""), ("b", "é &"), ("b", "2")]) == "/?b=%C3%A9+%26&b=2"
    assert urls.with_parameters("/", [("a", "")]) == "/"


@pytest.mark.parametrize(
    ("quarter", "year", "rate"),
    [
        (269, 0, (90, "month")),
        (270, 0, (3, "day")),
        (6, 0, (2, "month")),
        (5, 19, (19, "year")),
        (0, 20, (20, "year")),
        (62, 0, (20, "month")),
        (0, 22, (20, "year")),
        (0, 23, (25, "year")),
        (0, 97, (95, "year")),
        (0, 99, (100, "year")),
        (0, 104, (100, "year")),
        (0, 106, (110, "year")),
    ],
)
def test_a_rate_is_rounded_to_fives_from_twenty_and_to_tens_from_a_hundred(
    quarter: int, year: int, rate: tuple[int, str]
) -> None:
    assert posting_rate(RecentPosts(quarter, year)) == rate
