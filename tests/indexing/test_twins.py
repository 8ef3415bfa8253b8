"""Feeds with the posts of one outlet are twins, whatever order the posts come in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from feeds.archive import Options, open_archive
from feeds.feed.compose import compose
from feeds.feed.names import display_name
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from feeds.index.select import terms, twins_of
from feeds.model import Changes, Site, Term
from feeds.query import Query
from tests.conftest import CONFIG, write

NOW = datetime(2023, 1, 1, tzinfo=UTC)
OUTLET = Term("source", "海州日报")
CATEGORY = Term("category", "haizhou")
TAG = Term("tag", "海州日报新闻")


class News:
    """A news archive with its index; posts are numbered."""

    def __init__(self, folder: Path, options: Options | None = None) -> None:
        self.root, self.state = folder / "news", folder / "state"
        self.state.mkdir(parents=True, exist_ok=True)
        self.options = options
        write(self.root, "_config.yml", CONFIG)

    def write(
        self,
        number: int,
        category: str = "haizhou",
        tag: str = "海州日报新闻",
        outlet: str = "海州日报",
    ) -> None:
        credit = f"\n\n（{outlet}）" if outlet else ""
        head = f"title: 第{number}条\ncategories: {category}\ntags: {tag}"
        write(self.root, f"_posts/2022-05-01-{number}.md", f"---\n{head}\n---\n正文。{credit}\n")

    def remove(self, number: int) -> None:
        (self.root / f"_posts/2022-05-01-{number}.md").unlink(missing_ok=True)

    def refresh(self) -> Changes:
        return Refresher(open_archive(self.root, self.options), self.state, processes=1).refresh(
            NOW
        )

    def twins(self) -> dict[Term, Term]:
        """Each twin, with the term that stands for it."""
        with open_index(self.state) as index:
            return {row.term: row.twin for row in terms(index) if row.twin}

    def title(self, term: Term) -> str:
        archive = open_archive(self.root, self.options)
        with open_index(self.state) as index:
            return compose(archive, index, Query((term,))).title


def test_a_category_and_a_tag_of_one_outlets_posts_are_its_twins(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(4):
        news.write(number)
    news.refresh()
    assert news.twins() == {CATEGORY: OUTLET, TAG: OUTLET}
    with open_index(news.state) as index:
        assert twins_of(index, OUTLET) == (CATEGORY, TAG)


def test_a_tag_that_a_category_bears_the_name_of_is_the_outlets_all_the_same(
    tmp_path: Path,
) -> None:
    news = News(tmp_path)
    for number in range(4):
        news.write(number, category="新闻", tag="新闻")
    news.refresh()
    assert news.twins() == {Term(kind, "新闻"): OUTLET for kind in ("category", "tag")}


def test_the_category_goes_by_the_outlets_name(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(4):
        news.write(number)
    news.refresh()
    assert news.title(CATEGORY).startswith("海州日报 · ")
    assert news.title(TAG).startswith("海州日报新闻 · ")


def test_a_name_in_the_settings_goes_before_the_outlets(tmp_path: Path) -> None:
    news = News(tmp_path, Options(names={CATEGORY: "海州"}))
    for number in range(4):
        news.write(number)
    news.refresh()
    assert news.title(CATEGORY).startswith("海州 · ")


def test_two_posts_in_common_may_be_chance(tmp_path: Path) -> None:
    news = News(tmp_path)
    news.write(1)
    news.write(2)
    news.refresh()
    assert not news.twins()


def test_terms_of_one_name_need_no_more_than_one_post(tmp_path: Path) -> None:
    news = News(tmp_path)
    news.write(1, category="Python", tag="python", outlet="")
    news.refresh()
    assert news.twins() == {Term("tag", "python"): Term("category", "Python")}


def test_a_category_and_a_tag_of_different_names_are_no_twins(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(5):
        news.write(number, category="travel", tag="italy", outlet="")
    news.refresh()
    assert not news.twins()


def test_one_stray_post_changes_no_name(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(4):
        news.write(number)
    news.refresh()
    news.write(100, outlet="云岭时报")
    news.refresh()
    assert news.twins()[CATEGORY] == OUTLET


def test_a_category_of_several_outlets_is_none_of_theirs(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(9):
        news.write(
            number, category="finance", outlet=("海州日报", "云岭时报", "江北晚报")[number % 3]
        )
    news.refresh()
    assert Term("category", "finance") not in news.twins()


def test_an_outlet_in_several_categories_lends_its_name_to_none(tmp_path: Path) -> None:
    news = News(tmp_path)
    for number in range(10):
        news.write(number, category=f"c{number % 2}")
    news.refresh()
    assert {term.kind for term in news.twins()} == {"tag"}


def test_a_category_that_loses_its_name_is_a_changed_feed(tmp_path: Path) -> None:
    """Its title changed, though no post of its own did."""
    news = News(tmp_path)
    for number in range(4):
        news.write(number)
    news.refresh()
    for number in range(10, 14):
        news.write(number, category="elsewhere", tag="")
    changes = news.refresh()
    assert CATEGORY in changes.feeds
    assert news.title(CATEGORY).startswith("haizhou · ")


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sampled_from(["haizhou", "yunling"]),
        st.sampled_from(["海州日报", "云岭时报", ""]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.long
@given(CHANGES, st.integers(1, 4))
@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_refreshes_and_a_new_index_find_the_same_twins(
    tmp_path_factory,  # type: ignore[no-untyped-def]
    changes: list[tuple[int, str, str, bool]],
    at_once: int,
) -> None:
    folder = tmp_path_factory.mktemp("twins")
    news = News(folder)
    news.write(0)
    news.refresh()
    for start in range(0, len(changes), at_once):
        for number, category, outlet, stays in changes[start : start + at_once]:
            if stays:
                news.write(number, category=category, tag=outlet or "x", outlet=outlet)
            else:
                news.remove(number)
        news.refresh()
    by_refreshes = news.twins()
    news.state = folder / "anew"
    news.state.mkdir()
    news.refresh()
    assert news.twins() == by_refreshes


def test_the_outlets_own_label_is_the_categorys_too() -> None:
    site = Site("新闻", "https://site.example", labels={OUTLET: "《海州日报》"})
    assert display_name(site, CATEGORY, OUTLET) == "《海州日报》"
    assert display_name(site, TAG, OUTLET) == TAG.name
