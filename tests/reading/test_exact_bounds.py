"""Where a bound lies, to the character: what is just within it is taken, what is beyond is not."""

from __future__ import annotations

import pytest

from feeds.archive.cross_reference import remembered
from feeds.archive.faults import BrokenFileError
from feeds.archive.filled_permalink import refuse_long
from feeds.archive.hugo.go_template import filled
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.archive.jekyll.liquid_access import size_of
from feeds.archive.repair import heading_of
from feeds.archive.shortcode_html import arguments_of
from feeds.archive.terms import clean_names
from feeds.archive.values import Value
from feeds.html.markdown import rendered
from feeds.text.decode import decode


def test_a_permalink_has_eight_thousand_characters_at_most() -> None:
    refuse_long(("x" * 7999, "y"))
    with pytest.raises(BrokenFileError):
        refuse_long(("x" * 7999, "yz"))


def test_replace_makes_a_hundred_thousand_characters_at_most() -> None:
    template = '{{ replace .Inner "a" "' + "b" * 1000 + '" }}'
    assert len(filled(template, {"Inner": lambda: "a" * 100})) == 100_000
    with pytest.raises(UnreadableTemplateError):
        filled(template, {"Inner": lambda: "a" * 101})


@pytest.mark.parametrize(("count", "is_filled"), [(49, True), (50, True), (51, False)])
@pytest.mark.parametrize(
    ("first", "more", "end"),
    [
        ("{{ if false }}", "{{ else if false }}", "{{ else }}a{{ end }}"),
        ("{{ if true }}", "{{ if true }}", "a"),
        ("{{ if false }}{{ else }}", "{{ if false }}{{ else }}", "a"),
    ],
)
def test_blocks_of_a_template_are_fifty_deep_at_most(
    first: str, more: str, end: str, count: int, is_filled: bool
) -> None:
    template = first + more * (count - 1) + end + "{{ end }}" * (count if end == "a" else 0)
    if is_filled:
        assert filled(template, {}) == "a"
    else:
        with pytest.raises(UnreadableTemplateError, match="deeply nested"):
            filled(template, {})


def test_a_post_has_a_thousand_terms_at_most() -> None:
    names = tuple(f"n{number}" for number in range(1001))
    assert clean_names(names) == names[:1000]


def test_a_terms_name_has_two_hundred_characters_at_most() -> None:
    assert clean_names(("x" * 200, "y" * 201)) == ("x" * 200,)


def test_a_body_has_a_thousand_references_looked_up_at_most() -> None:
    look = remembered(lambda name: name)
    answers = [look(str(number)) for number in range(1001)]
    assert answers == [*map(str, range(1000)), None]
    assert look("0") == "0"  # one that was looked up before costs nothing


def test_arguments_are_read_to_two_thousand_characters() -> None:
    filler = "x" * 1994
    assert arguments_of(f'{filler} a="b"')["a"] == "b"
    assert arguments_of(f'{filler}x a="b"').get("a") != "b"


@pytest.mark.parametrize(
    ("spelled", "arguments"),
    [
        ("a 'b c' \"d e\"", {"0": "a", "1": "b c", "2": "d e"}),
        ("x=`a \"b\"` y = 'c'", {"x": 'a "b"', "y": "c"}),
        (r'"a \"b\""', {"0": 'a "b"'}),
        (r"'a \"b'", {"0": r"a \"b"}),
        (r"`a\"`", {"0": r"a\""}),
        ("a, b'", {"0": "a", "1": "b'"}),
        ("'", {"0": "'"}),
        ("``", {"0": ""}),
    ],
)
def test_an_argument_stands_in_quotes_of_three_kinds_or_none(
    spelled: str, arguments: dict[str, str]
) -> None:
    assert arguments_of(spelled) == arguments


def test_a_heading_is_looked_for_in_the_first_five_thousand_characters() -> None:
    filler = "x" * 4995 + "\n"
    assert heading_of(f"{filler}# Ab") == "Ab"
    assert heading_of(f"{filler}\n# Ab") == "A"
    assert heading_of(f"{filler}\n\n\n\n# A") is None


def test_the_first_of_two_headings_counts_whichever_markup_it_has() -> None:
    assert heading_of("<h2>One</h2>\n\n# Two") == "One"
    assert heading_of("# Two\n\n<h2>One</h2>") == "Two"
    assert heading_of("## Two ##") == "Two"
    assert heading_of("#Two") is None


@pytest.mark.parametrize(("depth", "kept"), [(99, 99), (100, 100), (101, 100), (150, 100)])
def test_quotes_are_nested_a_hundred_times_at_most(depth: int, kept: int) -> None:
    assert rendered("> " * depth + "x").count("<blockquote>") == kept


@pytest.mark.parametrize(
    ("character", "is_common"),
    [
        ("\u3000", True),  # A1A1, the first of the punctuation
        ("Ｙ", True),  # A3D9
        ("ぁ", False),  # A4A1, the first of what follows it
        ("啊", True),  # B0A1, the first in daily use
        ("座", True),  # D7F9, the last
        ("匮", False),  # D8D1, one of those that are rarer
    ],
)
def test_a_legacy_text_is_chinese_where_its_characters_are_common(
    character: str, is_common: bool
) -> None:
    decoded = decode((character * 10).encode("gb18030"))
    assert (decoded is not None) == is_common


@pytest.mark.parametrize(("common", "is_text"), [(9, True), (8, False)])
def test_nine_of_ten_characters_of_a_legacy_text_are_common(common: int, is_text: bool) -> None:
    text = "啊" * common + "匮" * (10 - common) + "abc" * 20
    assert (decode(text.encode("gb18030")) is not None) == is_text


@pytest.mark.parametrize("control", [*range(9), 11, 12, *range(14, 32)])
def test_each_control_character_is_removed_and_counted(control: int) -> None:
    decoded = decode(b"a" + bytes([control]) + b"b")
    assert decoded is not None
    assert (decoded.text, decoded.removed) == ("ab", 1)


@pytest.mark.parametrize("kept", ["\t", "\n", " ", "\x7f"])
def test_other_characters_are_kept(kept: str) -> None:
    decoded = decode(f"a{kept}b".encode())
    assert decoded is not None
    assert (decoded.text, decoded.removed) == (f"a{kept}b", 0)


@pytest.mark.parametrize(
    ("value", "size"),
    [(None, 0), ("abc", 3), (["ab", "c"], 5), ({"a": "b", "c": "d"}, 10), ([{"a": "b"}], 6)],
)
def test_the_size_of_a_value_of_liquid(value: Value | None, size: int) -> None:
    assert size_of(value, 1000) == size
