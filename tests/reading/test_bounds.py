"""Markup beyond what is sensible is shown as its text; all other markup is left as it is."""

from __future__ import annotations

import pytest

from feeds.html import safe_html
from feeds.html.bounds import bounded
from feeds.html.costly_extensions import affordable
from feeds.html.dialect import COMMONMARK, GOLDMARK, KRAMDOWN, Dialect
from feeds.html.markdown import rendered
from feeds.text.growth import GrowthError, refuse_filled_in, refuse_markup

BASE = "https://a.example/b/c.html"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 300 + "一 &amp; 二" + "</div>" * 300,
        "<p " + " ".join(f"a{number}" for number in range(1001)) + ">一 &amp; 二</p>",
        "<b>一 &amp; 二</b>" + "\xa0" * 40_000,
    ],
)
def test_markup_beyond_its_bounds_is_shown_as_its_text(markup: str) -> None:
    assert safe_html(markup, "a.html", BASE) == "<p>一 &amp; 二</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 250 + "</div>" * 250,
        "<ul>" + "<li>一" * 10_000,
        "<p>一" * 10_000,
        "<br>一<img src=a>" * 10_000,
        "<ruby>一<rp>(<rt>yi<rp>)</ruby>" * 10_000,
        "<b>一</b>" * 10_000,
        "<p>\xa0\xa0一</p>" * 10_000,
        '<a href="/?a&amp;b">一 &amp; 二</a>' * 10_000,
        '<p title="' + "x" * 10_000 + '">一</p>',
        '<p title="x">一</p>' + "一 " * 10_000,
    ],
)
def test_long_markup_is_left_as_it_is(markup: str) -> None:
    assert bounded(markup) == markup


@pytest.mark.parametrize(("count", "is_kept"), [(999, True), (1000, False)])
def test_an_element_has_a_thousand_words_at_most(count: int, is_kept: bool) -> None:
    markup = "<p" + " a" * count + ">一</p>"
    assert (bounded(markup) == markup) == is_kept


def test_quotes_nested_beyond_the_bound_keep_their_text() -> None:
    assert rendered(">" * 99 + " 一").count("<blockquote>") == 99
    deep = rendered(">" * 5000 + " 一")
    assert deep.count("<blockquote>") == 100
    assert "一" in deep


@pytest.mark.parametrize(
    ("text", "is_linked"),
    [
        ("a@b.c " * 9000, True),
        ("a@b.c " * 9500, False),
        ("a@b.c\n" * 9500, False),
        ("a@b.c\n\n" * 9500, True),
        ("http://a.b/(c) " * 5700, True),
        ("http://a.b/(c) " * 5900, True),
        ("http://a.b/" + ")" * 22_000, True),
        ("http://a.b/" + ")" * 22_500, False),
    ],
)
def test_addresses_become_links_where_their_paragraph_is_not_too_long(
    text: str, is_linked: bool
) -> None:
    assert ("autolink" in affordable(text, GOLDMARK).extensions) == is_linked


@pytest.mark.parametrize(("count", "are_notes"), [(10_000, True), (10_001, False)])
def test_a_text_has_so_many_marks_of_notes(count: int, are_notes: bool) -> None:
    text = "[^a]: b\n\n" + "[^a] " * (count - 1)
    assert ("footnotes" in affordable(text, GOLDMARK).extensions) == are_notes


@pytest.mark.parametrize(("count", "are_cells"), [(200_000, True), (200_001, False)])
@pytest.mark.parametrize("dialect", [GOLDMARK, KRAMDOWN])
def test_a_text_has_so_many_cells_of_tables(dialect: Dialect, count: int, are_cells: bool) -> None:
    assert ("table" in affordable("a|" * count, dialect).extensions) == are_cells


@pytest.mark.long
@pytest.mark.parametrize(("count", "are_read"), [(25_000, True), (25_001, False)])
def test_so_many_tags_may_stand_about_markdown(count: int, are_read: bool) -> None:
    text = '<div markdown="1">\n*a*\n</div>\n' * count
    assert ("<em>a</em>" in rendered(text, KRAMDOWN)) == are_read


def test_a_table_of_too_many_cells_stays_text() -> None:
    """kramdown's tables are written anew before comrak reads them: neither is done then."""
    rows = "|a|b|\n" * 70_000
    assert rendered(rows, KRAMDOWN).startswith("<p>|a|b|\n|a|b|")
    assert rendered(rows[:600], KRAMDOWN).startswith("<table>")


@pytest.mark.parametrize(
    ("markup", "is_refused"),
    [
        ("<a href=b>c</a>" * 1000, True),
        ("<a href = 'b'>c</a>" * 1000, True),
        ("<iframe src=b></iframe>" * 1000, True),
        ("<object data=b></object>" * 1000, True),
        ("<img data-src=b>" * 1000, True),
        ("<img srcset=b/c>" * 1000, True),
        ("<a href=/b>c</a>" * 1000, False),
        ("<a class=b href=https://c.example/>d</a>" * 1000, False),
        ("<a href=b>c</a>" * 100, False),
    ],
)
def test_addresses_that_a_long_one_completes_again_and_again_are_refused(
    markup: str, is_refused: bool
) -> None:
    base = f"https://a.example/{'y' * 7000}/"
    if is_refused:
        with pytest.raises(GrowthError):
            safe_html(markup, "a.html", base)
    else:
        assert safe_html(markup, "a.html", base)


def test_markup_is_five_times_its_text_at_most_and_a_million_characters() -> None:
    refuse_markup(6_000_000, 1_000_000)
    with pytest.raises(GrowthError, match="6,000,001 characters of 1,000,000"):
        refuse_markup(6_000_001, 1_000_000)


def test_a_text_that_is_filled_in_becomes_a_million_characters_longer_at_most() -> None:
    refuse_filled_in(3_000_000, 2_000_000)
    with pytest.raises(GrowthError):
        refuse_filled_in(3_000_001, 2_000_000)


@pytest.mark.parametrize("inside", ["optgroup", "rp", "rt"])
def test_what_ends_with_another_element_stands_in_no_later_one(inside: str) -> None:
    shallow = f"<div><b>a</b><ruby><{inside}>x</ruby></div>" * 300
    assert bounded(shallow) == shallow
    deep = f"<div><{inside}>x" * 300
    assert bounded(deep) != deep


def test_elements_stand_in_each_other_256_deep_at_most() -> None:
    markup = {
        "<div>" * 256: True,
        "<div>" * 257: False,
        "<DIV></div>" * 300: True,
        "<div></b>" * 256: True,
        "<div></b>" * 257: False,
        "<p><b></p>" * 256: True,
        "<p><b></p>" * 257: False,
        "<br/>" * 300: True,
        "<rt></rt>" * 300: True,
        "<ruby><rt><rp>a</ruby>" * 300: True,
        "<rt></ruby>" * 257: False,
        "<ruby><b><rt></ruby>" * 257: False,
        "</div>" + "<div></div>" * 300: True,
        "<div>" * 256 + "</div>" * 256 + "<div>" * 256: True,
        "<div>" * 256 + "</div>" * 255 + "<div>" * 256: False,
    }
    kept = {each: bounded(each) == each for each in markup}
    assert list(kept.values()) == list(markup.values())


def test_text_beyond_a_bound_is_in_paragraphs_of_ten_thousand_characters() -> None:
    text = "a" * 9_999 + "&amp;" + "b"
    paragraphs = f"<p>{'a' * 9_999}&amp;</p><p>b</p>"
    assert bounded(f"{'<b>' * 257}{text}") == paragraphs


@pytest.mark.parametrize(
    ("attributes", "is_kept"), [(" ab" * 999, True), (" ab" * 1000, False), ("/ab" * 1000, False)]
)
def test_words_of_a_tag_are_counted_whatever_is_between_them(
    attributes: str, is_kept: bool
) -> None:
    markup = f"<p{attributes}>a</p>"
    assert (bounded(markup) == markup) == is_kept


def test_signs_times_characters_of_a_text_are_a_thousand_million_at_most() -> None:
    for signs, length, is_kept in ((25_000, 40_000, True), (25_001, 40_000, False)):
        markup = "&" * signs + "a" * (length - signs)
        assert (bounded(markup) == markup) == is_kept
    each_alone = f"{'&' * 24_000}{'a' * 16_000}<br>" * 2
    assert bounded(each_alone) == each_alone


@pytest.mark.parametrize(
    ("text", "are_read"), [("a\n: b\n" * 1000, True), ("a\n: b\n" * 1001, False)]
)
def test_a_text_has_a_thousand_definitions_at_most(text: str, are_read: bool) -> None:
    for dialect in (GOLDMARK, KRAMDOWN):
        assert ("description_lists" in affordable(text, dialect).extensions) == are_read


@pytest.mark.parametrize(
    ("text", "are_read"),
    [
        ("[^" * 50, True),
        ("[^" * 51, False),
        ("[^" * 10_000, False),
        ("[^a]" * 51 + "[" * 50, True),
        ("[^a]" * 51 + "[[]" * 51, False),
        ("[^a]" * 51, True),
        ("]" * 9 + "[^a]" * 51 + "[" * 50, True),
        ("]" * 9 + "[^a]" * 51 + "[" * 51, False),
        ("[^a]" * 50 + "[" * 99, True),
    ],
)
def test_brackets_stand_in_a_note_fifty_deep_at_most(text: str, are_read: bool) -> None:
    assert ("footnotes" in affordable(text, GOLDMARK).extensions) == are_read
    assert affordable(text, COMMONMARK.without_extensions("footnotes")).extensions


def test_what_is_affordable_leaves_a_dialect_as_it_is() -> None:
    assert affordable("a", GOLDMARK) is GOLDMARK
    costly = affordable("a|" * 200_001 + "[^" * 10_001, GOLDMARK)
    assert set(GOLDMARK.extensions) - set(costly.extensions) == {"table", "footnotes"}
