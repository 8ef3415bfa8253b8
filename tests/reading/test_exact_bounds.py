"""Where a bound lies, to the character: what is just within it is taken, what is beyond is not."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from feeds.archive.cross_reference import remembered
from feeds.archive.faults import BrokenFileError
from feeds.archive.filled_permalink import refuse_long
from feeds.archive.front_matter import parse
from feeds.archive.hugo.go_template import filled
from feeds.archive.hugo.mounts import Mount
from feeds.archive.hugo.section_pages import SectionPage, matter_of, section_pages
from feeds.archive.hugo.template_functions import UnreadableTemplateError
from feeds.archive.jekyll.collection_documents import Collection
from feeds.archive.jekyll.liquid_access import size_of
from feeds.archive.jekyll.liquid_budget import Budget
from feeds.archive.jekyll.site_data import data_at, documents_of
from feeds.archive.jekyll.site_layout import site_layout
from feeds.archive.repair import heading_of
from feeds.archive.shortcode_html import arguments_of
from feeds.archive.terms import clean_names
from feeds.archive.values import Value
from feeds.errors import BadParameterError
from feeds.html import safe_html
from feeds.html.dialect import KRAMDOWN
from feeds.html.markdown import rendered
from feeds.html.sanitise import growth_by_addresses
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


def test_what_replace_would_make_beyond_that_is_never_made() -> None:
    template = '{{ replace .Inner "a" "' + "b" * 4000 + '" }}'
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableTemplateError):
            filled(template, {"Inner": lambda: "a" * 4000})
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


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
    text = "啊" * common + "匮" * (10 - common) + "abc\x7f" * 20
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


@pytest.mark.parametrize("length", [79, 80, 81, 5000])
def test_a_message_repeats_eighty_characters_of_a_parameter_at_most(length: int) -> None:
    value = "a" * 79 + "b" * (length - 79)
    error = BadParameterError("since", value, "no day")
    assert str(error) == f"since={'a' * 79}{'b' * (length > 79)}: no day"
    assert error.value == value


def test_a_table_of_kramdown_has_lines_of_less_than_five_thousand_characters() -> None:
    for length, is_table in ((4999, True), (5000, False)):
        line = f"| a | {'b' * (length - 8)} |"
        assert len(line) == length
        assert ("<table>" in safe_html(line, "a.md", "https://x.example/", KRAMDOWN)) == is_table


@pytest.mark.parametrize("form", ["[{}]", "[[{}]]", "  [{}]", "{} = 1"])
@pytest.mark.parametrize(("dots", "is_read"), [([250] * 4, True), ([250] * 4 + [1], False)])
def test_keys_of_toml_have_so_many_dots_at_most(form: str, dots: list[int], is_read: bool) -> None:
    """Their squares count: 500 in one key are as many as 250 in each of four."""
    keys = (".".join([f"k{place}", *["a"] * count]) for place, count in enumerate(dots))
    raw = "\n".join(map(form.format, keys))
    if is_read:
        assert parse(f"+++\n{raw}\n+++\n") is not None
    else:
        with pytest.raises(BrokenFileError, match="too many dots"):
            parse(f"+++\n{raw}\n+++\n")


def test_dots_in_a_text_of_toml_are_no_bound() -> None:
    lines = "\n".join([f"x{'.' * 600}"] * 9) + "\n" * 250_001
    assert parse(f'+++\na = """\n{lines}\n"""\n+++\n') is not None


@pytest.mark.parametrize(("links", "growth"), [(9_999, 0), (10_000, 1_000_000)])
def test_growth_by_addresses_counts_from_a_million_characters(links: int, growth: int) -> None:
    assert growth_by_addresses('<a href="x">' * links, "b" * 100) == growth


def test_a_value_of_liquid_has_a_hundred_thousand_characters_at_most() -> None:
    assert Budget().bounded("x" * 100_000) is not None
    assert Budget().bounded("x" * 100_001) is None
    assert Budget().bounded(None) is None


def test_a_value_of_liquid_that_is_too_long_spends_nothing() -> None:
    budget = Budget()
    assert not any(budget.spend(100_001) for _ in range(100))
    assert budget.spend(100_000)


@pytest.mark.long
def test_two_thousand_documents_of_a_collection_are_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "_notes"
    folder.mkdir()
    for number in range(2001):
        os.close(os.open(folder / f"{number:04}.md", os.O_CREAT))
    documents = documents_of(tmp_path, "_notes")
    assert len(documents) == 2000
    assert (documents[0], documents[-1]) == ("_notes/0000.md", "_notes/1999.md")


@pytest.mark.parametrize(("size", "is_read"), [(1024 * 1024, True), (1024 * 1024 + 1, False)])
def test_a_data_file_has_a_megabyte_at_most(tmp_path: Path, size: int, is_read: bool) -> None:
    (tmp_path / "_data").mkdir()
    rows = b"b\n" + (b"c" * 1023 + b"\n") * 1025
    (tmp_path / "_data/a.csv").write_bytes(rows[:size])
    assert bool(data_at(tmp_path, "_data", ["a"])) == is_read


@pytest.mark.parametrize(("size", "is_read"), [(1024 * 1024, True), (1024 * 1024 + 1, False)])
def test_the_page_of_a_section_has_a_megabyte_at_most(
    tmp_path: Path, size: int, is_read: bool
) -> None:
    (tmp_path / "_index.md").write_bytes(b"---\ntitle: a\n---\n".ljust(size))
    page = SectionPage("", PurePosixPath("_index.md"))
    assert bool(matter_of(tmp_path, page)) == is_read


def test_the_pages_of_sections_come_with_the_deepest_first(tmp_path: Path) -> None:
    for folder in ("a", "a/b/c", "", "a/b", "d"):
        (tmp_path / "content" / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / folder / "_index.md").write_text("---\n---\n")
    pages = section_pages(tmp_path, [Mount("content", "")], "en", "en")
    assert [page.folder for page in pages] == ["a/b/c", "a/b", "a", "d", ""]


def test_a_file_without_front_matter_is_no_document_of_a_collection(tmp_path: Path) -> None:
    (tmp_path / "_notes").mkdir()
    (tmp_path / "_notes/a.md").write_text("---\ntitle: A\n---\n")
    (tmp_path / "_notes/b.txt").write_text("B")
    zone = ZoneInfo("UTC")
    collection = Collection(tmp_path, "notes", "/notes/:name", site_layout({}), (), zone)
    assert [value["title"] for value in collection.documents()] == ["A"]  # type: ignore[call-overload, index]
    assert collection.document("_notes/b.txt") is None
