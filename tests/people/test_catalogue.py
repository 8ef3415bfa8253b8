"""The catalogue at `/` and the feeds as pages: found, sorted, paged, right in every language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import lxml.etree
import lxml.html
import pytest
from flask.testing import FlaskClient

from feeds.archive import open_archive
from feeds.feed.posting_rate import posting_rate
from feeds.index.catalogue import RecentPosts, Wish, listing, recent_posts
from feeds.index.index import Index, open_index
from feeds.index.monthly import monthly
from feeds.index.refresh import Refresher
from feeds.model import SITE
from feeds.text.search_forms import simplified
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from tests.conftest import CONFIG, post, write

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def page(client: FlaskClient, address: str, **headers: str) -> lxml.html.HtmlElement:
    response = client.get(address, headers=BROWSER | headers)
    assert response.status_code == 200, response.text
    assert response.content_type == "text/html; charset=utf-8"
    return lxml.html.fromstring(response.text)


def names(document: lxml.html.HtmlElement) -> list[str]:
    return [link.text_content() for link in document.cssselect(".feed .name")]


@pytest.fixture
def many(tmp_path: Path) -> FlaskClient:
    """An archive of 120 categories, the later ones with more and newer posts."""
    root = tmp_path / "many"
    write(root, "_config.yml", CONFIG)
    for number in range(1, 121):
        for copy in range(1 + (number > 118)):
            name = f"2022-{1 + number // 28:02}-{1 + number % 28:02}-{number}-{copy}.md"
            write(
                root,
                f"_posts/{name}",
                post(f"T{number}", "", f"topic-{number}").replace("date: \n", ""),
            )
    settings = load(archive=root, state=tmp_path / "many-state", base_url="https://feeds.example")
    refreshed(opened(settings), settings)
    return create_app(settings).test_client()


def test_the_catalogue_lists_every_feed_with_its_size_and_formats(client: FlaskClient) -> None:
    document = page(client, "/")
    assert names(document) == ["海州日报", "haizhou", "yunling"]  # its tag is in its row
    first = document.cssselect(".feed")[0]
    assert "3 篇" in first.text_content()
    assert len(first.cssselect(".formats a")) == 3
    for link in first.cssselect(".formats a"):
        assert client.get(link.get("href")).status_code == 200


def test_a_search_finds_every_word_in_any_case_and_width(many: FlaskClient) -> None:
    assert names(page(many, "/?find=TOPIC-12")) == ["topic-12", "topic-120"]  # the whole name first
    assert names(page(many, "/?find=ｔｏｐｉｃ 77")) == ["topic-77"]
    assert names(page(many, "/?find=nothing")) == []
    words = [*"topictopi", "77"]  # ten at most
    assert names(page(many, f"/?find={'+'.join(words)}")) == ["topic-77"]
    assert names(page(many, f"/?find={'+'.join([*words, 'nothing'])}")) == ["topic-77"]


@pytest.mark.parametrize("words", ["云岭时报", "雲嶺時報", "yunlingshibao", "YLSB", "yun ling"])
def test_a_search_finds_a_term_by_its_title_however_it_is_typed(
    archive: Path, tmp_path: Path, words: str
) -> None:
    write(archive, "postwire.toml", '[names.category]\n"yunling" = "云岭时报"\n')
    settings = load(archive=archive, state=tmp_path / "titled", base_url="https://feeds.example")
    refreshed(opened(settings), settings)
    with open_index(settings.state_folder) as index:
        assert [row.term.name for row in listing(index, Wish(words), 0, 10).rows] == ["yunling"]


@pytest.mark.parametrize(
    "words", ["haizhouribao", "hzrb", "海州日報", "Ｈzrb", "hai zhou ri", "海州 日报"]
)
def test_a_search_finds_an_outlet_by_pinyin_initials_and_traditional_characters(
    client: FlaskClient, words: str
) -> None:
    assert names(page(client, f"/?find={words}"))[0] == "海州日报"


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("https://feeds.example/category/haizhou.rss", "/category/haizhou"),
        ("https://feeds.example/category/haizhou", "/category/haizhou"),
        ("feed:https://feeds.example/category/haizhou.atom?limit=3", "/category/haizhou"),
        ("https://feeds.example/feed.json?category=haizhou&q=a", "/category/haizhou?q=a"),
        ("https://feeds.example/feed.rss", "/all"),
    ],
)
def test_a_feeds_address_typed_into_the_search_leads_to_its_page(
    client: FlaskClient, typed: str, page: str
) -> None:
    response = client.get("/", query_string={"find": typed}, headers=BROWSER)
    assert (response.status_code, response.headers["Location"]) == (303, page)


@pytest.mark.parametrize(
    "typed",
    [
        "https://feeds.example/category/none.rss",
        "https://feeds.example/category/haizhou.rss?limit=x",
        "https://feeds.example/nowhere",
        "https://feeds.example.evil/category/haizhou.rss",
        "https://other.example/feed.rss",
        "https://[feeds.example/feed.rss",
    ],
)
def test_any_other_address_is_searched_for_as_words(client: FlaskClient, typed: str) -> None:
    response = client.get("/", query_string={"find": typed}, headers=BROWSER)
    assert response.status_code == 200


def test_a_search_without_result_offers_near_names(client: FlaskClient) -> None:
    near = page(client, "/?find=海州月报").cssselect(".near a")
    assert "海州日报" in [link.text_content() for link in near]
    assert client.get(near[0].get("href"), headers=BROWSER).status_code == 200


def test_twins_are_offered_once(client: FlaskClient) -> None:
    """The tag 海州日报新闻 is the outlet's, which the list of feeds shows in one row."""
    response = client.get("/category/海州日报新", headers=BROWSER)
    near = lxml.html.fromstring(response.text).cssselect(".near a")
    assert [link.get("href") for link in near] == ["/source/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5"]


def test_a_missing_term_offers_the_same_name_of_another_kind_first(client: FlaskClient) -> None:
    response = client.get("/tag/海州日报", headers=BROWSER)
    assert response.status_code == 404
    near = lxml.html.fromstring(response.text).cssselect(".near a")
    assert near[0].get("href") == "/source/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5"


def test_a_row_says_in_words_how_often_its_feed_posts(client: FlaskClient) -> None:
    assert "每年约 3 篇" in page(client, "/").cssselect(".feed")[0].text_content()


@pytest.mark.parametrize(
    ("recent", "expected"),
    [
        (RecentPosts(0, 0), (0, "year")),
        (RecentPosts(5, 13), (13, "year")),
        (RecentPosts(6, 6), (2, "month")),
        (RecentPosts(88, 300), (30, "month")),
        (RecentPosts(270, 400), (3, "day")),
        (RecentPosts(90 * 123, 90 * 123), (120, "day")),
    ],
)
def test_a_rate_is_a_round_number_of_the_fitting_span(
    recent: RecentPosts, expected: tuple[int, str]
) -> None:
    assert posting_rate(recent) == expected


def test_new_names_and_other_spellings_are_found_after_a_refresh(archive: Path, settings) -> None:  # type: ignore[no-untyped-def]
    client = create_app(settings).test_client()
    refreshed(opened(settings), settings)
    write(archive, "_posts/2022-03-09-n.md", post("N", "2022-03-09", "西陵晚报"))
    refreshed(opened(settings), settings)
    assert names(page(client, "/?find=xlwb")) == ["西陵晚报"]


def test_the_catalogue_sorts_by_activity_size_name_and_change(many: FlaskClient) -> None:
    assert names(page(many, "/?sort=size"))[:2] == ["topic-119", "topic-120"]
    assert names(page(many, "/"))[:2] == ["topic-120", "topic-119"]  # both twice in the last week
    assert names(page(many, "/?sort=name"))[:2] == ["topic-1", "topic-10"]
    assert names(page(many, "/?sort=change"))[:2] == ["topic-120", "topic-119"]


def test_the_catalogue_is_sorted_by_activity_where_nothing_else_is_asked_for(
    client: FlaskClient,
) -> None:
    orders = page(client, "/").cssselect("select[name=sort] option")
    assert [order.get("value") for order in orders] == ["active", "change", "name", "size"]
    assert names(page(client, "/?sort=active")) == names(page(client, "/"))


def test_pages_of_the_catalogue_hold_every_feed_once(many: FlaskClient) -> None:
    listed: list[str] = []
    document = page(many, "/")
    while True:
        listed += names(document)
        following = document.cssselect('.pages a[rel="next"]')
        if not following:
            break
        document = page(many, following[0].get("href"))
    assert sorted(listed) == sorted(f"topic-{number}" for number in range(1, 121))


def test_tabs_count_what_a_search_finds_of_each_kind(client: FlaskClient) -> None:
    tabs = page(client, "/?find=海州").cssselect(".tabs a")
    assert [" ".join(tab.text_content().split()) for tab in tabs] == ["全部 1", "标签 1", "来源 1"]


@pytest.mark.parametrize("address", ["/?kind=colour", "/?sort=luck", "/?page=0", "/?page=x"])
def test_an_unknown_view_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_feed_has_a_page_with_autodiscovery_of_its_three_formats(client: FlaskClient) -> None:
    document = page(client, "/category/haizhou")
    feeds = {
        link.get("type"): link.get("href") for link in document.cssselect('link[rel="alternate"]')
    }
    assert feeds == {
        "application/rss+xml": "https://feeds.example/category/haizhou.rss",
        "application/atom+xml": "https://feeds.example/category/haizhou.atom",
        "application/feed+json": "https://feeds.example/category/haizhou.json",
    }
    assert document.cssselect('link[rel="canonical"]')[0].get("href") == (
        "https://feeds.example/category/haizhou"
    )


def test_entries_lead_to_the_site_and_name_their_outlet(client: FlaskClient) -> None:
    article = page(client, "/category/haizhou").cssselect("article")[0]
    assert article.cssselect("h3 a")[0].get("href").startswith("https://site.example/")
    assert "原载" in article.text_content()
    assert "海州日报" in article.text_content()


def test_a_term_with_a_dot_has_a_page_and_a_shorter_term_keeps_its_feed(
    archive: Path, settings
) -> None:  # type: ignore[no-untyped-def]
    for number, name in enumerate(("node.js", "a.rss", "b", "b.rss"), 10):
        write(archive, f"_posts/2022-03-{number}-x.md", post("X", "2022-03-10", name))
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    page(client, "/category/node.js")
    page(client, "/category/a.rss")
    assert client.get("/category/b.rss").content_type.startswith("application/xml")
    assert client.get("/category/b.rss.rss").content_type.startswith("application/xml")
    assert client.get("/category/none.rss").status_code == 404
    assert client.get("/category/none").status_code == 404


def test_a_feed_of_several_terms_has_a_page_of_its_own(client: FlaskClient) -> None:
    document = page(client, "/?category=haizhou&tag=海州日报新闻")
    assert len(document.cssselect("article")) == 2


def test_a_filtered_feed_has_a_page_that_leads_to_the_filtered_feed(client: FlaskClient) -> None:
    document = page(client, "/category/haizhou?since=2022-03-02&-tag=x")
    assert len(document.cssselect("article")) == 1
    link = document.cssselect(".addresses a")[0].get("href")
    assert link == "/category/haizhou.rss?-tag=x&since=2022-03-02"
    assert len(page(client, "/?until=2022-03-01").cssselect("article")) == 1


def test_a_list_of_chosen_feeds_may_be_long(many: FlaskClient) -> None:
    chosen = "&".join(f"category=topic-{number}" for number in range(1, 51))
    listed = lxml.etree.fromstring(many.get(f"/feeds.opml?{chosen}").data)
    assert len(listed.findall(".//outline[@xmlUrl]")) == 50


def test_the_filter_form_leads_to_the_canonical_feed(client: FlaskClient) -> None:
    given = "/filter?category=haizhou&tag=&source=&format=json&limit=&content=summary"
    response = client.get(given)
    assert response.status_code == 303
    assert response.headers["Location"] == "/category/haizhou.json?content=summary"
    assert client.get("/filter?category=none&format=rss").status_code == 404
    assert client.get("/filter?format=doc").status_code == 400


def test_a_card_has_one_address_and_the_others_folded(client: FlaskClient) -> None:
    document = page(client, "/category/haizhou")
    (card,) = document.cssselect("#subscribe")
    outside = [a for a in card.cssselect(".address") if not list(a.iterancestors("details"))]
    assert [a.text for a in outside] == ["https://feeds.example/category/haizhou.rss"]
    assert len(card.cssselect("details .address")) == 2
    readers = [link.get("href") for link in card.cssselect(".readers a")]
    assert readers[0] == "feed:https://feeds.example/category/haizhou.rss"
    quoted = "https%3A%2F%2Ffeeds.example%2Fcategory%2Fhaizhou.rss"
    assert all(quoted in reader for reader in readers[1:])
    assert len(readers) == 6
    about = card.cssselect('a[href="/about/feeds"]')
    assert "订阅源" in page(client, about[0].get("href")).cssselect("h1")[0].text_content()


def test_a_twin_says_which_feed_to_take_and_that_feed_names_its_twins(client: FlaskClient) -> None:
    (taken,) = page(client, "/tag/海州日报新闻").cssselect("#subscribe .warn a")
    main = page(client, taken.get("href"))
    assert not main.cssselect("#subscribe .warn")
    assert "海州日报新闻" in main.cssselect("#subscribe")[0].text_content()


def test_a_feed_page_is_read_by_programs_too(client: FlaskClient) -> None:
    document = page(client, "/category/haizhou")
    (listed,) = document.cssselect(".h-feed")
    assert listed.cssselect(".p-name")[0].get("value")
    for entry in listed.cssselect(".h-entry"):
        assert entry.cssselect("a.p-name.u-url")[0].get("href").startswith("https://site.example/")
        assert datetime.fromisoformat(entry.cssselect(".dt-published")[0].get("datetime"))
    assert document.cssselect('link[rel="hub"]')[0].get("href") == "https://feeds.example/hub"
    graph = {m.get("property"): m.get("content") for m in document.cssselect("meta[property]")}
    assert graph["og:url"] == "https://feeds.example/category/haizhou"
    assert "haizhou" in graph["og:title"]


def test_the_sites_own_icon_is_the_pages_icon_and_allowed(archive: Path, settings) -> None:  # type: ignore[no-untyped-def]
    write(archive, "_config.yml", CONFIG + "\nicon: https://images.example/i.png\n")
    refreshed(opened(settings), settings)
    response = create_app(settings).test_client().get("/", headers=BROWSER)
    (icon,) = lxml.html.fromstring(response.text).cssselect('link[rel="icon"]')
    assert icon.get("href") == "https://images.example/i.png"
    assert "img-src 'self' https://images.example;" in response.headers["Content-Security-Policy"]


def test_pages_load_nothing_but_the_style_sheet_of_this_release(client: FlaskClient) -> None:
    document = page(client, "/")
    sheets = document.cssselect('link[rel="stylesheet"]')
    assert len(sheets) == 1
    assert not document.cssselect("img, iframe, [style]")
    (script,) = document.cssselect("script")
    assert not (script.text or "").strip()
    assert script.get("blocking") == "render", "its buttons would move what is shown already"
    (icon,) = document.cssselect('link[rel="icon"]')
    for address, media_type in (
        (script.get("src"), "text/javascript"),
        (icon.get("href"), "image/svg+xml"),
    ):
        loaded = client.get(address)
        assert loaded.content_type == f"{media_type}; charset=utf-8"
        assert "immutable" in loaded.headers["Cache-Control"]
    style = client.get(sheets[0].get("href"))
    assert style.content_type == "text/css; charset=utf-8"
    assert "immutable" in style.headers["Cache-Control"]
    assert client.get("/static/postwire.0000.css").status_code == 404


def test_a_page_is_compressed_and_answers_not_modified(client: FlaskClient) -> None:
    first = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_a_title_with_markup_stays_text(archive: Path, settings) -> None:  # type: ignore[no-untyped-def]
    text = post("x", "2022-04-01", "evil").replace('"x"', "'A & B <script>alert(1)</script>'")
    write(archive, "_posts/2022-04-01-x.md", text)
    refreshed(opened(settings), settings)
    response = create_app(settings).test_client().get("/category/evil")
    scripts = lxml.html.fromstring(response.text).cssselect("script")
    assert [script.text for script in scripts] == [None]  # ours, which is a file
    assert "A &amp; B" in response.text


def test_the_pages_speak_the_sites_language(client: FlaskClient) -> None:
    document = page(client, "/", **{"Accept-Language": "en"})
    assert document.get("lang") == "zh-Hans"
    assert "查找订阅源" in document.text_content()


def test_a_browsers_language_counts_where_the_settings_say_so(settings) -> None:  # type: ignore[no-untyped-def]
    refreshed(opened(settings), settings)
    client = create_app(settings.model_copy(update={"page_language": "browser"})).test_client()
    response = client.get("/", headers={"Accept-Language": "de, en;q=0.8, zh;q=0.5"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" in response.headers["Vary"]
    assert client.get("/").headers["Content-Language"] == "zh-Hans"


def test_an_unknown_term_is_a_page_for_people_and_a_problem_for_programs(
    client: FlaskClient,
) -> None:
    html = client.get("/category/none", headers=BROWSER)
    assert (html.status_code, html.content_type) == (404, "text/html; charset=utf-8")
    assert "没有找到" in html.text
    problem = client.get("/category/none", headers={"Accept": "application/json"})
    assert problem.content_type == "application/problem+json"


def test_addresses_on_a_page_keep_the_base_urls_path(settings) -> None:  # type: ignore[no-untyped-def]
    refreshed(opened(settings), settings)
    below = settings.model_copy(update={"base_url": "https://host.example/feeds/"})
    document = page(create_app(below).test_client(), "/category/haizhou")
    assert document.cssselect(".home")[0].get("href") == "/feeds/"
    assert document.cssselect(".addresses a")[0].get("href") == "/feeds/category/haizhou.rss"


def test_months_are_counted_in_the_sites_zone_and_empty_ones_are_zero(tmp_path: Path) -> None:
    """23:30 UTC on 31 January is February in Shanghai."""
    write(tmp_path, "_config.yml", "timezone: Asia/Shanghai\n")
    for number, moment in enumerate(
        ("2022-01-31 23:30:00 +0000", "2022-02-10 00:00:00 +0000", "2022-04-01 00:00:00 +0800")
    ):
        write(tmp_path, f"_posts/2022-01-01-{number}.md", post("T", moment, "a"))
    archive = open_archive(tmp_path)
    Refresher(archive, tmp_path).refresh(datetime(2023, 1, 1, tzinfo=UTC))
    with open_index(tmp_path) as index:
        months = monthly(index, SITE, ZoneInfo("Asia/Shanghai"), 4)
    assert months == ((2022, 1, 0), (2022, 2, 2), (2022, 3, 0), (2022, 4, 1))


def test_an_outlets_own_page_leads_to_the_originals_without_its_name_at_each(
    client: FlaskClient,
) -> None:
    for path in ("/source/海州日报", "/tag/海州日报新闻"):
        document = page(client, path)
        assert not document.cssselect(".h-entry .credit"), path
        assert "海州日报" in document.cssselect("h1")[0].text_content()
        originals = document.cssselect(".h-entry .facts a[rel=external]")
        assert {link.text for link in originals} <= {"原文"}
    assert page(client, "/all").cssselect(".h-entry .credit")


def test_the_chart_says_in_words_what_it_draws(client: FlaskClient) -> None:
    chart = page(client, "/category/haizhou").cssselect("svg.chart")[0]
    assert chart.get("role") == "img"
    assert "2 篇" in chart.cssselect("desc")[0].text_content()
    assert len(chart.cssselect("rect")) == 1


def test_the_chart_is_a_table_too_and_names_each_month(client: FlaskClient) -> None:
    document = page(client, "/category/haizhou")
    months = document.cssselect("svg.chart .month text")
    rows = document.cssselect("#rate-title ~ details tbody tr")
    assert len(months) == len(rows) == 24
    assert months[-1].text == "2022年3月: 2 篇"
    assert [cell.text for cell in rows[0]] == ["2022年3月", "2"]


def test_an_outlet_is_one_row_with_its_twins_in_it(client: FlaskClient) -> None:
    first = page(client, "/").cssselect(".feed")[0]
    assert first.cssselect(".name")[0].get("href") == "/source/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5"
    (twin,) = first.cssselect(".kind a")
    assert "海州日报新闻" in twin.text_content()
    assert client.get(twin.get("href"), headers=BROWSER).status_code == 200


def test_the_list_of_all_feeds_has_each_outlet_once(client: FlaskClient) -> None:
    everything = client.get("/feeds.opml").text
    assert "海州日报" in everything
    assert "海州日报新闻" not in everything
    assert "海州日报新闻" in client.get("/tags.opml").text
    assert "海州日报新闻" in client.get("/feeds.opml?tag=海州日报新闻").text


@pytest.mark.parametrize(
    ("address", "status"), [("/?sort=luck", 400), ("/nowhere", 404), ("/tag/none", 404)]
)
def test_a_page_of_an_error_is_in_the_pages_language(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == status
    document = lxml.html.fromstring(response.text)
    assert not document.cssselect("main [lang=en]")
    assert re.search("[\u4e00-\u9fff]", document.cssselect("main .lead")[0].text_content())


def listed(root: Path, ages: dict[str, list[float]]) -> Index:
    """An index of categories whose posts are so many days older than the newest."""
    write(root, "_config.yml", CONFIG)
    newest = datetime(2022, 12, 31, 8, tzinfo=UTC)
    for name, days in ages.items():
        for number, age in enumerate(days):
            date = (newest - timedelta(days=age)).strftime("%Y-%m-%d %H:%M:%S +0000")
            write(root, f"_posts/2022-01-01-{name}{number}.md", post(name, date, name))
    settings = load(archive=root, state=root.parent / "state")
    refreshed(opened(settings), settings)
    return open_index(settings.state_folder)


def test_the_recent_posts_of_a_feed_are_those_of_ninety_days_and_of_a_year(tmp_path: Path) -> None:
    with listed(tmp_path / "site", {"a": [0, 89.9, 90.1, 364.9, 365.1, 400]}) as index:
        (row,) = listing(index, Wish(kind="category"), 0, 10).rows
        assert recent_posts(index, [row]) == [RecentPosts(quarter=2, year=4)]


def test_the_most_active_feed_is_the_one_with_most_posts_in_seven_days(tmp_path: Path) -> None:
    ages = {"a": [1, 6.9], "b": [0, 7.1, 7.2]}
    with listed(tmp_path / "site", ages) as index:
        rows = listing(index, Wish(kind="category"), 0, 10).rows
        assert [row.term.name for row in rows] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "simple"),
    [("國", "国"), ("国", "国"), ("國中", "国中"), ("乾", "乾"), ("國国乾", "國国乾"), ("a", "a")],
)
def test_a_text_is_in_traditional_characters_where_more_of_them_are(text: str, simple: str) -> None:
    assert simplified(text) == simple


HEBREW = "עיתון (א)"
UNDIRECTED = ("title", "option", "datalist", "script")


def test_every_name_of_others_is_written_in_its_own_direction(tmp_path: Path) -> None:
    """What stands around it moves no bracket of it, and it moves none of theirs."""
    root = write(tmp_path, "_config.yml", f"title: {HEBREW}\ndescription: {HEBREW}\n").parent
    for kind in ("categories", "tags", "source", "author"):
        front = f"---\ntitle: {HEBREW}\ncategories: [plain]\n{kind}: [{HEBREW} {kind}]\n---\n"
        write(root, f"_posts/2022-03-01-{kind}.md", f"{front}{HEBREW}\n\nMore.\n")
    settings = load(archive=root, state=tmp_path / "state")
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    term = f"{HEBREW} categories"
    for address in ("/", f"/?find={HEBREW[:3]}x", f"/category/{term}", f"/category/{HEBREW}"):
        text = client.get(address, headers=BROWSER).text
        assert HEBREW[:3] in text
        unsure = [
            element.tag
            for element in lxml.html.fromstring(text).iter()
            if isinstance(element.tag, str) and element.tag not in UNDIRECTED
            for part in (element.text, *(child.tail for child in element))
            if part and HEBREW[:3] in part
            if not element.xpath("ancestor-or-self::*[self::bdi or @dir='auto']")
        ]
        assert unsure == [], address


def test_a_site_of_one_feed_asks_nobody_to_search_it(tmp_path: Path) -> None:
    root = write(tmp_path, "_config.yml", "title: Notes\nlang: en\n").parent
    write(root, "_posts/2022-03-01-a.md", "---\ntitle: One\n---\nText.\n")
    settings = load(archive=root, state=tmp_path / "state")
    refreshed(opened(settings), settings)
    document = page(create_app(settings).test_client(), "/")
    assert not document.cssselect("form.search")
    assert "only one" in document.cssselect(".empty")[0].text_content()
    lists = [link.get("href") for link in document.cssselect(".lists a")]
    assert lists == ["/feeds.opml"]
