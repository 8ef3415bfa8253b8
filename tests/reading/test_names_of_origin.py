"""Each name under which front matter keeps where a post comes from, by itself and by precedence."""

from __future__ import annotations

import pytest

from feeds.archive.attribution import attribute
from feeds.archive.attribution_rules import DEFAULT_OUTLET_ENDING, Rules
from feeds.archive.lift import lift
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
