"""Names as parts of an address, in the form that Jekyll and Zola share."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"\d+")
_HYPHENS = re.compile(r"-{2,}")
_OTHERS = ("Nd", "Mn", "Mc", "Me")  # digits, and marks that belong to a letter


def slugify(name: str, kept: str = "") -> str:
    """Lower-case letters, marks and digits of any script; each run of other characters but those
    to be kept is a hyphen."""
    return cased_slug(name, kept).lower()


def cased_slug(name: str, kept: str = "") -> str:
    """As `slugify`, with capitals as they are."""
    if _DIGITS.sub("", name).isalpha():
        return name  # most names in Chinese, and of one word: a look at each sign takes longer
    hyphened = "".join(char if _stays(char, kept) else "-" for char in name)
    return _HYPHENS.sub("-", hyphened).strip("-")


def _stays(char: str, kept: str) -> bool:
    return char.isalpha() or char in kept or unicodedata.category(char) in _OTHERS
