"""Looks up a former address: the term whose slug it spells, or the post that has it as an alias."""

from __future__ import annotations

from urllib.parse import unquote

from feeds.index.codec import decode
from feeds.index.index import Index
from feeds.model import Term, TermKind, united_name


def closest_term(index: Index, kind: TermKind, spelled: str) -> Term | None:
    """The term of this exact name, else the fullest one whose slug or other spelling this is."""
    row = index.connection.execute(
        "SELECT name FROM term WHERE kind = :kind AND count > 0 AND "
        "(name = :name OR key = :key OR lower(replace(name, ' ', '-')) = lower(:name)) "
        "ORDER BY name <> :name, key <> :key, count DESC, name LIMIT 1",
        {"kind": kind, "name": spelled, "key": united_name(spelled)},
    ).fetchone()
    return Term(kind, row[0]) if row else None


def permalink_of_alias(index: Index, path: str) -> str | None:
    """Where the post lies that gives `path` (starting with "/") among its aliases."""
    spellings = {path, path.rstrip("/"), path + "/", path.removesuffix("index.html")}
    spellings |= {unquote(spelling) for spelling in spellings}
    marks = ",".join("?" * len(spellings))
    row = index.connection.execute(
        f"SELECT path, body FROM alias JOIN post USING (pid) WHERE alias IN ({marks}) "
        "AND state = 0 ORDER BY path LIMIT 1",
        tuple(spellings),
    ).fetchone()
    return decode(*row).permalink if row else None
