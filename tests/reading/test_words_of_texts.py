"""The plain words of markup, texts cut to a length, names as people type them, and addresses in one
spelling: form by form."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import pytest

from feeds.model import Site
from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.chinese_characters import chinese_characters
from feeds.text.clean import without_controls_in
from feeds.text.decode import decode
from feeds.text.growth import GrowthError, refuse_filled_in, refuse_markup
from feeds.text.joining import joiner
from feeds.text.minhash import common_slots, sketch_of_letters, sketch_of_words
from feeds.text.original_address import one_spelling
from feeds.text.plain import plain, plain_beginning, plain_title, shorten
from feeds.text.search_forms import folded, simplified, sought_forms, squeezed
from feeds.text.urls import absolute, percent_encoded
from feeds.text.visible_text import first_words, may_hide_digits, visible, without_open_end

# Plain text


def test_markup_is_plain_text_in_one_line() -> None:
    texts = {
        "<P>a</P><br>b<wbr>c": "abc",
        "a<!--b-->c<!--d-->e": "ace",
        "a<!--b": "a<!--b",
        "a<!--b-->": "a",
        "a--><!--b": "a--><!--b",
        "<!--a-->b": "b",
        f"&#{'1' * 5000};&#{'0' * 5000}65;": "\ufffdA",
        "&#0065;&#00;&#65": "A\ufffdA",
        "&#12345678;a&#1234567;": "\ufffda\ufffd",
        "a <3 b&amp;c": "a <3 b&c",
        "a\u00a0 b\n\tc": "a b c",
    }
    assert {text: plain(text) for text in texts} == texts
    assert plain_beginning("a  <b>b</b> &amp;c", 6) == "a b &a"
    assert plain_beginning("a  <b>b</b> &amp;c", 9) == "a b &"
    assert plain_beginning("a  <b>b</b> &amp;c", 10) == "a b &c"


def test_a_title_keeps_what_is_no_markup_of_a_line() -> None:
    titles = {
        "<b>a": "<b>a",
        "a</b>": "a</b>",
        "<B>a</b>": "a",
        "<i><b>a</i></b>": "a",
        "<b><b>a</b>": "<b>a",
        "</b><b>a</b>": "</b>a",
        "<b>a</b> <b>c": "a <b>c",
        "<b x=1>a": "a",
        "a<img src=x>b<wbr>c<br>d": "abc d",
        "`<b>a</b>` <b>c</b>": "`<b>a</b>` c",
        "`a <b>b</b>": "`a b",
        "a <b>b</b>&#0065;": "a bA",
    }
    assert {title: plain_title(title) for title in titles} == titles
    blocks = ("blockquote", "div", "h1", "h2", "h3", "li", "ol", "p", "ul")
    assert {plain_title(f"a<{name}>b</{name}>c") for name in blocks} == {"a b c"}
    assert {plain_title(f"a<{name}>b</{name}>c") for name in ("a", "code", "var")} == {"abc"}


def test_a_text_is_cut_at_a_space_in_its_last_fifth() -> None:
    assert [shorten("a" * length, 20) for length in (19, 20, 21)] == [
        "a" * 19,
        "a" * 20,
        "a" * 19 + "…",
    ]
    cut = {15: "a" * 15 + " bbb…", 16: "a" * 16 + " bb…", 17: "a" * 17 + "…", 18: "a" * 18 + "…"}
    assert {place: shorten("a" * place + " " + "b" * 9, 20) for place in cut} == cut


def test_a_person_sees_no_tags_and_no_addresses() -> None:
    texts = {
        "a<b c='1'>d": "ad",
        "[a](b)c": "[a]c",
        "[a](b\nc)": "[a](b\nc)",
        "see https://x.example/1 z": "see  z",
        "a&amp;b &#12; &c & d": "ab  &c & d",
    }
    assert {text: visible(text) for text in texts} == texts


def test_a_tag_or_an_address_that_was_cut_is_no_text() -> None:
    texts = {
        "a<b": "a",
        "<b": "",
        "a<b>c": "a<b>c",
        "<b>": "<b>",
        "a](b": "a",
        "](b": "",
        "a](b)c": "a](b)c",
        "](b)": "](b)",
        "a](b<c": "a",
        "a<b>](c": "a<b>",
        "a](b)](c": "a](b)",
    }
    assert {text: without_open_end(text) for text in texts} == texts


def test_digits_may_stand_in_what_nobody_sees() -> None:
    hiding = (b"a=b", b"](", b"://", b"&#", b"<h", b"<H")
    assert all(map(may_hide_digits, hiding))
    assert not any(map(may_hide_digits, (b"", b"a1", b"<p>", b"& <i> ]: / ( #")))


def test_the_first_twenty_characters_stand_behind_the_tags() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for before in ("", "<p>", "<div> <p>", "<p><b>", "  ", "<p>\n"):
        assert first_words(before + letters) == letters[:20]
    assert first_words(f"- {letters}") == f"- {letters[:18]}"
    assert first_words("") == first_words("<p>") == ""
    assert first_words("<p>1 a") == "1 a"


# Bytes

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
}


@pytest.mark.parametrize("mark", MARKS, ids=str)
def test_a_mark_says_how_a_file_is_encoded(mark: bytes) -> None:
    decoded = decode(mark + "海a\r\nb\rc".encode(MARKS[mark]))
    assert decoded is not None
    assert (decoded.text, decoded.removed) == ("海a\nb\nc", 0)
    assert decode(mark + b"\xff") is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_fence_says_how_a_file_without_a_mark_is_encoded(encoding: str, fence: str) -> None:
    decoded = decode(f"{fence}\n海".encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (f"{fence}\n海", encoding)
    assert decode(f"++-\n海{'a' * 40}".encode(encoding)) != decoded


def test_characters_that_no_document_may_hold_are_counted() -> None:
    for character in "\ufffe\uffff\x00\x08\x0b\x1f":
        decoded = decode(f"a{character}{character}b\n".encode())
        assert decoded is not None
        assert (decoded.text, decoded.encoding, decoded.removed) == ("ab\n", "utf-8", 2)
    assert decode("港口".encode("gb18030")) == ("港口", "gb18030", 0)
    assert decode(b"\xb8\xdb\x01") is None
    assert decode("é".encode("latin-1") * 4) is None


def test_the_first_twenty_thousand_characters_say_whether_a_text_is_chinese() -> None:
    rare = "匮" * 9
    assert decode(f"港{'a' * 19_999}{rare}".encode("gb18030")) is not None
    assert decode(f"港{'a' * 19_998}{rare}".encode("gb18030")) is None


class Pair(NamedTuple):
    first: Any
    second: Any


@dataclass
class Fields:
    first: Any
    second: Any


def test_each_text_in_a_value_is_without_controls() -> None:
    value = {"\x01k": ("a\x02", Pair("\x03b", 4)), "f": Fields("c\x05", ("\x06", None))}
    assert without_controls_in(value) == {"k": ("a", Pair("b", 4)), "f": Fields("c", ("", None))}
    assert type(without_controls_in(Pair("\x03b", 4))) is Pair
    assert without_controls_in(["\x01"]) == ["\x01"]


def test_markup_grows_to_five_times_its_text_and_a_million_characters() -> None:
    refuse_markup(1_000_050, 10)
    refuse_filled_in(1_000_010, 10)
    for refuse, length in ((refuse_markup, 1_000_051), (refuse_filled_in, 1_000_011)):
        with pytest.raises(GrowthError, match=f"{length:,} characters of 10"):
            refuse(length, 10)


# Names


def test_a_name_is_found_as_people_type_it() -> None:
    forms = {
        "海州日报": ["海州日报", "haizhouribao", "hzrb"],
        "第一財經": ["第一财经", "diyicaijing", "dycj"],
        "36氪": ["36氪", "36ke", "36k"],
        "12306网": ["12306网", "12306wang", "12306w"],
        "A  B": ["a b", "ab"],
        "ＡＢＣ": ["abc"],
        "...": ["..."],
        "": [],
    }
    assert {name: sought_forms(name) for name in forms} == forms
    assert folded(" Ｌe\n Straße  財經 ") == "le strasse 财经"
    assert [squeezed(text) for text in ("a-b, c_d", "、。", "a")] == ["abcd", "、。", "a"]


def test_the_first_120_characters_say_which_script_a_text_is_in() -> None:
    assert simplified("財經新聞") == "财经新闻"
    assert simplified("财经") == "财经"
    assert simplified("財财") == "財财"  # as many of both
    assert simplified("a" * 119 + "財") == "a" * 119 + "财"
    assert simplified("a" * 120 + "財") == "a" * 120 + "財"


def test_the_names_of_months_and_days_are_those_of_english() -> None:
    assert list(MONTHS) == [datetime(2024, month, 1).strftime("%B") for month in range(1, 13)]
    assert list(DAYS) == [datetime(2024, 1, day).strftime("%A") for day in range(1, 8)]


# Sketches


SKETCHES = [
    "b0f70392f7e12ec709ce470b9d6bd3cb",
    "7d11e20b2885e6407b4c2bd3f9cfac51",
    "0667d371990088c43e23e3d9e86b2056",
    "e0d2b82215eff4d4784622139121eec2",
]


def test_a_sketch_is_the_same_on_every_machine() -> None:
    """Those of an index were made by other processes: another one asks for another schema."""
    letters = "abcdefghij".encode("utf-16-le")
    words = ["the", "quay", "of", "the", "harbour"]
    assert [
        sketch.hex()[:32]
        for sketch in (
            sketch_of_letters(letters),
            sketch_of_letters(letters, 1),
            sketch_of_words(words),
            sketch_of_words(words, 1),
        )
    ] == SKETCHES


def test_a_sketch_is_of_every_four_letters_and_every_two_words() -> None:
    assert sketch_of_words(["a"]) == sketch_of_words([]) == b""
    assert len(sketch_of_words(["a", "b"])) == 64
    letters = "abcdefghijk"
    sketches = [sketch_of_letters(letters[:length].encode("utf-16-le")) for length in range(12)]
    assert [len(sketch) for sketch in sketches] == [0] * 4 + [64] * 8
    assert len(set(sketches)) == 9
    # The numbers are the least of all pieces, so that those of the whole are of its parts.
    whole = sketches[-1]
    parts = [letters[at : at + 4].encode("utf-16-le") for at in range(8)]
    common = [common_slots(whole, sketch_of_letters(part)) for part in parts]
    assert sum(common) >= 16


def test_chinese_characters_are_counted_from_the_beginning() -> None:
    text = "港口今天开放，渡轮照常运行。"
    assert chinese_characters(text, 3).decode("gb2312") == "港口今"
    assert chinese_characters(text, 100).decode("gb2312") == text
    assert chinese_characters("港a" * 5, 3).decode("gb2312") == "港港港"
    # Much markup is passed over: five times as many characters are looked at.
    assert chinese_characters(f"{'<b>' * 7}港口开放", 3).decode("gb2312") == "港口开"
    assert chinese_characters(f"{'<b>' * 8}港口开放", 3).decode("gb2312") == "港"
    assert chinese_characters("ひ" * 3 + "港" * 3, 6).decode("gb2312") == "ひ" * 3 + "港" * 3
    assert chinese_characters("ひ" * 4 + "港" * 3, 7) == b""
    assert chinese_characters("港港<b><b>港港港", 4).decode("gb2312") == "港" * 4
    assert chinese_characters("港\x7f口", 2).decode("gb2312") == "港口"
    for character in "啊齄":  # of the first and of the last row
        assert chinese_characters(character * 6, 6).decode("gb2312") == character * 6
    narrow, wide = ",;:!?()", "，；：！？（）"
    assert chinese_characters(f"港口开放港口开放{narrow}", 15) == chinese_characters(
        f"港口开放港口开放{wide}", 15
    )


@pytest.mark.parametrize(
    ("both", "traditional", "is_converted"), [(98, 2, False), (97, 3, True), (145, 3, True)]
)
def test_one_character_of_fifty_may_be_lost(
    both: int, traditional: int, is_converted: bool
) -> None:
    text = ("山水人中大小" * 30)[:both]
    characters = chinese_characters("財" * traditional + text, 150).decode("gb2312")
    assert characters == "财" * (traditional * is_converted) + text


# Addresses


def test_an_original_has_one_spelling() -> None:
    spellings = {
        "https://news.example/a?#x": "news.example/a",
        "https://news.example/#!a": "news.example/#!a",
        "https://news.example/a#/b": "news.example/a#/b",
        "https://news.example/a#b": "news.example/a",
        "https://news.example?id=1": "news.example/?id=1",
        "https://news.example/a?b&a=": "news.example/a?a=&b",
        "https://news.example/a?&&b=1&": "news.example/a?b=1",
        "https://news.example/a?utm_source": "news.example/a",
        "https://news.example/A//": "news.example/A",
        "http://WWW.news.example:80/a": "news.example/a",
        "https://news.example:8080/a": "news.example:8080/a",
        "https://news.example": "",
        "https://news.example/": "",
    }
    assert {address: one_spelling(address) for address in spellings} == spellings


def test_an_address_of_front_matter_is_joined_as_the_generator_joins_it() -> None:
    site = partial(Site, title="A", url="https://s.example/b")
    joined = {
        "/a.png": ("https://s.example/b/a.png", "https://s.example/a.png"),
        "a.png": ("https://s.example/b/a.png", "https://s.example/b/2022/a.png"),
        " //o.example/x ": ("https://o.example/x", "https://o.example/x"),
        "http://o.example/x": ("http://o.example/x", "http://o.example/x"),
    }
    below, beside = (
        joiner(site(joins_below_base=is_below), "/2022/c.html") for is_below in (True, False)
    )
    assert {address: (below(address), beside(address)) for address in joined} == joined


def test_an_address_has_eight_thousand_characters_at_most() -> None:
    address = "https://a.example/".ljust(8000, "é")
    assert absolute(address, address) is not None
    assert absolute(f"{address}é", address) is None
    ready = "https://a.example/".ljust(8000, "b")
    assert absolute(ready, "") == ready
    assert absolute(f"{ready}b", "") is None


def test_an_address_is_of_the_web_and_of_a_host_of_its_own() -> None:
    addresses = {
        "ftp://a.example/b": None,
        "https://a.example:8443/b": "https://a.example:8443/b",
        "https://a.example:99999/b": None,
        "https://a_b.example/c": "https://a_b.example/c",
        "https://a%41.example/": None,
        "HTTP://A.example": "http://a.example/",
        "https://a.example/b?c d#e f": "https://a.example/b?c%20d#e%20f",
        " https://a.example/%41 ": "https://a.example/%41",
        "": "https://x.example/y",
    }
    assert {one: absolute(one, "https://x.example/y") for one in addresses} == addresses
    assert percent_encoded("/a b/财%20,") == "/a%20b/%E8%B4%A2%20,"
    assert percent_encoded("/a%20b~,") == "/a%20b~,"
