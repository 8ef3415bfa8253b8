"""The front matter of most posts: one plain or quoted text a line, and nothing else.

Scrapers and most writers use so little of YAML that a line is a key and its text. Such a mapping
is read here, in a tenth of the time that YAML's own parser takes for the same; anything that is
not certainly that is left to the parser.
"""

from __future__ import annotations

import re

from feeds.archive.yaml_texts import NULLS

# Control characters (YAML 1.1 section 5.1 allows none), what one of Python and YAML takes for white
# space or a line end and the other does not, halves of surrogate pairs, and no characters at all.
_ODD = r"\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"

# A line that means to YAML what it seems to. A plain text begins with a letter or digit, for signs
# have meanings there; a colon ends a key where white space follows, and a number sign begins a
# comment after white space (section 9.1.3). Between double quotes all but these and the backslash
# stands for itself (section 9.1.2). What a class of characters has matched is never given back ("+"
# twice): nothing that follows could take it. Not so with groups: Python before 3.11.5 goes on from
# where the try of a possessive group ended that failed.
_LINE = re.compile(
    rf"""
    (?P<key> [A-Za-z][A-Za-z0-9_-]{{0,99}}+ ) :
    (?: [ ]++ (?:
        "(?P<quoted> [^"\\{_ODD}]*+ )"
      | (?P<plain> [^\W_] (?: [^\s:\#{_ODD}]++ | :(?=\S) | [ ]++(?=[^\s\#]) )* )
    ) )?
    [ ]*+ \n
    """,
    re.VERBOSE,
)


def flat_mapping(raw: str) -> dict[str, str] | None:
    """Front matter (whole lines) as keys and texts; None where it may be more than that."""
    values: dict[str, str] = {}
    place = 0
    while line := _LINE.match(raw, place):
        key, quoted, plain = line.groups()
        values[key] = quoted or ("" if plain in NULLS else plain) or ""
        place = line.end()
    return values if values and place == len(raw) else None
