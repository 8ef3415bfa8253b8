"""The address of another post that a body refers to by its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from feeds.archive.archive_files import LARGEST_FILE, is_file, read
from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import Document, parse
from feeds.archive.kind import Kind, holds
from feeds.archive.matter_forms import MatterForm
from feeds.archive.reading import Excluded
from feeds.text.decode import decode

Named = TypeVar("Named", bound=Hashable)  # what a body names: a text, or more than one
_MOST_REFERENCES = 1000  # of one body

_EMPTY_LINK = re.compile(
    r"!?\[([^\[\]]{0,500})\]\([ \t]{0,9}"
    r"(?:(?<=[ \t])(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}')[ \t]{0,9})?\)"
)
_EMPTY_ATTRIBUTE = re.compile(r"""(?<=[\s"'])(?:href|src)=(?:""|'')""")


def document_at(
    root: Path,
    path: str,
    bare: bool = False,
    matter_form: MatterForm = "fenced",
    largest: int = LARGEST_FILE,
) -> Document | None:
    """A file with front matter (or, if `bare`, without), read anew; None where there is none that
    can be read, or it is larger than so many bytes."""
    try:
        data = read(root, path, largest).data
        decoded = None if data is None else decode(data)
        if decoded is None:
            return None
        return parse(decoded.text, matter_form) or (
            Document({}, decoded.text, "", 1) if bare else None
        )
    except (OSError, ValueError, BrokenFileError):
        return None


def is_plain_file(root: Path, path: str) -> bool:
    """Whether there is a file at a path inside the archive that is published as it is."""
    hidden = any(part.startswith((".", "_")) for part in path.split("/"))
    return not hidden and is_file(root, path)


def without_empty_links(text: str) -> str:
    """Links and images of Markdown and HTML without an address, with or without a title, as their
    words: a reader would take them for links to the page itself."""
    if "](" in text:
        text = _EMPTY_LINK.sub(lambda link: link[1], text)
    return _EMPTY_ATTRIBUTE.sub("", text) if '=""' in text or "=''" in text else text


def address_of(kind: Kind, root: Path, path: str) -> str | None:
    """The permalink of the post in this file, read anew; None where there is none."""
    if not holds(kind, path) or kind.kept_out(path):
        return None
    document = document_at(root, path, kind.bare, kind.matter_form)
    if document is None:
        return None
    try:
        dates = kind.file_dates.of([path]).get(path, {}) if kind.file_dates else {}
        matter = kind.front_matter(path, document.front_matter | dates)
        document = document._replace(front_matter=matter)
        facts = kind.facts(path, document)
    except BrokenFileError:
        return None
    return None if isinstance(facts, Excluded) else facts.permalink


def remembered(lookup: Callable[[Named], str | None]) -> Callable[[Named], str | None]:
    """A lookup for one body. It looks up each name once, and at most a bounded number of names,
    because each of them may be a file to be read."""
    answers: dict[Named, str | None] = {}

    def look(name: Named) -> str | None:
        if name not in answers:
            answers[name] = lookup(name) if len(answers) < _MOST_REFERENCES else None
        return answers[name]

    return look
