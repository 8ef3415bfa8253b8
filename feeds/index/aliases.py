"""Looks up a former address: the term whose slug it spells, or the post that has it as an alias."""

from __future__ import annotations

from urllib.parse import unquote

from feeds.index.codec import decode
from feeds.index.index import Index
from feeds.model import Term, TermKind, united_name


def closest_term(index: Index, kind: TermKind, spelled: str) -> Term | None:
    """The term of this exact name, else the fullest one whose slug or other spelling this is."""
    row = index.connection.execute(
        "SELECT name FROM term WHERE kind = ?1 AND count > 0 AND "
        "(name = ?2 OR key = ?3 OR lower(replace(name, ' ', '-')) = lower(?2)) "
        "ORDER BY name <> ?2, key <> ?3, count DESC, name LIMIT 1",
        (kind, spelled, united_name(spelled)),
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
