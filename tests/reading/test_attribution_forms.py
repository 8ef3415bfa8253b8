"""Some thousands of posts, made of all forms of attribution: each outcome is known."""

from __future__ import annotations

from itertools import product

import pytest

from feeds.archive.attribution import attribute
from feeds.archive.attribution_rules import Rules
from feeds.archive.lift import lift
from feeds.model import Attribution

OUTLETS = [
    *(
        "海州日报",
        "星野新闻",
        "海州证券(香港)",
        "澜江报业（集团）",
        "Harbour Daily",
        "The Tram Post",
    ),
    *("N. Wharf Review", "海州日报 第二版", "21世纪港口报道", "Wharf & Quay", "潮汐社"),
]
TEXTS = [
    "港口今日开放。",
    "The tram leaves at nine.",
    "（完）",
    "a\n\n> b",
    "<p>文。</p>",
    "x (y) z",
]
ADDRESS = "https://outlet.example/2024/a.html"
FORMS = [  # (the last line, whether it names an address)
    ("Originally published at {}.", False),
    ("Originally published in {}", False),
    ("*Originally published on {}.*", False),
    ("_Originally posted on [{}](https://outlet.example/2024/a.html)._", True),
    ("<p>Originally appeared in {}</p>", False),
    ("Originally published at {} on May 3, 2020.", False),
    ("转载自：{}", False),
    ("转载自: {}。", False),
    ("本文转载自：[{}](https://outlet.example/2024/a.html)", True),
    ("来源：{}", False),
    ("*文章来源：{}*", False),
    ("本文来自：{}", False),
    ("（文章来源：{}）", False),
    ("First published in {}.", False),
    ("*This article was originally published on [{}](https://outlet.example/2024/a.html).*", True),
    ("The story first appeared in {}", False),
    ("Cross-posted from [{}](https://outlet.example/2024/a.html).", True),
    ("Republished with permission from {}.", False),
    ("Reprinted from {}, on May 3, 2020.", False),
    ("Source: [{}](https://outlet.example/2024/a.html)", True),
    ("转自：{}", False),
    ("本文首发于：{}", False),
    ("原载于《{}》", False),
    ("摘自《{}》2020年5月3日", False),
    ("稿源：{}", False),
    ("来源｜{}", False),
    ("出处：[{}](https://outlet.example/2024/a.html)", True),
]
MORE_FORMS = [  # in other languages, each with one outlet
    ("轉載自：{}", False),
    ("文章來源：{}", False),
    ("（來源：{}）", False),
    ("原載於《{}》", False),
    ("出處：[{}](https://outlet.example/2024/a.html)", True),
    ("出典：[{}](https://outlet.example/2024/a.html)", True),
    ("引用元：[{}](https://outlet.example/2024/a.html)", True),
    ("転載元：{}", False),
    ("初出：『{}』", False),
    ("Quelle: [{}](https://outlet.example/2024/a.html)", True),
    ("Zuerst erschienen in der {}.", False),
    ("*Ursprünglich veröffentlicht auf {}.*", False),
    ("Dieser Beitrag ist zuerst erschienen bei [{}](https://outlet.example/2024/a.html).", True),
    ("Source : [{}](https://outlet.example/2024/a.html)", True),
    ("Publié initialement sur {}.", False),
    ("Cet article est initialement paru dans {}.", False),
    ("Fuente: [{}](https://outlet.example/2024/a.html)", True),
    ("Publicado originalmente en {}.", False),
    ("Originalmente publicado em {}", False),
    ("출처: [{}](https://outlet.example/2024/a.html)", True),
    ("Источник: [{}](https://outlet.example/2024/a.html)", True),
    ("Via: [{}](https://outlet.example/2024/a.html)", True),
    (
        "This article is republished from [{}](https://outlet.example/2024/a.html) under a Creative"
        " Commons license.",
        True,
    ),
    ("A version of this post was originally published on {}.", False),
]
ENDS = ["", "\n", "\n\n", "\n\n\n"]
POSTS = [
    (text, form, with_address, outlet, end)
    for text, (form, with_address), outlet, end in product(TEXTS, FORMS, OUTLETS, ENDS)
    if not ("(" in outlet or "（" in outlet) or form == "（文章来源：{}）"
]


def read(body: str, tags: tuple[str, ...] = (), **matter: str) -> tuple[str, Attribution]:
    lifted = lift(body, tags, Rules())
    return lifted.body, attribute(dict(matter), lifted.fields, tags, Rules(), "https://s.example")


def test_there_are_some_thousands() -> None:
    assert len(POSTS) > 2500


def test_each_form_names_its_outlet_and_is_lifted_out() -> None:
    for text, form, with_address, outlet, end in POSTS:
        body, attribution = read(f"{text}\n\n{form.format(outlet)}{end}")
        found = (body, attribution.outlet, attribution.original_url)
        assert found == (text, outlet, ADDRESS if with_address else None), (text, form, outlet)


@pytest.mark.parametrize(("form", "with_address"), MORE_FORMS)
@pytest.mark.parametrize("outlet", ["海州日報", "Hafenblatt", "L'Écho du port"])
def test_forms_in_other_languages(form: str, with_address: bool, outlet: str) -> None:
    body, attribution = read(f"文。\n\n{form.format(outlet)}")
    assert (body, attribution.outlet) == ("文。", outlet)
    assert attribution.original_url == (ADDRESS if with_address else None)


@pytest.mark.parametrize("outlet", ["安信国际证券(香港)", "安信国际证券（香港）", "海州(北区)日报"])
@pytest.mark.parametrize("end", ["", "</p>", "\n"])
def test_brackets_in_a_name_that_a_tag_confirms(outlet: str, end: str) -> None:
    body, attribution = read(f"文。（{outlet}）{end}", (f"{outlet}新闻",))
    assert attribution.outlet == outlet
    assert body.startswith("文。")
    assert outlet not in body


def test_an_outlet_with_brackets_where_the_tag_names_another() -> None:
    body, attribution = read("文。（海州财经(香港)网）", ("潮汐社新闻",))
    assert attribution.outlet == "海州财经(香港)网"
    assert body == "文。"


@pytest.mark.parametrize(
    "line",
    [
        "Originally published on 3 May 2020.",
        "Originally published on May 3, 2020.",
        "Originally published in 2014",
        "It was originally published in Harbour Daily.",
        "数据来源：海州统计局",
        "电力来源：风",
        "此文转载自：别处",
        "Originally published here",
        "来源广泛",
        "来源：网络",
        "转载自：互联网",
        "First published on my blog",
        "This article was originally published in May 2014",
        "Source: own reckoning",
        "出处不明",
        "原文如此",
        "Quelle: eigene Darstellung",
        "Fuente: elaboración propia",
        "Source : calculs de l'auteur",
        "Via Appia",
        "Via the harbour",
        "Publié initialement sur mon blog",
        "Zuerst erschienen auf meinem Blog",
        "出典：自作",
        "來源：網路",
        "初出茅庐",
        "来源：综合",
        "来源：综合网络",
        "来源：整理自网络",
        "来源：2020-03-03",
        "（公众号）",
        "（图源：海州日报）",
        "（数据来源：海州日报）",
        "本文首发于我的公众号",
        "本文来自海边的一个下午",
        "本文转自网络",
        "(via email)",
        f"[Via [The Quay]({ADDRESS})]",
        f"via [The Quay]({ADDRESS})",
        "(See the source: [docs](https://docs.example/a))",
        "[Source](https://docs.example/a)",
        "（来源：海州日报】",
    ],
)
def test_other_lines_stay_and_name_nobody(line: str) -> None:
    body, attribution = read(f"文。\n\n{line}")
    assert attribution.outlet is None
    assert body == f"文。\n\n{line}"


@pytest.mark.parametrize("word", ["原文链接", "原文地址", "原文网址"])
@pytest.mark.parametrize("form", ["{}：{}", "{}: <{}>", "{}：[读原文]({})"])
def test_a_line_with_the_original_address(word: str, form: str) -> None:
    body, attribution = read("文。\n\n" + form.format(word, ADDRESS))
    assert (body, attribution.original_url) == ("文。", ADDRESS)


@pytest.mark.parametrize(
    "line",
    [
        f"原文：{ADDRESS}",
        f"[原文链接]({ADDRESS})",
        f"[阅读原文]({ADDRESS}).",
        f"Original article: <{ADDRESS}>",
        f"*[Read the original]({ADDRESS})*",
        f"原文連結：{ADDRESS}",
        f"元記事：[港]({ADDRESS})",
        f"Originalartikel: {ADDRESS}",
        f"Article original : {ADDRESS}",
        f"Artículo original: {ADDRESS}",
        f"원문: {ADDRESS}",
        f"Оригинал: <{ADDRESS}>",
        f"Originally published at {ADDRESS}.",
        f"*First posted on <{ADDRESS}>*",
        f"来源：{ADDRESS}",
        f"> 转自：<{ADDRESS}>",
        f"原文链接 {ADDRESS}",
        f"**原文地址：** {ADDRESS}",
        f"（原文：<{ADDRESS}>）",
        f'原文地址：<a href="{ADDRESS}" target="_blank">点此</a>',
    ],
)
def test_more_lines_with_the_original_address(line: str) -> None:
    body, attribution = read(f"文。\n\n{line}")
    assert (body, attribution.original_url) == ("文。", ADDRESS)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("作者：林晚", ["林晚"]),
        ("**作者：林晚、陈舟**", ["林晚", "陈舟"]),
        ("撰文 | 林晚", ["林晚"]),
        ("作者：林晚\n\n来源：海州日报", ["林晚"]),
        ("（文/林晚）", ["林晚"]),
        ("作者：[林晚](https://people.example/lin)", ["林晚"]),
        ("来源：海州日报 记者 林晚", ["林晚"]),
        ("来源：海州日报（记者 林晚）", ["林晚"]),
    ],
)
def test_a_line_with_the_byline(line: str, names: list[str]) -> None:
    body, attribution = read(f"文。\n\n{line}")
    assert (body, [person.name for person in attribution.bylines]) == ("文。", names)
    assert read(f"文。\n\n{line}", author="Ada")[1].bylines[0].name == "Ada"


@pytest.mark.parametrize(
    "line",
    [
        "作者：林晚 来源：海州日报",
        "作者：林晚，来源：海州日报",
        "来源：海州日报，作者：林晚",
        "转载自微信公众号“海州日报”，作者：林晚",
        "（来源：海州日报 记者：林晚）",
        "> 来源：海州日报\n> 作者：林晚",
        "- 文/林晚\n- 来源/海州日报",
        "**来源：** 海州日报\n\n**作者**：林晚",
    ],
)
def test_an_outlet_and_its_author_side_by_side(line: str) -> None:
    body, attribution = read(f"文。\n\n{line}")
    assert (body, attribution.outlet) == ("文。", "海州日报")
    assert [person.name for person in attribution.bylines] == ["林晚"]


@pytest.mark.parametrize(
    ("line", "outlet", "with_address"),
    [
        (
            f'<em>Originally published on <a class="x" href="{ADDRESS}">The Quay</a>.</em>',
            "The Quay",
            True,
        ),
        (f'<p>来源：<a href="{ADDRESS}" rel="nofollow">海州日报</a></p>', "海州日报", True),
        ("<p><strong>来源：</strong>海州日报</p>", "海州日报", False),
        (f"本文首发于[海州日报]({ADDRESS})。", "海州日报", True),
        (f"**Source:** [The Quay]({ADDRESS})", "The Quay", True),
        (f"> Originally published at [The Quay]({ADDRESS}).", "The Quay", True),
        ("This article originally ran in The Quay.", "The Quay", False),
        ("Republished with permission of The Quay.", "The Quay", False),
        ("An earlier version of this essay appeared in The Quay.", "The Quay", False),
        ("本文转自微信公众号「海州日报」", "海州日报", False),
        ("来源：海州日报（ID：haizhou）", "海州日报", False),
        ("来源：海州日报 2020-03-03", "海州日报", False),
        ("原载《海州日报》2020年3月3日", "海州日报", False),
        ("稿件来源：海州日报", "海州日报", False),
        ("本文来源于《海州日报》", "海州日报", False),
        ("（本文首发于《海州日报》）", "海州日报", False),
        ("**【来源：海州日报】**", "海州日报", False),
        ("> 「转载自：海州日报」", "海州日报", False),
        (f"<small>(Originally published at [The Quay]({ADDRESS}).)</small>", "The Quay", True),
        (f"[This post first appeared on The Quay.]({ADDRESS})", "The Quay", True),
        (f"Read the original article at [The Quay]({ADDRESS}).", "The Quay", True),
        (f"Originally published: [The Quay]({ADDRESS})", "The Quay", True),
        ("来源：2021-03-04 海州日报", "海州日报", False),
        ("来源：海州日报 | 2021年3月4日", "海州日报", False),
        ("来源：海州日报，责任编辑：林晚", "海州日报", False),
        (f"来源：海州日报 {ADDRESS}", "海州日报", True),
        (f"来源：海州日报，原文链接：{ADDRESS}", "海州日报", True),
        ("来源：海州日报\n\n---", "海州日报", False),
        ("来源：海州日报\n\n（完）", "海州日报", False),
        ("本文首发于海州日报。", "海州日报", False),
        ("本文原发表于《海州日报》", "海州日报", False),
    ],
)
def test_more_lines_with_the_outlet(line: str, outlet: str, with_address: bool) -> None:
    body, attribution = read(f"文。\n\n{line}")
    assert (body, attribution.outlet) == ("文。", outlet)
    assert attribution.original_url == (ADDRESS if with_address else None)


@pytest.mark.parametrize("word", ["来源", "稿源", "转载自", "转自"])
def test_an_outlet_in_brackets_behind_its_word(word: str) -> None:
    body, attribution = read(f"文。（{word}：港口之声）")
    assert (body, attribution.outlet) == ("文。", "港口之声")


@pytest.mark.parametrize("key", ["canonical", "canonical_url", "original_url", "original_link"])
def test_front_matter_names_the_original(key: str) -> None:
    assert read("文。", **{key: ADDRESS})[1].original_url == ADDRESS


def test_a_name_is_whole_or_none() -> None:
    assert read("文。", source="很长的名字" * 20)[1].outlet == "很长的名字" * 20
    assert read("文。", source="很长的名字" * 50)[1].outlet is None


@pytest.mark.parametrize("end", ["</p>\n</div>\n", "</div>\n\n</div>\n</main>\n", "\n\n\n"])
def test_the_last_line_may_stand_before_end_tags_and_empty_lines(end: str) -> None:
    _, attribution = read(f"文。\n\n来源：海州日报{end}")
    assert attribution.outlet == "海州日报"


def test_an_outlet_may_stand_below_its_word() -> None:
    _, attribution = read("文。\n\n来源：\n\n海州日报")
    assert attribution.outlet == "海州日报"


def test_a_line_of_origin_above_the_last_two_is_text() -> None:
    body, attribution = read("来源：海州日报\n\n一。\n\n二。\n")
    assert (body, attribution.outlet) == ("来源：海州日报\n\n一。\n\n二。", None)


STARTS = [
    "Source", "Via", "From", "Originally", "First", "Author", "Quelle", "Fuente", "Original",
    "来源", "轉載", "转载", "原文", "出典", "作者", "首发", "本文", "Published", "Source of",
    "The source",
]  # fmt: skip
MIDDLES = [
    "the tram comes from the harbour", "is what the source of the river says", "von der Quelle",
    "于生活而高于生活", "的港口，来源不明", "was published in spring by the wharf",
    "lines, via the old bridge", "and the post from yesterday", "，作者很多", "code for the ferry",
]  # fmt: skip
CLOSES = [".", "。", "…", ", said the harbour master.", " (see above)", "?"]


def test_sentences_with_such_words_name_nobody() -> None:
    sentences = [
        f"{start} {middle}{close}" for start, middle, close in product(STARTS, MIDDLES, CLOSES)
    ]
    assert len(sentences) > 500
    for sentence in sentences:
        body, attribution = read(f"文。\n\n{sentence}")
        assert body == f"文。\n\n{sentence}"
        assert attribution == Attribution(), sentence
