"""What the settings of a site say of it: language, rights, pictures, the paths of its feeds."""

from __future__ import annotations

import pytest

from feeds.archive.language_names import language_tag
from feeds.archive.options import Options
from feeds.archive.site import site_from
from feeds.archive.values import FrontMatter, Value, lowered
from feeds.model import Person, Site


def site(config: FrontMatter) -> Site:
    return site_from({"url": "https://s.example", **config}, Options())


@pytest.mark.parametrize(
    ("spelled", "tag"),
    [
        ("zh_CN.UTF-8", "zh-CN"),
        ("English", "en"),
        ("deutsch", "de"),
        ("Français", "fr"),
        ("simplified  chinese", "zh-Hans"),
        ("简体中文", "zh-Hans"),
        ("klingonese", None),
        ("", None),
    ],
)
def test_a_language_is_a_tag_or_a_known_name(spelled: str, tag: str | None) -> None:
    assert language_tag(spelled) == tag


@pytest.mark.parametrize(
    ("spelled", "title"),
    [
        ("<site> & tide", "<site> & tide"),
        ("On Vec<T>", "On Vec<T>"),
        ("The <em>tide</em> &amp; more", "The tide & more"),
    ],
)
def test_only_what_html_knows_is_markup_in_a_title(spelled: str, title: str) -> None:
    assert site({"title": spelled}).title == title


def test_a_language_that_is_none_gives_way_to_another_key() -> None:
    assert site({"lang": "klingonese", "locale": "de_DE"}).language == "de-DE"
    assert site({"lang": "klingonese"}).language == "en"


@pytest.mark.parametrize(
    ("config", "rights"),
    [
        ({"copyright": '&copy; 2024 <a href="/cc">Ann</a>'}, "© 2024 Ann"),
        ({"copyright": "© Ann, [CC BY](https://c.example/by)"}, "© Ann, CC BY"),
        ({"params": {"copyright": "© Ann"}}, "© Ann"),
        ({"copyright": "© {year} Ann, [terms](/t 'T')"}, "© Ann, terms"),
        ({"copyright": "false"}, None),
    ],
)
def test_rights_are_plain_text(config: FrontMatter, rights: str | None) -> None:
    assert site(config).rights == rights


def test_settings_may_stand_in_params_or_in_those_of_jekyll_feed() -> None:
    params = site({"params": {"logo": "/l.png", "favicon": "/i.png", "author": {"name": "Ann"}}})
    assert (params.logo, params.icon) == ("https://s.example/l.png", "https://s.example/i.png")
    assert params.author
    assert site({"logo": "false", "author": "no", "description": "no"}) == site({})
    feed = site({"logo": "/a.png", "feed": {"logo": "/l.png", "icon": "/i.png"}})
    assert (feed.logo, feed.icon) == (params.logo, params.icon)


@pytest.mark.parametrize(
    "config",
    [
        {"author": {"name": "Ann", "uri": "https://a.example/", "email": "a@b.example"}},
        {"params": {"authors": [{"name": "Ann", "url": "https://a.example/"}],
                    "email": "a@b.example"}},
        {"owner": {"name": "Ann", "homepage": "https://a.example/", "email": "a@b.example"}},
    ],
)  # fmt: skip
def test_the_author_of_a_site_may_be_described(config: FrontMatter) -> None:
    of_site = site(config)
    assert of_site.author == Person("Ann", "https://a.example/")
    assert of_site.email == "a@b.example"


def test_the_author_of_a_site_may_be_a_name() -> None:
    for author in ("Ann <a@b.example>", ["Ann <a@b.example>", "Ben"]):
        of_site = site({"author": author})
        assert (of_site.author, of_site.email) == (Person("Ann"), "a@b.example")
    assert site({"email": "ann at site"}).email is None


@pytest.mark.parametrize("logo", [{"path": "/l.png"}, ["/l.png"], [{"src": "/l.png"}]])
def test_a_logo_may_stand_in_a_mapping_or_a_list(logo: Value) -> None:
    assert site({"logo": logo}).logo == "https://s.example/l.png"
    assert site({"logo": "{{ site.url }}/l.png"}).logo is None


def test_the_limit_of_hugo_and_zola_counts_too() -> None:
    for config in ({"services": {"rss": {"limit": "7"}}}, {"rssLimit": "7"}, {"feed_limit": "7"}):
        assert site(lowered(config)).posts_limit == 7
    assert site({"services": {"rss": {"limit": "-1"}}}).posts_limit is None


def test_the_path_of_the_old_feed_may_be_a_whole_address() -> None:
    for path in ("old.xml", "./old.xml", "https://s.example/old.xml"):
        assert site({"feed": {"path": path}}).old_feed == "/old.xml"


@pytest.mark.parametrize(("spelled", "limit"), [("7", 7), ("0", None), ("", None)])
def test_a_site_may_limit_the_posts_of_its_feed(spelled: str, limit: int | None) -> None:
    assert site({"feed": {"posts_limit": spelled}}).posts_limit == limit
