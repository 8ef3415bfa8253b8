"""Makes the shapes of a chart of the posts in each month, for the templates to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from feeds.index.monthly import Month

WIDTH, HEIGHT = 720, 120  # user units of the drawing
Anchor = Literal["start", "middle", "end"]

_GAP = 0.25  # of a bar's place
_LEAST = 2  # so that a month with one post among thousands can be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """A month's bar, and the column of the drawing that is the month's: `anchor` is where in its
    column a text begins that has to stay within the drawing, as SVG calls it."""

    month: Month
    left: float
    place: float
    anchor: Anchor
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
        left=round(left, 2),
        place=round(place, 2),
        anchor=_anchor(left + place / 2),
        x=round(left + place * _GAP / 2, 2),
        y=round(HEIGHT - height, 2),
        width=round(place * (1 - _GAP), 2),
        height=round(height, 2),
    )


def _anchor(middle: float) -> Anchor:
    third = WIDTH / 3
    return "start" if middle < third else "end" if middle > 2 * third else "middle"
