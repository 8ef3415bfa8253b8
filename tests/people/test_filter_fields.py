"""What is typed into the fields of the filter form, and what the catalogue is asked for: up to
which number, and which name is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import lxml.html
import pytest
from flask.testing import FlaskClient

from feeds.errors import BadParameterError
from feeds.index.index import Index, open_index
from feeds.model import Term
from feeds.parameters import DEFAULTS, MOST_TERMS
from service.app import create_app
from service.settings.settings import Settings
from service.web.pages import filter_fields
from service.web.pages.catalogue import View, _number, _view, static_views
from service.web.pages.filter_fields import FieldFault, Fields, read_fields
from service.web.pages.filter_form import names_offered
from tests.conftest import post, write

TAGS = [f"label {number:02}" for number in range(61)]


@pytest.fixture
def settings(archive: Path, indexed: Callable[..., Settings]) -> Settings:
    """Of an archive with 61 tags of one post, and one of four."""
    write(archive, "_posts/2022-03-05-5.md", post("新", "2022-03-05", tags=str(TAGS)))
    return indexed()


@pytest.fixture
def index(settings: Settings) -> Iterator[Index]:
    with closing(open_index(settings.state_folder)) as opened:
        yield opened


def read(index: Index, *pairs: tuple[str, str]) -> tuple[list[tuple[str, str]], list[FieldFault]]:
    fields = read_fields(index, pairs, DEFAULTS)
    return fields.usable, fields.wrong


@pytest.mark.parametrize(
    ("name", "typed", "usable"),
    [
        ("tag", "label 07", "label 07"),
        ("tag", " label 07 ", "label 07"),
        ("-tag", "Label 07", "label 07"),
        ("tag", "07", "label 07"),  # one feed is found by it
        ("category", "yunl", "yunling"),
        ("q", " two words ", "two words"),
        ("since", "2022-03-01", "2022-03-01"),
    ],
)
def test_a_text_with_one_meaning_is_that(index: Index, name: str, typed: str, usable: str) -> None:
    assert read(index, (name, typed)) == ([(name, usable)], [])


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("tag", "label", 6),  # of the 61, so many beside the field
        ("tag", "zzz", 0),
        ("since", "soon", 0),
        ("limit", "0", 0),
    ],
)
def test_a_text_with_several_meanings_or_none_is_a_fault(
    index: Index, name: str, typed: str, meant: int
) -> None:
    usable, wrong = read(index, (name, f" {typed} "), ("q", " "))
    assert usable == []
    assert [(fault.name, fault.text, len(fault.meant)) for fault in wrong] == [(name, typed, meant)]


def test_a_name_that_is_there_counts_before_those_that_are_alike(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`IT` and `it` may be two tags."""
    monkeypatch.setattr(filter_fields, "_term", lambda index, term: term)
    assert read(index, ("tag", "label")) == ([("tag", "label")], [])


def test_as_many_names_are_read_as_a_query_takes_and_a_hundred_shown(index: Index) -> None:
    most = [("tag", tag) for tag in TAGS[:MOST_TERMS]]
    assert read(index, *most) == (most, [])
    many = [("tag", f"no {number}") for number in range(101)]
    for pairs in (many[: MOST_TERMS + 1], many):
        usable, wrong = read(index, *pairs, ("q", "words"), ("tag", " "))
        assert usable == [*pairs[:100], ("q", "words")]
        assert wrong == [FieldFault("filters", "")]


def test_a_chosen_term_takes_the_place_of_the_text_in_its_field() -> None:
    without, since = FieldFault("-tag", "x"), FieldFault("since", "soon")
    fields = Fields([("q", "words")], [without, since])
    term = Term("category", "a")
    assert fields.with_term(without, term) == [
        *(("q", "words"), ("-category", "a"), ("since", "soon")),
    ]
    assert fields.with_term(since, term) == [("q", "words"), ("category", "a"), ("-tag", "x")]


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def test_the_sixty_names_of_a_kind_with_most_posts_are_offered(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        client.application.preprocess_request()
        offered = {kind: {name.value for name in names} for kind, names in names_offered().items()}
    assert len(offered["tag"]) == 60
    assert offered["tag"] - {*TAGS} == {"海州日报新闻"}
    assert offered["category"] == {"haizhou", "yunling"}


@pytest.mark.parametrize(
    ("spelled", "number"),
    [("1", 1), ("01", 1), ("100000", 100_000), ("099999", 99_999)],
)
def test_a_page_is_a_number(spelled: str, number: int) -> None:
    assert _number(spelled) == number


@pytest.mark.parametrize("spelled", ["", "0", "-1", "100001", "0000001", "x", "１", "1.0"])
def test_what_is_no_page_is_refused(spelled: str) -> None:
    with pytest.raises(BadParameterError, match="a whole number from 1 to 100000"):
        _number(spelled)


@pytest.mark.parametrize(
    ("address", "words", "kind", "order", "page"),
    [
        ("/", "", None, "active", 1),
        ("/?find=%20a%20b%20&kind=tag&sort=name&page=3", "a b", "tag", "name", 3),
        ("/?find=&kind=&sort=", "", None, "active", 1),
        (f"/?find={'x' * 201}", "x" * 200, None, "active", 1),
    ],
)
def test_a_view_of_the_catalogue_is_what_its_address_says(
    client: FlaskClient, address: str, words: str, kind: str | None, order: str, page: int
) -> None:
    with client.application.test_request_context(address):
        view: View = _view()
    assert (view.wish.words, view.wish.kind, view.wish.order, view.page) == (
        *(words, kind, order, page),
    )


@pytest.mark.parametrize(("page", "first", "rows"), [(1, 1, 40), (2, 41, 22)])
def test_forty_feeds_are_a_page_of_the_catalogue(
    client: FlaskClient, page: int, first: int, rows: int
) -> None:
    answer = client.get(f"/?kind=tag&page={page}", headers={"Accept": "text/html"})
    (listed,) = lxml.html.fromstring(answer.text).cssselect("ol.feeds")
    assert (listed.get("start"), len(listed.cssselect(".feed"))) == (str(first), rows)


def test_an_exported_catalogue_has_the_pages_of_all_feeds_and_of_each_kind(
    client: FlaskClient,
) -> None:
    with client.application.test_request_context("/"):
        views = [(view.wish.kind, view.page) for view in static_views()]
    assert views[:4] == [(None, 1), (None, 2), ("category", 1), ("source", 1)]
    assert views[4:] == [("tag", 1), ("tag", 2)]
