"""The list of all feeds, on a server and as files: its pages, its counts, what its search reads."""

from __future__ import annotations

import json
from urllib.parse import quote

import lxml.html
import pytest
from flask.testing import FlaskClient

from feeds.model import Term
from service.export.static_pages import SiteDocument, StaticPages
from service.settings.settings import Settings
from service.web.static_site import StaticSite
from tests.people.looking import looked_at, targets, words

OUTLET_PAGE = f"/source/{quote('海州日报')}"
TWIN_PAGE = f"/tag/{quote('海州日报新闻')}"
TABS = ["全部 46", "分类 3", "标签 43", "来源 1"]  # without the outlet's twin among all


@pytest.mark.parametrize(
    ("address", "rows", "first", "pages"),
    [
        ("/", 40, "1", "第 1 页，共 2 页 下一页 →"),
        ("/?page=2", 6, "41", "← 上一页 第 2 页，共 2 页"),
        ("/?kind=tag", 40, "1", "第 1 页，共 2 页 下一页 →"),
        ("/?kind=category", 3, "1", ""),
        ("/?kind=tag&find=l4", 2, "1", ""),
    ],
)
def test_forty_feeds_are_a_page(
    visitor: FlaskClient, address: str, rows: int, first: str, pages: str
) -> None:
    page = looked_at(visitor, address)
    assert len(page.cssselect(".feed")) == rows
    assert page.cssselect("ol.feeds")[0].get("start") == first
    assert "".join(words(page, "nav.pages")) == pages


def test_the_list_counts_each_kind_and_names_the_feed_of_the_whole_site(
    visitor: FlaskClient,
) -> None:
    page = looked_at(visitor, "/")
    assert words(page, ".kinds nav a") == TABS
    assert words(page, ".hero") == ["测试站 22 篇 · 最新 2022年3月3日 订阅整个网站"]
    assert targets(page, ".hero .button") == ["/all#subscribe"]
    assert targets(page, "link[rel=alternate]") == [
        f"https://feeds.example/feed.{extension}" for extension in ("rss", "atom", "json")
    ]
    assert words(looked_at(visitor, "/?kind=author"), ".feed, .kinds summary") == ["作者 0"]


def test_a_row_has_the_pages_of_its_twins_and_every_format(visitor: FlaskClient) -> None:
    page = looked_at(visitor, "/?find=海州日报")
    assert targets(page, ".feed .name") == [OUTLET_PAGE]
    assert targets(page, ".feed p.kind a") == [TWIN_PAGE]
    assert words(page, ".feed .rate") == ["每年约 3 篇"]
    assert targets(page, ".feed .formats a") == [
        f"{OUTLET_PAGE}.{extension}" for extension in ("rss", "atom", "json")
    ]


def test_feeds_with_similar_names_are_named_where_none_is_found(visitor: FlaskClient) -> None:
    assert targets(looked_at(visitor, "/?find=海州月报"), ".near a") == [OUTLET_PAGE]
    assert targets(looked_at(visitor, "/?find=haizhou"), ".near a") == []
    assert targets(looked_at(visitor, "/?find=nothing"), ".feed a, .near a") == []


def files_of(settings: Settings, static: StaticSite) -> dict[str, bytes]:
    documents: list[SiteDocument] = [*StaticPages(settings, static).catalogue()]
    return {document.path: document.body for document in documents}


def test_a_list_in_files_has_a_path_for_each_kind_and_page(many_feeds: Settings) -> None:
    files = files_of(many_feeds, StaticSite(home="/feeds/"))
    all_kinds = ["/feeds/", *(f"/feeds/list/{kind}/" for kind in ("category", "tag", "source"))]
    shown = {}
    for path, body in files.items():
        if path.endswith(".html"):
            page = lxml.html.fromstring(body.decode())
            assert targets(page, ".kinds nav a") == all_kinds
            shown[path] = len(page.cssselect(".feed")), targets(page, "nav.pages a")
    assert shown == {
        "feeds/index.html": (40, ["/feeds/list/all/2/"]),
        "feeds/list/all/2/index.html": (6, ["/feeds/"]),
        "feeds/list/category/index.html": (3, []),
        "feeds/list/source/index.html": (1, []),
        "feeds/list/tag/index.html": (40, ["/feeds/list/tag/2/"]),
        "feeds/list/tag/2/index.html": (3, ["/feeds/list/tag/"]),
    }
    assert "index.html" in files_of(many_feeds, StaticSite())


def test_a_list_in_files_has_the_kinds_that_have_pages(many_feeds: Settings) -> None:
    files = files_of(many_feeds, StaticSite(kinds=("source", "category")))
    assert [*files] == [
        *("index.html", "list/all/2/index.html", "list/category/index.html"),
        *("list/source/index.html", "feeds.json"),
    ]
    page = lxml.html.fromstring(files["index.html"].decode())
    assert words(page, ".kinds nav a") == ["全部 46", "分类 3", "来源 1"]
    assert words(page, ".feed .kind:not(p)") == ["来源", *["分类"] * 3]
    assert targets(page, "link[rel=alternate], .hero .button") == []
    assert page.cssselect("form.search")[0].get("data-index") == "/feeds.json"


def test_a_static_server_has_the_pages_that_were_written() -> None:
    some = StaticSite(kinds=("tag",), left_out=frozenset({Term("tag", "b")}))
    terms = (Term("tag", "a"), Term("tag", "b"), Term("source", "a"))
    assert [some.has(term) for term in terms] == [True, False, False]


def test_the_script_of_an_exported_list_gets_every_feed(many_feeds: Settings) -> None:
    document = files_of(many_feeds, StaticSite())["feeds.json"]
    found = json.loads(document)
    assert document == json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    assert found["kinds"] == {"category": "分类", "source": "来源", "tag": "标签"}
    assert found["formats"] == [["rss", "RSS"], ["atom", "Atom"], ["json", "JSON"]]
    assert found["none"] == "没有名称含“%(words)s”的订阅源。"
    assert len(found["feeds"]) == 46
    assert found["feeds"][0] == [
        *("source", "海州日报", "海州日报", f"{OUTLET_PAGE}/", "3 篇", "2022年3月3日", 1646265600),
        *(3, "海州日报新闻 \n海州日报\n\nhaizhouribao\n\nhzrb\n"),
    ]
    some = json.loads(
        files_of(many_feeds, StaticSite(("json", "rss"), ("category",)))["feeds.json"]
    )
    assert some["kinds"] == {"category": "分类"}
    assert [extension for extension, _ in some["formats"]] == ["json", "rss"]
    assert [feed[:4] for feed in some["feeds"]] == [
        ["category", name, name, f"/category/{name}/"] for name in ("haizhou", "yunling", "many")
    ]
