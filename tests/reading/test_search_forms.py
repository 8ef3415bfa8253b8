"""Names as people type them, in either script and in letters."""

from __future__ import annotations

from feeds.text.search_forms import folded, simplified, sought_forms, squeezed


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
