"""Bounds of the values that one body makes with Liquid: their length in all, and their work."""

from __future__ import annotations

from feeds.archive.jekyll.liquid_access import size_of
from feeds.archive.jekyll.liquid_filters import LONGEST
from feeds.archive.values import Value

_MOST = 1_000_000  # characters of values in one body
_MOST_WORK = 5_000_000  # characters and items that filters, outputs and comparisons go through
_EXPRESSION = 75  # work of one in the body
_EVALUATING = 50  # work of one for one item of a list
_READING = 20  # times as long as it takes to go through a text


class Budget:
    """What one body may still use. Each method that answers whether something is affordable also
    counts it."""

    def __init__(self) -> None:
        self._characters = _MOST
        self._work = _MOST_WORK

    @property
    def is_spent(self) -> bool:
        """Whether all that is to come is too much work."""
        return self._work <= 0

    def affords(self, value: Value | None) -> bool:
        """Count what it takes to go through a value once; False where all so far is too much."""
        if not self.is_spent:
            self._work -= size_of(value, self._work)
        return not self.is_spent

    def affords_reading(self, value: Value) -> bool:
        """The same for Markdown, a date or its form, which take much longer to read than other
        text."""
        self._work -= _READING * size_of(value, self._work)
        return not self.is_spent

    def affords_expression(self) -> bool:
        """Count an expression of the body."""
        self._work -= _EXPRESSION
        return not self.is_spent

    def affords_item(self) -> bool:
        """Count an expression for one item of a list."""
        self._work -= _EVALUATING
        return not self.is_spent

    def spend(self, length: int) -> bool:
        """Count so many characters; False where these, or all so far, are too many."""
        if length > LONGEST or length > self._characters:
            return False
        self._characters -= length
        return True

    def bounded(self, value: str | None) -> str | None:
        """The value, counted; None where it is too long, or all of them are."""
        return None if value is None or not self.spend(len(value)) else value
