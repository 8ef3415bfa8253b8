"""The first publisher of a post is read from every form that archives write, and from no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.attribution import attribute
from feeds.archive.attribution_rules import Rules
from feeds.archive.lift import lift
from feeds.archive.yaml_texts import yaml_texts
from feeds.model import Attribution, Person

SITE = "https://news.example"
TAGS = ("海州日报新闻",)


def read(body: str, tags: tuple[str, ...] = (), **matter: object) -> tuple[str, Attribution]:
    """(the body without what was lifted, the attribution) by the default rules."""
    lifted = lift(body, tags, Rules())
    return lifted.body, attribute(matter, lifted.fields, tags, Rules(), SITE)  # type: ignore[arg-type]


def test_an_outlet_in_the_media_paragraph_is_lifted_out() -> None:
    body, attribution = read('<p>文。</p><p class="em_media">（文章来源：海州日报）</p>')
    assert attribution.outlet == "海州日报"
    assert body == "<p>文。</p>"


def test_an_outlet_cut_up_by_links_and_spans_is_put_together() -> None:
    cut = (
        '<p class="em_media">（文章来源：澜江<span id="s_1"><a href="http://q.example/1">证券</a>'
        '</span><span id="quote_1"></span>报）</p>'
    )
    assert read(cut)[1].outlet == "澜江证券报"


def test_a_media_paragraph_without_a_name_falls_back_to_the_tag() -> None:
    body, attribution = read('<p>文。</p><p class="em_media">（文章来源：）</p>', TAGS)
    assert attribution.outlet == "海州日报"
    assert "文章来源" not in body


def test_a_name_of_spaces_is_none() -> None:
    lifted = {"outlet": "\u3000 "}
    assert attribute({}, lifted, (), Rules(), SITE).outlet is None


@pytest.mark.parametrize("brackets", ["（云岭财经客户端）", "(云岭财经客户端)"])
def test_an_outlet_in_brackets_that_ends_the_text_is_lifted_out(brackets: str) -> None:
    body, attribution = read(f"<p>文。{brackets}</p>\n")
    assert attribution.outlet == "云岭财经客户端"
    assert brackets not in body
    assert "文。" in body


def test_an_outlet_in_brackets_that_a_tag_confirms_needs_no_known_ending() -> None:
    assert read("<p>文。（听澜）</p>", ("听澜新闻",))[1].outlet == "听澜"


@pytest.mark.parametrize("words", ["（完）", "（记者 某某）", "(see below)", "（图）"])
def test_other_words_in_brackets_stay_in_the_text(words: str) -> None:
    body, attribution = read(f"<p>文。{words}</p>")
    assert attribution.outlet is None
    assert words in body


def test_the_original_address_is_the_link_on_the_last_line() -> None:
    body, attribution = read("<p>文。</p>\n\n<http://wire.example/a?infoCode=NW1>")
    assert attribution.original_url == "http://wire.example/a?infoCode=NW1"
    assert body.strip() == "<p>文。</p>"


def test_an_empty_original_address_is_taken_away_and_says_nothing() -> None:
    body, attribution = read("<p>文。</p>\n\n<>")
    assert attribution.original_url is None
    assert body.strip() == "<p>文。</p>"


@pytest.mark.parametrize(
    "navigation",
    [
        "[返回海州新闻](../haizhou/)\n\n[返回首页](../)",
        "[返回海州新闻](//news.example/haizhou/)\n[返回首页](//news.example/)",
        "[返回海州新闻](//news.example/haizhou.html)｜[返回首页](//news.example/)",
    ],
)
def test_navigation_and_what_stands_before_it_are_lifted_out(navigation: str) -> None:
    body, attribution = read(f"<p>文。</p>\n\n<http://wire.example/1>\n\n{navigation}")
    assert attribution.original_url == "http://wire.example/1"
    assert body.strip() == "<p>文。</p>"


def test_a_link_in_the_middle_of_the_text_is_no_original_address() -> None:
    body, attribution = read("一\n\n<http://wire.example/1>\n\n二")
    assert attribution.original_url is None
    assert "<http://wire.example/1>" in body


def test_the_tag_without_its_suffix_is_the_outlet_where_the_body_names_none() -> None:
    assert read("文。", ("界面新闻新闻",))[1].outlet == "界面新闻"


def test_front_matter_wins_over_the_body() -> None:
    assert read("<p>文。（海州晚报）</p>", source="海州日报")[1].outlet == "海州日报"


def test_a_mapping_names_outlet_home_page_and_feed() -> None:
    about = {"name": "海州日报", "url": "https://h.example", "feed": "https://h.example/f.xml"}
    attribution = read("文。", source=about)[1]
    assert (attribution.outlet, attribution.outlet_url, attribution.outlet_feed) == (
        "海州日报", "https://h.example/", "https://h.example/f.xml",
    )  # fmt: skip


def test_a_source_address_with_a_path_is_the_original() -> None:
    assert (
        read("文。", source_url="https://h.example/a/1")[1].original_url == "https://h.example/a/1"
    )


def test_a_source_address_without_a_path_is_the_home_page() -> None:
    attribution = read("文。", source="H", source_url="https://h.example")[1]
    assert (attribution.outlet_url, attribution.original_url) == ("https://h.example/", None)


def test_an_address_on_the_site_itself_is_no_original() -> None:
    assert read("文。", canonical_url="https://news.example/a")[1].original_url is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://h.example/a", "not an address"])
def test_only_web_addresses_are_originals(address: str) -> None:
    assert read("文。", original_url=address)[1].original_url is None


def test_bylines_come_as_a_text_a_list_or_mappings() -> None:
    assert read("", author="甲")[1].bylines == (Person("甲"),)
    assert read("", authors=["甲", {"name": "乙", "url": "https://y.example"}])[1].bylines == (
        Person("甲"),
        Person("乙", "https://y.example/"),
    )


def test_an_author_list_of_nothing_is_no_byline() -> None:
    assert read("", **yaml_texts("authors: ['', null, ~]"))[1].bylines == ()


def test_an_outlet_that_the_settings_know_gets_its_home_page() -> None:
    rules = Rules(outlets={"海州日报": {"url": "https://h.example"}})
    attribution = attribute({"source": "海州日报"}, {}, (), rules, SITE)
    assert attribution.outlet_url == "https://h.example/"


@given(st.text(alphabet="（）()<>[]返回｜文报 \n/ahtp:.é", max_size=300))
def test_lifting_only_ever_takes_away(body: str) -> None:
    lifted = lift(body, TAGS, Rules()).body
    remaining = iter(body)
    assert all(char in remaining for char in lifted)


def test_navigation_with_brackets_in_its_address_is_taken_away() -> None:
    body, _ = read(
        "文。\n\n[返回环澜](//news.example/category/huanlan(xianggang).html)｜"
        "[返回首页](//news.example/)"
    )
    assert body == "文。"


@pytest.mark.parametrize("end", ["", "</p>", "\n", "</span></p>\n"])
def test_a_named_outlet_that_ends_the_text_needs_neither_class_nor_tag(end: str) -> None:
    body, attribution = read(f"文。（文章来源：环澜（香港））{end}")
    assert attribution.outlet == "环澜（香港）"
    assert body == f"文。{end}".rstrip("\n")


def test_a_named_outlet_in_the_middle_of_the_text_stays() -> None:
    body, attribution = read("文。（文章来源：环澜）还有话。")
    assert attribution.outlet is None
    assert body == "文。（文章来源：环澜）还有话。"


ENDINGS = (
    "文。",
    "（海州日报）",
    "\n<http://a.example/1>",
    "\n<>",
    "\n[返回新闻](../a/)｜[返回首页](../)",
    '<p class="em_media">（文章来源：海州日报）</p>',
)


@given(st.lists(st.sampled_from(ENDINGS), max_size=7))
def test_lifting_twice_changes_nothing_more(parts: list[str]) -> None:
    """Whatever the order of the endings: a second look finds nothing more of the fixed forms."""
    once = lift("".join(parts), TAGS, Rules()).body
    fixed = Rules(body=tuple(rule for rule in Rules().body if not rule.only_known))
    assert lift(once, TAGS, fixed).body == once


@pytest.mark.parametrize(
    ("source", "outlet", "home", "original"),
    [
        ("海州日报", "海州日报", None, None),
        ("https://haizhou.example/", None, "https://haizhou.example/", None),
        ("https://haizhou.example/a", None, None, "https://haizhou.example/a"),
    ],
)
def test_a_source_is_a_name_a_home_or_the_original(
    source: str, outlet: str | None, home: str | None, original: str | None
) -> None:
    _, attribution = read("文。", source=source)
    assert (attribution.outlet, attribution.outlet_url) == (outlet, home)
    assert attribution.original_url == original


@pytest.mark.parametrize(("length", "is_near"), [(595, True), (596, False)])
def test_an_origin_in_brackets_begins_eight_hundred_characters_before_the_end_at_most(
    length: int, is_near: bool
) -> None:
    link = f'<a href="{"x" * (length - 19)}">海州日报</a>'
    ends = " " * 20 + ("</section>" + " " * 20) * 6
    origin = f"（来源：{link}）"
    assert (len(origin) + len(ends) <= 800) == is_near
    body, attribution = read(f"文。{origin}{ends}")
    assert attribution.outlet == ("海州日报" if is_near else None)
    assert ("（" in body) != is_near
