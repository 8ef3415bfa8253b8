"""Numbers, sizes, shares and days as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from feeds.archive.faults import CODES
from feeds.archive.notes import NOTES
from service.web.pages import languages
from service.web.pages.about import fault_texts
from service.web.pages.chart import _anchor
from service.web.pages.languages import Language, is_offered, language_for

LATE = datetime(2022, 3, 1, 23, 30, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", ["1,234,567", "12.3%", "12%", "Mar 2, 2022", "Mar 2, 2022, 7:30:00 AM", "Mar 2022"]),
        ("zh", ["1,234,567", "12.3%", "12%", "2022年3月2日", "2022年3月2日 07:30:00", "2022年3月"]),
    ],
)
def test_a_language_writes_numbers_and_times_in_its_own_way(tag: str, written: list[str]) -> None:
    language = language_for([tag])
    assert [
        *(language.number(1_234_567), language.percent(0.1234), language.percent(0.12)),
        *(language.day(LATE, SHANGHAI), language.minute(LATE, SHANGHAI).replace("\u202f", " ")),
        language.month(2022, 3),
    ] == written


def test_signs_of_numbers_are_those_of_the_language() -> None:
    german = Language("de", Locale.parse("de"), NullTranslations())
    written = german.percent(0.1234), german.number(1_234_567), german.size(1_500_000)
    assert [each.replace("\xa0", " ") for each in written] == ["12,3%", "1.234.567", "1,5 MB"]
    assert (german.day(LATE, UTC), german.month(2022, 3)) == ("01.03.2022", "März 2022")
    assert german.minute(LATE, UTC) == "01.03.2022, 23:30:00"


def test_a_size_has_the_largest_unit_that_it_fills() -> None:
    sizes = (0, 49, 999, 1000, 1049, 999_949, 1_000_000, 2_500_000_000, 10**12, 10**15)
    written = [language_for(["en"]).size(size).replace("\xa0", " ") for size in sizes]
    assert written == [
        *("0 kB", "0 kB", "1 kB", "1 kB", "1 kB", "999.9 kB", "1 MB", "2.5 GB", "1 TB", "1,000 TB")
    ]


def test_the_first_language_that_there_is_counts() -> None:
    assert [language_for(tags).tag for tags in ([], ["xx"], ["xx", "zh-TW", "en"], ["EN-gb"])] == [
        *("en", "en", "zh-Hans", "en")
    ]
    offered = [tag for tag in ("zh_Hans", "zh", "en-US", "xx") if is_offered(tag)]
    assert offered == ["zh_Hans", "zh", "en-US"]


def test_a_language_comes_before_one_that_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "offered", lambda: ("en", "zh_Hans", "zh_Hant"))
    tags = ("zh-Hant", "zh-TW", "ZH_HANS", "de")
    assert [languages._closest(tag) for tag in tags] == ["zh_Hant", "zh_Hans", "zh_Hans", None]


def test_a_text_in_the_middle_third_of_a_drawing_stands_in_the_middle() -> None:
    places = (0.0, 239.9, 240.0, 480.0, 480.1, 720.0)
    assert [_anchor(place) for place in places] == [
        *("start", "start", "middle", "middle", "end", "end")
    ]


def test_each_fault_has_its_meaning_and_its_explanation() -> None:
    texts = fault_texts.__wrapped__()
    assert texts[0].code == "E01"
    for text in texts:
        assert text.meaning == (CODES | NOTES)[text.code]
        assert text.markup.startswith("<p>"), text.code
        assert f"<p>{text.code}</p>" not in text.markup  # which is the heading
        assert "](" not in text.markup
    assert len({text.markup for text in texts}) == len(texts)
