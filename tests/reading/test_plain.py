"""The plain words of markup, and texts cut to a length."""

from __future__ import annotations

from feeds.text.plain import plain, plain_beginning, plain_title, shorten


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
