"""Front matter in each form, the values in it, and where reading it ends."""

from __future__ import annotations

import pytest

from feeds.archive.faults import BrokenFileError
from feeds.archive.flat_yaml import flat_mapping
from feeds.archive.front_matter import (
    Document,
    body_of,
    load_json,
    load_toml,
    load_yaml,
    load_yaml_as_ruby,
    parse,
    split,
)
from feeds.archive.matter_forms import MatterForm
from feeds.archive.yaml_texts import yaml_texts
from feeds.archive.yaml_types import NoText


def read(text: str, form: MatterForm) -> tuple[object, str] | None:
    document = parse(text, form)
    return None if document is None else (document.front_matter, document.body)


A_B = {"a": "b"}


@pytest.mark.parametrize(
    ("form", "cases"),
    [
        (
            "fenced",
            {
                "---\na: b\n---\nx": (A_B, "x"),
                "--- \t\na: b\n--- \t\nx": (A_B, "x"),
                "---\na: b\n...\nx": (A_B, "x"),
                "---\na: b\n---": (A_B, ""),
                "---\n---\nx": ({}, "x"),
                "---\na: b\n----\n---\nx": None,
                "+++\na = 'b'\n+++\nx": (A_B, "x"),
                '{\n"a": "b"}\nx': (A_B, "x"),
                '{\n"a": "b"}x': (A_B, "x"),
                '{ \t\n"a": "b"}\n\nx': (A_B, "\nx"),
                '{"a": "b"}\nx': None,
                " ---\na: b\n---\n": None,
                "---yaml\na: b\n---\n": None,
                "x": None,
                "": None,
            },
        ),
        (
            "jekyll",
            {
                "---\na: b\nA: c\nTitle: T\nTags: t\n---\nx": ({"a": "c", "title": "T"}, "x"),
                "---\nDate: x\nCategory: x\nCategories: x\nTag: x\nPermalink: x\nSlug: x\n---\n": (
                    {},
                    "",
                ),
                "---\ndate: x\nslug: y\n---\n": ({"date": "x", "slug": "y"}, ""),
                "+++\nTags = ['b']\n+++\nx": ({"tags": ["b"]}, "x"),
            },
        ),
        (
            "hugo",
            {
                " \n\t\n---\na: b\n---\nx": (A_B, "x"),
                "\t---\na: b\n---\nx": (A_B, "x"),
                "---\na: b\n-----x": (A_B, "x"),
                "---\na: b\n...\nx": (A_B, "x"),
                "\n+++\na = 'b'\n++++ \nx": (A_B, "x"),
                '  {"a": "b"}\nx': (A_B, "x"),
                "{{< x >}}": None,
                "{% x %}": None,
                "{: .x}": None,
                "---\nTags: b\n---\n": ({"tags": "b"}, ""),
            },
        ),
        (
            "headed",
            {
                "\n\n---\na: b\n---\nx": (A_B, "x"),
                "---yaml\na: b\n---\nx": (A_B, "x"),
                "---yml \na: b\n---\nx": (A_B, "x"),
                "---toml\na = 'b'\n---\nx": (A_B, "x"),
                '---json\n{"a": "b"}\n---\nx': (A_B, "x"),
                "title: b\n---\nx": ({"title": "b"}, "x"),
                "date: b\ntags:\n- c\n---": ({"date": "b", "tags": ["c"]}, ""),
                "a: b\n---\nx": None,
                "Title: B\n\nx": ({"title": "B", "slug": "b"}, "x"),
                "+++\na = 'b'\n+++\nx": (A_B, "x"),
                '{\n"a": "b"}\nx': (A_B, "x"),
                " ---\na: b\n---\nx": None,
            },
        ),
    ],
)
def test_front_matter_is_found_where_its_form_has_it(
    form: MatterForm, cases: dict[str, object]
) -> None:
    broken = "---\na: b\n----\n---\nx"
    if broken in cases:
        del cases[broken]
        with pytest.raises(BrokenFileError, match="cannot be parsed"):
            parse(broken)
    assert {text: read(text, form) for text in cases} == cases
    bodies = {text: found[1] if isinstance(found, tuple) else text for text, found in cases.items()}
    assert {text: body_of(text, form) for text in cases} == bodies


def test_front_matter_that_is_never_closed_is_named_by_its_sign() -> None:
    for text, sign in {
        "---\na: b\n": "---",
        "+++\na = 'b'": r"\+\+\+",
        "---\na\n+++\n": "---",
    }.items():
        with pytest.raises(BrokenFileError, match=f"opened by {sign} never ends") as caught:
            split(text)
        assert (caught.value.fault.code, caught.value.fault.line) == ("E04", 1)


def test_a_key_is_found_in_its_line_whatever_its_form() -> None:
    cases = [
        (Document({}, "", 'a: b\n"Title": c\n', 1), ("title",), 3),
        (Document({}, "", "a = 'b'\n  title = 'c'\n", 1), ("title",), 3),
        (Document({}, "", '{"a": 1,\n"title": 2}', 1), ("title",), 2),
        (Document({}, "", '\n{"a": 1, "title": 2}', 1), ("a",), 2),
        (Document({}, "", "a: b\n'title' : c\n", 1), ("x", "title"), 3),
        (Document({}, "", "a: b\nb: c\n", 1), ("b", "a"), 3),
        (Document({}, "", "subtitle: b\ntitle: c\n", 1), ("title",), 3),
        (Document({}, "", "title b\n", 1), ("title",), 2),
        (Document({}, "", "{a: b", 1), ("title",), 1),
        (Document({}, "", "", 1), ("title",), 2),
        (Document({}, "", "a.b: c\naxb: d\n", 1), ("axb",), 3),
    ]
    assert [document.line_of(*keys) for document, keys, _ in cases] == [line for *_, line in cases]
    quoted = {'title: "x"': True, "Title : 'x'": True, "title = 'x'": True, "title: x": False,
              "subtitle: 'x'\ntitle: y": False, "a: b\n title: 'x'": True}  # fmt: skip
    assert {raw: Document({}, "", raw, 1).quotes("title") for raw in quoted} == quoted


def test_front_matter_as_ruby_types_it() -> None:
    document = parse("---\na: 1.10\nB: yes\nc: [0x10, 'no']\nd: {e: ~}\n---\n")
    assert document is not None
    typed = document.as_ruby()
    assert typed == {"a": "1.1", "b": "true", "c": ["16", "no"], "d": {"e": ""}}
    assert (type(typed["a"]), type(typed["b"])) == (NoText, NoText)
    assert document._replace(raw="[").as_ruby() == document.front_matter
    assert document._replace(raw="- a").as_ruby() == document.front_matter
    assert document._replace(front_matter={"a": "x", "z": "y"}).as_ruby() == {"a": "1.1", "z": "y"}


def test_values_of_toml_and_json_are_the_texts_they_were_written_as() -> None:
    toml = (
        "A = true\nb = 1.5\nc = 7\nd = 2024-01-02\ne = [false, {f = 'x'}]\n[G]\nH = \"i\\u0007\"\n"
    )
    found = load_toml(toml)
    assert found == {
        **{"a": "true", "b": "1.5", "c": "7", "d": "2024-01-02"},
        **{"e": ["false", {"f": "x"}], "g": {"H": "i"}},
    }
    assert [type(found[key]) for key in "abcd"] == [NoText, NoText, NoText, str]
    assert load_json('{"A": null, "b\\u0007": [true, 1], "c": "\\ud800x"}') == {
        "a": "", "b": ["true", "1"], "c": "x",
    }  # fmt: skip
    assert load_yaml("A: b\n") == A_B
    assert (load_yaml(""), load_toml(""), load_json("{}")) == ({}, {}, {})
    assert load_yaml_as_ruby("A: 1.10\n") == {"a": "1.1"}
    assert load_yaml_as_ruby("") == {}
    for load, text, line in [
        (load_toml, "a = 1\nb = \n", 3),
        (load_json, '{\n"a": \n', 2),
        (load_yaml, "a: b\nc: [\n", 4),
    ]:
        with pytest.raises(BrokenFileError) as caught:
            load(text)
        assert (caught.value.fault.code, caught.value.fault.line) == ("E05", line)
    for text, kind in {"- a": "list", "a": "str"}.items():
        with pytest.raises(BrokenFileError, match=f"a {kind} where keys and values") as caught:
            load_yaml(text)
        assert (caught.value.fault.code, caught.value.fault.line) == ("E06", 2)
    with pytest.raises(
        BrokenFileError, match="cannot be parsed from here on: Invalid value"
    ) as caught:
        load_toml("a = [")
    with pytest.raises(BrokenFileError) as caught:
        parse(f'+++\na = "{"x" * 300}"\n"{"y" * 300}" = 1 z\n+++\n')
    assert len(caught.value.fault.message) <= len("cannot be parsed from here on: ") + 200


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("", None),
        ("a: b", A_B),
        ("a: ~\nb: null\nc: Null\nd: NULL\ne:\nf: '~'\n",
         {"a": "", "b": "", "c": "", "d": "", "e": "", "f": "~"}),
        ("? [a]\n: b", {"": "b"}),
        ('a: "x\\u0007y"', {"a": "xy"}),
        ("[a, [b]]", ["a", ["b"]]),
        ("a: &x {b: c}\nd: {<<: *x, e: f}", {"a": {"b": "c"}, "d": {"b": "c", "e": "f"}}),
        ("a: {<<: [{b: 1, c: 1}, {b: 2, d: 2}], d: 3}", {"a": {"b": "1", "c": "1", "d": "3"}}),
        ("a: {<<: x, b: c}", {"a": {"b": "c"}}),
        ("a: {<<: [x, {d: e}], b: c}", {"a": {"d": "e", "b": "c"}}),
        ("[" * 8 + "a" + "]" * 8, [[[[[[[["a"]]]]]]]]),
        ("[" * 9 + "a" + "]" * 9, [[[[[[[[""]]]]]]]]),
    ],
)  # fmt: skip
def test_yaml_is_texts_lists_and_mappings(raw: str, value: object) -> None:
    assert yaml_texts(raw) == value


def test_another_mapping_lends_a_hundred_keys_at_most() -> None:
    for count, lends in ((99, True), (100, False)):
        keys = ", ".join(f"k{number}: v" for number in range(count))
        heir = yaml_texts(f"a: {{<<: {{{keys}}}, own: w}}")["a"]
        assert ("k0" in heir, heir["own"]) == (lends, "w")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize(("depth", "is_read"), [(500, True), (501, False)])
def test_yaml_is_nested_five_hundred_times_at_most(opening: str, depth: int, is_read: bool) -> None:
    closing = {"[": "]", "{a: ": "}"}.get(opening, "")
    raw = opening * depth + "x" + closing * depth
    if is_read:
        assert yaml_texts(raw)
    else:
        with pytest.raises(BrokenFileError, match="nested too deeply"):
            yaml_texts(raw)


def test_why_yaml_cannot_be_parsed_is_said_with_its_line() -> None:
    with pytest.raises(BrokenFileError) as caught:
        yaml_texts("a: b\nc: d: e\n")
    fault = caught.value.fault
    assert (fault.code, fault.line) == ("E05", 3)
    reason = "mapping values are not allowed in this context"
    assert fault.message == f"cannot be parsed from here on: {reason}"
    with pytest.raises(BrokenFileError) as caught:
        yaml_texts("a: b\n- c\n")
    assert "while parsing a block mapping" in caught.value.fault.message


def test_plain_lines_of_yaml_are_read_without_its_parser() -> None:
    cases: dict[str, dict[str, str] | None] = {
        'a: b\nB-c_9: "d: #e"\n': {"a": "b", "B-c_9": "d: #e"},
        "a:\nc: null\n": {"a": "", "c": ""},
        "a: ~\n": None,
        "a: b: c\n": None,
        "a: b:c\n": {"a": "b:c"},
        "a: b #c\n": None,
        "a: b#c\n": None,
        "a:  b  c  \n": {"a": "b  c"},
        "a:b\n": None,
        "a: b": None,
        "9a: b\n": None,
        f"{'a' * 100}: b\n": {"a" * 100: "b"},
        f"{'a' * 101}: b\n": None,
        "a: b\n\nc: d\n": None,
        "a: _b\n": None,
        "a: 'b'\n": None,
        'a: "b\\c"\n': None,
        'a: ""\n': {"a": ""},
        "a: 电车\n": {"a": "电车"},
        "a: b\tc\n": None,
        "a: b\na: c\n": {"a": "c"},
        "": None,
    }
    assert {raw: flat_mapping(raw) for raw in cases} == cases
