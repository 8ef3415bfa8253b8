"""Tags that are none of HTML's, where people mean words: `cp <path> <list>`.

Their names are elements of SVG or MathML, which nh3 takes away with all that stands in them.
Outside of a drawing or a formula they are tags like any unknown: what stands in them stays.
"""

from __future__ import annotations

import re

_NAMES = """
    and animate annotation circle compose condition cos defs desc discard domain emptyset eq exp
    factorial filter fn g gt ident in interval lambda limit line list ln log lt marker mask matrix
    max metadata mi min minus mn mo ms mtext neq not or otherwise path pattern piece plus power real
    reals rect root semantics set share sin stop sum switch symbol text times tspan use vector view
"""
_TAG = re.compile(rf"</?(?:{'|'.join(_NAMES.split())})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_FOREIGN = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)


def without_foreign_tags(markup: str) -> str:
    """The markup without such tags, where it has no drawing and no formula."""
    if _TAG.search(markup) is None or _FOREIGN.search(markup):
        return markup
    return _TAG.sub("", markup)
