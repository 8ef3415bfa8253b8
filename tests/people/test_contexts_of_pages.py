"""What the templates of the pages get to show, on a server and in files, to the last link."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import replace
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup
from msgspec import structs

from feeds.errors import BadParameterError, UnknownTermError
from feeds.feed.feed import NEVER
from feeds.feed.phrases import phrases_for
from feeds.index.catalogue import Wish, listing
from feeds.model import SITE, Term
from feeds.parameters import Defaults
from feeds.query import Query
from service.app import create_app
from service.commands.common import opened, refreshed
from service.publication.publication import Publication
from service.settings.loading import load
from service.web import opml
from service.web.pages import catalogue, filter_form, layout, urls
from service.web.pages.catalogue import View
from service.web.pages.feed_page import context_of
from service.web.pages.filter_fields import FieldFault, Fields, read_fields
from service.web.pages.near import NearFeed
from service.web.pages.pasted_address import page_of_address
from service.web.pages.search_index import search_index
from service.web.pages.twin_links import TwinLink
from service.web.static_site import StaticSite
from tests.conftest import post, three_posts, write

BROWSER = {"Accept": "text/html"}
OUTLET, TWIN, MANY = (
    Term("source", "海州日报"),
    Term("tag", "海州日报新闻"),
    Term("category", "many"),
)
OUTLET_PAGE = "/source/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5"
TWIN_PAGE = "/tag/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5%E6%96%B0%E9%97%BB"
FEEDS = 46  # 43 tags, three categories, a source, without the outlet's twin


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Of 22 posts with 43 tags: more than one page of either."""
    folder = tmp_path_factory.mktemp("contexts")
    archive = three_posts(folder / "archive")
    for number in range(19):
        tags = [f"l{each}" for each in range(41)] if number == 0 else ["a"]
        text = post(f"X{number}", f"2022-02-01 08:{number:02}:00 +0800", "many", tags=str(tags))
        write(archive, f"_posts/2022-02-01-x{number}.md", text)
    settings = load(archive=archive, state=folder / "state", base_url="https://feeds.example")
    refreshed(opened(settings), settings)
    return create_app(settings)


@pytest.fixture
def here(app: Flask) -> Publication:
    publication: Publication = app.extensions["postwire"]
    return publication


@contextmanager
def asked(app: Flask, target: str = "/", static: StaticSite | None = None, **headers: str) -> Any:
    """Within a request, on a server or while files are written."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with app.test_request_context(target, headers=named):
        app.preprocess_request()
        app.extensions["postwire.static_site"] = static
        try:
            yield
        finally:
            del app.extensions["postwire.static_site"]


# The page of a feed


def links_of(app: Flask, query: Query, static: StaticSite | None = None) -> dict[str, Any]:
    names = ("older", "newer", "twin", "outlet", "twins", "canonical")
    with asked(app, static=static):
        context = context_of(query)
    return {name: context[name] for name in names if context[name]}


def test_a_page_of_a_feed_leads_to_the_pages_beside_it(app: Flask) -> None:
    site = {"canonical": "https://feeds.example/all"}
    assert links_of(app, Query()) == {**site, "older": "/all?page=2"}
    assert links_of(app, Query(page=2)) == {**site, "newer": "/all"}
    assert links_of(app, Query(page=3)) == {**site, "newer": "/all?page=2"}
    assert links_of(app, Query(), StaticSite(pages=1)) == site
    assert links_of(app, Query(), StaticSite(pages=2)) == {**site, "older": "/all?page=2"}


def test_the_page_of_an_outlet_names_the_twins_and_theirs_names_it(app: Flask) -> None:
    at = "https://feeds.example"
    outlet = {"canonical": f"{at}{OUTLET_PAGE}", "outlet": "海州日报"}
    twin = {"canonical": f"{at}{TWIN_PAGE}"}
    assert links_of(app, Query((OUTLET,))) == {**outlet, "twins": (TwinLink(TWIN, TWIN_PAGE),)}
    other = NearFeed(OUTLET, "海州日报", OUTLET_PAGE)
    assert links_of(app, Query((TWIN,))) == {**twin, "outlet": "海州日报", "twin": other}
    alone = StaticSite(left_out=frozenset({OUTLET, TWIN}))
    assert links_of(app, Query((OUTLET,)), alone) == outlet
    assert links_of(app, Query((TWIN,)), alone) == twin
    filtered = links_of(app, Query((TWIN,), since="2022-01-01"))
    assert filtered == {"canonical": f"{at}{TWIN_PAGE}?since=2022-01-01"}
    filtered = links_of(app, Query((OUTLET,), since="2022-01-01"))
    assert filtered == {"canonical": f"{at}{OUTLET_PAGE}?since=2022-01-01", "outlet": "海州日报"}
    assert set(links_of(app, Query((OUTLET, MANY)))) == {"canonical"}


def test_a_page_of_a_feed_has_twenty_entries_and_the_posts_of_two_years(app: Flask) -> None:
    with asked(app):
        site, many, both = (context_of(Query(terms)) for terms in ((), (MANY,), (OUTLET, MANY)))
        second = context_of(Query(page=2))
        some = context_of(Query(since="2022-03-02"))
    assert [len(each["feed"].entries) for each in (site, second, many, both)] == [20, 2, 19, 0]
    assert {each["feed"].content for each in (site, second, some)} == {"summary"}
    months = [[month.posts for month in each["months"] if month.posts] for each in (site, many)]
    assert months == [[19, 3], [19]]
    assert [len(each["months"]) for each in (site, many, some)] == [24, 24, 24]
    assert (site["tally"], many["tally"]) == (None, None)
    assert (some["tally"].posts, some["months"][-1].posts) == (2, 2)
    assert site["hubs"] == ("https://feeds.example/hub",)
    assert site["readers"][0].url.endswith("https%3A%2F%2Ffeeds.example%2Ffeed.rss")


def test_a_page_offers_what_the_service_can_answer(
    app: Flask, here: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    with asked(app):
        served = context_of(Query())
        assert not served["compares_stories"]
        assert {kind: len(names) for kind, names in served["offered"].items()} == {
            **{"source": 1, "category": 3, "tag": 43},
        }
    with asked(app, static=StaticSite(formats=("json", "rss"))):
        written = context_of(Query())
        assert written["offered"] == {}
        assert [form.extension for form in written["formats"]] == ["rss", "json"]
    monkeypatch.setattr(here, "defaults", Defaults(stories="asked"))
    with asked(app):
        assert context_of(Query())["compares_stories"]


# The catalogue


def list_of(app: Flask, wish: Wish, page: int = 1, static: StaticSite | None = None) -> Any:
    with asked(app, static=static):
        view = View(wish, page)
        rows = listing(app.extensions["postwire"].index, wish, (page - 1) * 40, 40)
        context = catalogue._context(view, rows)
        assert context["rows"] == catalogue._rows(context_rows(rows.rows, static))
        return SimpleNamespace(**context)


def context_rows(rows: Any, static: StaticSite | None) -> Any:
    return [row for row in rows if static is None or static.has(row.term)]


@pytest.mark.parametrize(
    ("wish", "page", "rows", "total", "first", "pages"),
    [
        (Wish(), 1, 40, 46, 1, 2),
        (Wish(), 2, 6, 46, 41, 2),
        (Wish(kind="tag"), 1, 40, 43, 1, 2),
        (Wish(kind="category"), 1, 3, 3, 1, 1),
        (Wish(kind="author"), 1, 0, 0, 1, 0),
        (Wish("l4", "tag"), 1, 2, 2, 1, 1),
        (Wish("nothing"), 1, 0, 0, 1, 0),
    ],
)
def test_forty_feeds_are_a_page_of_the_list(
    app: Flask, wish: Wish, page: int, rows: int, total: int, first: int, pages: int
) -> None:
    shown = list_of(app, wish, page)
    assert (len(shown.rows), shown.total, shown.first, shown.pages) == (rows, total, first, pages)


def test_the_list_counts_each_kind_and_names_the_feed_of_the_whole_site(app: Flask) -> None:
    whole = list_of(app, Wish())
    assert (whole.counts, whole.all) == ({"category": 3, "source": 1, "tag": 43}, FEEDS)
    assert (whole.whole.term, whole.whole.posts, whole.whole_page) == (SITE, 22, "/all")
    assert [form.path for form in whole.whole_formats] == ["/feed.rss", "/feed.atom", "/feed.json"]
    assert (whole.search_index, whole.search_script[:15]) == ("/feeds.json", "/static/search.")
    files = list_of(app, Wish(), static=StaticSite(kinds=("source", "category")))
    assert (files.counts, files.all) == ({"category": 3, "source": 1}, FEEDS)
    assert [row.counts.term.kind for row in files.rows] == ["source", *["category"] * 3]
    assert (files.whole, files.whole_formats) == (None, ())
    (outlet,) = list_of(app, Wish("海州日报")).rows
    assert (outlet.name, outlet.page) == ("海州日报", OUTLET_PAGE)
    assert outlet.twins == (TwinLink(TWIN, TWIN_PAGE),)
    assert [form.path for form in outlet.formats] == [
        f"{OUTLET_PAGE}.{extension}" for extension in ("rss", "atom", "json")
    ]
    assert outlet.rate == (3, "year")


def test_feeds_with_similar_names_are_named_where_none_is_found(app: Flask) -> None:
    assert list_of(app, Wish("海州月报")).near == (NearFeed(OUTLET, "海州日报", OUTLET_PAGE),)
    assert list_of(app, Wish("haizhou")).near == ()


def test_a_list_in_files_has_a_path_for_each_kind_and_page(app: Flask) -> None:
    site = StaticSite(home="/feeds/")
    kinds: list[tuple[str, int]] = [("", 1), ("", 2), ("tag", 1), ("tag", 2)]
    paths = ["/feeds/", "/feeds/list/all/2/", "/feeds/list/tag/", "/feeds/list/tag/2/"]
    assert [site.listed(*each) for each in kinds] == paths
    assert [site.listed(""), site.listed("tag")] == [paths[0], paths[2]]
    assert StaticSite().listed("") == "/"
    with asked(app, static=site):
        assert View(Wish(kind="tag"), 2).at() == paths[2]
        assert View(Wish(), 1).at(page=2) == paths[1]
        assert View(Wish(kind="tag")).at(kind="") == paths[0]
        assert (urls.home(), urls.kind_page("tag")) == (paths[0], paths[2])


def test_the_lists_that_are_written_are_those_of_the_kinds_with_pages(app: Flask) -> None:
    def views(static: StaticSite | None = None) -> list[tuple[str | None, int]]:
        with asked(app, static=static):
            return [(view.wish.kind, view.page) for view in catalogue.static_views()]

    assert views(StaticSite(kinds=("tag",))) == [(None, 1), (None, 2), ("tag", 1), ("tag", 2)]
    every = [(None, 1), (None, 2), ("category", 1), ("source", 1), ("tag", 1), ("tag", 2)]
    assert sorted(views(), key=str) == sorted(every, key=str)


def test_a_static_server_has_the_pages_that_were_written() -> None:
    whole = StaticSite()
    assert (whole.formats, whole.pages) == (("rss", "atom", "json"), 5)
    kinds = ("site", "category", "tag", "source", "author", "collection")
    assert sorted(whole.kinds) == sorted(kinds)
    some = StaticSite(kinds=("tag",), left_out=frozenset({Term("tag", "b")}))
    terms = (Term("tag", "a"), Term("tag", "b"), Term("source", "a"))
    assert [some.has(term) for term in terms] == [True, False, False]


def test_the_script_of_an_exported_list_gets_every_feed(app: Flask) -> None:
    with asked(app):
        document = search_index()
    found = json.loads(document)
    assert document == json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    assert found["kinds"] == {"category": "分类", "source": "来源", "tag": "标签"}
    assert found["formats"] == [["rss", "RSS"], ["atom", "Atom"], ["json", "JSON"]]
    assert found["none"] == "没有名称含“%(words)s”的订阅源。"
    assert len(found["feeds"]) == FEEDS
    assert found["feeds"][0] == [
        *("source", "海州日报", "海州日报", OUTLET_PAGE, "3 篇", "2022年3月3日", 1646265600, 3),
        "海州日报新闻 \n海州日报\n\nhaizhouribao\n\nhzrb\n",
    ]
    with asked(app, static=StaticSite(("json", "rss"), ("category",))):
        some = json.loads(search_index())
    assert some["kinds"] == {"category": "分类"}
    assert [extension for extension, _ in some["formats"]] == ["json", "rss"]
    assert [feed[:4] for feed in some["feeds"]] == [
        ["category", name, name, f"/category/{name}"] for name in ("haizhou", "yunling", "many")
    ]


@pytest.mark.parametrize("path", ["", "/blog"])
def test_addresses_below_a_path_are_known_and_written(
    app: Flask, here: Publication, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    base = f"https://feeds.example{path}"
    for url in (base, f"{base}/"):
        settings = here.settings.model_copy(update={"base_url": url})
        monkeypatch.setattr(here, "settings", settings)
        with asked(app):
            assert urls.local("/a") == f"{path}/a"
            there = page_of_address(f"{base}/category/many.rss?q=x")
            assert there
            assert (there.status_code, there.location) == (303, f"{path}/category/many?q=x")
            for other in (f"{base}x/category/many.rss", "https://b.example/category/many.rss"):
                assert page_of_address(other) is None
            assert page_of_address(base) is None
            assert page_of_address(f"http://feeds.example{path}/feed.rss") is None


# Lists


def test_a_list_has_one_feed_of_each_outlet_or_those_that_are_chosen(app: Flask) -> None:
    def listed(name: str, query: str = "", static: StaticSite | None = None) -> list[Term]:
        with asked(app, f"/{name}.opml?{query}", static):
            return [row.term for row in opml._rows(name)]

    every = listed("feeds")
    assert (every[0], len(every), len(set(every))) == (SITE, FEEDS + 1, FEEDS + 1)
    assert OUTLET in every
    assert TWIN not in every
    tags = listed("tags")
    assert (len(tags), TWIN in tags) == (43, True)
    assert {term.kind for term in tags} == {"tag"}
    chosen = "tag=l1&category=many&tag=l2&format=atom&q=x"
    assert listed("feeds", chosen) == [MANY, Term("tag", "l1"), Term("tag", "l2")]
    assert listed("tags", chosen) == [Term("tag", "l1"), Term("tag", "l2")]
    assert listed("feeds", f"tag={TWIN.name}") == [TWIN]
    assert listed("feeds", static=StaticSite(kinds=("source",))) == [OUTLET]
    assert listed("authors") == []
    with pytest.raises(UnknownTermError):
        listed("feeds", "tag=none")


def test_a_list_is_in_the_format_that_is_asked_for_and_kept_for_an_hour(app: Flask) -> None:
    def answer(query: str, static: StaticSite | None = None, **headers: str) -> Any:
        with asked(app, f"/authors.opml?{query}", static, **headers):
            return opml.opml("authors")

    empty = answer("")
    assert (empty.status_code, empty.content_type) == (200, "text/x-opml; charset=utf-8")
    assert empty.headers["Cache-Control"] == "public, max-age=3600"
    assert empty.headers["Link"] == '<https://feeds.example/authors.opml>; rel="self"'
    assert empty.headers["Last-Modified"] == format_datetime(NEVER, usegmt=True)
    tag = empty.headers["ETag"]
    assert answer("", If_None_Match=tag).status_code == 304
    packed = answer("", Accept_Encoding="gzip")
    assert packed.headers["ETag"].replace("-gzip", "") == tag
    with pytest.raises(BadParameterError, match="one of rss, atom, json"):
        answer("format=xml")

    def formats(query: str, static: StaticSite | None = None) -> set[str]:
        with asked(app, f"/categories.opml?{query}", static):
            text = opml.opml("categories").get_data(as_text=True)
        return set(re.findall(r'xmlUrl="[^"]*\.(\w+)"', text))

    assert formats("") == {"rss"}
    assert formats("format=atom") == {"atom"}
    assert formats("", StaticSite(formats=("json", "rss"))) == {"json"}


# The form


def test_a_text_means_the_feed_that_it_names_whole_or_several(
    app: Flask, here: Publication
) -> None:
    with asked(app):
        whole = read_fields(here.index, [("tag", "L1"), ("-tag", "ｌ1 ")], here.defaults)
        part = read_fields(here.index, [("tag", "L")], here.defaults)
        none = read_fields(here.index, [("source", "海州月报")], here.defaults)
    assert (whole.usable, whole.wrong) == ([("tag", "l1"), ("-tag", "l1")], [])
    assert part.usable == none.usable == []
    ((name, text, meant),) = part.wrong
    assert (name, text, len(meant)) == ("tag", "L", 6)
    assert all(term.name.startswith("l") for term in meant)
    assert none.wrong == [FieldFault("source", "海州月报", (OUTLET,))]


def test_a_form_that_is_wrong_has_the_fields_of_what_it_asks_for() -> None:
    names = {"tag", "-tag", "source", "-source", "q", "since", "until"}
    assert filter_form._shown(["tag", "source"], "page") == names
    assert filter_form._shown(["tag", "source"], "rss") == {*names, "limit"}


def test_a_form_that_is_wrong_keeps_what_is_right(
    app: Flask, here: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = dict[str, Any]()

    def page(template: str, status: int, cache: str, **context: Any) -> Any:
        shown.update(context, template=template, status=status, cache=cache)
        return app.response_class()

    monkeypatch.setattr(layout, "page", page)
    monkeypatch.setattr(here, "defaults", Defaults(stories="all"))
    query = "tag=l1&-source=海州日报&q=x&limit=x&category=haizhou y&format=atom"
    with asked(app, f"/filter?{query}", **BROWSER):
        response = filter_form.filtered()
    assert (shown["template"], shown["status"], shown["cache"]) == ("filter.html", 400, "no-store")
    assert response.headers["Vary"] == "Accept"
    assert shown["chosen"] == [
        ("tag", "l1", "tag", "l1"),
        ("-source", "海州日报", "source", "海州日报"),
    ]
    assert shown["typed"] == {"q": "x"}
    assert [fault[:2] for fault in shown["wrong"]] == [("limit", "x"), ("category", "haizhou y")]
    assert (shown["extension"], shown["compares_stories"]) == ("atom", True)
    assert [form.path for form in shown["formats"]] == ["/feed.rss", "/feed.atom", "/feed.json"]
    assert set(shown["offered"]) == {"tag", "source", "category"}
    assert "limit" in shown["shown"]


def test_each_feed_that_a_text_may_mean_leads_to_the_form_with_it(app: Flask) -> None:
    fault = FieldFault("-tag", "l", (Term("tag", "l1"), OUTLET))
    fields = Fields([("q", "x")], [fault, FieldFault("limit", "y")])
    with asked(app):
        wrong = filter_form._wrong(fields, fault, "json")
    assert (wrong.name, wrong.text) == ("-tag", "l")
    assert [(each.feed.name, each.address) for each in wrong.choices] == [
        ("l1", "/filter?q=x&-tag=l1&limit=y&format=json"),
        (
            "海州日报",
            "/filter?q=x&-source=%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5&limit=y&format=json",
        ),
    ]


@pytest.mark.parametrize(
    ("query", "accept", "answer"),
    [
        ("tag=l1&format=page", "text/html", "/tag/l1"),
        ("tag= l1 &q=", "text/html", "/tag/l1.rss"),
        ("tag=l1&limit=7&format=json", "*/*", "/tag/l1.json?limit=7"),
        ("", "text/html", "/feed.rss"),
        ("format=page", "text/html", "/all"),
    ],
)
def test_the_form_leads_to_the_feed_or_to_its_page(
    app: Flask, query: str, accept: str, answer: str
) -> None:
    response = app.test_client().get(f"/filter?{query}", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, answer)


# The layout


def test_a_page_has_the_headers_of_a_page(
    app: Flask, here: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def headers(status: int = 200, cache: str = "", **sent: str) -> dict[str, str]:
        with asked(app, **sent):
            monkeypatch.setattr(layout, "render_template", lambda name, **context: name)
            named = {"cache": cache} if cache else {}
            response = layout.page("body", status, **named)
            return {name: value for name, value in response.headers if name != "Date"}

    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    plain = headers()
    tag = plain.pop("ETag")
    assert tag.startswith('W/"')
    assert plain == {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": "4",
        "Cache-Control": "public, max-age=60",
        "Content-Security-Policy": policy,
        "Content-Language": "zh-Hans",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
    }
    packed = headers(Accept_Encoding="gzip")
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", tag)
    assert "ETag" not in headers(404)
    assert headers(cache="no-store")["Cache-Control"] == "no-store"
    with asked(app, If_None_Match=tag):
        assert layout.page("body").status_code == 304
        assert layout.page("body", 404).status_code == 404
    with asked(app, If_Modified_Since="Fri, 01 Jan 99999999999 00:00:00 GMT"):
        assert layout.page("body").status_code == 200
    monkeypatch.setattr(
        here, "settings", here.settings.model_copy(update={"page_language": "browser"})
    )
    french = headers(Accept_Language="xx, en;q=0.5")
    assert (french["Vary"], french["Content-Language"]) == (
        "Accept-Encoding, Accept-Language",
        "en",
    )
    assert headers(Accept_Language="xx")["Content-Language"] == "zh-Hans"
    monkeypatch.setattr(here, "settings", here.settings.model_copy(update={"page_language": "en"}))
    english = headers(Accept_Language="zh")
    assert (english["Vary"], english["Content-Language"]) == ("Accept-Encoding", "en")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://a.example:1/icon.png", " https://a.example:1"),
        ("/icon.png", ""),
        ("https://a.example;script-src */x", ""),
        ("data:image/png,x", ""),
        ("ftp://a.example/x", ""),
    ],
)
def test_the_policy_of_a_page_allows_the_icons_origin_where_it_is_one(
    address: str, allowed: str
) -> None:
    assert layout._foreign(address) == allowed


def test_templates_are_read_as_their_translators_see_them(app: Flask) -> None:
    template = app.jinja_env.from_string(
        "{% trans a=x %}\n  one\n  {{ a }}\n{% endtrans %}|\n"
        "  {% if x %}\n y\n  {% endif %}\n{{ _('%(a)s', a=x) }}"
    )
    with asked(app):
        assert template.render(x="<") == "one &lt;|\n y\n&lt;"


# Parts of pages


def test_an_entry_names_where_it_comes_from_but_on_the_outlets_own_page(
    app: Flask, here: Publication
) -> None:
    with asked(app):
        entry = here.compose(Query((OUTLET,))).entries[0]
        article_of = app.jinja_env.globals["article_of"]

        def written(outlet: str, **changed: Any) -> Markup:
            there: Any = article_of
            return there(replace(entry, **changed), layout.language().tag, outlet)

        elsewhere, own, other = written(""), written("海州日报"), written("云岭时报")
        english = written("", post=structs.replace(entry.post, language="en"))
    assert 'lang="zh-CN"' in elsewhere
    assert f'href="{entry.url}"' in elsewhere
    assert ">2022年3月3日<" in elsewhere
    assert "2022-03-03T08:00:00+08:00" in elsewhere
    assert "<bdi>海州日报</bdi>" in elsewhere
    assert "海州日报" not in own
    assert other == elsewhere
    assert phrases_for("zh-CN").first_published in elsewhere
    assert phrases_for("en").first_published in english
    assert 'lang="en"' in english


def test_months_are_columns_of_a_drawing_and_rows_of_a_table(app: Flask, here: Publication) -> None:
    with asked(app):
        months = context_of(Query())["months"]
        chart: Any = app.jinja_env.globals["chart_of"]
        drawn = chart(months, layout.language().tag)
    assert drawn.count('<tr><th scope="row">') == 24
    assert '<th scope="row">2022年3月</th><td class="number">3</td>' in drawn
    assert '<th scope="row">2022年2月</th><td class="number">19</td>' in drawn
    assert drawn.count('<g class="month">') == 24
    assert "2022年2月: 19 篇" in drawn


def test_a_reader_on_the_web_needs_an_address_on_the_web() -> None:
    assert urls.readers("/feed.rss") == ()
