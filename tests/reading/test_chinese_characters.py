"""The Chinese characters by which texts are compared."""

from __future__ import annotations

import pytest

from feeds.text.chinese_characters import chinese_characters


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
