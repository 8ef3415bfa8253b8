"""What is typed into the fields of the filter form, and what the catalogue is asked for: up to
which number, and which name is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.index.index import Index, open_index
from feeds.model import Term
from feeds.parameters import DEFAULTS, MOST_TERMS
from service.app import create_app
from service.settings.settings import Settings
from service.web.pages.catalogue import static_views
from service.web.pages.filter_fields import FieldFault, Fields, read_fields
from service.web.pages.filter_form import names_offered
from tests.conftest import index_of, post, three_posts, write
from tests.people.looking import looked_at

TAGS = [f"label {number:02}" for number in range(61)]


def with_tags(archive: Path) -> Path:
    """An archive with 61 tags of one post, and one of three."""
    write(archive, "_posts/2022-03-05-5.md", post("新", "2022-03-05", tags=str(TAGS)))
    return archive


@pytest.fixture
def settings(archive: Path, indexed: Callable[..., Settings]) -> Settings:
    with_tags(archive)
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
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    write(archive, "_posts/2022-03-06-6.md", post("新", "2022-03-06", tags="[IT, it, It]"))
    with closing(open_index(indexed().state_folder)) as index:
        for name in ("IT", "it", "It"):
            assert read(index, ("tag", name)) == ([("tag", name)], [])
        usable, ((_, text, meant),) = read(index, ("tag", "iT"))
        assert (usable, text, {term.name for term in meant}) == ([], "iT", {"IT", "it", "It"})


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


@pytest.fixture(scope="module")
def visitor_of_tags(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("tags")
    archive = with_tags(three_posts(folder / "archive"))
    return create_app(index_of(archive, folder / "state")).test_client()


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


@pytest.mark.parametrize(("spelled", "rows"), [("1", 40), ("002", 22), ("100000", 0)])
def test_a_page_is_a_number(visitor_of_tags: FlaskClient, spelled: str, rows: int) -> None:
    page = looked_at(visitor_of_tags, f"/?kind=tag&page={spelled}")
    assert len(page.cssselect(".feed")) == rows


@pytest.mark.parametrize("spelled", ["", "0", "-1", "100001", "0000001", "x", "１", "1.0"])
def test_what_is_no_page_is_refused(visitor_of_tags: FlaskClient, spelled: str) -> None:
    refused = visitor_of_tags.get(f"/?page={spelled}")
    assert refused.status_code == 400
    assert "a whole number from 1 to 100000" in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("address", "words", "kinds", "order"),
    [
        ("/", "", [], "active"),
        ("/?find=%20a%20b%20&kind=tag&sort=name&page=3", "a b", ["tag"], "name"),
        ("/?find=&kind=&sort=", "", [], "active"),
        (f"/?find={'x' * 201}", "x" * 200, [], "active"),
    ],
)
def test_a_view_of_the_catalogue_is_what_its_address_says(
    visitor_of_tags: FlaskClient, address: str, words: str, kinds: list[str], order: str
) -> None:
    (form,) = looked_at(visitor_of_tags, address).cssselect("form.search")
    assert [field.get("value") for field in form.cssselect("[name=find]")] == [words]
    assert [field.get("value") for field in form.cssselect("[name=kind]")] == kinds
    assert [field.get("value") for field in form.cssselect("[selected]")] == [order]


def test_an_exported_catalogue_has_the_pages_of_all_feeds_and_of_each_kind(
    client: FlaskClient,
) -> None:
    with client.application.test_request_context("/"):
        views = [(view.wish.kind, view.page) for view in static_views()]
    assert views[:4] == [(None, 1), (None, 2), ("category", 1), ("source", 1)]
    assert views[4:] == [("tag", 1), ("tag", 2)]
