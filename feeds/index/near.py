"""Terms whose names are similar to a name that no term has, for "did you mean".

Two names are near when they share most of their pairs of neighbouring characters. SQLite counts
the shared pairs of all terms; the few best are then compared as wholes.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from feeds.index.index import Index
from feeds.model import Term, TermKind
from feeds.text.search_forms import folded, squeezed

_LONGEST = 40  # characters of a name that are compared
_COMPARED = 40  # terms
_LEAST = 0.6  # of 1: how alike two names are at least

_Row = tuple[TermKind, str, str]


def near_terms(index: Index, name: str, most: int = 5) -> tuple[Term, ...]:
    """Terms of any kind with nearly this name, the likest first; of equally like ones the one with
    more posts. The same name of another kind is the nearest of all. Of twins it is the one that
    a list shows (`feeds.index.twins`)."""
    wanted = squeezed(folded(name))[:_LONGEST]
    pairs = sorted({wanted[at : at + 2] for at in range(len(wanted) - 1)})
    if not pairs:
        return ()
    shared = " + ".join(["(instr(sought, ?) > 0)"] * len(pairs))
    rows = index.connection.execute(
        f"SELECT coalesce(main.kind, near.kind), coalesce(main.name, near.name), near.sought FROM "
        f"(SELECT *, {shared} AS shared FROM term WHERE count > 0 AND kind <> 'site' "
        "AND kind <> 'collection') AS near LEFT JOIN term AS main ON main.id = near.twin "
        "WHERE shared > 0 ORDER BY shared DESC, near.count DESC, near.kind, near.name LIMIT ?",
        (*pairs, _COMPARED),
    )
    scored = [(_likeness(wanted, row), Term(*row[:2])) for row in rows]
    near = sorted(
        ((score, term) for score, term in scored if score >= _LEAST), key=lambda pair: -pair[0]
    )
    return tuple(dict.fromkeys(term for _, term in near))[:most]


def _likeness(wanted: str, row: _Row) -> float:
    forms = row[2].split("\n")
    return max(SequenceMatcher(None, wanted, form).ratio() for form in forms if form)
