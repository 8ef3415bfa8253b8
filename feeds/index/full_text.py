"""Words of posts → places: a full text index beside the index, made at the first search.

SQLite's FTS5 divides text at white space, which Chinese does not use, and its trigram tokenizer
finds no word of two characters. So a run of Chinese, Japanese or Korean is stored as its pairs of
neighbouring characters, and a search looks for these pairs in a row. Rows are numbered by their
place in the feeds: the newest hits come first without sorting.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from feeds.errors import NotReadyError, StateError
from feeds.files import locked_if_free
from feeds.index.codec import decode
from feeds.index.database import connect, made_anew
from feeds.index.index import Index
from feeds.index.reading_progress import note_progress, reading_progress
from feeds.model import Post
from feeds.query import Place

FILE_NAME = "words-1.sqlite"
_LOCK_NAME = "words.lock"
BATCH = 5000  # hits looked at together, at most
_FIRST_BATCH = 200  # mostly enough for a document
_TOGETHER = 100  # posts that are read at a time
_FEW = 2000  # posts that are read while a request waits; more take seconds

TextsOf = Callable[[Sequence[Post]], Sequence[str]]

_PostRow = tuple[int, int, str, str]  # pid, sort, path, body

_TABLES = """
CREATE TABLE doc (
    place INTEGER PRIMARY KEY,     -- `sort`, moved up where another post has the same
    pid INTEGER NOT NULL UNIQUE,
    sort INTEGER NOT NULL
);
CREATE VIRTUAL TABLE word USING fts5 (
    text, columnsize = 0, tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE meta (built TEXT NOT NULL, seq INTEGER NOT NULL);
"""

# Han, kana and Hangul: written without spaces, or (Hangul) inflected within them.
_CJK = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


class FullText:
    """The full text index as it stands, open for reading by one thread."""

    def __init__(self, state: Path) -> None:
        self._connection = connect(state / FILE_NAME)

    def __enter__(self) -> FullText:
        return self

    def __exit__(self, *raised: object) -> None:
        self._connection.close()

    def hits(
        self, words: Iterable[str], first: int, last: int, newest: bool = True
    ) -> Iterator[list[Place]]:
        """Posts that have all these words, in order, batch by batch; `sort` within bounds."""
        rows = self._connection.execute(
            "SELECT sort, pid FROM word JOIN doc ON doc.place = word.rowid "
            "WHERE word MATCH ? AND word.rowid BETWEEN ? AND ? "
            f"ORDER BY word.rowid {'DESC' if newest else 'ASC'}",
            (expression(words), first, last),
        )
        size = _FIRST_BATCH
        while batch := [Place(*row) for row in islice(rows, size)]:
            yield batch
            size = min(4 * size, BATCH)

    def among(self, words: Iterable[str], places: Sequence[Place]) -> list[Place]:
        """Which of a few posts have all these words, newest first."""
        # CROSS JOIN keeps the order of the tables: a look into the words for each post.
        rows = self._connection.execute(
            "SELECT sort, doc.pid FROM json_each(?) AS given "
            "CROSS JOIN doc ON doc.pid = given.value "
            "CROSS JOIN word ON word.rowid = doc.place AND word MATCH ?",
            (json.dumps([place.pid for place in places]), expression(words)),
        )
        return sorted((Place(*row) for row in rows), key=lambda place: (-place.sort, place.pid))


def expression(words: Iterable[str]) -> str:
    """The words as FTS5 wants them, joined by AND; `A股` is two words here."""
    parts = (part for word in words for part in _runs(word))
    return " AND ".join(_phrase(part) for part in parts)


def _runs(word: str) -> list[str]:
    """A word in its runs of CJK and of anything else."""
    return [part for part in re.split(f"({_CJK.pattern})", word) if part]


def _phrase(part: str) -> str:
    # A single character is the beginning of a pair, or stands alone at the end of its run.
    only = _CJK.fullmatch(part) and len(part) == 1
    return f'"{part}" *' if only else f'"{_paired(part, whole=False)}"'


def tokens(text: str) -> str:
    """Text with its runs of CJK as pairs; each run's last character stands alone as well."""
    return _paired(text, whole=True)


def _paired(text: str, whole: bool) -> str:
    def pairs(match: re.Match[str]) -> str:
        run = match[0]
        pieces = [run[at : at + 2] for at in range(len(run) - (0 if whole else 1))]
        return f" {' '.join(pieces) or run} "

    return _CJK.sub(pairs, text).strip()


def bring_up_to_date(index: Index, texts_of: TextsOf, patient: bool) -> None:
    """Read the words of posts that are new or changed since the last time.

    :raise NotReadyError: where that takes seconds and `patient` is not set, or another process
        is at it for the first time
    """
    state = index.state
    if _mark(state) == _mark_of(index):
        return
    with locked_if_free(state / _LOCK_NAME) as is_mine:
        if not is_mine:
            if not (state / FILE_NAME).exists():
                raise NotReadyError(*(reading_progress(state) or (0, _missing(index))))
            return  # what is there is a moment old
        missing = _missing(index)
        if not patient and missing > _FEW:
            raise NotReadyError(0, missing)
        _update(index, texts_of)


def _mark(state: Path) -> tuple[str, int] | None:
    """Up to where the words were read: the build and the number of the last change."""
    path = state / FILE_NAME
    if not path.exists():
        return None
    try:
        with closing(connect(path)) as connection:
            row = connection.execute("SELECT built, seq FROM meta").fetchone()
    except (StateError, sqlite3.Error):  # damaged, or not complete: it is derived
        return None
    return (str(row[0]), int(row[1])) if row else None


def _mark_of(index: Index) -> tuple[str, int]:
    built, seq = index.connection.execute(
        "SELECT (SELECT value FROM meta WHERE key = 'built'), "
        "(SELECT coalesce(max(seq), 0) FROM touched)"
    ).fetchone()
    return str(built), int(seq)


def _missing(index: Index) -> int:
    mark, now = _mark(index.state), _mark_of(index)
    if mark is None or mark[0] != now[0]:
        return index.counts().served
    return now[1] - mark[1]


def _update(index: Index, texts_of: TextsOf) -> None:
    mark, now = _mark(index.state), _mark_of(index)
    if mark is None or mark[0] != now[0]:
        _build(index, texts_of, now)
        return
    touched = index.connection.execute("SELECT pid FROM touched WHERE seq > ?", (mark[1],))
    pids = [pid for (pid,) in touched]
    with closing(connect(index.state / FILE_NAME)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for pid in pids:
            _take_out(connection, pid)
        rows = (row for pid in pids for row in _served(index, pid))
        _put_in(connection, rows, texts_of, index.state, len(pids))
        connection.execute("UPDATE meta SET built = ?, seq = ?", now)
        connection.execute("COMMIT")


def _build(index: Index, texts_of: TextsOf, now: tuple[str, int]) -> None:
    """All words, in a file beside, which takes the old one's place when it is complete."""
    with made_anew(index.state / FILE_NAME, _TABLES) as connection:
        rows = index.connection.execute(
            "SELECT pid, sort, path, body FROM post WHERE state = 0 ORDER BY sort"
        )
        _put_in(connection, rows, texts_of, index.state, index.counts().served)
        connection.execute("INSERT INTO meta VALUES (?, ?)", now)


def _take_out(connection: sqlite3.Connection, pid: int) -> None:
    row = connection.execute("SELECT place FROM doc WHERE pid = ?", (pid,)).fetchone()
    if row:
        connection.execute("DELETE FROM word WHERE rowid = ?", row)
        connection.execute("DELETE FROM doc WHERE place = ?", row)


def _served(index: Index, pid: int) -> list[_PostRow]:
    return index.connection.execute(
        "SELECT pid, sort, path, body FROM post WHERE pid = ? AND state = 0", (pid,)
    ).fetchall()


def _put_in(
    connection: sqlite3.Connection,
    rows: Iterable[_PostRow],
    texts_of: TextsOf,
    state: Path,
    posts: int,
) -> None:
    """Insert the words of these posts, and note in the state folder how many of them are done."""
    remaining, read = iter(rows), 0
    while together := list(islice(remaining, _TOGETHER)):
        note_progress(state, read, posts)
        texts = texts_of([decode(path, body) for _, _, path, body in together])
        for (pid, sort, _, _), text in zip(together, texts, strict=True):
            _insert(connection, pid, sort, text)
        read += len(together)


def _insert(connection: sqlite3.Connection, pid: int, sort: int, text: str) -> None:
    place = sort
    while connection.execute("SELECT 1 FROM doc WHERE place = ?", (place,)).fetchone():
        place += 1
    connection.execute("INSERT INTO doc VALUES (?, ?, ?)", (place, pid, sort))
    connection.execute("INSERT INTO word (rowid, text) VALUES (?, ?)", (place, tokens(text)))
