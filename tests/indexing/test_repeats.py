"""Which posts repeat earlier ones of their story."""

from __future__ import annotations

from contextlib import closing

from msgspec.structs import replace

from feeds.identity import key
from feeds.index import stories
from feeds.index.database import connect
from feeds.index.index import FILE_NAME
from feeds.index.select import select
from feeds.model import Term
from feeds.query import Query
from tests.indexing.index_by_hand import LONG, OTHER, ByHand, post, row


def repeats(made: ByHand) -> list[tuple[str, str]]:
    """Each repeat, with the earlier post."""
    query = (
        "SELECT mine.path, its.path FROM repeat JOIN post AS mine USING (pid) "
        "JOIN post AS its ON its.pid = earlier_pid ORDER BY 1, 2"
    )
    with made.open() as index:
        return index.connection.execute(query).fetchall()


def test_a_post_repeats_the_earlier_ones_of_its_story(made: ByHand) -> None:
    days = {day: post(f"{day}.md", f"2022-03-0{day}", categories=(f"c{day}",)) for day in (1, 2, 3)}
    made.put(row(days[2], text=LONG))
    changes = made.put(row(days[3], text=LONG))
    assert repeats(made) == [("3.md", "2.md")]
    assert Term("category", "c2") not in changes.feeds
    changes = made.put(row(days[1], text=LONG))
    assert repeats(made) == [("2.md", "1.md"), ("3.md", "1.md"), ("3.md", "2.md")]
    assert {Term("category", f"c{day}") for day in (1, 2, 3)} <= {*changes.feeds}
    changes = made.put(row(replace(days[1], title="new"), "f", text=LONG))
    assert not {Term("category", f"c{day}") for day in (2, 3)} & {*changes.feeds}
    changes = made.put(row(days[1], "e", text=OTHER))
    assert repeats(made) == [("3.md", "2.md")]
    assert {Term("category", f"c{day}") for day in (2, 3)} <= {*changes.feeds}
    changes = made.put(row(post("4.md", "2022-03-04"), text=OTHER))
    assert repeats(made) == [("3.md", "2.md"), ("4.md", "1.md")]
    assert Term("category", "c3") not in changes.feeds
    made.write(gone=[key("2.md"), key("1.md")])
    assert repeats(made) == []


def test_the_clock_keeps_what_is_known_of_a_text(made: ByHand) -> None:
    made.put(row(post("1.md"), text=LONG))
    late = post("2.md", "2024-01-01")
    made.put(row(late, text=LONG))
    assert repeats(made) == []
    at = late.published
    made.put(row(late, now=at), now=at)  # read from the index: without traits
    assert repeats(made) == [("2.md", "1.md")]
    made.put(row(late, "e", now=at), now=at)  # read from its file, which has none any more
    assert repeats(made) == []


def test_a_post_is_compared_with_the_ten_before_it(made: ByHand) -> None:
    made.put(*(row(post(f"{day:02}.md", f"2022-03-{day:02}"), text=LONG) for day in range(1, 13)))
    mine = [earlier for path, earlier in repeats(made) if path == "12.md"]
    assert mine == [f"{day:02}.md" for day in range(2, 12)]
    with closing(connect(made.state / FILE_NAME)) as connection:
        connection.execute("DELETE FROM repeat")
        stories.find(connection)
    assert [earlier for path, earlier in repeats(made) if path == "12.md"] == mine
    assert len(repeats(made)) == sum(min(10, day) for day in range(12))
    with made.open() as index:
        first = select(index, Query(unique=True))
        assert {path: len(others) for path, others in first.repeats.items()} == {"01.md": 10}
        assert select(index, Query()).repeats == {}
