"""Names as parts of an address, in the form that Jekyll and Zola share."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HYPHENS = re.compile(r"-{2,}")
_OTHERS = ("Nd", "Mn", "Mc", "Me")  # digits, and marks that belong to a letter


def slugify(name: str, kept: str = "") -> str:
    """Lower-case letters, marks and digits of any script; each run of other characters but those
    to be kept is a hyphen."""
    return cased_slug(name, kept).lower()


def cased_slug(name: str, kept: str = "") -> str:
    """As `slugify`, with capitals as they are."""
    # Most names are letters, digits and hyphens: a look at each sign takes ten times as long.
    others = _beside_letters(kept).sub("", name)
    if others and not others.isalpha():
        name = "".join(char if _stays(char, kept) else "-" for char in name)
    return (_HYPHENS.sub("-", name) if "--" in name else name).strip("-")


@lru_cache(maxsize=16)
def _beside_letters(kept: str) -> re.Pattern[str]:
    """Signs that stay as they are, other than letters."""
    return re.compile(rf"[\d\-{re.escape(kept)}]+")


def _stays(char: str, kept: str) -> bool:
    return char.isalpha() or char in kept or unicodedata.category(char) in _OTHERS
