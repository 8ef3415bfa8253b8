"""Each name under which front matter keeps where a post comes from, by itself and by precedence."""

from __future__ import annotations

from itertools import pairwise

import pytest

from feeds.archive.attribution import attribute
from feeds.archive.attribution_rules import DEFAULT_OUTLET_ENDING, TAIL, BodyRule, Rules
from feeds.archive.lift import lift, plain_name
from feeds.model import Attribution, Person

SITE = "https://news.example"
ELSEWHERE = "https://daily.example/2022/a.html"
HOME = "https://daily.example/"


def of(**matter: object) -> Attribution:
    return attribute(matter, {}, (), Rules(), SITE)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["source", "outlet", "publisher", "source_name"])
def test_an_outlet_by_each_name(key: str) -> None:
    assert of(**{key: "Harbour Daily"}).outlet == "Harbour Daily"
    for part in ("name", "title"):
        assert of(**{key: {part: "Harbour Daily"}}).outlet == "Harbour Daily"


@pytest.mark.parametrize("key", ["outlet_url", "publisher_url", "source_homepage"])
def test_an_outlets_home_page_by_each_name(key: str) -> None:
    assert of(**{key: HOME}).outlet_url == HOME


@pytest.mark.parametrize("part", ["url", "homepage"])
def test_an_outlets_home_page_beside_its_name(part: str) -> None:
    assert of(source={"name": "Harbour Daily", part: HOME}).outlet_url == HOME


@pytest.mark.parametrize("key", ["outlet_feed", "source_feed"])
def test_an_outlets_feed_by_each_name(key: str) -> None:
    assert of(**{key: ELSEWHERE}).outlet_feed == ELSEWHERE
    assert of(source={"name": "Harbour Daily", "feed": ELSEWHERE}).outlet_feed == ELSEWHERE


@pytest.mark.parametrize(
    "key",
    [
        *("original_url", "canonical_url", "canonical", "canonicalurl", "original"),
        *("original_post", "original_article", "originalurl", "originallink", "canonical_link"),
        *("原文链接", "原文地址", "原文", "原文連結", "原文網址"),
        *("original_link", "syndicated_from", "source_url", "source_link", "source"),
    ],
)
def test_an_original_address_by_each_name(key: str) -> None:
    assert of(**{key: ELSEWHERE}).original_url == ELSEWHERE
    assert of(**{key: f"{SITE}/2022/a.html"}).original_url is None


@pytest.mark.parametrize("spelled", ["daily.example/a", "ftp://daily.example/a", "a.html", "/a"])
def test_an_original_address_is_one_of_the_web(spelled: str) -> None:
    assert of(original_url=spelled).original_url is None


@pytest.mark.parametrize("start", ["http://", "https://", "//", "HTTPS://"])
def test_an_original_address_in_each_scheme(start: str) -> None:
    scheme = "http" if start == "http://" else "https"
    assert of(original_url=f"{start}daily.example/a").original_url == f"{scheme}://daily.example/a"


def test_a_source_without_a_path_is_a_home_page_where_none_is_named() -> None:
    assert of(source_url=HOME).outlet_url == HOME
    assert of(source_url=HOME).original_url is None
    other = "https://other.example/"
    assert of(source_url=HOME, outlet_url=other).outlet_url == other
    both = of(source_url="https://daily.example/news/", original_url=ELSEWHERE)
    assert (both.original_url, both.outlet_url) == (ELSEWHERE, "https://daily.example/news/")


@pytest.mark.parametrize("key", ["authors", "author", "byline"])
def test_a_byline_by_each_name(key: str) -> None:
    assert of(**{key: "Ann Reed"}).bylines == (Person("Ann Reed"),)
    expected = (Person("Ann Reed", "https://reed.example/"),)
    for name in ("name", "display_name"):
        for url in ("url", "uri", "web"):
            assert (
                of(**{key: [{name: "Ann Reed", url: "https://reed.example/"}]}).bylines == expected
            )


def test_several_bylines_count_before_one() -> None:
    assert of(author="Ben", authors=["Ann", "Cid"]).bylines == (Person("Ann"), Person("Cid"))


@pytest.mark.parametrize("key", ["rights", "copyright"])
def test_rights_by_each_name(key: str) -> None:
    assert of(**{key: "© Harbour <b>Daily</b>"}).rights == "© Harbour Daily"


@pytest.mark.parametrize("key", ["license_url", "licence_url", "license", "licence"])
def test_a_licence_by_each_name(key: str) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert of(**{key: licence}).licence_url == licence
    assert of(**{key: "CC BY"}).licence_url is None


def test_front_matter_counts_before_the_body_and_the_body_before_tags() -> None:
    fields = {"outlet": "Of the body", "original_url": ELSEWHERE}
    tags = ("Of a tag新闻",)
    assert attribute({"source": "Its own"}, fields, tags, Rules(), SITE).outlet == "Its own"
    assert attribute({}, fields, tags, Rules(), SITE).outlet == "Of the body"
    assert attribute({"title": "x"}, fields, tags, Rules(), SITE).original_url == ELSEWHERE
    assert attribute({}, {}, tags, Rules(), SITE).outlet == "Of a tag"


def test_what_the_settings_know_of_an_outlet_fills_what_is_missing() -> None:
    rules = Rules(outlets={"Daily": {"url": HOME, "feed": ELSEWHERE}})
    matter: dict[str, object] = {
        **{"source": "Daily", "author": "Ann", "rights": "All", "original_url": ELSEWHERE},
        **{"license": HOME},
    }
    filled = attribute(matter, {}, (), rules, SITE)  # type: ignore[arg-type]
    assert filled == Attribution("Daily", HOME, ELSEWHERE, ELSEWHERE, (Person("Ann"),), "All", HOME)
    own = attribute({**matter, "outlet_url": SITE}, {}, (), rules, SITE)  # type: ignore[arg-type]
    assert own.outlet_url != HOME


@pytest.mark.parametrize("ending", DEFAULT_OUTLET_ENDING.strip(".(?:)$").split("|"))
def test_an_outlet_in_brackets_by_each_ending(ending: str) -> None:
    lifted = lift(f"<p>文。（云岭{ending}）</p>", (), Rules())
    assert lifted.fields == {"outlet": f"云岭{ending}"}


def test_an_outlet_in_chinese_and_other_names_by_each_key() -> None:
    for key in ("publication", "来源", "出处", "转载自", "來源", "出處", "轉載自"):
        assert of(**{key: "海州日报"}).outlet == "海州日报", key
    assert of(作者="Ann").bylines == (Person("Ann"),)
    keys = Rules().outlet_keys
    for stronger, weaker in pairwise(keys):
        assert of(**{weaker: "W", stronger: "S"}).outlet == "S"
    for names in (Rules().original_url_keys, Rules().licence_keys, Rules().outlet_feed_keys):
        for stronger, weaker in pairwise(names):
            several = of(**{weaker: HOME, stronger: ELSEWHERE})
            assert ELSEWHERE in (several.original_url, several.licence_url, several.outlet_feed)


def test_what_is_said_of_an_outlet_counts_in_an_order() -> None:
    cases: list[tuple[dict[str, object], Attribution]] = [
        ({"source": {"name": "N", "title": "T"}}, Attribution("N")),
        ({"source": {"name": "N"}, "outlet": "O"}, Attribution("N")),
        ({"source": {"url": HOME}, "outlet": "O"}, Attribution("O", HOME)),
        ({"source": "https://daily.example/a"}, Attribution(original_url="https://daily.example/a")),
        ({"source": "x" * 201}, Attribution()),
        ({"source": "x" * 200}, Attribution("x" * 200)),
        (
            {"source": {"name": "N", "feed": ELSEWHERE}, "outlet_feed": HOME},
            Attribution("N", None, ELSEWHERE),
        ),
        (
            {"source": {"name": "N", "url": HOME}, "outlet_url": ELSEWHERE},
            Attribution("N", HOME),
        ),
        ({"source_url": ELSEWHERE, "outlet_url": HOME}, Attribution(None, HOME, None, ELSEWHERE)),
        (
            {"source_url": ELSEWHERE, "original_url": HOME},
            Attribution(None, ELSEWHERE, None, HOME),
        ),
        ({"source_url": "https://daily.example?a"}, Attribution(None, "https://daily.example/?a")),
        ({"rights": "no", "copyright": "© <b>A</b>\\x00"}, Attribution(rights="© A\\x00")),
        ({"original_url": f"{SITE}/a"}, Attribution()),
        ({"original_url": "https://news.example:8080/a"},
         Attribution(original_url="https://news.example:8080/a")),
    ]  # fmt: skip
    assert [(matter, of(**matter)) for matter, _ in cases] == cases


def test_people_stand_in_texts_lists_and_mappings() -> None:
    cases: list[tuple[object, tuple[Person, ...]]] = [
        ("Ann", (Person("Ann"),)),
        ("no", ()),
        (["Ann", "Ann", "", "no", "Ben"], (Person("Ann"), Person("Ben"))),
        ({"name": "Ann", "url": "/a"}, (Person("Ann"),)),
        ({"name": "<b>Ann</b>"}, (Person("Ann"),)),
        ({"display_name": "Ann", "web": HOME}, (Person("Ann", HOME),)),
        ({"name": "x" * 201}, ()),
        ({"url": HOME}, ()),
        ([["Ann"]], ()),
        ([f"p{number}" for number in range(21)], tuple(Person(f"p{n}") for n in range(20))),
    ]
    assert [(value, of(author=value).bylines) for value, _ in cases] == cases
    assert of(authors=[], author="Ann").bylines == (Person("Ann"),)
    fields = {"byline": "Ann、Ben，Cid, Dan/Eve"}
    names = ("Ann", "Ben", "Cid", "Dan", "Eve")
    assert attribute({}, fields, (), Rules(), SITE).bylines == tuple(map(Person, names))
    assert attribute({"title": "x"}, fields, (), Rules(), SITE).bylines == tuple(map(Person, names))
    assert attribute({"author": "Zoe"}, fields, (), Rules(), SITE).bylines == (Person("Zoe"),)


def test_the_settings_know_an_outlet_by_its_exact_name() -> None:
    rules = Rules(outlets={"Daily": {"url": HOME, "feed": ELSEWHERE}})
    assert attribute({}, {"outlet": "Daily"}, (), rules, SITE) == Attribution(
        "Daily", HOME, ELSEWHERE
    )
    assert attribute({}, {"outlet": "daily"}, (), rules, SITE) == Attribution("daily")
    assert attribute({}, {}, (), rules, SITE) == Attribution()
    feed: dict[str, object] = {"source": {"name": "Daily", "feed": HOME}}
    assert attribute(feed, {}, (), rules, SITE).outlet_feed == HOME  # type: ignore[arg-type]
    tags = ("a", "甲新闻", "乙新闻")
    assert attribute({}, {}, tags, Rules(), SITE).outlet == "甲"
    assert attribute({}, {"outlet": "丙"}, tags, Rules(), SITE).outlet == "丙"
    assert attribute({}, {}, ("新闻",), Rules(), SITE).outlet is None
    own = attribute({}, {"original_url": f"{SITE}/a"}, (), Rules(), SITE)
    assert own == Attribution()


def test_what_is_lifted_takes_its_signs_with_it() -> None:
    cases = {
        "文。\n\n*来源：海州日报*": "文。",
        "文。\n\n**来源：海州日报**": "文。",
        "文。\n末尾 **来源：海州日报**": "文。\n末尾 ",
        "文。\n末尾 __来源：海州日报__": "文。\n末尾 ",
        "\n（来源：海州日报）": "",
        "文。  \n\n": "文。  ",
        "文。\n\n<p>来源：海州日报</p>": "文。",
        "文。\n\n<p><em>来源：海州日报</em></p>": "文。",
        "文。\n\n> 来源：海州日报": "文。",
        "文。\n\n- 来源：海州日报": "文。",
        "文。\n\n（来源：海州日报）": "文。",
        "文。\n\n【来源：海州日报】": "文。",
        "文。\n\n[来源：海州日报]": "文。",
        "文。\n\n「来源：海州日报」": "文。",
        "文。\n\n（来源：海州日报】": "文。\n\n（来源：海州日报】",
        "文。\n来源：海州日报</span></div>": "文。",
        "文。\n来源：海州日报\n一\n二": "文。\n来源：海州日报\n一\n二",
        "文。\n来源：海州日报" + "\n" * 9: "文。",
        "文。\n来源：海州日报" + "\n" * 10: "文。\n来源：海州日报",
    }
    found = {body: lift(body, (), Rules()).body for body in cases}
    assert {body: left for body, left in found.items() if left != cases[body]} == {}
    assert lift("文。\n\n\n", (), Rules()) == ("文。", {})
    assert lift("", (), Rules()) == ("", {})


def test_of_several_origins_the_last_one_counts() -> None:
    lifted = lift("文。（云岭时报）（海州日报）", (), Rules())
    assert lifted == ("文。（云岭时报）", {"outlet": "海州日报"})
    unknown = lift("文。（云岭）（海州日报）", ("云岭新闻",), Rules())
    assert unknown == ("文。（云岭）", {"outlet": "海州日报"})
    assert lift("文。（云岭）", ("云岭新闻",), Rules()).fields == {"outlet": "云岭"}
    assert lift("文。（云岭(岭)日报）", (), Rules()).fields == {"outlet": "云岭(岭)日报"}


@pytest.mark.parametrize(("pairs", "left"), [(7, 0), (8, 0), (9, 1), (10, 2)])
def test_addresses_and_navigation_are_lifted_eight_times_at_most(pairs: int, left: int) -> None:
    pair = "\n<http://wire.example/1>\n[返回首页](../)"
    assert lift("文。" + pair * pairs, (), Rules()).body.count("返回") == left


def test_the_name_of_an_outlet_is_plain_text_of_two_hundred_characters_at_most() -> None:
    assert plain_name(" <b>海州</b> &amp; \x00日报 ") == "海州 & 日报"
    assert (plain_name("x" * 200), plain_name("x" * 201)) == ("x" * 200, "")


def test_forms_of_attribution_have_their_defaults() -> None:
    rule = BodyRule("outlet", "x")
    assert (rule.only_known, rule.within, rule.in_last_lines) == (False, 2500, False)
    assert TAIL == 2500
    assert Rules().outlets == {}
    body = f"文。（海州日报）{'x' * 2492}"
    rules = Rules(body=(BodyRule("outlet", r"（(?P<outlet>.{1,9})）x"),))
    assert len("（海州日报）" + "x" * 2494) == 2500
    assert lift(f"文。（海州日报）{'x' * 2494}", (), rules).fields == {"outlet": "海州日报"}
    assert lift(f"文。（海州日报）{'x' * 2495}", (), rules).fields == {}
    assert lift(body, (), rules).body == "文。" + "x" * 2491
