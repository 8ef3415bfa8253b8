"""The formats and pages that an export has as files. Exported pages link to nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.addresses import EXTENSIONS
from feeds.model import TERM_KINDS, Term, TermKind


@dataclass(frozen=True, slots=True)
class StaticSite:
    """Which documents have files."""

    formats: tuple[str, ...] = EXTENSIONS
    kinds: tuple[TermKind, ...] = ("site", *TERM_KINDS)
    pages: int = 5  # of each feed
    home: str = "/"  # the catalogue's path below the base URL, with a slash at its end
    left_out: frozenset[Term] = frozenset()  # feeds whose page could not be written

    def has(self, term: Term) -> bool:
        """Whether this feed has a page."""
        return term.kind in self.kinds and term not in self.left_out

    def listed(self, kind: str, page: int = 1) -> str:
        """The path of a page of the catalogue: of one kind, or of all (""). The first of all is
        the home."""
        if page == 1 and not kind:
            return self.home
        return f"{self.home}list/{kind or 'all'}/" + (f"{page}/" if page > 1 else "")
