"""What a person sees of a text: no tags, no addresses, nothing that was cut."""

from __future__ import annotations

from feeds.text.visible_text import first_words, may_hide_digits, visible, without_open_end


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
