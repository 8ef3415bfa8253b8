"""`/about/feeds` explains what a feed is, and `/about/faults` what each code of a fault means and
what helps; `/status` links to it.

The text on faults is that of `docs/faults.md`, which a link beside the templates brings into the
package.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response

from feeds.archive.faults import CODES
from feeds.archive.notes import NOTES
from feeds.html.markdown import rendered
from service.web.pages import layout

blueprint = Blueprint("about", __name__)

_TEXT = Path(__file__).parents[1] / "faults.md"
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]+\)")  # to another page of the docs
_MEANINGS = CODES | NOTES


class FaultText(NamedTuple):
    """A code, what it means in some words, and the explanation as HTML."""

    code: str
    meaning: str
    markup: str


@blueprint.get("/about/feeds")
def about_feeds() -> Response:
    """The explanation, in the language of the pages."""
    return layout.page("about_feeds.html")


@blueprint.get("/about/faults")
def about_faults() -> Response:
    """The explanations, in English as the messages of faults are."""
    return layout.page("about_faults.html", faults=fault_texts())


@cache
def fault_texts() -> tuple[FaultText, ...]:
    """Every code in the page's order, from its headings of the second level."""
    text = _LINK.sub(r"\1", _TEXT.read_text("utf-8"))
    sections = re.split(r"(?m)^## (\w+)$", text)[1:]
    return tuple(
        FaultText(code, _MEANINGS[code], rendered(section))
        for code, section in zip(sections[::2], sections[1::2], strict=True)
    )
