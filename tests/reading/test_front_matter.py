"""Front matter: scalars keep the text that was written, and no input costs too much."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.archive.faults import BrokenFileError
from feeds.archive.flat_yaml import flat_mapping
from feeds.archive.front_matter import Document, body_of, parse
from feeds.archive.values import FrontMatter, text, texts
from feeds.archive.yaml_texts import NULLS


def read(text: str) -> Document:
    document = parse(text)
    assert document is not None
    return document


@pytest.mark.parametrize(
    "text",
    [
        "---\na: 007\nb: 2022-03-14\nc: no\nd: [x, y z]\ne: {f: 1.50}\n---\nbody",
        '+++\na = "007"\nb = 2022-03-14\nc = "no"\nd = ["x", "y z"]\ne = {f = "1.50"}\n+++\nbody',
        '{\n"a": "007", "b": "2022-03-14", "c": "no",\n'
        '"d": ["x", "y z"], "e": {"f": "1.50"}\n}\nbody',
    ],
    ids=["yaml", "toml", "json"],
)
def test_scalars_stay_the_text_they_were_written_as(text: str) -> None:
    document = read(text)
    assert document.front_matter == {
        "a": "007", "b": "2022-03-14", "c": "no", "d": ["x", "y z"], "e": {"f": "1.50"},
    }  # fmt: skip
    assert document.body == "body"


def test_keys_are_known_in_any_case() -> None:
    assert read("---\nTitle: a\n---\n").front_matter == {"title": "a"}


def test_three_dots_close_front_matter_too() -> None:
    assert read("---\na: b\n...\nbody").body == "body"


def test_a_fence_in_the_body_is_text() -> None:
    assert read("---\na: b\n---\nx\n---\ny").body == "x\n---\ny"


def test_a_blank_line_before_the_fence_means_no_front_matter() -> None:
    assert parse("\n---\na: b\n---\n") is None


@pytest.mark.parametrize(
    ("text", "key_line", "body_line"),
    [
        ("\n\n---\na: b\n---\nbody", 4, 6),
        ("---\na: b\n-----------\nbody", 2, 4),
        (' \n+++\na = "b"\n+++++\nbody', 3, 5),
        ('{"a": "b"}\nbody', 1, 2),
        ('\n{"a":\n"b"}\nbody', 2, 4),
        ("---\na: b\n---body", 2, 3),
    ],
)
def test_hugo_finds_front_matter_in_more_forms(text: str, key_line: int, body_line: int) -> None:
    document = parse(text, matter_form="hugo")
    assert document is not None
    assert (document.front_matter, document.body) == ({"a": "b"}, "body")
    assert (document.line_of("a"), document.body_line) == (key_line, body_line)
    assert body_of(text, matter_form="hugo") == "body"


@pytest.mark.parametrize("text", ["{{< figure >}}\n", "{{% note %}}\n", "{% raw %}", "{: .a}\n"])
def test_a_body_that_begins_with_a_shortcode_is_no_json(text: str) -> None:
    assert parse(text, matter_form="hugo") is None


def test_a_body_knows_its_line() -> None:
    assert read("---\na: b\n\nc: d\n---\nbody").body_line == 6


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("---\na: b\n", "E04", 1),
        ("---\na: b\nc: [\n---\n", "E05", 4),
        ("---\n- a\n---\n", "E06", 2),
        ("+++\na = \n+++\n", "E05", 2),
        ('{\n"a": \n', "E05", 3),
    ],
)
def test_unreadable_front_matter_is_reported_with_its_line_and_reason(
    text: str, code: str, line: int
) -> None:
    with pytest.raises(BrokenFileError) as caught:
        parse(text)
    assert (caught.value.fault.code, caught.value.fault.line) == (code, line)


def test_an_unsafe_tag_is_a_text() -> None:
    assert read("---\na: !!python/object/apply:os.system ['x']\n---\n").front_matter == {"a": ["x"]}


def test_a_billion_laughs_stay_cheap() -> None:
    """A thousand times a thousand times a thousand, were each alias copied."""
    lines = ['a0: &a0 ["ha"]'] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 1000)}]" for n in range(1, 12)
    ]
    assert len(read("---\n" + "\n".join(lines) + "\n---\n").front_matter["a11"]) == 1000


def test_keys_of_another_mapping_may_be_taken_over() -> None:
    """`<<`, as YAML 1.1 has it: the own keys count most, then the first mapping."""
    matter = read(
        "---\nx: &x {tags: [a], title: X}\ny: &y {title: Y, mood: calm}\n"
        "<<: [*x, *y]\ntitle: own\n---\n"
    ).front_matter
    assert (text(matter, "title"), texts(matter, "tags")) == ("own", ("a",))
    assert text(matter, "mood") == "calm"


def test_taking_over_many_keys_stays_cheap() -> None:
    keys = "".join(f"  k{n}: v\n" for n in range(400))
    heirs = "".join(f"h{n}: {{<<: *a, own: v}}\n" for n in range(2000))
    matter = read(f"---\na: &a\n{keys}{heirs}---\n").front_matter
    assert len(str(matter)) < 200_000


def test_a_structure_that_holds_itself_ends() -> None:
    assert "a" in read("---\na: &a [*a]\n---\n").front_matter


_NAMES = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
_TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=20)


@pytest.mark.long
@given(st.dictionaries(_NAMES, _TEXTS | st.lists(_TEXTS, max_size=4), min_size=1))
def test_texts_and_lists_come_back_as_they_were(matter: FrontMatter) -> None:
    dumped = yaml.safe_dump(matter, default_style='"', allow_unicode=True)
    assert read(f"---\n{dumped}---\nx").front_matter == matter


_SIGNS = st.sampled_from(list("ab1 :#\"'-?[]{}&*!|>%@`~_\\中，＂\u3000\x85\u2028\t"))
_SPELLED = st.text(st.one_of(_SIGNS, st.characters(codec="utf-8")), max_size=12)
_LINES = st.builds(
    "{}:{}{}\n".format,
    st.sampled_from(["a", "Title", "x-y", "b_2", "0", "é", "<<"]),
    st.sampled_from([" ", "  ", "", "\t"]),
    st.one_of(_SPELLED, _SPELLED.map('"{}"'.format), _SPELLED.map("a{}".format)),
)


@pytest.mark.long
@given(st.lists(_LINES, min_size=1, max_size=3).map("".join))
@settings(max_examples=500)
def test_a_flat_mapping_is_what_yaml_reads(raw: str) -> None:
    flat = flat_mapping(raw)
    assert flat is None or flat == _texts_by_yaml(raw)


def test_a_word_for_nothing_is_none_without_quotes_alone() -> None:
    assert flat_mapping('a: NULL\nb: "NULL"\n') == {"a": "", "b": "NULL"}


def _texts_by_yaml(raw: str) -> dict[str, str]:
    """A mapping of texts by YAML's own parser; what stands for nothing is an empty one."""
    node = yaml.compose(raw, yaml.BaseLoader)
    assert node is not None
    return {
        key.value: "" if value.style is None and value.value in NULLS else value.value
        for key, value in node.value
    }


@pytest.mark.parametrize(
    "raw",
    [
        'layout: post\ntitle: "平畴：一 # 二: 三"\ndate: 2022-03-14 21:08:48 +0800\n',
        "categories: a b\ntags:\n",
        "title: 平畴 \ncategories: a  \n",
    ],
)
def test_front_matter_of_scrapers_is_flat(raw: str) -> None:
    assert flat_mapping(raw) == yaml.load(raw, yaml.BaseLoader)


@pytest.mark.parametrize("raw", ["a: [b]\n", "a: b\n  c\n", "a: 'b'\n", "# a\n", "a: &b c\n", ""])
def test_a_mapping_that_may_not_be_flat_is_left_to_yaml(raw: str) -> None:
    assert flat_mapping(raw) is None


@pytest.mark.parametrize("values", ["{%s}" % ("a," * 80_000), "[%s]" % ("? a," * 40_000)])
def test_yaml_of_too_many_values_is_refused(values: str) -> None:
    with pytest.raises(BrokenFileError, match="too many values"):
        parse(f"---\ntitle: t\na: {values}\n---\n")


def test_a_long_text_in_yaml_is_one_value() -> None:
    text = "one, two\n" * 60_000
    raw = "\n".join(f"  {line}" for line in text.splitlines())
    assert read(f"---\na: |\n{raw}\n---\n").front_matter == {"a": text}


def test_front_matter_has_a_million_characters_at_most() -> None:
    raw = "title: t\n#"
    longest = f"---\n{raw}{'x' * (999_999 - len(raw))}\n---\n"
    assert read(longest).front_matter == {"title": "t"}
    with pytest.raises(BrokenFileError, match="more than 1,000,000 characters"):
        parse(longest.replace("#", "##"))


def test_the_word_null_in_quotes_is_a_term() -> None:
    for line in ("tags: [null, 'null', b]", "tags:\n- null\n- 'null'\n- b"):
        assert texts(read(f"---\n{line}\n---\n").front_matter, "tags") == ("null", "b")
    matter = read('---\ntitle: "null"\nauthor: null\n---\n').front_matter
    assert (text(matter, "title"), text(matter, "author")) == ("null", None)
