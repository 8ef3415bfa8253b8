"""From how many posts in common two feeds are twins, and what becomes of them."""

from __future__ import annotations

import pytest

from feeds.index.catalogue import Wish, listing
from feeds.index.select import (
    count_of,
    twin_of,
    twins_of,
)
from feeds.model import Post, Term, TermKind
from tests.indexing.index_by_hand import ByHand, post

A, B = Term("category", "a"), Term("category", "b")


def filed(path: str, *terms: Term) -> Post:
    """A post in these feeds."""
    names = {term.kind: term.name for term in terms}
    return post(
        path,
        outlet=names.get("source"),
        categories=(names["category"],) if "category" in names else (),
        tags=(names["tag"],) if "tag" in names else (),
    )


@pytest.mark.parametrize(
    ("both", "mine", "its", "kind", "other", "is_twin"),
    [
        (3, 3, 3, "category", "source", True), (2, 2, 2, "category", "source", False),
        (3, 4, 3, "category", "source", True), (3, 3, 4, "category", "source", True),
        (3, 5, 3, "category", "source", False), (3, 3, 5, "category", "source", False),
        (19, 21, 19, "category", "source", False), (20, 22, 20, "category", "source", True),
        (20, 23, 20, "category", "source", False), (3, 3, 3, "tag", "source", True),
        (9, 9, 9, "tag", "category", False),
    ],
)  # fmt: skip
def test_twins_share_nearly_all_posts_and_enough_of_them(
    made: ByHand, both: int, mine: int, its: int, kind: TermKind, other: TermKind, is_twin: bool
) -> None:
    """Of `mine` and `its` posts they have `both` in common."""
    a, b = Term(kind, "a"), Term(other, "b")
    shared = [filed(f"both-{number}.md", a, b) for number in range(both)]
    of_a = [filed(f"a-{number}.md", a) for number in range(mine - both)]
    of_b = [filed(f"b-{number}.md", b) for number in range(its - both)]
    made.put(*shared, *of_a, *of_b)
    with made.open() as index:
        assert twins_of(index, b) == ((a,) if is_twin else ())


@pytest.mark.parametrize(
    ("names", "strays", "is_twin"),
    [(("Web Dev", "web-dev"), 0, True), (("a", "A"), 1, True), (("a", "A"), 2, False)],
)
def test_a_tag_and_a_category_of_one_name_are_twins_from_their_first_post(
    made: ByHand, names: tuple[str, str], strays: int, is_twin: bool
) -> None:
    tag, category = Term("tag", names[0]), Term("category", names[1])
    made.put(filed("both.md", tag, category),
             *(filed(f"{number}.md", tag) for number in range(strays)))  # fmt: skip
    with made.open() as index:
        assert twins_of(index, category) == ((tag,) if is_twin else ())


def test_the_outlet_goes_before_a_category_of_the_same_posts(made: ByHand) -> None:
    tag, category, source = Term("tag", "a"), Term("category", "A"), Term("source", "b")
    made.put(*(filed(f"{number}.md", tag, category, source) for number in range(3)))
    with made.open() as index:
        assert twins_of(index, source) == (category, tag)
        assert twins_of(index, category) == ()


def test_a_twin_stands_for_the_feed_of_its_outlet(made: ByHand) -> None:
    for number in range(3):
        made.put(post(f"{number}.md", outlet="Daily", categories=("d",), tags=("t",)))
    daily = Term("source", "Daily")
    with made.open() as index:
        assert twins_of(index, daily) == (Term("category", "d"), Term("tag", "t"))
        assert (twin_of(index, Term("tag", "t")), twin_of(index, daily)) == (daily, None)
        found = listing(index, Wish(), 0, 9)
        assert [row.term for row in found.rows] == [daily]
        assert (found.counts, found.total) == ({"source": 1, "category": 1, "tag": 1}, 1)
        by_tag = listing(index, Wish(kind="tag"), 0, 9)
        assert [(row.term, row.twin) for row in by_tag.rows] == [(Term("tag", "t"), daily)]
    for number in range(3, 8):  # the outlet's, elsewhere
        changes = made.put(post(f"{number}.md", outlet="Daily", categories=("other",)))
    with made.open() as index:
        assert twins_of(index, daily) == ()
        assert [count_of(index, Term(*term)) for term in (("category", "d"), ("tag", "t"))] == [
            3,
            3,
        ]  # type: ignore[arg-type]
    assert Term("category", "d") not in changes.feeds  # it was none any more before
