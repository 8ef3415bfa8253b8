"""Reads what a person typed into the filter form.

Each field is read by itself, so that the page shows all faults at once. A name may be typed as
people know it, not only as the address of its feed has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from feeds.errors import BadParameterError, UnknownTermError
from feeds.index.catalogue import Wish, listing
from feeds.index.index import Index
from feeds.index.near import near_terms
from feeds.index.select import TermRow, count_of
from feeds.model import LONGEST_NAME, SITE, TERM_KINDS, Term, TermKind
from feeds.parameters import MOST_TERMS, Defaults, parse
from feeds.text.search_forms import folded, sought_forms, squeezed

Pair = tuple[str, str]

_OFFERED = 6  # names beside a field whose text fits several
_SHOWN = 100  # names, where there are too many
KINDS = {sign + kind: kind for kind in TERM_KINDS for sign in ("", "-")}  # by field

TOO_MANY = "filters"  # stands for a field where there are more names than a query takes


class FieldFault(NamedTuple):
    """A field that cannot be used as it is. `meant` are terms that its text may mean."""

    name: str
    text: str
    meant: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """`usable` are the pairs of a query string that have a meaning; where there are too many names,
    all of these."""

    usable: list[Pair] = field(default_factory=list)
    wrong: list[FieldFault] = field(default_factory=list)

    def with_term(self, fault: FieldFault, term: Term) -> list[Pair]:
        """All that was typed, with a term in the place of a text that had no meaning."""
        others = [(other.name, other.text) for other in self.wrong if other != fault]
        sign = "-" if fault.name.startswith("-") else ""
        return [*self.usable, (sign + term.kind, term.name), *others]


def read_fields(index: Index, pairs: Sequence[Pair], defaults: Defaults) -> Fields:
    """The pairs of a form, empty ones left out. A text in the field of a kind is the term of that
    name, or the only one that a search for it finds."""
    filled = [(name, text.strip()) for name, text in pairs if text.strip()]
    fields = Fields()
    names = [pair for pair in filled if pair[0] in KINDS]
    if len(names) > MOST_TERMS:  # each may be a search
        fields.wrong.append(FieldFault(TOO_MANY, ""))
        fields.usable.extend(names[:_SHOWN])
        filled = [pair for pair in filled if pair[0] not in KINDS]
    for name, text in filled:
        if kind := KINDS.get(name):
            _read_term(index, fields, name, kind, text)
        else:
            _read_value(fields, name, text, defaults)
    return fields


def _read_term(index: Index, fields: Fields, name: str, kind: TermKind, text: str) -> None:
    spelled = text[:LONGEST_NAME]
    if term := _term(index, Term(kind, spelled)):
        fields.usable.append((name, term.name))
        return
    rows = listing(index, Wish(spelled, kind), 0, _OFFERED).rows
    certain = rows if len(rows) == 1 else [row for row in rows if _is_called(row, spelled)]
    if len(certain) == 1:
        fields.usable.append((name, certain[0].term.name))
    else:
        meant = tuple(row.term for row in rows) or near_terms(index, spelled, _OFFERED)
        fields.wrong.append(FieldFault(name, text, meant))


def _term(index: Index, term: Term) -> Term | None:
    try:
        count_of(index, term)
    except UnknownTermError:
        return None
    return term


def _is_called(row: TermRow, text: str) -> bool:
    """Whether a text is the whole name of a feed, in one of its forms, and no part of it."""
    names = [row.term.name, *([row.twin.name] if row.twin else [])]
    return squeezed(folded(text)) in {form for name in names for form in sought_forms(name)}


def _read_value(fields: Fields, name: str, text: str, defaults: Defaults) -> None:
    try:
        parse(SITE, [(name, text)], defaults)
    except BadParameterError:
        fields.wrong.append(FieldFault(name, text))
    else:
        fields.usable.append((name, text))
