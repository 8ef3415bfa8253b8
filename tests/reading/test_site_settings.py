"""What the settings of a site say of it: language, rights, pictures, the paths of its feeds."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.archive.archive_files import LARGEST_FILE
from feeds.archive.file_dates import FileDates
from feeds.archive.language_names import language_tag
from feeds.archive.options import Options
from feeds.archive.site import configuration, site_from
from feeds.archive.values import FrontMatter, Value, lowered
from feeds.bounded.limits import Limits
from feeds.errors import ArchiveError, ConfigurationError
from feeds.model import Person, Site
from tests.conftest import write


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


def test_every_word_of_a_site_is_found_in_its_settings() -> None:
    whole: FrontMatter = {
        **{"title": "T <b>of</b> it", "url": "https://s.example/", "baseurl": "/b/"},
        **{"description": "D &amp; <i>d</i>", "lang": "de", "timezone": "Asia/Shanghai"},
        **{"author": {"name": "<b>Ann</b>", "uri": "https://ann.example"}},
        **{"copyright": "(c)", "icon": "i.png", "logo": "/l.png", "email": "a@b.example"},
        "feed": {
            **{"path": "f.xml", "posts_limit": "7", "excerpt_only": "true"},
            **{"tags": {"path": "t/"}, "collections": {"posts": {"path": "p.xml"}}},
        },
    }
    site = site_from(whole, Options(ids="jekyll-feed", stories="site", podcast_category="Arts"))
    assert site == Site(
        title="T of it",
        url="https://s.example/b",
        description="D & d",
        language="de",
        timezone=ZoneInfo("Asia/Shanghai"),
        author=Person("Ann", "https://ann.example/"),
        rights="(c)",
        icon="https://s.example/b/i.png",
        logo="https://s.example/l.png",
        tag_authority="s.example",
        email="a@b.example",
        podcast_category="Arts",
        old_feed="/f.xml",
        old_tag_feeds="/t/",
        posts_limit=7,
        excerpt_only=True,
        ids="jekyll-feed",
        shows_stories_once=True,
    )
    below = site_from(whole, Options(), joins_below_base=True)
    assert below.joins_below_base
    assert (below.icon, below.logo) == ("https://s.example/b/i.png", "https://s.example/b/l.png")


def test_the_operators_words_count_before_those_of_the_site() -> None:
    own = Options(
        title="T",
        site_url="https://o.example",
        description="D",
        language="fr",
        timezone="Europe/Berlin",
        author="Ben",
        rights="R",
        icon="/o.png",
        logo="/p.png",
        tag_authority="old.example",
        email="o@o.example",
    )
    config: FrontMatter = {
        **{"title": "x", "url": "https://x.example", "description": "x", "lang": "de"},
        **{"timezone": "UTC", "author": {"name": "x", "uri": "https://x.example"}, "rights": "x"},
        **{"icon": "/x", "logo": "/x", "email": "x@x.example"},
    }
    site = site_from(config, own)
    assert site == Site(
        title="T",
        url="https://o.example",
        description="D",
        language="fr",
        timezone=ZoneInfo("Europe/Berlin"),
        author=Person("Ben"),
        rights="R",
        icon="https://o.example/o.png",
        logo="https://o.example/p.png",
        tag_authority="old.example",
        email="o@o.example",
    )


def test_a_site_that_says_nothing_is_on_this_host_and_in_english() -> None:
    assert site_from({}, Options()) == Site(
        "localhost", "http://localhost", tag_authority="localhost"
    )
    assert Options() == Options(
        None, None, None, None, None, None, None, None, None, None, None, None, "News",
        "postwire", None, "site", None, None, None, None, LARGEST_FILE, 5.0, 1 << 30, "off",
    )  # fmt: skip
    assert Options().limits == Limits(5.0, 1 << 30)
    assert (Options().names, LARGEST_FILE) == ({}, 16 << 20)


def test_the_operator_decides_what_the_site_would() -> None:
    dates = FileDates(Path("dates"))
    for given, configured, counts in [
        (None, True, True), (None, False, False), (True, False, True), (False, True, False),
    ]:  # fmt: skip
        options = Options(dates=dates, git_dates=given, future=given, drafts=given)
        assert options.dates_where(configured) is (dates if counts else None)
        assert options.builds_future(configured) is counts
        assert options.builds_drafts(configured) is counts
    assert Options().builds_future(None) is Options().builds_drafts(None) is False
    assert Options(git_dates=True).dates_where(True) is None


def test_the_address_of_a_site_is_spelled_in_several_ways() -> None:
    cases: list[tuple[FrontMatter, str]] = [
        ({"baseurl": "https://h.example/b/"}, "https://h.example/b"),
        ({"base_url": "https://z.example", "baseurl": "/x"}, "https://z.example"),
        ({"baseurl": "//h.example/b"}, "https://h.example/b"),
        ({"baseurl": "//b", "url": "https://h.example"}, "https://h.example/b"),
        ({"baseurl": "//h.example", "url": "https://x.example"}, "https://x.example/h.example"),
        ({"baseurl": "//localhost"}, "http://localhost/localhost"),
        ({"baseurl": "/b"}, "http://localhost/b"),
        ({"baseurl": "b/c/"}, "http://localhost/b/c"),
        ({"url": "https://h.example//", "baseurl": "b"}, "https://h.example/b"),
        ({"url": "HTTPS://H.example/"}, "https://h.example"),
        ({"baseurl": "b/v1.2"}, "http://localhost/b/v1.2"),
    ]
    assert [(config, site_from(config, Options()).url) for config, _ in cases] == cases
    for wrong in (
        {"url": "h.example"},
        {"url": "ftp://h.example"},
        {"baseurl": "h.example/b"},
        {"url": "https://["},
    ):
        with pytest.raises(ConfigurationError, match=r"the site's address '.*' is no http"):
            site_from({**wrong}, Options())
    for zone in ("Mars/Base", "../x", "Asia", "a\0b"):
        with pytest.raises(ConfigurationError, match="unknown time zone"):
            site({"timezone": zone})
    assert site_from({}, Options(site_url="/")).url == "http://localhost"


@pytest.mark.parametrize(
    "keys",
    [
        ("lang", "locale", "languagecode", "default_language", "language", "default_lang"),
        ("title", "name"),
        ("description", "tagline", "subtitle"),
        ("copyright", "rights"),
        ("icon", "favicon"),
        ("author", "authors", "owner"),
    ],
)
def test_each_setting_has_several_names_and_the_first_counts(keys: tuple[str, ...]) -> None:
    fields = {"lang": "language", "title": "title", "description": "description"}
    fields |= {"copyright": "rights", "icon": "icon", "author": "author"}

    def of(config: FrontMatter) -> object:
        return getattr(site(config), fields[keys[0]])

    alone = [of({key: "de"}) for key in keys]
    assert alone == [alone[0]] * len(keys)
    assert alone[0] != of({})
    for stronger, weaker in pairwise(keys):
        assert of({weaker: "fr", stronger: "de"}) == alone[0]


def test_settings_in_extra_and_params_give_way_to_those_above_them() -> None:
    for group in ("params", "extra"):
        inner: FrontMatter = {
            **{"description": "D", "rights": "R", "icon": "/i", "author": "Ann <a@b.example>"},
            "assets": {"logo": "/l"},
        }
        found = site({group: inner})
        assert (found.description, found.rights, found.icon, found.logo) == (
            "D", "R", "https://s.example/i", "https://s.example/l",
        )  # fmt: skip
        assert (found.author, found.email) == (Person("Ann"), "a@b.example")
        above: FrontMatter = {"description": "A", "rights": "A", "icon": "/a", "author": "Ben"}
        over = site({group: inner, **above})
        assert (over.description, over.rights, over.icon) == ("A", "A", "https://s.example/a")
        assert over.author == Person("Ben")
    both = site({"extra": {"description": "E"}, "params": {"description": "P"}})
    assert both.description == "P"


def test_an_author_has_an_address_of_the_web_under_several_names() -> None:
    for key in ("uri", "url", "homepage", "website"):
        author: FrontMatter = {"name": "Ann", key: "https://a.example/"}
        assert site({"author": author}).author == Person("Ann", "https://a.example/")
        assert site({"author": {"name": "Ann", key: "/about"}}).author == Person("Ann")
    assert site({"author": {"email": "a@b.example"}}).author is None
    assert site({"author": {"email": "a@b.example"}}).email == "a@b.example"
    assert site({"author": [["x"]], "owner": "Ann"}).author == Person("Ann")
    assert site({"author": [], "authors": ["Ann"]}).author == Person("Ann")
    assert site({"email": "x@y.example", "author": "Ann <a@b.example>"}).email == "x@y.example"
    assert site({"params": {"email": "p@y.example"}, "author": "Ann"}).email == "p@y.example"
    assert site({"author": f"{'x' * 489} a@b.example"}).email == "a@b.exampl"
    assert site({}).email is None


@pytest.mark.parametrize("key", ["src", "url", "path", "href", "image", "icon", "ico", "light"])
def test_a_picture_in_a_mapping_by_each_name(key: str) -> None:
    assert site({"icon": {key: "/i.png"}}).icon == "https://s.example/i.png"


def test_the_feeds_of_collections_and_tags_have_paths_of_their_own() -> None:
    feed: FrontMatter = {
        "collections": {
            "posts": {"path": "p.xml"},
            "notes": {"path": "/n.xml"},
            "other": {"category": "x"},
        },
        "tags": {"path": "https://s.example/t/"},
    }
    found = site({"feed": feed})
    assert found.old_collection_feeds == {"/n.xml": "notes"}
    assert (found.old_feed, found.old_tag_feeds) == ("/p.xml", "/t/")
    assert site({"feed": {**feed, "path": "f.xml"}}).old_feed == "/f.xml"
    assert site({}).old_feed is site({}).old_tag_feeds is None


def test_a_former_program_limits_a_feed_where_the_site_does_not() -> None:
    cases: list[tuple[FrontMatter, Options, int | None]] = [
        ({}, Options(), None),
        ({}, Options(ids="hugo"), None),
        ({}, Options(ids="jekyll-feed"), 10),
        ({}, Options(ids="wordpress"), 10),
        ({"rsslimit": "7"}, Options(ids="wordpress"), 7),
        ({"services": {"rss": {"limit": "8"}}, "rsslimit": "7"}, Options(), 8),
        ({"feed": {"posts_limit": "9"}, "services": {"rss": {"limit": "8"}}}, Options(), 9),
        ({"feed": {"posts_limit": "0"}}, Options(ids="wordpress"), 10),
    ]
    assert [site_from(config, options).posts_limit for config, options, _ in cases] == [
        limit for *_, limit in cases
    ]


def test_a_title_has_a_word_else_the_host_is_the_title() -> None:
    assert site({"title": "<p></p>", "name": "N"}).title == "s.example"
    assert site({"title": "a\x00b "}).title == "ab"
    assert site_from({"title": "x"}, Options(title=" ")).title == "x"


def test_settings_are_read_from_the_first_file_that_is_there(tmp_path: Path) -> None:
    names = ("a.yml", "b.toml", "c.json")
    assert configuration(tmp_path, names) == {}
    write(tmp_path, "c.json", '{"title": "of JSON"}')
    assert configuration(tmp_path, names) == {"title": "of JSON"}
    write(tmp_path, "b.toml", 'Title = "of TOML"')
    assert configuration(tmp_path, names) == {"title": "of TOML"}
    write(tmp_path, "a.yml", "Title: of YAML")
    assert configuration(tmp_path, names) == {"title": "of YAML"}
    (tmp_path / "d.yml").mkdir()
    assert configuration(tmp_path, ("d.yml",)) == {}
    write(tmp_path, "a.yml", "a: b\nc: [\n")
    with pytest.raises(ArchiveError, match=r"a\.yml:3: cannot be parsed"):
        configuration(tmp_path, names)
    write(tmp_path, "a.yml", b"\xff\xfe\xfd")
    with pytest.raises(ArchiveError, match=r"a\.yml: not a text in UTF-8"):
        configuration(tmp_path, names)
    (tmp_path / "a.yml").unlink()
    (tmp_path / "a.yml").symlink_to("/dev/../etc/hostname")
    with pytest.raises(ArchiveError, match=r"a\.yml: a link that leads out"):
        configuration(tmp_path, names)
