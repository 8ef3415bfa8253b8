"""When the words of posts are read, and who waits for that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from feeds.errors import NotReadyError
from feeds.files import locked
from feeds.identity import key
from feeds.index import full_text
from feeds.index.database import connect
from feeds.index.full_text import FullText, bring_up_to_date
from feeds.index.index import FILE_NAME, Index, store_meta
from feeds.index.reading_progress import note_progress, reading_progress
from feeds.index.select import select
from feeds.model import Post
from feeds.query import Query
from tests.indexing.index_by_hand import ByHand, post, row, titles

UTC_ZONE = ZoneInfo("UTC")


def found(index: Index, query: Query, limit: int = 50) -> list[str]:
    with FullText(index.state) as words:
        selected = select(index, query, UTC_ZONE, words, limit)
    return [each.path for each, _ in selected.posts]


def test_the_words_of_what_changed_alone_are_read_again(made: ByHand) -> None:
    read: list[str] = []

    def texts(posts: Sequence[Post]) -> list[str]:
        read.extend(each.path for each in posts)
        return titles(posts)

    def bring(patient: bool = True) -> list[str]:
        read.clear()
        with made.open() as index:
            bring_up_to_date(index, texts, patient)
        return read

    one, two = (
        replace(post("1.md"), title="quay"),
        replace(post("2.md", "2022-03-02"), title="quay"),
    )
    made.put(one, two, row("out.md", excluded="draft"))
    assert bring() == ["1.md", "2.md"]  # in the order of the feed
    assert bring() == []
    made.put(row(replace(one, title="market"), "e"))
    made.write(gone=[key("2.md")])
    assert bring() == ["1.md"]
    with made.open() as index:
        assert found(index, Query(words=("quay",))) == []
        assert found(index, Query(words=("market",))) == ["1.md"]
        assert reading_progress(made.state) == (0, 2)
    with closing(connect(made.state / FILE_NAME)) as connection:
        store_meta(connection, "built", "another index")
    assert bring() == ["1.md"]
    assert bring() == []
    (made.state / full_text.FILE_NAME).write_bytes(b"damaged" * 999)
    made.put(replace(two, title="tram"))
    assert set(bring()) == {"1.md", "2.md"}


def test_who_comes_while_others_read_is_told_how_many_posts_are_to_be_read(made: ByHand) -> None:
    made.put(*(post(f"{number}.md", f"2022-03-0{number}") for number in (1, 2, 3)))
    progress: list[object] = []

    def texts(posts: Sequence[Post]) -> list[str]:
        progress.append(reading_progress(made.state))
        return titles(posts)

    with made.open() as index:
        with locked(made.state / "words.lock"):
            with pytest.raises(NotReadyError, match="0 of 3 posts"):
                bring_up_to_date(index, texts, patient=True)
            note_progress(made.state, 1, 3)
            with pytest.raises(NotReadyError, match="1 of 3 posts"):
                bring_up_to_date(index, texts, patient=True)
        bring_up_to_date(index, texts, patient=False)
        assert progress == [(0, 3)]
    made.put(post("4.md"), post("5.md"))
    with made.open() as index:
        with locked(made.state / "words.lock"):
            bring_up_to_date(index, texts, patient=False)  # what is there is a moment old
        assert len(progress) == 1
        bring_up_to_date(index, texts, patient=False)
        assert progress[1:] == [(0, 2)]
