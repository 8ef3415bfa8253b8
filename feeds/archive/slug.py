"""Names as parts of an address, in the form that Jekyll and Zola share."""

from __future__ import annotations

import re

_NOT_A_WORD = re.compile(r"[\W_]+")


def slugify(name: str) -> str:
    """Lower-case letters and digits of any script; each run of other characters is a hyphen."""
    return _NOT_A_WORD.sub("-", name).strip("-").lower()
