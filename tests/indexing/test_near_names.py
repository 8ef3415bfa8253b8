"""The feeds that a name may mean which there is not: the likest first, none that is far from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from feeds.archive import open_archive
from feeds.index.index import Index, open_index
from feeds.index.near import near_terms
from feeds.index.refresh import Refresher
from feeds.model import Term
from tests.conftest import CONFIG, write
from tests.indexing.index_by_hand import ByHand, post

LONG = "abcdefghijklmnopqrstuvwxyz0123456789uvwx"  # forty characters
NAMES = {
    "harbour": 1, "harbours": 1, "harbor": 3, "ferry": 2, "trams": 5,
    LONG: 1, f"{LONG}yz": 1,
    **{f"quay{letter}": 1 for letter in "abcdefg"},
}  # fmt: skip

Near = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An archive with so many posts of each of these tags."""
    folder = tmp_path_factory.mktemp("near")
    write(folder / "site", "_config.yml", CONFIG)
    for number in range(max(NAMES.values())):
        tags = ", ".join(name for name, posts in NAMES.items() if number < posts)
        text = f"---\ntitle: T\ntags: [{tags}]\n---\nText.\n"
        write(folder / "site", f"_posts/2022-05-01-{number}.md", text)
    (folder / "state").mkdir()
    site = open_archive(folder / "site")
    Refresher(site, folder / "state", processes=1).refresh(datetime(2023, 1, 1, tzinfo=UTC))
    with open_index(folder / "state") as opened:
        yield opened


@pytest.fixture
def near(index: Index) -> Near:
    return lambda name: [term.name for term in near_terms(index, name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("harbour", ["harbour", "harbours", "harbor"]),
        ("Harbor s", ["harbours", "harbor", "harbour"]),
        ("tram", ["trams"]),
        ("xyzzy", []),
        ("trolley", []),
        ("t", []),
        ("", []),
    ],
)
def test_the_likest_names_come_first_and_far_ones_not_at_all(
    near: Near, name: str, expected: list[str]
) -> None:
    assert near(name) == expected


def test_five_names_are_enough(near: Near, index: Index) -> None:
    assert near("quay") == [f"quay{letter}" for letter in "abcde"]
    assert len(near_terms(index, "quay", most=2)) == 2


def test_forty_characters_of_a_name_are_compared(near: Near) -> None:
    """What stands behind them neither brings a name nearer nor makes it a stranger's."""
    assert near(LONG) == near(f"{LONG}yz") == near(f"{LONG}{'z' * 500}") == [LONG, f"{LONG}yz"]


def test_names_that_are_near_are_terms_with_posts_the_likest_first(made: ByHand) -> None:
    made.put(
        post("1.md", categories=("harbour", "ferry"), tags=("harbours", "quay")),
        post("2.md", categories=("ferry",), tags=("harbors", "Harbour", "OLD TOWN")),
        post("3.md", collection="harbour"),
    )
    with made.open() as index:
        assert near_terms(index, "harbour")[:2] == (
            Term("category", "harbour"),
            Term("tag", "Harbour"),
        )
        assert {term.kind for term in near_terms(index, "harbour")} == {"category", "tag"}
        assert near_terms(index, "ferries") == (Term("category", "ferry"),)
        assert near_terms(index, "ha") == ()
        assert near_terms(index, "old towm") == (Term("tag", "OLD TOWN"),)
        assert near_terms(index, "quay", most=0) == ()
        assert near_terms(index, "h") == ()
