"""Names of files as Zola spells them in addresses (getzola.org, "Configuration", `slugify`)."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from feeds.archive.slug import slugify
from feeds.archive.values import FrontMatter, flag, mapping, text

_DATED_NAME = re.compile(
    r"(?P<date>[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2}))?)"
    r"(?:\s?[-_](?P<slug>.+))?"
)
_UNSAFE = str.maketrans("", "", '<>:"/\\|?*')
# Letters that are no others with a mark.
_IN_ASCII = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
     "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i"}
)  # fmt: skip


class ZolaSlugs(NamedTuple):
    """How a site spells the last step of a page's address. The folders above it stay."""

    strategy: str = "on"  # "safe": without what no file system takes; "off": as it is
    keeps_dates: bool = False

    def of_name(self, name: str) -> str:
        """Of the name of a page's file or folder, which may begin with a date."""
        dated = None if self.keeps_dates else _DATED_NAME.match(name)
        return self.of_text((dated and dated["slug"]) or name)

    def of_text(self, name: str) -> str:
        """Of a slug. Latin letters are spelled in ASCII; other scripts would need Zola's tables
        and stay."""
        if self.strategy == "off":
            return name
        if self.strategy == "safe":
            return name.rstrip(" .").translate(_UNSAFE)
        return slugify(name if name.isascii() else _in_ascii(name))


def date_in_name(name: str) -> str:
    """The day or the instant that a name begins with, as it is spelled there; "" for none."""
    dated = _DATED_NAME.match(name)
    return dated["date"] if dated else ""


def zola_slugs(config: FrontMatter) -> ZolaSlugs:
    """From the site's settings."""
    settings = mapping(config, "slugify")
    strategy = (text(settings, "paths") or "on").lower()
    return ZolaSlugs(strategy, bool(flag(settings, "paths_keep_dates")))


def _in_ascii(name: str) -> str:
    return "".join(map(_letter, name.translate(_IN_ASCII)))


def _letter(char: str) -> str:
    """The ASCII letter that a mark is set on; any other sign as it is."""
    base = unicodedata.normalize("NFKD", char)[:1]
    return base if base.isascii() and base.isalnum() else char
