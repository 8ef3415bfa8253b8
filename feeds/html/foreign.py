"""Tags that are none of HTML's, where people mean words: `cp <path> <list>`.

Their names are elements of SVG or MathML, which nh3 takes away with all that stands in them.
Outside of a drawing or a formula they are tags like any unknown: what stands in them stays.
"""

from __future__ import annotations

import re

_NAMES = frozenset(
    """
    and animate annotation circle compose condition cos defs desc discard domain emptyset eq exp
    factorial filter fn g gt ident in interval lambda limit line list ln log lt marker mask matrix
    max metadata mi min minus mn mo ms mtext neq not or otherwise path pattern piece plus power real
    reals rect root semantics set share sin stop sum switch symbol text times tspan use vector view
    """.split()  # noqa: SIM905
)
_NAME = re.compile(r"</?([A-Za-z]++)")
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_NAMES))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_FOREIGN = re.compile(r"<(?:svg|math)\b", re.IGNORECASE)


def without_foreign_tags(markup: str) -> str:
    """The markup without such tags, where it has no drawing and no formula."""
    # Looked for first: the pattern of all names takes as long as the sanitiser does.
    if _NAMES.isdisjoint(name.lower() for name in set(_NAME.findall(markup))):
        return markup
    if _FOREIGN.search(markup):
        return markup
    return _TAG.sub("", markup)
