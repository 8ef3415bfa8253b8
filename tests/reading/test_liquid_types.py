"""Numbers, booleans and empty values of YAML in Liquid; each was asked of Jekyll 4.3.1."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.jekyll.liquid import without_liquid
from feeds.archive.yaml_types import NoText, as_ruby
from tests.conftest import text_of, write

MATTER = """\
title: t
number: 10
text: "10"
half: 1.50
on: yes
off: no
quoted: "no"
none: ~
list: [3, 1]
texts: ["3"]
pair: {a: 1, b: two}
blank: ""
nothing: []
day: 2024-5-6
"""


def rendered(root: Path, body: str) -> str | None:
    write(
        root, "_config.yml", "url: https://x.example\nyear: 1_000\ndefaults:\n- {values: {n: 3}}\n"
    )
    write(root, "_data/d.yml", "size: 0x1F\n")
    write(root, "_posts/2024-01-01-a.md", f"---\n{MATTER}---\n{body}")
    archive = open_archive(root)
    served = archive.read("_posts/2024-01-01-a.md").post
    assert served is not None
    return text_of(archive, served)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("page.number == 10", True),
        ("page.number == 10.0", True),
        ("page.number == '10'", False),
        ("page.text == 10", False),
        ("page.text == '10'", True),
        ("page.number > 9", True),
        ("page.half == 1.5", True),
        ("page.on == true", True),
        ("page.on == 'yes'", False),
        ("page.off", False),
        ("page.off == false", True),
        ("page.quoted", True),
        ("page.none", False),
        ("page.none == nil", True),
        ("page.missing == nil", True),
        ("page.blank", True),
        ("page.blank == ''", True),
        ("page.blank == empty", True),
        ("page.nothing", True),
        ("page.nothing == empty", True),
        ("page.nothing.size == 0", True),
        ("page.none == empty", False),
        ("page.blank == blank", False),
        ("page.list contains 3", True),
        ("page.list contains '3'", False),
        ("page.texts contains '3'", True),
        ("page.title contains 't'", True),
        ("'abc' < 'abd'", True),
        ("page.title > 's'", True),
        ("page.title < 's'", False),
        ("page.list < 'z'", False),
        ("'0' < page.list", False),
        ("page.number < 'z'", False),
        ("page.n == 3", True),
        ("site.year == 1000", True),
        ("site.data.d.size == 31", True),
        ("page.tags", True),
    ],
)
def test_a_number_is_not_the_text_that_spells_it(
    tmp_path: Path, condition: str, holds: bool
) -> None:
    body = f"{{% if {condition} %}}yes{{% else %}}no{{% endif %}}"
    assert rendered(tmp_path, body) == ("yes" if holds else "no")


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("page.half", "1.5"),
        ("page.on", "true"),
        ("page.day", "2024-05-06"),
        ("page.none", ""),
        ("page.number | jsonify", "10"),
        ("page.text | jsonify", '"10"'),
        ("page.list | jsonify", "[3,1]"),
        ("page.pair | jsonify", '{"a":1,"b":"two"}'),
        ("page.title | date: '%Y'", "t"),
        ("page.date", "2024-01-01 00:00:00 +0000"),
    ],
)
def test_values_are_shown_as_ruby_prints_them(tmp_path: Path, expression: str, shown: str) -> None:
    assert rendered(tmp_path, f"{{{{ {expression} }}}}") == shown


@pytest.mark.parametrize(
    "condition", ["n == 5", "s == '5'", "z == 5", "l.size == 2", "w == 3", "'5' != 5"]
)
def test_what_a_body_computes_has_its_type(tmp_path: Path, condition: str) -> None:
    assigns = (
        "{% assign n = 5 %}{% assign s = n | append: '' %}{% assign z = '2' | plus: 3 %}"
        "{% assign l = 'a,b' | split: ',' %}{% assign w = 'abc' | size %}"
    )
    assert rendered(tmp_path, f"{assigns}{{% if {condition} %}}yes{{% endif %}}") == "yes"


@pytest.mark.parametrize(
    ("spelled", "printed"),
    [
        ("1.50", "1.5"), ("0x1F", "31"), ("017", "15"), ("1_000", "1000"), ("12:30", "45000"),
        ("0b11", "3"), ("1.", "1.0"), (".5", "0.5"), ("0.00001", "1.0e-05"), ("1.0e+3", "1000.0"),
        (".inf", "Infinity"), ("-.inf", "-Infinity"), (".nan", "NaN"), ("1,000.50", "1000.5"),
        ("+1", "1"), ("Yes", "true"), ("OFF", "false"), ("Null", ""), ("190:20:30", "685230"),
    ],
)  # fmt: skip
def test_a_scalar_is_printed_as_ruby_prints_it(spelled: str, printed: str) -> None:
    value = as_ruby(spelled, is_plain=True)
    assert (value, type(value)) == (printed, NoText)
    assert as_ruby(spelled, is_plain=False) == spelled


@pytest.mark.parametrize(
    "spelled", ["1e3", "08", "0.1.2", ".", "-", "0o17", "a", "2024-13-01", "n"]
)
def test_what_is_no_number_to_ruby_is_a_text(spelled: str) -> None:
    value = as_ruby(spelled, is_plain=True)
    assert (value, type(value)) == (spelled, str)


def test_dates_of_a_body_and_their_forms_go_through_so_much_and_no_more() -> None:
    """A directive of two characters may be written out at length, or as nothing."""
    date = '{{ "2022-03-14 10:00:00 +0800" | date: "%s" }}'
    assert without_liquid(date % "%Zx") == "x"
    assert 500 < without_liquid(date % ("%Z" * 99 + "x") * 1200).count("x") < 1100
    assert without_liquid((date % "%-d ") * 1000).count("14 ") == 1000
