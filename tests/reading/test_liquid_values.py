"""Liquid's values to the last character: what a body may look up, compute and compare, and how much
of it."""

from __future__ import annotations

import pytest

from feeds.archive.jekyll.liquid_access import BLANK, EMPTY, below, compared, size_of
from feeds.archive.jekyll.liquid_filters import filtered
from feeds.archive.jekyll.liquid_lists import as_json
from feeds.archive.jekyll.liquid_values import Values
from feeds.archive.values import Value
from feeds.archive.yaml_types import FALSE, TRUE, NoText

KNOWN: dict[str, Value] = {
    "page.list": ["a", "b", "c"],
    "page.map": {"x": "1", "y": "2"},
    "page.away": "https://other.example/",
    "page.long": "x" * 60_000,
}
ALL_WORK = 5_000_000


def values(work: int = ALL_WORK, notes: list[str] | None = None) -> Values:
    """The values of a body that may still do so much work. Names of `page` are known."""

    def address(path: str) -> str | None:
        return path if "://" in path else f"/base{path}" if path else None

    made = Values(
        KNOWN.get,
        lambda name: name.startswith("page."),
        address,
        "https://x.example",
        notes.append if notes is not None else lambda note: None,
    )
    if work < ALL_WORK:
        made.budget.affords("x" * (ALL_WORK - work))
    return made


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a"', "a"), ("'b'", "b"), ("''", ""), ("nil", None), ("5", "5"), ("-1.5", "-1.5"),
        ("page.list", ["a", "b", "c"]), ("page.list[1]", "b"), ("page.list[-1]", "c"),
        ("page.map.x", "1"), ("page.map['y']", "2"), ("page.map[nowhere]", None),
        ("page.map.z", None), ("page.list.x", None), ("nowhere", None), ("nowhere.at.all", None),
        ("(1..3)", ["1", "2", "3"]), ("(-1..1)", ["-1", "0", "1"]), ("(3..1)", []),
        ("(2..2)", ["2"]), ("(1.9..3.2)", ["1", "2", "3"]), ("('1'..'2')", ["1", "2"]),
        ("(1..nowhere)", None), ("(nowhere..3)", None), ("(1..page.list)", None),
        ("nil | default: 'x'", "x"), ("false | default: 'x'", "x"), ("'' | default: 'x'", "x"),
        ("'a' | default: 'x'", "a"), ("0 | default: 'x'", "0"), ("true | default: 'x'", "true"),
        ("page.none | default: 'x'", "x"), ("nowhere | default: 'x'", "x"),
        ("nowhere | default: 'x' | upcase", "X"), ("nil | default", None),
        ("'/c' | relative_url", "/base/c"), ("'/c' | absolute_url", "https://x.example/base/c"),
        ("page.away | relative_url", "https://other.example/"),
        ("page.away | absolute_url", "https://other.example/"),
        ("'' | absolute_url", None), ("page.list | absolute_url", "https://x.example/baseabc"),
        ("'a' | append: page.none", "a"), ("'a' | append: nowhere", None),
        ("page.list | join: nowhere", None), ("'abc' | truncate: nowhere", None),
        ("page.list | where_exp: 'i'", None), ("'a' | where_exp: 'i', 'true'", None),
        ("page.list | where_exp: 'i', 'i == nowhere'", []),
        ("page.list | where_exp: 'i', \"i > 'a'\"", ["b", "c"]),
        ("page.list | find_exp: 'i', \"i > 'a'\"", "b"),
        ("page.list | find_exp: 'i', \"i > 'c'\"", None),
        ("'a' | | upcase", "A"), ("'a' ||| upcase |", "A"), ("nowhere | | upcase", None),
        ("page.map | relative_url", None), ("page.map | absolute_url", None),
        ("page.list | group_by_exp: 'i', 'nowhere'",
         [{"name": "", "items": ["a", "b", "c"], "size": "3"}]),
        ("page.list | where_exp: 'i', 'nowhere'", []),
        ("!", None), ("..", None), ("page.long | size", "60000"),
        ("page.long | append: page.long", None),
        ("page.long | append: page.long | size", None),
        ("page.long | append: 'x' | size", "60001"), ("page.long | prepend: page.long", None),
        ("page.list | join: page.long", None), ("page.long | split: '' | size", "10000"),
        ("page.map['x'] | plus: page.map.y", "3"), ('page["list"][0]', "a"),
        ("page.list['-1']", "c"), ("page.list[page.map.x]", "b"), ("page.list.first", "a"),
        ("page.list.size", "3"), ("page.map.x.y", None),
        (" page.away ", "https://other.example/"),
        ("true", "true"), ("false", "false"), ("null", None), ("empty", ""), ("blank", ""),
        ("'a' | append: \"b'c\" | append: 'd|e'", "ab'cd|e"), ("'a' | append : 'b' , 'c'", None),
        ("'a' | replace:'a','b'", "b"), ("'a'|upcase", "A"), ("'a' | upcase: ", "A"),
    ],
)  # fmt: skip
def test_an_expression_has_a_value_where_all_of_it_is_known(
    expression: str, value: Value | None
) -> None:
    assert values().value(expression) == value


def test_a_variable_may_have_a_dot_in_its_name_and_hides_what_is_looked_up() -> None:
    made = values()
    made.assign(" a.b ", "1")
    made.assign("page", {"x": "2"})
    assert (made.value("a.b"), made.value("page.x"), made.value("page.list")) == ("1", "2", None)
    made.assign("a.b", None)
    assert made.value("a.b") is None


def test_an_expressions_variable_is_as_before_behind_it() -> None:
    made = values()
    made.assign("i", "outer")
    assert made.value("page.list | where_exp: 'i', 'true'") == ["a", "b", "c"]
    assert made.value("i") == "outer"


def test_an_unknown_filter_passes_on_what_is_known_and_is_noted() -> None:
    notes: list[str] = []
    made = values(notes=notes)
    assert made.value("'a' | shout | upcase") == "A"
    assert made.value("nowhere | whisper") is None
    assert notes == ["| shout"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("nowhere", None), ("page.none", False), ("page.list", True), ("'a'", True),
        ("nowhere == 1", None), ("1 == nowhere", None), ("nowhere == nowhere", None),
        ("page.none == 1", False), ("1 == page.none", False), ("page.none == page.other", True),
        ("1 == 1", True), ("1 <> 1", False), ("1 <> 2", True), ("'a b' contains ' '", True),
        ("empty", True), ("blank", True), ("nil", False), ("false", False), ("'false'", True),
        ("''", True), ("0", True), ("page.none and nowhere", False), ("nowhere and 1", None),
        ("nowhere or 1", True), ("nowhere or page.none", None), ("1 and 1 or nowhere", True),
        ("nowhere or 1 and nil", None), ("nil and 1 or 1", False), ("1 or nil and nil", True),
        ("1 and nil or 1", True), ("'a' == 'a' and 'b' != 'c'", True), ("1<2", True),
        ("2>=3", False), ("12 contains 1", False), ("'a1' contains 1", True),
        ("page.list contains 'b'", True), ("page.list contains nowhere", None),
        ("page.list[0] == 'a'", True), ("page.map.x == '1'", True), ("page.map.x == 1", False),
    ],
)  # fmt: skip
def test_a_condition_is_certain_where_both_sides_are(condition: str, holds: bool | None) -> None:
    assert values().is_true(condition) is holds


@pytest.mark.parametrize(
    ("choices", "is_among"),
    [
        ("'a', 'b'", True), ("'b' or 'a'", True), ("'b'", False), ("'b', nowhere", None),
        ("nowhere, 'a'", True), ("'b' or nowhere", None), ("'b' 'a'", True),
        ("a", None), ("", False),
    ],
)  # fmt: skip
def test_a_case_is_certain_where_one_of_its_choices_is_the_subject(
    choices: str, is_among: bool | None
) -> None:
    assert values().is_among("'a'", choices) is is_among


@pytest.mark.parametrize(("length", "is_read"), [(4999, True), (5000, True), (5001, False)])
def test_an_expression_is_read_to_five_thousand_characters(length: int, is_read: bool) -> None:
    made, holds = values(), True if is_read else None
    text = "x" * (length - 2)
    assert made.value(f"'{text}'") == (text if is_read else None)
    assert made.is_true("true".rjust(length)) is holds
    assert made.is_among("'a'", "'a'".rjust(length)) is holds


def test_a_name_of_two_hundred_characters_at_most_is_looked_up() -> None:
    asked: list[str] = []

    def look(name: str) -> None:
        asked.append(name)

    made = Values(look, lambda name: False, lambda path: path)
    for length in (199, 200, 201):
        made.value("n" * length)
    assert list(map(len, asked)) == [199, 200, 200]


@pytest.mark.parametrize(
    ("expression", "work", "value"),
    [
        ("'a'", 75, "a"),
        ("'*a*' | markdownify", 75 + 3 + 20 * 3, "<p><em>a</em></p>\n"),
        ("'2024-03-09' | date: '%Y'", 75 + 10 + 2 + 20 * (10 + 2), "2024"),
        ("page.list | where_exp: 'i', 'true'", 75 + 6 + 1 + 4 + 3 * 50, ["a", "b", "c"]),
        ("page.list | find_exp: 'i', 'true'", 75 + 6 + 1 + 4 + 50, "a"),
        ("page.map.X", 75 + 1 + 2 * 5, "1"),  # spelled in another way
        ("(1..2)", 75, ["1", "2"]),
    ],
)
def test_an_expression_takes_so_much_work_and_no_more(
    expression: str, work: int, value: Value
) -> None:
    assert values(work + 1).value(expression) == value
    assert values(work).value(expression) != value


def test_nothing_is_left_of_a_list_whose_items_take_too_much() -> None:
    for name in ("where_exp", "find_exp", "group_by_exp"):
        expression = f"page.list | {name}: 'i', 'nil'"
        assert values(75 + 6 + 1 + 3 + 120).value(expression) is None, name


def test_what_a_loop_goes_over_is_counted() -> None:
    assert values(7).items("page.list") == ["a", "b", "c"]
    assert values(6).items("page.list") == []


def test_where_all_work_is_done_an_output_is_unknown() -> None:
    assert values(76 + 1).shown("'a'") == "a"
    assert values(76).shown("'a'") is None
    assert values().shown("page.none") == ""
    assert values().shown("nowhere") is None


def test_the_values_of_a_body_have_a_million_characters_in_all() -> None:
    budget = values().budget
    assert budget.bounded("x" * 100_001) is None
    for _ in range(9):
        assert budget.bounded("x" * 100_000)
    assert budget.bounded("x" * 99_999)
    assert budget.bounded("xx") is None
    assert budget.bounded("x") == "x"
    assert budget.bounded("x") is None
    made = values()
    made.assign("long", "x" * 100_001)
    assert made.variables == {}


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        (NoText("1"), NoText("2"), "!= <> < <="),
        (NoText("2"), NoText("2.0"), "== <= >="),
        (NoText("10"), NoText("9"), "!= <> > >="),
        ("a", "b", "!= <> < <="),
        ("b", "b", "== contains <= >="),
        ("b", "a", "!= <> > >="),
        ("10", NoText("10"), "!= <> contains <= >="),
        ("a", NoText("1"), "!= <>"),
        (TRUE, FALSE, "!= <>"),
        (TRUE, TRUE, "=="),
        (["a"], "a", "!= <> contains"),
        (None, "a", "!= <>"),
        (None, None, "=="),
        ("", EMPTY, "== contains"),
        (EMPTY, [], "=="),
        ("a", EMPTY, "!= <> contains"),
        (None, EMPTY, "!= <>"),
        (NoText(""), EMPTY, "!= <>"),
        (EMPTY, EMPTY, "!= <>"),
        (EMPTY, "", "=="),
        ([], EMPTY, "=="),
        (["a"], EMPTY, "!= <>"),
        (NoText(""), BLANK, "!= <>"),
        (BLANK, NoText(""), "!= <>"),
        (NoText("1"), TRUE, "!= <>"),
        (TRUE, NoText("1"), "!= <>"),
        (NoText("1.50"), NoText("1.5"), "== <= >="),
        (NoText("-1"), NoText("1"), "!= <> < <="),
        ([NoText("1"), "b"], NoText("1.0"), "!= <> contains"),
        (["1"], NoText("1"), "!= <>"),
        ([], [], "=="),
        ({}, EMPTY, "=="),
        ({"a": "b"}, "a", "!= <> contains"),
        ("bc", "b", "!= <> contains > >="),
        ("B", "a", "!= <> < <="),
        ("", BLANK, "!= <> contains"),
        (BLANK, BLANK, "!= <>"),
    ],
)
def test_two_values_compare_as_liquid_has_it(
    one: Value | None, other: Value | None, signs: str
) -> None:
    known = ("==", "!=", "<>", "contains", "<", ">", "<=", ">=")
    assert {sign for sign in known if compared(one, sign, other)} == set(signs.split())


@pytest.mark.parametrize(
    ("value", "key", "expected"),
    [
        (["a", "b"], "0", "a"), (["a", "b"], "1", "b"), (["a", "b"], "2", None),
        (["a", "b"], "-1", "b"), (["a", "b"], "-2", "a"), (["a", "b"], "-3", None),
        (["a", "b"], "1.9", "b"), (["a", "b"], "first", "a"), (["a", "b"], "last", "b"),
        (["a", "b"], "size", "2"), (["a", "b"], "x", None), ([], "first", None), ([], "size", "0"),
        ("abc", "size", "3"), ("abc", "first", None), ("abc", "0", None),
        ({"a": "b"}, "size", "1"), ({"size": "b"}, "size", "b"), ({"a": "b"}, "first", None),
        (None, "size", None),
    ],
)  # fmt: skip
def test_what_stands_below_a_value(value: Value | None, key: str, expected: Value | None) -> None:
    assert below(value, key) == expected


@pytest.mark.parametrize(
    ("value", "most", "size"),
    [
        (["ab", "c"], 100, 5), ({"a": "long"}, 100, 5), ([["a", "b"], {"c": "d"}], 100, 11),
        (["a"] * 10_001, 50_000, 20_001), (["abc", "d"], 2, 3), (["abc", "d"], 1, 2), (None, 9, 0),
    ],
)  # fmt: skip
def test_a_value_is_measured_until_it_is_too_large(
    value: Value | None, most: int, size: int
) -> None:
    assert size_of(value, most) == size


@pytest.mark.parametrize(
    ("name", "value", "arguments", "result"),
    [
        ("slice", "abc", ["0"], "a"), ("slice", "abc", ["2"], "c"), ("slice", "abc", ["3"], ""),
        ("slice", "abc", ["-3"], "a"), ("slice", "abc", ["-4"], ""), ("slice", "abc", ["-1"], "c"),
        ("slice", "abc", ["1", "9"], "bc"), ("slice", "abc", ["0", "0"], ""),
        ("slice", "abc", ["0", "-1"], ""), ("slice", "abc", ["x"], None),
        ("truncate", "x" * 50, [], "x" * 50), ("truncate", "x" * 51, [], "x" * 47 + "..."),
        ("truncate", "abcd", ["3"], "..."), ("truncate", "abcd", ["4"], "abcd"),
        ("truncate", "abcde", ["4"], "a..."), ("truncate", "abcde", ["1", ""], "a"),
        ("truncatewords", " w" * 15, [], " w" * 15),
        ("truncatewords", "w " * 16, [], " ".join("w" * 15) + "..."),
        ("truncatewords", "a b", ["1", "!"], "a!"), ("truncatewords", "a b", ["2"], "a b"),
        ("plus", str(10**15), ["0"], str(10**15)), ("plus", str(10**15 + 1), ["0"], None),
        ("minus", str(-(10**15)), ["0"], str(-(10**15))), ("abs", "-3", [], "3"),
        ("round", "1234567890123", ["-9"], "1235000000000"),
        ("round", "1234567890123", ["-10"], "1235000000000"),
        ("round", "0.12345678941", ["9"], "0.123456789"),
        ("round", "0.12345678941", ["10"], "0.123456789"),
        ("round", "0.12345678941", ["8"], "0.12345679"),
        ("round", "12345678901234", ["-10"], "12346000000000"), ("round", "2.50", [], "3"),
        ("round", "2.25", ["1"], "2.3"), ("round", "7", ["2"], "7"), ("round", "15", ["-1"], "20"),
        ("divided_by", "7", ["2"], "3"), ("divided_by", "7.0", ["2"], "3.5"),
        ("divided_by", "0.0", ["-2"], "-0.0"), ("divided_by", "0", ["-2"], "0"),
        ("divided_by", "0.0", ["2"], "0.0"), ("divided_by", "4.0", ["2"], "2.0"),
        ("times", "20", ["0.5"], "10.0"), ("plus", "1.0", ["1"], "2.0"),
        ("plus", "100", ["0"], "100"),
        ("abs", "-0.0", [], "0.0"), ("minus", "1e2", ["1"], "0"), ("ceil", "2", [], "2"),
        ("divided_by", "7", ["2.0"], "3.5"), ("divided_by", "7", ["0"], None),
        ("modulo", "7", ["-3"], "-2"), ("to_integer", "-3.7", [], "-3"),
        ("ceil", "-1.5", [], "-1"), ("floor", "-1.5", [], "-2"),
        ("replace", "a" * 10, ["a", "b" * 9_999], "b" * 99_990),
        ("replace", "a" * 10, ["a", "b" * 10_000], "a" * 10), ("replace", "ab", ["", "x"], "ab"),
        ("replace_first", "aa", ["a", "b"], "ba"), ("replace_last", "aa", ["a", "b"], "ab"),
        ("remove", "aXbX", ["X"], "ab"), ("remove", "ab", [""], "ab"),
        ("remove_first", "XaX", ["X"], "aX"), ("remove_last", "XaX", ["X"], "Xa"),
        ("remove_last", "ab", [""], "ab"), ("newline_to_br", "a\nb", [], "a<br />\nb"),
        ("strip_newlines", "a\nb\n", [], "ab"), ("capitalize", "hELLO you", [], "Hello you"),
        ("split", "abc", [""], ["a", "b", "c"]), ("split", "", [","], []),
        ("split", ",a,,", [","], ["", "a"]), ("split", " a  b ", [" "], ["a", "b"]),
        ("escape", "<a>&'\"", [], "&lt;a&gt;&amp;&#x27;&quot;"),
        ("escape_once", "&lt;&", [], "&lt;&amp;"), ("cgi_escape", "a b/é~", [], "a+b%2F%C3%A9~"),
        ("url_encode", "a b/", [], "a+b%2F"),
        ("uri_escape", "/a b?c=d&e#f%", [], "/a%20b?c=d&e#f%"),
        ("strip_index", "/a/index.htm", [], "/a/"),
        ("strip_index", "/index.html/", [], "/index.html/"),
        ("first", "abc", [], "abc"),
        ("join", "abc", ["-"], "abc"), ("join", "abc", [], "abc"),
        ("number_of_words", " a b ", [], "2"),
        ("at_least", "2", ["10"], "10"), ("at_most", "2", ["10"], "2"), ("append", "a", [], None),
        ("upcase", {"a": "b"}, [], None), ("nothing", "a", [], None),
        ("first", ["a", "b"], [], "a"), ("last", ["a", "b"], [], "b"), ("first", [], [], None),
        ("last", [], [], None),
        ("size", ["a", "b"], [], "2"),
        ("compact", ["a", "", "b"], [], ["a", "b"]),
        ("concat", ["a"], [["b"]], ["a", "b"]), ("concat", ["a"], ["b"], None),
        ("uniq", ["b", "a", "b"], [], ["b", "a"]), ("sort", ["b", "a"], [], ["a", "b"]),
        ("sort", ["10", "9"], [], ["10", "9"]), ("sort_natural", ["b", "A"], [], ["A", "b"]),
        ("sort", ["B", "a"], [], ["B", "a"]), ("reverse", ["a", "b"], [], ["b", "a"]),
        ("sum", ["1", "2", "x"], [], "3"), ("sum", ["1", "0.5"], [], "1.5"), ("sum", [], [], "0"),
        ("join", ["a", "b"], [], "a b"), ("join", ["a", "b"], [", "], "a, b"),
        ("array_to_sentence_string", ["a"], [], "a"), ("array_to_sentence_string", [], [], ""),
        ("array_to_sentence_string", ["a", "b"], [], "a and b"),
        ("array_to_sentence_string", ["a", "b", "c"], ["or"], "a, b, or c"),
        ("find", [{"k": "1"}, {"k": "2"}], ["k", "2"], {"k": "2"}),
        ("find", [{"k": "1"}], ["k", "3"], None),
        ("where", [{"k": ["x", "y"]}, {"k": "z"}, "x"], ["K", "x"], [{"k": ["x", "y"]}]),
        ("where", [{"k": "x"}, {"k": "xy"}], ["k", "x"], [{"k": "x"}]),
        ("sort", [{"k": "a"}, {"k": {"x": "1"}}, "b"], ["k"], [{"k": {"x": "1"}}, "b", {"k": "a"}]),
        ("sort", [{"k": "2"}, {"k": ["1", "10"]}, {"k": ["1", "9"]}], ["k"],
         [{"k": ["1", "9"]}, {"k": ["1", "10"]}, {"k": "2"}]),
        ("sort", [{"k": "2"}, {"k": ["1", "x"]}], ["k"], [{"k": ["1", "x"]}, {"k": "2"}]),
        ("sort", ["b", {"x": "1"}, "a"], [], [{"x": "1"}, "a", "b"]),
        ("sort_natural", ["b", {"x": "1"}, "A"], [], [{"x": "1"}, "A", "b"]),
        ("join", ["a", {"x": "1"}, ["b", "c"]], ["-"], "a--bc"), ("join", [{}, "a"], [], " a"),
        ("append", ["a", {"x": "1"}, "b"], ["c"], "abc"), ("uniq", ["a", "", "a"], [], ["a"]),
        ("uniq", [["a"], ["a"]], [], [["a"], ["a"]]),
        ("compact", ["a", {}, [], "b"], [], ["a", "b"]),
        ("sum", [{"k": "1"}, {"k": "2.5"}, {}], ["k"], "3.5"), ("sum", ["x", {"a": "b"}], [], "0"),
        ("group_by", [{"k": {"x": "1"}}], ["k"],
         [{"name": "", "items": [{"k": {"x": "1"}}], "size": "1"}]),
        ("array_to_sentence_string", ["a", {"x": "1"}], [], "a and "),
        ("where", [{"k": {"x": "1"}}, {"k": ""}, {}], ["k", ""], [{"k": ""}, {}]),
        ("push", ["a"], ["b"], ["a", "b"]), ("unshift", ["a"], ["b"], ["b", "a"]),
        ("shift", ["a", "b", "c"], [], ["b", "c"]), ("pop", ["a", "b", "c"], [], ["a", "b"]),
        ("map", [{"k": "1"}, "x", {"z": "2"}], ["K"], ["1", "", ""]),
        ("sort", [{"k": "10"}, {"k": "9"}], ["k"], [{"k": "9"}, {"k": "10"}]),
        ("sort", [{"k": "10"}, {"k": "9a"}], ["k"], [{"k": "10"}, {"k": "9a"}]),
        (
            "group_by",
            [{"k": "1"}, {"k": "1"}],
            ["k"],
            [{"name": "1", "items": [{"k": "1"}] * 2, "size": "2"}],
        ),
        ("jsonify", {"a": ["b", NoText("1"), NoText(""), {}]}, [], '{"a":["b",1,null,{}]}'),
    ],
)  # fmt: skip
def test_a_filter_at_the_ends_of_its_value(
    name: str, value: Value, arguments: list[Value], result: Value | None
) -> None:
    assert filtered(name, value, arguments) == result


@pytest.mark.parametrize("name", ["abs", "ceil", "floor", "round", "size", "number_of_words"])
def test_what_counts_gives_a_number_and_no_text(name: str) -> None:
    assert isinstance(filtered(name, "2", []), NoText)
    assert not isinstance(filtered("strip", "2", []), NoText)


def test_a_list_has_ten_thousand_items_at_most() -> None:
    numbers = values().value("(1..10001)")
    assert isinstance(numbers, list)
    assert (len(numbers), numbers[-1]) == (10_000, "10000")
    for many in (filtered("split", "a," * 10_001, [","]),
                 filtered("concat", ["a"] * 10_000, [["b"]])):  # fmt: skip
        assert isinstance(many, list)
        assert len(many) == 10_000


COUNTS_OF_ARGUMENTS = {
    "0": "abs capitalize ceil cgi_escape compact date_to_rfc822 date_to_xmlschema downcase escape"
    " escape_once first floor last lstrip markdownify newline_to_br normalize_whitespace"
    " number_of_words pop reverse rstrip shift size slugify smartify sort_natural strip strip_html"
    " strip_index strip_newlines to_integer uniq upcase uri_escape url_decode url_encode"
    " xml_escape",
    "01": "array_to_sentence_string join round sort sum",
    "012": "date_to_long_string date_to_string truncate truncatewords",
    "1": "append at_least at_most date divided_by group_by map minus modulo plus prepend push"
    " remove remove_first remove_last split times unshift",
    "12": "slice",
    "2": "find replace replace_first replace_last where",
}


def test_a_filter_takes_so_many_arguments() -> None:
    items: list[Value] = [{"k": "1"}]
    of_items, of_text = ["k", "1", "1"], ["1", "1", "1"]
    taken = {
        name: "".join(
            str(count)
            for count in range(4)
            if filtered(name, items, [*of_items[:count]]) is not None
            or filtered(name, "2024", [*of_text[:count]]) is not None
        )
        for names in COUNTS_OF_ARGUMENTS.values()
        for name in names.split()
    }
    assert taken == {
        name: counts for counts, names in COUNTS_OF_ARGUMENTS.items() for name in names.split()
    }


def test_json_has_the_letters_of_every_script() -> None:
    assert as_json({"é": ["海", TRUE]}) == '{"é":["海",true]}'


def test_a_path_has_twenty_steps_at_most() -> None:
    made = values()
    nested: Value = {"n": "0"}
    for number in range(1, 25):
        nested = {"a": nested, "n": str(number)}
    made.assign("v", nested)
    found = [made.text(f"v{'.a' * count}.n") for count in range(16, 21)]
    assert found == ["8", "7", "6", None, None]
