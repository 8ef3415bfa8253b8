"""The page of a feed: its entries and months, and where it leads, on a server and as a file."""

from __future__ import annotations

from urllib.parse import quote

import lxml.html
import pytest
from flask.testing import FlaskClient

from feeds.feed.phrases import phrases_for
from feeds.model import Term
from feeds.query import Query
from service.app import create_app
from service.export.static_pages import StaticPages
from service.settings.settings import Settings
from service.web.static_site import StaticSite
from tests.conftest import index_of, post, write
from tests.people.looking import looked_at, targets, words

HOST = "https://feeds.example"
OUTLET, TWIN = Term("source", "海州日报"), Term("tag", "海州日报新闻")
OUTLET_PAGE, TWIN_PAGE = f"/source/{quote(OUTLET.name)}", f"/tag/{quote(TWIN.name)}"


def written(settings: Settings, query: Query, static: StaticSite) -> lxml.html.HtmlElement:
    """The page of a feed as an export writes it."""
    return lxml.html.fromstring(StaticPages(settings, static).feed_page(query).decode())


def steps(page: lxml.html.HtmlElement) -> dict[str, str]:
    """Where a page leads to newer and older entries, and which address it calls its own."""
    links = page.cssselect("nav.pages a, link[rel=canonical]")
    return {link.get("rel"): link.get("href") for link in links}


def test_a_page_leads_to_the_pages_beside_it(visitor: FlaskClient) -> None:
    own = {"canonical": f"{HOST}/all"}
    assert steps(looked_at(visitor, "/all")) == {**own, "next": "/all?page=2"}
    assert steps(looked_at(visitor, "/all?page=2")) == {**own, "prev": "/all"}
    assert steps(looked_at(visitor, "/all?page=3")) == {**own, "prev": "/all?page=2"}


def test_a_page_in_a_file_leads_to_those_that_have_one(many_feeds: Settings) -> None:
    own = {"canonical": f"{HOST}/all/"}
    assert steps(written(many_feeds, Query(), StaticSite(pages=1))) == own
    two = written(many_feeds, Query(), StaticSite(pages=2))
    assert steps(two) == {**own, "next": "/page/2/all/"}
    assert targets(two, "link[rel=hub]") == []  # a static server tells no subscriber


def test_the_page_of_an_outlet_names_the_twins_and_theirs_names_it(visitor: FlaskClient) -> None:
    outlet, twin = looked_at(visitor, OUTLET_PAGE), looked_at(visitor, TWIN_PAGE)
    assert targets(outlet, "#subscribe > p.facts a") == [TWIN_PAGE]
    assert targets(twin, "#subscribe > p.facts a") == []
    assert targets(outlet, "#subscribe .warn a") == []
    assert targets(twin, "#subscribe .warn a") == [OUTLET_PAGE]
    for page in (OUTLET_PAGE, TWIN_PAGE):
        filtered = looked_at(visitor, f"{page}?since=2022-01-01")
        assert steps(filtered) == {"canonical": f"{HOST}{page}?since=2022-01-01"}
        assert targets(filtered, "#subscribe .warn a, #subscribe > p.facts a") == []


def test_an_export_names_no_twin_without_a_page(many_feeds: Settings) -> None:
    alone = StaticSite(left_out=frozenset({OUTLET, TWIN}))
    for term in (OUTLET, TWIN):
        page = written(many_feeds, Query((term,)), alone)
        assert targets(page, "#subscribe .warn a, #subscribe > p.facts a") == []


def test_an_entry_names_its_outlet_but_on_the_outlets_own_pages(visitor: FlaskClient) -> None:
    first = "第3篇 2022年3月3日"
    assert words(looked_at(visitor, "/all"), "article")[0] == f"{first} · 原载 海州日报 正文。"
    for page in (OUTLET_PAGE, f"{OUTLET_PAGE}?since=2022-01-01", TWIN_PAGE):
        assert words(looked_at(visitor, page), "article")[0] == f"{first} 正文。"


def test_a_post_in_another_language_is_told_of_in_it(
    archive_in_english: Settings,
) -> None:
    page = looked_at(create_app(archive_in_english).test_client(), "/all")
    (english, chinese) = page.cssselect("article")
    assert english.cssselect("[lang=en]")
    assert phrases_for("en").first_published in english.text_content()
    assert phrases_for("zh-CN").first_published in chinese.text_content()


@pytest.fixture
def archive_in_english(
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    root = tmp_path_factory.mktemp("english")
    write(root, "a/_config.yml", "url: https://s.example\nlang: zh-CN\n")
    for day, more in ((1, {}), (2, {"lang": "en"})):
        text = post("X", f"2022-03-0{day}", tags=TWIN.name, **more)
        write(root, f"a/_posts/2022-03-0{day}-x.md", text)
    return index_of(root / "a", root / "state")


@pytest.mark.parametrize(
    ("address", "entries", "count", "months"),
    [
        ("/all", 20, "22 篇", {"2022年3月": "3", "2022年2月": "19"}),
        ("/all?page=2", 2, "22 篇", {"2022年3月": "3", "2022年2月": "19"}),
        ("/category/many", 19, "19 篇", {"2022年2月": "19"}),
        ("/all?since=2022-03-02", 2, "2 篇", {"2022年3月": "2"}),
        (f"{OUTLET_PAGE}?category=many", 0, "0 篇", None),
    ],
)
def test_a_page_has_twenty_entries_and_the_posts_of_two_years(
    visitor: FlaskClient, address: str, entries: int, count: str, months: dict[str, str] | None
) -> None:
    page = looked_at(visitor, address)
    assert len(page.cssselect("article")) == entries
    assert words(page, ".feed-head .facts")[-1].split(" · ")[0] == count
    rows = dict(zip(words(page, "tbody th"), words(page, "tbody td"), strict=True))
    if months is None:
        assert rows == {}
    else:
        assert len(rows) == 24
        assert {month: posts for month, posts in rows.items() if posts != "0"} == months


def test_a_page_offers_what_the_service_can_answer(
    visitor: FlaskClient, many_feeds: Settings
) -> None:
    def offered(page: lxml.html.HtmlElement) -> dict[str, int]:
        return {names.get("id"): len(names) for names in page.cssselect("datalist")}

    served = looked_at(visitor, "/all")
    assert offered(served) == {"names-source": 1, "names-category": 3, "names-tag": 43}
    assert served.cssselect("[name=unique]") == []
    assert targets(served, "link[rel=hub]") == [f"{HOST}/hub"]
    assert targets(served, ".readers a")[1].endswith("https%3A%2F%2Ffeeds.example%2Ffeed.rss")
    comparing = many_feeds.model_copy(update={"stories": "asked"})
    assert looked_at(create_app(comparing).test_client(), "/all").cssselect("[name=unique]")
    some = written(many_feeds, Query(), StaticSite(formats=("json", "rss")))
    assert offered(some) == {}
    assert words(some, ".addresses dt") == ["RSS", "JSON Feed"]
