"""An index that is written post by post, without files: for tests of what is read from it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from feeds.archive import Reading
from feeds.archive.faults import Fault
from feeds.archive.reading import Excluded, Stat
from feeds.index.database import connect
from feeds.index.index import FILE_NAME, Index, open_index
from feeds.index.rows import FileRow, row_of
from feeds.index.schema import INDEXES, TABLES, TRIGGERS
from feeds.index.writer import Writer
from feeds.model import Attribution, Changes, Post, Site, Version
from feeds.text.traits import traits_of

NOW = datetime(2023, 1, 1, tzinfo=UTC)
SITE = Site("S", "https://s.example", tag_authority="s.example")


def post(path: str, day: str = "2022-03-01", outlet: str | None = None, **fields: object) -> Post:
    """A post of this day, at `/PATH`; `day` may have a time."""
    published = datetime.fromisoformat(day).replace(tzinfo=UTC)
    whole = {"attribution": Attribution(outlet), **fields}
    return Post(path, f"/{path}", path, published, **whole)  # type: ignore[arg-type]


def row(
    one: Post | str,
    digest: str = "d",
    now: datetime = NOW,
    excluded: str = "",
    faults: tuple[Fault, ...] = (),
    stamp: tuple[int, int] = (1, 2),
    text: str = "",
) -> FileRow:
    """The row of a post, or of a path that is none; with the traits of a text, where it has one."""
    path = one if isinstance(one, str) else one.path
    reading = Reading(
        path,
        digest,
        None if isinstance(one, str) else one,
        Excluded(excluded) if excluded else None,
        faults,
        traits_of("a", text, None) if text else None,
    )
    return row_of(Stat(path, *stamp), reading, now)


LONG = "The harbour of the town is closed until the evening, said the mayor on the quay. " * 3
OTHER = "A tram left the rails beside the market hall, and nobody was hurt in the accident. " * 3


def with_words() -> list[FileRow]:
    """Posts that have words in their titles; three of one story, and three of one microsecond."""
    days = ("01-31", "02-01", "02-02", "02-03", "03-01")
    named = [
        replace(post(f"{day}.md", f"2022-{day}", categories=("ab"[number % 2],)),
                title="quay" if day != "02-02" else "market")
        for number, day in enumerate(days)
    ]  # fmt: skip
    story = [
        replace(post(f"{day}.md", f"2022-04-0{day}", categories=("s",)), title=word)
        for day, word in enumerate(("x", "y", "y", "z"), 1)
    ]
    together = [replace(post(f"{name}.md", AT_ONCE), title="tram") for name in "abc"]
    texts = (row(one, text=OTHER if one.title == "z" else LONG) for one in story)
    return [*map(row, named), *texts, *map(row, together)]


AT_ONCE = "2022-05-01T08:00:00.000001"


def titles(posts: Iterable[Post]) -> list[str]:
    """In place of what is read of posts for the full text."""
    return [post.title for post in posts]


class ByHand:
    """The index in a folder, written by `put` and `remove`."""

    def __init__(self, folder: Path, site: Site = SITE) -> None:
        self.state, self.site = folder, site
        with closing(connect(folder / FILE_NAME)) as connection:
            connection.executescript(TABLES + INDEXES)
            for trigger in TRIGGERS:
                connection.execute(trigger)
            facts = {"revision": "7", "built": "7", "settings": "", "built_at": "1000"}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())

    def put(
        self, *rows: FileRow | Post, now: datetime = NOW, version: Version | None = None
    ) -> Changes:
        return self.write([each if isinstance(each, FileRow) else row(each) for each in rows],
                          now=now, version=version)  # fmt: skip

    def write(
        self,
        rows: Iterable[FileRow] = (),
        gone: Iterable[int] = (),
        broken: Iterable[tuple[Post, Fault]] = (),
        now: datetime = NOW,
        version: Version | None = None,
    ) -> Changes:
        with closing(connect(self.state / FILE_NAME)) as connection:
            with Writer(connection, self.site, now, version) as writer:
                writer.put(rows)
                writer.remove(gone)
                for one, fault in broken:
                    writer.break_off(one, fault)
            return writer.changes

    def open(self) -> Index:
        return open_index(self.state)


def moved(one: Post, path: str) -> Post:
    """The same post in another file."""
    return replace(one, path=path)
