"""Places of posts in the feeds, as a statement of SQL gives them, and the posts at these places."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from feeds.index.codec import decode
from feeds.index.index import Index
from feeds.index.window import Window, later
from feeds.model import Post
from feeds.query import Place

_MOST_REPEATS = 10  # of one post that are told


def read_places(
    connection: sqlite3.Connection, statement: tuple[str, Sequence[int | str]]
) -> list[Place]:
    return [Place(*row) for row in connection.execute(*statement)]


def first_of(batches: Iterator[list[Place]], count: int) -> list[Place]:
    """The first places of all batches. No batch is asked for that is not needed."""
    places: list[Place] = []
    for batch in batches:
        places += batch
        if len(places) >= count:
            break
    return places[:count]


def posts_at(index: Index, places: Sequence[Place]) -> tuple[tuple[Post, str], ...]:
    """The posts at these places, without one that a refresh has removed meanwhile."""
    rows = index.connection.execute(
        "SELECT pid, path, body, distinct_id FROM post "
        "WHERE pid IN (SELECT value FROM json_each(?)) AND body IS NOT NULL",
        (json.dumps([place.pid for place in places]),),
    ).fetchall()
    posts = {pid: (decode(path, body), distinct) for pid, path, body, distinct in rows}
    return tuple(posts[place.pid] for place in places if place.pid in posts)


def repeats_at(
    index: Index, window: Window, places: Sequence[Place]
) -> Mapping[str, tuple[Post, ...]]:
    """By the path of each post at these places, the later posts of its story that the window
    leaves out; nothing where it leaves none out."""
    if not window.unique:
        return {}
    repeats = (
        (place, read_places(index.connection, later(window, place, _MOST_REPEATS)))
        for place in places
    )
    return {
        post.path: tuple(other for other, _ in posts_at(index, others))
        for place, others in repeats
        if others
        for post, _ in posts_at(index, [place])
    }
