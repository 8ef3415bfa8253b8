"""Where code, links, locked parts and mended lines stand in a text, to the character."""

from __future__ import annotations

import pytest

from feeds.archive.cross_reference import is_plain_file, without_empty_links
from feeds.archive.faults import BrokenFileError
from feeds.archive.fenced_code import fenced_blocks
from feeds.archive.file_links import with_page_links
from feeds.archive.locked_text import without_locked_parts
from feeds.archive.plain_head import has_head, split_head, values_of
from feeds.archive.repair import (
    heading_of,
    parsed,
    quotes_in_title,
    tabs_as_indent,
    unquoted_title,
)
from feeds.archive.text_location import located, text_at
from feeds.identity import fingerprint
from feeds.model import TextLocation
from feeds.text.decode import Decoded, decode
from tests.conftest import write


def blocks(body: str) -> list[str]:
    return [body[start:end] for start, end in fenced_blocks(body)]


def test_a_block_of_code_ends_with_as_many_signs_as_it_began_with() -> None:
    cases = {
        "a\n```\nb\n```\nc\n": ["```\nb\n```\n"],
        "```\na\n```\n~~~\nb\n~~~\n": ["```\na\n```\n", "~~~\nb\n~~~\n"],
        "x\ny\n```\nb": ["```\nb"],
        "````\na\n```\n````\n": ["````\na\n```\n````\n"],
        "```\na\n````\nb": ["```\na\n````\n"],
        "```\na\n~~~\n```\n": ["```\na\n~~~\n```\n"],
        "```\na\n``` b\n```\n": ["```\na\n``` b\n```\n"],
        "   ```\na\n   ```  \nb": ["   ```\na\n   ```  \n"],
        "    ```\na\n": [],
        "``\na\n``\n": [],
        "```a`b\n": [],
        "```py\na\n```": ["```py\na\n```"],
        "~~~a`b\nc": ["~~~a`b\nc"],
        "": [],
    }
    assert {body: blocks(body) for body in cases} == cases


def test_links_that_name_files_lead_to_pages_but_in_code() -> None:
    def look(target: str) -> str | None:
        return {"b.md": "/b/", "c d.md": "/c/"}.get(target)

    cases = {
        "[b](b.md)": "[b](/b/)",
        "[b]( b.md 'B')": "[b]( /b/ 'B')",
        "[c](<c d.md>)": "[c](/c/)",
        "[x]: b.md": "[x]: /b/",
        "   [x]:\tb.md": "   [x]:\t/b/",
        "    [x]: b.md": "    [x]: b.md",
        "a [x]: b.md": "a [x]: b.md",
        "<a href='b.md'>": "<a href='/b/'>",
        '<a href="b.md">': '<a href="/b/">',
        "<a xhref='b.md'>": "<a xhref='b.md'>",
        "`[b](b.md)` [b](b.md)": "`[b](b.md)` [b](/b/)",
        "```\n[b](b.md)\n```\n[b](b.md)": "```\n[b](b.md)\n```\n[b](/b/)",
        "[b](b.md)\n~~~\n[b](b.md)": "[b](/b/)\n~~~\n[b](b.md)",
        "[e](e.md) [b](b.md)": "[e](e.md) [b](/b/)",
        "[b](b.md)\n[x]: b.md": "[b](/b/)\n[x]: /b/",
    }
    assert {text: with_page_links(text, look) for text in cases} == cases


def test_links_to_nothing_are_their_words() -> None:
    cases = {
        "a [b]() c": "a b c",
        "![b]()": "b",
        "[b]( 'T' )": "b",
        '[b]( "T")': "b",
        "[b]('T')": "[b]('T')",
        "[b](x)": "[b](x)",
        '<a href="">b</a>': "<a >b</a>",
        "<img src=''>": "<img >",
        '<a data-href="">': '<a data-href="">',
        '<a href="x">': '<a href="x">',
        "": "",
    }
    assert {text: without_empty_links(text) for text in cases} == cases


def test_a_plain_file_has_no_hidden_part_in_its_path(tmp_path) -> None:  # type: ignore[no-untyped-def]
    paths = ("a.png", "b/a.png", ".b/a.png", "_b/a.png", "b/_a.png", "b/.a.png")
    for path in paths:
        write(tmp_path, path, "")
    assert [path for path in paths if is_plain_file(tmp_path, path)] == ["a.png", "b/a.png"]
    assert not is_plain_file(tmp_path, "b")
    assert not is_plain_file(tmp_path, "c.png")


def test_locked_parts_are_gone_and_all_behind_one_that_never_ends() -> None:
    cases = {
        "a {{< encrypt >}}b{{< /encrypt >}} c": "a  c",
        "a {{% encryptor x %}}b{{% /encryptor %}} c": "a  c",
        "a {{< encrypted >}}b{{< / encrypted >}} c": "a  c",
        "a {{< hugo-encrypt >}}b{{< /hugo-encrypt >}} c": "a  c",
        "a {{< hugo_protect >}}b{{< /hugo_protect >}} c": "a  c",
        "a {%- protected -%}b{% endprotected %} c": "a  c",
        "a {% password(x) %}b{% end %} c": "a  c",
        "a {{< protect >}}b": "a ",
        "a {{< protect >}}b{{< /encrypt >}} c": "a ",
        "a {{< protect />}}b": "a b",
        "a {{% protect /%}}b": "a b",
        "a {{< PROTECT >}}b{{< /PROTECT >}}c": "a {{< PROTECT >}}b{{< /PROTECT >}}c",
        "protect {{< PROTECT >}}b{{< /PROTECT >}}c": "protect c",
        "{{< protectx >}}b{{< /protectx >}}": "{{< protectx >}}b{{< /protectx >}}",
        "{{< encrypt >}}a{{< /encrypt >}}b{{< password >}}c{{< /password >}}d": "bd",
    }
    assert {text: without_locked_parts(text) for text in cases} == cases


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


def test_a_head_without_fences_ends_with_its_last_line_of_a_key() -> None:
    cases = {
        "Title: a\n\nb": ("Title: a\n", "b"),
        "Title: a\nb": ("Title: a\n", "b"),
        "Title: a": ("Title: a", ""),
        "Title: a\n": ("Title: a\n", ""),
        "Title: a\n    more\n\tand\n  less\nb": ("Title: a\n    more\n\tand\n", "  less\nb"),
        "Title:\nb": ("Title:\n", "b"),
        "Title: a\n    \nb": ("Title: a\n", "    \nb"),
        "Title: a\n\n\nb": ("Title: a\n", "\nb"),
    }
    assert {text: split_head(text) for text in cases} == cases
    lines = [f"k{number}: v\n" for number in range(201)]
    assert split_head("".join(lines)) == ("".join(lines[:200]), lines[200])
    heads = {
        "Title: a\n\nb": True,
        "Date: 2024\nb": True,
        "   date:\n": True,
        "    title: a": False,
        "Note: a\n\nb": False,
        "Note: a\nTitle: b": True,
        "Title:a": False,
        "Title:": False,
        "9title: a\ntitle: b": False,
    }
    assert {text: has_head(text) for text in heads} == heads


def test_a_head_is_front_matter_as_pelican_reads_it() -> None:
    cases: dict[str, dict[str, object]] = {
        "Title: A b\n": {"title": "A b", "slug": "a-b"},
        "Title: A\n    b\n": {"title": "A\nb", "slug": "a-b"},
        "Title: A\nSlug: x": {"title": "A", "slug": "x"},
        "Slug:": {"slug": ""},
        "Title: 电": {"title": "电"},
        "Title: Ünter": {"title": "Ünter", "slug": "unter"},
        "Title: ½ \u0300a": {"title": "½ \u0300a"},
        "Tags: a, b c ,d": {"tags": ["a", "b c", "d"]},
        "Authors: A, B; C": {"authors": ["A, B", "C"]},
        "Keywords: a": {"keywords": ["a"]},
        "Status: Draft": {"status": "Draft", "draft": "true"},
        "Status: hidden": {"status": "hidden", "draft": "true"},
        "Status: skip": {"status": "skip", "draft": "true"},
        "Status: published": {"status": "published"},
        "X: a\nX: b": {"x": "b"},
        "X:": {"x": ""},
    }
    assert {head: values_of(head) for head in cases} == cases


def test_a_text_has_a_place_where_it_stands_in_one_piece() -> None:
    data = "---\né: b\n---\nText é.\n\n（来源：A）\n".encode()
    decoded = decode(data)
    assert decoded is not None
    body = decoded.text.partition("---\n")[2].partition("---\n")[2]
    nowhere = TextLocation("d", -1, -1)
    place = located(data, "d", decoded, body, "Text é.")
    assert place == TextLocation("d", 14, 22)
    assert located(data, "d", decoded, body, body) == TextLocation("d", 14, len(data))
    assert located(data, "d", decoded, body, "") == TextLocation("d", 14, 14)
    assert located(data, "d", decoded, body, "é.") == nowhere
    assert located(data, "d", decoded, f"{body} ", "Text") == nowhere
    for other in (
        Decoded(decoded.text, "gb18030", 0),
        Decoded(decoded.text, "utf-8", 1),
    ):
        assert located(data, "d", other, body, body) == nowhere
    assert located(data + b"\r", "d", decoded, body, body) == nowhere
    assert located(b"\xef\xbb\xbf" + data, "d", decoded, body, body) == nowhere


def test_a_text_is_read_from_its_place_while_its_file_is_the_same() -> None:
    data = b"ab\xc3\xa9d"
    digest = fingerprint(data)
    assert text_at(TextLocation(digest, 1, 4), data) == "b\u00e9"
    assert text_at(TextLocation(digest, 0, 0), data) == ""
    assert text_at(TextLocation(digest, -1, -1), data) is None
    assert text_at(TextLocation("other", 0, 1), data) is None
    assert text_at(None, data) is None
