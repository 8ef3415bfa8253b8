"""The one door to Babel: the pages' words, dates and numbers in a reader's language.

A language is a folder of `service/web/translations`; `make messages` keeps the catalogues up to
date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from babel.units import format_unit

FOLDER = Path(__file__).parents[1] / "translations"
SOURCE = "en"  # what the templates are written in
_SIZES = ("kilobyte", "megabyte", "gigabyte", "terabyte")


@dataclass(frozen=True, slots=True)
class Language:
    """`tag` is what stands in `lang` (BCP 47)."""

    tag: str
    locale: Locale
    messages: NullTranslations

    def number(self, number: int) -> str:
        return _number(number, self.locale)

    def size(self, count: int) -> str:
        """So many bytes, in kB or in the largest unit of a thousand that they fill."""
        power = min(max(len(str(count)) - 1, 3) // 3, len(_SIZES))
        size, unit = round(count / 1000**power, 1), f"digital-{_SIZES[power - 1]}"
        return str(format_unit(size, unit, "short", locale=self.locale))

    def percent(self, share: float) -> str:
        """A share from 0 to 1, with one decimal at most."""
        return format_percent(share, "#,##0.#%", locale=self.locale)

    def day(self, moment: datetime, zone: tzinfo) -> str:
        return _day(moment.astimezone(zone).date(), self.locale)

    def minute(self, moment: datetime, zone: tzinfo) -> str:
        return format_datetime(moment, "medium", tzinfo=zone, locale=self.locale)

    def month(self, year: int, month: int) -> str:
        return _month(date(year, month, 1), self.locale)


# An export writes the same few months, days and small numbers into thousands of pages.
_kept = lru_cache(maxsize=4096)


@_kept
def _number(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


@_kept
def _day(day: date, locale: Locale) -> str:
    return format_date(day, "medium", locale=locale)


@_kept
def _month(first: date, locale: Locale) -> str:
    return format_skeleton("yMMM", first, locale=locale)


def language_for(tags: Iterable[str]) -> Language:
    """The language of the first tag that there is a catalogue for; the source's if none."""
    names = (_closest(tag) for tag in tags)
    return _language(next((name for name in names if name), SOURCE))


@cache
def offered() -> tuple[str, ...]:
    """Names of the catalogues' folders, and the source's."""
    return (SOURCE, *sorted(path.parent.parent.name for path in FOLDER.glob("*/*/*.mo")))


def is_offered(tag: str) -> bool:
    """Whether there are pages in this language, or in a near one."""
    return _closest(tag) is not None


def _closest(tag: str) -> str | None:
    """`zh-CN`, `zh-TW` and `zh` all lead to `zh_Hans` as long as that is the only Chinese."""
    wanted = tag.replace("-", "_").lower()
    names = offered()
    exact = (name for name in names if name.lower() == wanted)
    alike = (name for name in names if name.lower().split("_")[0] == wanted.split("_")[0])
    return next(exact, None) or next(alike, None)


@cache
def _language(name: str) -> Language:
    messages = NullTranslations() if name == SOURCE else Translations.load(FOLDER, [name])
    return Language(name.replace("_", "-"), Locale.parse(name), messages)
