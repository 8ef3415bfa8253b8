"""The catalogue's list of feeds: sorted, searched, and how many posts each had of late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.index.catalogue import ORDERS, RecentPosts, Wish, largest, listing, recent_posts
from tests.indexing.index_by_hand import ByHand, post


def test_a_catalogue_lists_sorts_and_finds_feeds(made: ByHand) -> None:
    days = {
        **{"2022-12-31": "new", "2022-12-25": "busy", "2022-12-26": "busy"},
        **{"2022-10-05": "quarter", "2022-10-01": "older", "2021-12-31T12:00": "year"},
        **dict.fromkeys(("2021-12-30", "2021-12-29", "2021-12-28"), "long ago"),
    }
    made.put(*(post(f"{day}.md", day, tags=(tag,)) for day, tag in days.items()))

    def names(words: str = "", **more: Any) -> list[str]:
        return [row.term.name for row in listing(index, Wish(words, **more), 0, 99).rows]

    with made.open() as index:
        assert ORDERS == ("active", "change", "name", "size")  # the first where none is asked for
        assert names(order="size")[:2] == ["long ago", "busy"]
        assert names(order="name") == ["busy", "long ago", "new", "older", "quarter", "year"]
        assert names(order="change") == ["new", "busy", "quarter", "older", "year", "long ago"]
        assert names() == ["busy", "new", "quarter", "older", "year", "long ago"]
        assert names("ER") == ["quarter", "older"]
        assert names("ago long") == ["long ago"]
        assert names("o", order="name")[0] == "older"  # what begins with it comes first
        assert names("none") == []
        page = listing(index, Wish(order="name"), 1, 2)
        assert [row.term.name for row in page.rows] == ["long ago", "new"]
        assert (page.counts, page.total) == ({"tag": 6}, 6)
        assert listing(index, Wish("er", kind="source"), 0, 9) == ((), {"tag": 2}, 2)
        assert listing(index, Wish(" ".join("quarter"[:7]) + " x", kind="tag"), 0, 9).rows == ()
        most = listing(index, Wish("q u a r t e r q u a none"), 0, 9)  # of ten words
        assert [row.term.name for row in most.rows] == ["quarter"]
        assert listing(index, Wish("q u a r t e r q u none"), 0, 9).rows == ()
        rows = listing(index, Wish(order="name"), 0, 9).rows
        assert recent_posts(index, rows) == [
            RecentPosts(2, 2), RecentPosts(0, 0), RecentPosts(1, 1), RecentPosts(0, 1),
            RecentPosts(1, 1), RecentPosts(0, 1),
        ]  # fmt: skip
        assert [row.term.name for row in largest(index, 2)] == ["busy", "long ago"]


def test_the_posts_of_ninety_days_and_a_year_are_counted_to_the_microsecond(made: ByHand) -> None:
    newest = datetime(2022, 12, 31, 0, 0, 0, 5, tzinfo=UTC)
    for days in (90, 365):
        for more, name in ((0, "before"), (1, "within")):
            day = (newest - timedelta(days, 0, -more)).replace(tzinfo=None).isoformat()
            made.put(post(f"{days}-{name}.md", day, tags=(f"{days} {name}",)))
    made.put(post("newest.md", newest.replace(tzinfo=None).isoformat()))
    with made.open() as index:
        rows = listing(index, Wish(kind="tag", order="name"), 0, 9).rows
        counted = {row.term.name: (*recent_posts(index, [row])[0],) for row in rows}
    assert counted == {
        "365 before": (0, 0), "365 within": (0, 1), "90 before": (0, 1), "90 within": (1, 1),
    }  # fmt: skip
