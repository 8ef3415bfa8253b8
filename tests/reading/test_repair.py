"""Front matter that is mended where it is certain what was meant, and says so."""

from __future__ import annotations

import pytest

from feeds.archive.faults import BrokenFileError
from feeds.archive.repair import (
    heading_of,
    parsed,
    quotes_in_title,
    tabs_as_indent,
    unquoted_title,
)


def test_a_title_is_mended_where_it_is_certain_what_was_meant() -> None:
    text = 'a: b\ntitle: "x "y" \\z"\nexcerpt: "whole"\ndescription: "p"q"\n'
    mended = quotes_in_title(text)
    assert mended is not None
    assert mended[0] == ('a: b\ntitle: "x \\"y\\" \\\\z"\nexcerpt: "whole"\ndescription: "p\\"q"\n')
    assert (mended[1].line, mended[1].code) == (3, "R01")
    assert "inside the title" in mended[1].message
    lines = '\ntitle: "a"b"\n', "\ntitle: a: b\n", "\n\t- a\n"
    rules = quotes_in_title, unquoted_title, tabs_as_indent
    found_at = [
        found[1].line for rule, raw in zip(rules, lines, strict=True) if (found := rule(raw))
    ]
    assert found_at == [3, 3, 3]
    assert quotes_in_title('title: "whole"\nother: "a"b"\n') is None
    for key in ("title", "description", "excerpt", "subtitle"):
        found = unquoted_title(f"a: b\n\n{key}: x: y \n")
        assert found is not None
        assert (found[0], found[1].line) == (f'a: b\n\n{key}: "x: y"\n', 4)
        assert f"the {key} needs" in found[1].message
    fit = ("x y", "x:y", "'x: y'", '"x: y"', "|", ">-", "[a, b]", "[a", "{a: b}")
    assert [value for value in fit if unquoted_title(f"title: {value}\n")] == ["{a: b}"]
    unfit = (
        "[a] b",
        "{a} b",
        "]a",
        "}a",
        "@a",
        "`a",
        "%a",
        "*a",
        "&a",
        "!a",
        "?a",
        ",a",
        "a:",
        "a: b",
    )
    assert [value for value in unfit if not unquoted_title(f"title: {value}\n")] == []
    assert unquoted_title("title: a: b\n  more\n") is None
    tabs = tabs_as_indent("a:\n\t- b\n  \tc: d\n")
    assert tabs is not None
    assert (tabs[0], tabs[1].line, tabs[1].code) == ("a:\n  - b\n    c: d\n", 3, "R09")
    assert tabs_as_indent("a: b\tc\n") is None


def test_front_matter_is_mended_by_as_few_rules_as_it_takes() -> None:
    cases = {
        '---\ntitle: "a "b""\n---\nx': ["R01"],
        "---\ntitle: a: b\n---\nx": ["R08"],
        "---\nx:\n\t- a\n---\nx": ["R09"],
        '---\ntitle: "a "b""\nsubtitle: c: d\nx:\n\t- a\n---\nx': ["R01", "R08", "R09"],
        "---\ntitle: a\n---\nx": [],
    }
    found = {text: [fault.code for fault in parsed(text)[1]] for text in cases}
    assert found == cases
    for text, code in {
        "---\ntitle: a": "E04",
        "---\n- a\n---\n": "E06",
        "---\na: [\n---\n": "E05",
        "+++\ntitle = a: b\n+++\n": "E05",
        "+++\ntitle: a: b\n---\nx\n+++\n": "E05",
    }.items():
        with pytest.raises(BrokenFileError) as caught:
            parsed(text)
        assert caught.value.fault.code == code
    document, _ = parsed('---\ntitle: "a "b""\n---\nx\n---\ny')
    assert document is not None
    assert (document.front_matter, document.body) == ({"title": 'a "b"'}, "x\n---\ny")
    assert document.body_line == 4
    assert parsed('---\na: b\ntitle: "a "b""\n---\n')[1][0].line == 3


def test_a_heading_is_the_first_of_either_markup() -> None:
    cases = {
        "a\n## B # \nc": "B",
        "###### C": "C",
        "####### C": None,
        "a # b": None,
        "<H3 class=x>a\nb</h3>": "a\nb",
        "<h7>a</h7>": None,
        "<header>a</header>": None,
        "# a\n<h1>b</h1>": "a",
        "<h1>b</h1>\n# a": "b",
    }
    assert {body: heading_of(body) for body in cases} == cases
