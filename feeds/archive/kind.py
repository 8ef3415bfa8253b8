"""What every kind of archive answers: which files are posts, and what a file's place means."""

from __future__ import annotations

from typing import Protocol

from feeds.archive.reading import Excluded, Facts
from feeds.faults import Fault
from feeds.matter import Matter
from feeds.model import Site

POST_SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".html", ".htm"})


class NoPost(Exception):
    """Raised by `facts` where a file cannot be a post; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Kind(Protocol):
    """A Jekyll site, a Hugo site, a plain folder: everything else is common to them."""

    name: str
    site: Site

    def walks(self, folder: str) -> bool:
        """Whether posts may lie in this folder or below it ("" is the archive itself)."""

    def holds(self, path: str) -> bool:
        """Whether this file is to be read as a post."""

    def facts(self, path: str, matter: Matter) -> Facts | Excluded:
        """What the file's place and front matter mean here.

        :raise NoPost: where it was meant as a post and cannot be one
        """

    def defaults(self, path: str) -> Matter:
        """Front matter that the site's configuration gives to this file."""
