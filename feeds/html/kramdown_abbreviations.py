"""kramdown's abbreviations in HTML: `*[HTML]: Hyper Text`, wherever the short form stands."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_TAG = re.compile(r"(<[^<>]*+>)")


def with_abbreviations(markup: str, abbreviations: Mapping[str, str]) -> str:
    """The HTML with each short form explained by its long one. Code keeps its words as they are."""
    elements = {
        html.escape(short, quote=False): _abbr(short, long) for short, long in abbreviations.items()
    }
    choices = "|".join(re.escape(short) for short in sorted(elements, reverse=True))
    rule = re.compile(rf"(?<!\w)(?:{choices})(?!\w)")
    parts = _TAG.split(markup)
    depth = 0  # of code
    for place, part in enumerate(parts):
        if place % 2:
            depth += part.startswith(("<code", "<pre")) - part.startswith(("</code", "</pre"))
        elif depth == 0:
            parts[place] = rule.sub(lambda match: elements[match[0]], part)
    return "".join(parts)


def _abbr(short: str, long: str) -> str:
    title = f' title="{html.escape(long)}"' if long else ""
    return f"<abbr{title}>{html.escape(short)}</abbr>"
