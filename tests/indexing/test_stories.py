"""Posts of one story: which they are, in whatever order they come, and what feeds show of them."""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from opencc import OpenCC

from feeds.addresses import read_address, write_target
from feeds.archive import Options, open_archive
from feeds.errors import BadParameterError
from feeds.feed.compose import compose
from feeds.feed.feed import Feed
from feeds.index import stories
from feeds.index.full_text import FullText, bring_up_to_date
from feeds.index.index import FILE_NAME, open_index
from feeds.index.refresh import Refresher
from feeds.model import Changes, Term
from feeds.parameters import Defaults, parse
from feeds.query import Query
from feeds.render import FORMATS
from feeds.text.chinese_characters import chinese_characters
from feeds.text.original_address import one_spelling
from feeds.text.traits import are_one_story, keys_of, traits_of
from service.app import create_app
from service.commands.common import opened, refreshed
from service.publication.negotiation import negotiate
from service.publication.publication import Publication
from service.settings.loading import load
from tests.conftest import CONFIG, write
from tests.indexing.generated_stories import (
    COPIES,
    FORMS,
    Written,
    copy,
    filled,
    generated,
    original,
)

NOW = datetime(2023, 1, 1, tzinfo=UTC)
FIRST_DAY = datetime(2022, 3, 1, 8, tzinfo=UTC)
SITE = Term("site", "")
TEXT = (
    "港务局今天宣布，新码头的第一座桥吊已经安装完毕，预计年底前投入使用。",
    "工程负责人说，码头建成后每年可以多装卸集装箱120万标箱，岸线长1680米。",
    "渔民们希望，施工不要影响春季的捕捞，有关部门正在听取意见。",
)
OTHER = (
    "云岭县的果园今年提前开花，农技人员提醒果农防范倒春寒。",
    "当地去年收获苹果35000吨，冷库可以储存其中的8200吨，其余运往外地。",
    "县里打算再建两座冷库，并请来专家讲授修剪和疏花的办法。",
)


class Stories:
    """An archive whose index looks for stories; each post has a day of its own."""

    def __init__(self, folder: Path, stories: Any = "asked") -> None:
        self.root, self.state = folder / "news", folder / "state"
        self.state.mkdir(parents=True, exist_ok=True)
        self.options = Options(stories=stories)
        write(self.root, "_config.yml", CONFIG)

    def write(
        self,
        day: int,
        text: tuple[str, ...] = TEXT,
        category: str = "haizhou",
        outlet: str = "",
        title: str = "",
        address: str = "",
    ) -> None:
        date = FIRST_DAY + timedelta(days=day)
        lines = [f"title: {title or f'第{day}条'}", f"date: {date:%Y-%m-%d %H:%M:%S} +0000"]
        lines += [f"categories: {category}", *([f"original_url: {address}"] if address else [])]
        lines += [f"source: {outlet}"] if outlet else []
        body = "\n\n".join(text)
        head = "\n".join(lines)
        write(self.root, f"_posts/2022-03-01-{day}.md", f"---\n{head}\n---\n{body}\n")

    def remove(self, day: int) -> None:
        (self.root / f"_posts/2022-03-01-{day}.md").unlink(missing_ok=True)

    def refresh(self, now: datetime = NOW) -> Changes:
        return Refresher(open_archive(self.root, self.options), self.state, processes=1).refresh(
            now
        )

    def feed(self, query: Query, words: bool = False) -> Feed:
        archive = open_archive(self.root, self.options)
        with open_index(self.state) as index:
            if not words:
                return compose(archive, index, query)
            bring_up_to_date(index, lambda posts: [post.title for post in posts], patient=True)
            with FullText(self.state) as texts:
                return compose(archive, index, query, words=texts)

    def days(self, query: Query, words: bool = False) -> list[int]:
        """The days of the posts that a feed shows."""
        return [day_of(entry.post.path) for entry in self.feed(query, words).entries]

    def rows(self) -> list[list[tuple[object, ...]]]:
        """All that the index keeps of stories."""
        with closing(sqlite3.connect(self.state / FILE_NAME)) as connection:
            return [
                sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)
                for table in ("story_key", "repeat")
            ]


def day_of(path: str) -> int:
    return int(path.rpartition("-")[2].removesuffix(".md"))


UNIQUE = Query(unique=True)


@pytest.fixture
def news(tmp_path: Path) -> Stories:
    return Stories(tmp_path)


# Which posts are one story


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_copies_are_found_and_what_looks_like_a_copy_is_not(tmp_path: Path, seed: int) -> None:
    posts = generated(seed, stories=320)
    news = Stories(tmp_path)
    for number, post in enumerate(posts):
        outlet = "云岭时报" if post.kind in COPIES else "海州日报"
        news.write(number, post.paragraphs, "x", outlet, post.title, post.address)
    news.refresh(NOW + timedelta(days=1000))
    right, wrong, found = judged(news, posts)
    assert right / (right + wrong) >= 0.99
    copies = Counter(post.kind for post in posts if post.kind in COPIES)
    assert {kind: found[kind] / number for kind, number in copies.items()} == {
        kind: pytest.approx(1, abs=0.05) for kind in COPIES
    }


@pytest.mark.parametrize(
    "kind", ["same text", "other signature", "last paragraph cut", "other width"]
)
def test_copies_of_long_reports_are_found_by_what_they_begin_with(kind: str) -> None:
    """Their figures are read to the thousandth character, which markup moves."""
    found = [are_found(*copy(random.Random(seed), long_report(seed), kind)) for seed in range(40)]
    assert sum(found) >= 0.95 * len(found)


@pytest.mark.parametrize(
    "figure", ["![](/2022/12/34.png)", '<img src="/2022/12/34.png">', "https://x.example/2022"]
)
def test_a_picture_that_the_thousandth_character_cuts_adds_no_figures(figure: str) -> None:
    sentence = "产能增加了35.7%，订单有12840份。" * 40
    pictured = sentence[:990] + figure + sentence[990:]
    assert traits_of("a", sentence, None).figures.startswith(traits_of("a", pictured, None).figures)


@pytest.mark.parametrize("form", [form for forms in FORMS.values() for form in forms])
def test_a_form_filled_in_with_another_name_is_another_story(form: tuple[str, str]) -> None:
    posts = [traits_of(each.title, each.body, None) for each in filled(random.Random(1), form)]
    assert [are_one_story(posts[0], each) for each in posts] == [True, False, False, False]


@pytest.mark.parametrize(
    ("title", "publisher", "expected"),
    [
        ("港口新闻", "云岭时报", True),
        ("【港口新闻】", "云岭时报", True),
        ("果园新闻", "云岭时报", False),
        ("港口新闻", "海州日报", False),
    ],
)
def test_another_beginning_is_a_copys_only_under_the_same_title_elsewhere(
    title: str, publisher: str, expected: bool
) -> None:
    """Of texts with few figures: one outlet's column has one title every day."""
    one = traits_of("港口新闻", "".join(TEXT[::2]) * 2, None, "海州日报")
    other = traits_of(title, "本报讯：" + "".join(TEXT[::2]) * 2, None, publisher)
    assert are_one_story(one, other) == expected


def test_reports_that_share_only_their_figures_are_two_stories() -> None:
    """A table or a footer of telephone numbers stands in many posts."""
    one, other = text_without_figures(1), text_without_figures(2)
    footer = "电话：" + "、".join(f"0571-8888{number}" for number in range(1000, 1010)) + "。"
    assert not are_one_story(
        traits_of("a", one + footer, None), traits_of("b", other + footer, None)
    )


def long_report(seed: int) -> Written:
    """Thirty paragraphs or so, with many figures."""
    rng = random.Random(seed)
    several = [original(rng, seed, chinese=True, figures=0.8) for _ in range(6)]
    return several[0]._replace(paragraphs=sum((post.paragraphs for post in several), ()))


def text_without_figures(seed: int) -> str:
    return "".join(original(random.Random(seed), seed, chinese=True, figures=0).paragraphs)


def are_found(post: Written, made: Written) -> bool:
    """Whether a copy shares a key with the post, and is one story with it."""
    one, other = (traits_of(each.title, each.body, each.address or None) for each in (post, made))
    return bool(keys_of(one) & keys_of(other)) and are_one_story(one, other)


def judged(news: Stories, posts: list[Written]) -> tuple[int, int, Counter[str]]:
    """Repeats of the same story and of another one, and the copies found, by their kind."""
    with open_index(news.state) as index:
        rows = index.connection.execute(
            "SELECT later.path, earlier.path FROM repeat JOIN post AS later USING (pid) "
            "JOIN post AS earlier ON earlier.pid = earlier_pid"
        )
        pairs = [(posts[day_of(later)], posts[day_of(earlier)]) for later, earlier in rows]
    right = [later for later, earlier in pairs if later.story == earlier.story]
    found = Counter({(post.story, post.kind): 1 for post in right})
    kinds = Counter(kind for _, kind in found)
    return len(right), len(pairs) - len(right), kinds


@pytest.mark.parametrize(
    "address",
    [
        "http://www.news.example/a/1",
        "https://news.example/a/1/",
        "https://NEWS.example:443/a/1#comments",
        "https://news.example/a/1?utm_source=x&fbclid=1",
        "https://news.example/a/1/?spm=a.b.c&UTM_Medium=feed",
    ],
)
def test_an_address_has_one_spelling(address: str) -> None:
    assert one_spelling(address) == "news.example/a/1"


def test_parameters_that_name_a_page_are_kept_in_any_order() -> None:
    one, other = "https://news.example/show?id=7&p=2", "http://news.example/show?p=2&gclid=x&id=7"
    assert one_spelling(one) == one_spelling(other) == "news.example/show?id=7&p=2"
    assert one_spelling("https://news.example/#/a/1") == "news.example/#/a/1"
    assert one_spelling("https://news.example/show?id=8&p=2") != one_spelling(one)


def test_an_outlets_home_page_is_the_original_of_nothing() -> None:
    assert one_spelling("https://news.example/?utm_source=x") == ""


def test_few_words_are_a_story_only_with_their_title() -> None:
    text, title = "详情请看下面的链接，谢谢阅读。", "港口新闻"
    assert are_one_story(traits_of(title, text, None), traits_of(title, text, None))
    assert not are_one_story(traits_of(title, text, None), traits_of("果园新闻", text, None))
    one, other = f"{text}<img src=/1.png>", f"{text}<img src=/2.png>"
    assert not are_one_story(traits_of(title, one, None), traits_of(title, other, None))


CHINESE = "港务局今天宣布，新码头的第一座桥吊（编号7）已经安装完毕；预计年底前投入使用！" * 3


@pytest.mark.parametrize(
    "copy",
    [
        CHINESE.replace("，", ",").replace("；", ";").replace("！", "!"),
        CHINESE.replace("（", " (").replace("7", "8"),
        f'<p class="a: b; c?">{CHINESE.replace("新码头", "<a href=https://a.example/?b>新码头</a>")}',
        f'<p class="a: b; c?">{CHINESE}',
        f"https://a.example/?b:c; {CHINESE}",
        OpenCC("s2t").convert(CHINESE),
    ],
)
def test_chinese_characters_are_the_same_whatever_stands_around_them(copy: str) -> None:
    characters = chinese_characters(CHINESE, 60)
    assert len(characters) == 120
    assert chinese_characters(copy, 60) == characters


@pytest.mark.parametrize(
    "text", ["Порт закрыт до утра. ", "The harbour is closed. ", "港がきょう開いた。"]
)
def test_other_scripts_are_not_read_as_chinese(text: str) -> None:
    assert chinese_characters(text * 20, 60) == b""


@pytest.mark.parametrize("text", ["", "<img src=/a.png>", "。"])
def test_posts_without_words_are_no_story(text: str) -> None:
    traits = traits_of("今日一图", text, None)
    assert not are_one_story(traits, traits)


@settings(max_examples=40)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_is_its_own_story_and_comparing_has_no_direction(one: str, other: str) -> None:
    first, second = traits_of("a", one, None), traits_of("a", other, None)
    assert are_one_story(first, first) or not first.sketch
    assert are_one_story(first, second) == are_one_story(second, first)


# Whatever order they come in

ACTIONS = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(("text", "other", "cut", "away", "short"))),
    min_size=1,
    max_size=12,
)


@pytest.mark.long
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(ACTIONS, min_size=1, max_size=4))
def test_refreshes_give_what_an_index_made_anew_gives(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("stories")
    news = Stories(folder)
    news.refresh()
    for batch in batches:
        for day, action in batch:
            change(news, day, action)
        news.refresh()
    anew = Stories(folder)
    anew.state = folder / "anew"
    anew.state.mkdir()
    anew.refresh()
    assert news.rows() == anew.rows()
    assert news.days(UNIQUE) == anew.days(UNIQUE)


def change(news: Stories, day: int, action: str) -> None:
    if action == "away":
        news.remove(day)
    else:
        texts = {"text": TEXT, "other": OTHER, "cut": TEXT[:2], "short": ("短讯：港口今日停航。",)}
        news.write(day, texts[action], category="ab"[day % 2], title="同一标题")


def test_many_more_posts_than_are_compared_are_refreshed_alike(
    news: Stories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories, "_NEIGHBOURS", 2)
    for day in range(0, 30, 3):
        news.write(day)
    news.refresh()
    for day in (1, 13, 14, 25, 29):
        news.write(day)
    news.remove(12)
    news.write(9, OTHER)
    news.refresh()
    refreshed = news.rows()
    news.state = tmp_path / "anew"
    news.state.mkdir()
    news.refresh()
    assert news.rows() == refreshed


def test_a_thousand_posts_of_one_text_are_compared_with_few(
    news: Stories, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    monkeypatch.setattr(
        stories, "are_one_story", lambda one, other: compared.append(1) or are_one_story(one, other)
    )
    for day in range(300):
        news.write(day)
    news.refresh()
    assert len(compared) <= 300 * stories._NEIGHBOURS
    assert news.days(UNIQUE) == [0]
    compared.clear()
    news.write(150, OTHER)
    news.refresh()
    assert len(compared) <= 6 * (stories._NEIGHBOURS + 1) * 6 * stories._NEIGHBOURS
    assert news.days(UNIQUE) == [150, 0]


def test_a_post_that_comes_by_the_clock_is_a_repeat(news: Stories) -> None:
    news.write(1)
    news.write(9)
    news.refresh(FIRST_DAY + timedelta(days=5))
    assert news.days(Query()) == [1]
    archive = open_archive(news.root, news.options)
    Refresher(archive, news.state, processes=1).refresh_due(NOW)
    assert news.days(Query()) == [9, 1]
    assert news.days(UNIQUE) == [1]


def test_where_nobody_looks_for_stories_nothing_is_kept(tmp_path: Path) -> None:
    news = Stories(tmp_path, stories="off")
    news.write(1)
    news.write(2)
    news.refresh()
    news.write(3)
    news.refresh()
    assert news.rows() == [[], []]


# What a feed shows


def test_the_earliest_post_of_a_story_is_shown_and_names_the_others(news: Stories) -> None:
    news.write(1, outlet="海州日报")
    news.write(2, OTHER)
    news.write(3, outlet="云岭时报", address="https://yunling.example/3")
    news.refresh()
    feed = news.feed(UNIQUE)
    assert [day_of(entry.post.path) for entry in feed.entries] == [2, 1]
    assert news.days(Query()) == [3, 2, 1]
    assert [each.name for each in feed.entries[1].repeats] == ["云岭时报"]
    assert not feed.entries[0].repeats
    assert feed.total is None


def test_each_feed_has_its_own_earliest_post(news: Stories) -> None:
    news.write(1, category="haizhou")
    news.write(2, category="yunling")
    news.write(3, category="yunling")
    news.refresh()
    yunling = (Term("category", "yunling"),)
    assert news.days(Query(yunling, unique=True)) == [2]
    assert news.days(UNIQUE) == [1]
    assert news.days(Query(without=yunling, unique=True)) == [1]
    both = (Term("category", "haizhou"), *yunling)
    assert news.days(Query(both, unique=True)) == [1]


def test_a_window_of_time_begins_with_the_feed_and_a_month_does_not(news: Stories) -> None:
    news.write(1)
    news.write(5)
    news.write(40)
    news.refresh()
    assert news.days(Query(unique=True, since="2022-03-04")) == [5]
    assert news.days(UNIQUE.in_month("2022-03")) == [1]
    assert news.days(UNIQUE.in_month("2022-04")) == []
    march = news.feed(UNIQUE.in_month("2022-03"))
    assert [each.name for each in march.entries[0].repeats] == ["第5条"]  # and none of April


def test_pages_go_on_where_they_ended(news: Stories) -> None:
    for day in range(12):
        counted = f"另有果园{day}处在统计之中，数字为{day * 137}亩。"
        news.write(day, TEXT if day % 2 else (*OTHER, counted))
    news.refresh()
    first = news.feed(Query(unique=True, limit=4))
    assert first.more
    assert first.last is not None
    second = news.days(Query(unique=True, limit=4, before=first.last))
    shown = [day_of(entry.post.path) for entry in first.entries]
    assert shown + second == news.days(UNIQUE)
    assert news.days(Query(unique=True, limit=4, page=2)) == second


def test_a_search_shows_the_earliest_post_that_has_the_words(news: Stories) -> None:
    news.write(1, title="Harbour opened")
    news.write(2, title="Bridge opened")
    news.write(3, title="Bridge again")
    news.refresh()
    assert news.days(Query(unique=True, words=("bridge",)), words=True) == [2]
    assert news.days(Query(unique=True, words=("opened",)), words=True) == [1]


def test_a_feed_changes_where_an_earlier_post_of_its_story_comes_or_goes(news: Stories) -> None:
    news.write(5, category="yunling")
    news.refresh()
    news.write(1, category="haizhou")
    assert Term("category", "yunling") in news.refresh().feeds
    news.remove(1)
    assert Term("category", "yunling") in news.refresh().feeds


def test_the_sites_feed_shows_each_story_once_where_the_settings_say(tmp_path: Path) -> None:
    news = Stories(tmp_path, stories="site")
    news.write(1)
    news.write(2)
    news.refresh()
    assert news.days(Query()) == [1]
    assert news.days(Query(unique=False)) == [2, 1]
    assert news.days(Query((Term("category", "haizhou"),))) == [2, 1]


@pytest.mark.parametrize(
    ("stories", "path", "spelled", "canonical"),
    [
        ("asked", "/feed.rss", "1", "/feed.rss?unique=1"),
        ("asked", "/feed.rss", "0", "/feed.rss"),
        ("site", "/feed.rss", "1", "/feed.rss"),
        ("site", "/feed.rss", "0", "/feed.rss?unique=0"),
        ("site", "/category/a.rss", "1", "/category/a.rss?unique=1"),
        ("site", "/category/a.rss", "0", "/category/a.rss"),
        ("off", "/feed.rss", "0", "/feed.rss"),
        ("asked", "/archive/2022-03/feed.rss", "1", "/archive/2022-03/feed.rss?unique=1"),
        ("asked", "/all", "1", "/?unique=1"),
        ("asked", "/", "1", "/?unique=1"),
    ],
)
def test_a_feed_has_one_address(stories: Any, path: str, spelled: str, canonical: str) -> None:
    defaults = Defaults(stories=stories)
    address = read_address(path, [("unique", spelled)], defaults)
    assert write_target(*address) == canonical


@pytest.mark.parametrize(("stories", "spelled"), [("asked", "yes"), ("off", "1")])
def test_a_value_without_meaning_is_refused(stories: Any, spelled: str) -> None:
    with pytest.raises(BadParameterError):
        parse(SITE, [("unique", spelled)], Defaults(stories=stories))


def test_a_feed_of_each_story_once_is_a_feed_of_its_own(news: Stories) -> None:
    news.write(1)
    news.refresh()
    plain, unique = news.feed(Query()), news.feed(UNIQUE)
    assert plain.id != unique.id
    assert plain.title != unique.title


# What the formats say


@pytest.fixture
def shown(tmp_path: Path) -> Publication:
    """Two posts of one story, published with other settings than the default's."""
    news = Stories(tmp_path)
    news.write(1, outlet="海州日报", address="https://haizhou.example/1")
    news.write(2, outlet="云岭时报", address="https://yunling.example/2")
    news.refresh()
    return Publication(load(archive=news.root, state=news.state, stories="asked"))


def document(shown: Publication, query: Query, extension: str) -> bytes:
    return negotiate(shown.publish(query, FORMATS[extension]), "", None, None).body


def test_the_line_of_attribution_names_the_other_outlets(shown: Publication) -> None:
    [entry] = shown.compose(UNIQUE).entries
    line = entry.content.splitlines()[0]
    assert line.startswith('<p>原载 <a href="https://haizhou.example/1">海州日报</a> · 亦见')
    assert '<a href="https://yunling.example/2">云岭时报</a></p>' in line


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_the_others_are_links_with_rel_via(shown: Publication, extension: str) -> None:
    root = etree.fromstring(document(shown, UNIQUE, extension))
    links = root.iterfind(".//{http://www.w3.org/2005/Atom}link[@rel='via']")
    assert [(link.get("href"), link.get("title")) for link in links] == [
        ("https://haizhou.example/1", "海州日报"),
        ("https://yunling.example/2", "云岭时报"),
    ]


def test_json_names_the_others_in_its_extension(shown: Publication) -> None:
    [item] = json.loads(document(shown, UNIQUE, "json"))["items"]
    [other] = item["_attribution"]["also_in"]
    assert other["outlet"] == "云岭时报"
    assert other["original_url"] == "https://yunling.example/2"
    assert other["url"].startswith("https://site.example/")


@pytest.mark.parametrize("extension", list(FORMATS))
def test_entries_of_other_feeds_name_nobody(shown: Publication, extension: str) -> None:
    before = document(shown, Query(), extension)
    document(shown, UNIQUE, extension)
    shown.cache.clear()
    assert document(shown, Query(), extension) == before
    assert "亦见".encode() not in before


def test_a_feed_tells_of_another_outlet_as_soon_as_there_is_one(shown: Publication) -> None:
    before = document(shown, UNIQUE, "atom")
    news = Stories(shown.archive.root.parent)
    news.write(3, outlet="山城早报", address="https://shancheng.example/3")
    shown.refresher.refresh(NOW)
    after = document(shown, UNIQUE, "atom")
    assert "山城早报".encode() not in before
    assert "山城早报".encode() in after


def test_a_service_that_looks_for_no_stories_says_so(tmp_path: Path) -> None:
    news = Stories(tmp_path, stories="off")
    news.write(1)
    given = load(archive=news.root, state=news.state)
    refreshed(opened(given), given)
    client = create_app(given).test_client()
    response = client.get("/feed.rss?unique=1")
    assert response.status_code == 400
    assert b"stories" in response.data
    assert client.get("/feed.rss?unique=0").status_code == 200


@pytest.mark.parametrize(("stories", "are_read"), [("off", False), ("asked", True), ("site", True)])
def test_the_traits_of_a_text_are_read_where_stories_are_compared(
    tmp_path: Path, stories: Any, are_read: bool
) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_posts/2022-03-01-a.md", f"---\ntitle: a\n---\n{''.join(TEXT)}")
    reading = open_archive(tmp_path, Options(stories=stories)).read("_posts/2022-03-01-a.md")
    assert reading.post is not None
    assert (reading.traits is not None) == are_read


def test_the_two_sketches_of_a_text_are_of_numbers_of_their_own() -> None:
    """Of one short text both are made: one would tell no more than the other, were they alike."""
    for text in ("".join(TEXT), "The quay of the harbour will be rebuilt before winter. " * 4):
        traits = traits_of("a", text, None)
        assert traits.sketch
        assert traits.whole
        assert traits.sketch != traits.whole
