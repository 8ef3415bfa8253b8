"""The chart of the posts in each month: where its bars stand, and how high."""

from __future__ import annotations

import pytest

from feeds.index.monthly import Month
from service.web.pages.chart import HEIGHT, WIDTH, chart_of


def months(*posts: int) -> list[Month]:
    return [Month(2022, number, count) for number, count in enumerate(posts, 1)]


@pytest.mark.parametrize("posts", [(), (0,), (0, 0)])
def test_without_posts_there_is_no_chart(posts: tuple[int, ...]) -> None:
    assert chart_of(months(*posts)) is None


def test_bars_stand_side_by_side_and_the_busiest_is_as_high_as_the_drawing() -> None:
    chart = chart_of(months(0, 1, 3, 600))
    assert chart is not None
    assert (WIDTH, HEIGHT) == (720, 120)
    assert [(bar.left, bar.place) for bar in chart.bars] == [
        *((0, 180), (180, 180), (360, 180), (540, 180))
    ]
    # A quarter of its place is free, half of it on either side.
    assert [(bar.x, bar.width) for bar in chart.bars] == [
        *((22.5, 135), (202.5, 135), (382.5, 135), (562.5, 135))
    ]
    # One post among hundreds can be seen; none is no bar.
    assert [(bar.y, bar.height) for bar in chart.bars] == [
        *((120, 0), (118, 2), (118, 2), (0, 120))
    ]
    assert (chart.most, chart.total) == (600, 604)
    assert (chart.first, chart.last) == (Month(2022, 1, 0), Month(2022, 4, 600))


def test_places_are_rounded_to_hundredths() -> None:
    chart = chart_of(months(*range(1, 8)))
    assert chart is not None
    (_, second, *_) = chart.bars
    assert (second.left, second.place, second.x) == (102.86, 102.86, 115.71)
    assert (second.width, second.y, second.height) == (77.14, 85.71, 34.29)


@pytest.mark.parametrize(
    ("number", "anchors"),
    [
        (1, "middle"),
        (2, "start end"),
        (3, "start middle end"),
        (6, "start start middle middle end end"),
    ],
)
def test_the_text_of_a_month_stays_within_the_drawing(number: int, anchors: str) -> None:
    chart = chart_of(months(*[1] * number))
    assert chart is not None
    assert [bar.anchor for bar in chart.bars] == anchors.split()
