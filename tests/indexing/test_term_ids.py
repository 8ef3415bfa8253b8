"""The numbers of terms in the index."""

from __future__ import annotations

from feeds.index.term_ids import TermIds
from feeds.model import SITE as WHOLE
from feeds.model import Site, Term

A, B = Term("category", "a"), Term("category", "b")


def test_ids_of_terms_are_given_as_they_come() -> None:
    ids = TermIds(Site("S", "https://s.example", unites_terms=True))
    go, also = Term("tag", "Go"), Term("tag", "go")
    assert [ids[WHOLE], ids[go], ids[also], ids[A], ids[go]] == [1, 2, 2, 3, 2]
    assert (ids.first_spellings, ids.several) == ([WHOLE, go, A], {2})
    assert ids.rows() == [(1, "site", "", ""), (2, "tag", "go", "Go"), (3, "category", "a", "a")]
