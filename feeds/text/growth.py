"""A bound on the length of what is made of a text: a text may name one long value many times."""

from __future__ import annotations

_MOST_GROWTH = 5  # times its source, and so many characters more:
_ALWAYS_ALLOWED = 1_000_000


class GrowthError(Exception):
    """Raised where far more is made of a text than it is."""

    def __init__(self, length: int, source_length: int) -> None:
        super().__init__(f"{length:,} characters of {source_length:,}")


def refuse_markup(length: int, source_length: int) -> None:
    """:raise GrowthError: the markup of a text has too many characters: short signs make long tags
    by themselves, but no text that somebody reads is made of such signs alone
    """
    if length > _MOST_GROWTH * source_length + _ALWAYS_ALLOWED:
        raise GrowthError(length, source_length)


def refuse_filled_in(length: int, source_length: int) -> None:
    """:raise GrowthError: a text whose variables, includes and links are filled in has too many
    characters. Its markup is made after that, so that it is bounded by the source, too.
    """
    if length > source_length + _ALWAYS_ALLOWED:
        raise GrowthError(length, source_length)
