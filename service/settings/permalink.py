"""The setting `permalink`: a pattern of Jekyll's placeholders, or what is wrong with it."""

from __future__ import annotations

import re
from difflib import get_close_matches

from feeds.archive.jekyll.permalinks import PLACEHOLDERS

_NAME = re.compile(r":([a-z_]+)")


def check_permalink(pattern: str) -> str:
    """The pattern as it was given.

    :raise ValueError: it names a placeholder that there is not, or none, so that all posts would
        have one address; or it begins with the site's own address
    """
    names = _NAME.findall(pattern)
    for name in names:
        if not name.startswith(PLACEHOLDERS):  # `:titles` is `:title` and an "s"
            near = get_close_matches(name, PLACEHOLDERS, 1)
            hint = f": did you mean ':{near[0]}'?" if near else ""
            raise ValueError(f"{pattern!r} has no placeholder of Jekyll's in ':{name}'{hint}")
    if not names or "://" in pattern:
        raise ValueError(f"{pattern!r} is no pattern of paths: '/:year/:month/:title/' is one")
    return pattern
