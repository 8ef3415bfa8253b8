"""Posts a month as a chart: numbers in, shapes out, which the template draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.index.monthly import Month

WIDTH, HEIGHT = 720, 120  # user units of the drawing
_GAP = 0.25  # of a bar's place
_LEAST = 2  # so that a month with one post among thousands can be seen


@dataclass(frozen=True, slots=True)
class Bar:
    month: Month
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    most: int  # posts in the busiest month
    total: int

    @property
    def first(self) -> Month:
        return self.bars[0].month

    @property
    def last(self) -> Month:
        return self.bars[-1].month


def chart_of(months: Sequence[Month]) -> Chart | None:
    """Bars side by side, the busiest as high as the drawing; None where there is nothing."""
    most = max((month.posts for month in months), default=0)
    if not most:
        return None
    place = WIDTH / len(months)
    bars = tuple(_bar(month, number * place, place, most) for number, month in enumerate(months))
    return Chart(bars, most, sum(month.posts for month in months))


def _bar(month: Month, left: float, place: float, most: int) -> Bar:
    height = max(month.posts / most * HEIGHT, _LEAST) if month.posts else 0
    return Bar(
        month,
        x=round(left + place * _GAP / 2, 2),
        y=round(HEIGHT - height, 2),
        width=round(place * (1 - _GAP), 2),
        height=round(height, 2),
    )
