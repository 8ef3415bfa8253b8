"""The questions that each kind of archive answers: which files are posts, and what a file's place
means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from feeds.archive.faults import Fault
from feeds.archive.file_dates import FileDates
from feeds.archive.front_matter import Document
from feeds.archive.matter_forms import MatterForm
from feeds.archive.reading import Excluded, Facts
from feeds.archive.values import FrontMatter
from feeds.html.dialect import Dialect
from feeds.model import Post, Site

_MARKUP = (
    ".ad", ".adoc", ".asciidoc", ".creole", ".djot", ".gotmpl", ".haml", ".ipynb", ".markdown",
    ".md", ".mdown", ".mdwn", ".mdx", ".mediawiki", ".mkd", ".mkdn", ".mkdown", ".mmark", ".mmd",
    ".org", ".pandoc", ".pdc", ".pug", ".qmd", ".rmd", ".rst", ".slim", ".textile", ".wiki",
)  # fmt: skip


class Kind(Protocol):
    """A Jekyll, Hugo or Zola site, or a plain folder: everything else is common to them."""

    name: str
    site: Site
    dialect: Dialect  # the Markdown that its texts are in
    bare: bool  # whether a file without front matter is read, as text alone
    file_dates: FileDates | None  # of its files, where version control dates them
    matter_form: MatterForm  # how front matter is found

    def walks(self, folder: str) -> bool:
        """Whether posts may lie in this folder or below it ("" is the archive itself)."""

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        """Which of these files of a folder are to be read as posts."""

    def kept_out(self, path: str) -> Excluded | None:
        """Why a file among those is no post, by its name or place alone; None where it may be."""

    def bundle_names(self, folder: str) -> frozenset[str]:
        """File names that make this folder one post: nothing else in it or below is one."""

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        """Front matter as it counts for this file: with what the site's settings add to it."""

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        """What the file's place and front matter mean here.

        :raise BrokenFileError: where it was meant as a post and cannot be one
        """

    def readable(self, body: str, post: Post) -> str:
        """The body without the generator's own tags: rendered where that is certain."""

    def notes(self, body: str, post: Post, document: Document) -> Iterator[Fault]:
        """What the owner of the site may want to know of a served post, for `postwire check`."""


def holds(kind: Kind, path: str) -> bool:
    """Whether this file is to be read as a post."""
    folder, _, name = path.rpartition("/")
    return bool(kind.posts_among((name,), folder))


def ending_in(names: Iterable[str], suffixes: tuple[str, ...]) -> list[str]:
    """The names whose `suffix_of` is one of these; for a folder of a million, without asking it a
    million times."""
    return [
        name for name in names if (low := name.lower()).endswith(suffixes) and low not in suffixes
    ]


def unread_markup(read: tuple[str, ...]) -> tuple[str, ...]:
    """The suffixes of texts in markup, all but those that a kind of archive reads: a file with one
    of them is named where it stands among the posts."""
    return tuple(suffix for suffix in _MARKUP if suffix not in read)


def is_index(name: str) -> bool:
    """Whether a file may be the text of a page bundle, in some language: `index.es.md`."""
    return name.startswith("index.")


def suffix_of(path: str) -> str:
    """`.md` of `a/b.MD`; "" where the name has none."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def without_suffix(path: str) -> str:
    """`a/b` of `a/b.md`."""
    return path[: -len(suffix)] if (suffix := suffix_of(path)) else path


def stem_of(path: str) -> str:
    """`b` of `a/b.md`."""
    return without_suffix(path[path.rfind("/") + 1 :])
