"""The documents of the three formats, element by element: what is unknown is left out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from feeds.feed.compose import feed_of
from feeds.feed.feed import Feed, Tombstone
from feeds.model import (
    Attribution,
    Enclosure,
    Entry,
    Episode,
    Person,
    Post,
    Repeat,
    Site,
    Term,
    Transcript,
)
from feeds.query import Content, Place, Query
from feeds.render import FORMATS
from feeds.render.links import Links
from feeds.render.paging import archive_links, document_links, is_archive, page_links

DAY = datetime(2022, 3, 1, 8, tzinfo=UTC)
LATER = DAY + timedelta(days=1)
HARBOUR = Term("category", "harbour")
LINKS = Links("https://f.example/b", ("https://f.example/hub", "https://other.example/hub"))
SITE = Site("News", "https://x.example", tag_authority="x.example", author=Person("Own"))
PAPER = Attribution(
    "Paper", "https://p.example/", "https://p.example/rss", "https://p.example/1",
    (Person("Ann", "https://p.example/ann"), Person("Bo")), "© Paper", "https://l.example/by",
)  # fmt: skip
SOUND = Enclosure("https://x.example/a.mp3", "audio/mpeg", 5, 60)
FILM = Enclosure("https://x.example/b.mp4", "video/mp4")


def entry(content: str = "<p>x</p>", summary: str = "s", **fields: Any) -> Entry:
    post = Post("a.md", "/a", "A", DAY, **fields)
    return Entry(post, "tag:x", "https://x.example/a", DAY, content, summary)


def feed(*entries: Entry, site: Site = SITE, **fields: Any) -> Feed:
    query = fields.pop("query", Query())
    return replace(feed_of(query, site, entries, "full"), **fields)


def element(extension: str, of: Entry, content: Content = "full") -> list[tuple[str, Any, Any]]:
    """The children of an entry's element: name, attributes, text."""
    (fragment,) = FORMATS[extension].fragments([of], SITE, content, LINKS)
    return spelled(document_of(fragment))


def document_of(fragment: bytes) -> Any:
    prefixes = ("dc", "media", "sy", "atom", "content", "itunes", "podcast")
    declared = "".join(f' xmlns:{prefix}="{prefix}:"' for prefix in prefixes)
    return etree.fromstring(f"<r{declared}>".encode() + fragment + b"</r>")[0]


def spelled(parent: Any) -> list[tuple[str, Any, Any]]:
    return [
        (str(child.tag).replace("{", "").replace("}", ""), dict(child.attrib), child.text)
        for child in parent
    ]


def item(of: Entry, content: Content = "full", site: Site = SITE) -> dict[str, Any]:
    (fragment,) = FORMATS["json"].fragments([of], site, content, LINKS)
    read: dict[str, Any] = json.loads(fragment)
    return read


def head(extension: str, of: Feed) -> Any:
    document = FORMATS[extension].document(of, LINKS, [])
    if extension == "json":
        return json.loads(document)
    root = etree.fromstring(document)
    return root[0] if extension == "rss" else root


# Links


def test_a_document_names_itself_its_hubs_and_its_pages() -> None:
    base = "https://f.example/b/feed.rss"
    place = Place(16, 1)
    hubs = [("hub", "https://f.example/hub"), ("hub", "https://other.example/hub")]
    assert document_links(feed(), LINKS, "rss") == [("self", base), *hubs]
    first = feed(more=True, last=place, total=101)
    assert document_links(first, LINKS, "rss")[3:] == page_links(first, LINKS, "rss")
    pages = {
        "more": (first, {"first": "", "next": "?before=10.1&page=2", "last": "?page=3"}),
        "hundred": (
            replace(first, total=100),
            {"first": "", "next": "?before=10.1&page=2", "last": "?page=2"},
        ),
        "uncounted": (replace(first, total=None), {"first": "", "next": "?before=10.1&page=2"}),
        "last": (
            feed(query=Query(page=3), total=101),
            {"first": "", "previous": "?page=2", "last": "?page=3"},
        ),
        "second": (
            feed(query=Query(page=2), total=51),
            {"first": "", "previous": "", "last": "?page=2"},
        ),
        "behind": (feed(query=Query(before=place), total=0), {"first": "", "last": ""}),
        "alone": (feed(total=0), {}),
        "month": (feed(query=Query(month="2022-03"), more=True, last=place), {}),
        "corrections": (
            feed(query=Query(corrections=True), more=True, last=place),
            {"first": "", "next": "?page=2"},
        ),
    }
    spelled_links = {
        name: {
            rel: href.removeprefix(base).removeprefix("https://f.example/b/corrections.rss")
            for rel, href in page_links(each, LINKS, "rss")
        }
        for name, (each, _) in pages.items()
    }
    assert spelled_links == {name: links for name, (_, links) in pages.items()}


def test_a_month_leads_to_its_neighbours() -> None:
    month, archive = Query(month="2022-03"), "https://f.example/b/archive/"
    documents = {
        "polled": (feed(older_month="2022-03"), {"prev-archive": f"{archive}2022-03/feed.rss"}),
        "none": (feed(), {}),
        "between": (
            feed(query=month, older_month="2022-01", newer_month="2022-05"),
            {
                "current": "https://f.example/b/feed.rss",
                "prev-archive": f"{archive}2022-01/feed.rss",
                "next-archive": f"{archive}2022-05/feed.rss",
            },
        ),
        "in parts": (
            feed(query=month, older_month="2022-01", more=True, last=Place(16, 1)),
            {
                "current": "https://f.example/b/feed.rss",
                "prev-archive": f"{archive}2022-03/feed.rss?before=10.1",
            },
        ),
    }
    shown = {name: dict(archive_links(each, LINKS, "rss")) for name, (each, _) in documents.items()}
    assert shown == {name: links for name, (_, links) in documents.items()}
    assert [is_archive(each) for each, _ in documents.values()] == [False, False, True, True]
    assert not is_archive(feed(query=month))
    assert is_archive(feed(query=month, older_month="2022-01"))
    assert is_archive(feed(query=month, newer_month="2022-05"))
    assert is_archive(feed(query=month, more=True))


def test_a_feed_is_a_feed_of_its_site_or_of_the_page_of_its_terms() -> None:
    assert LINKS.home(Query(), SITE) == "https://x.example/"
    assert LINKS.home(Query((HARBOUR,), page=2), SITE) == "https://f.example/b/category/harbour"
    assert LINKS.stylesheet.startswith("/b/feed.")
    static = replace(LINKS, is_static=True)
    assert static.page(Query((HARBOUR,))) == "https://f.example/b/category/harbour/"
    assert LINKS.about_attribution == "https://f.example/b/about/attribution"


# Entries


def test_an_item_of_rss_says_what_is_known() -> None:
    whole = entry(
        attribution=PAPER, categories=("c",), tags=("t",), updated=LATER, language="de",
        enclosures=(SOUND, FILM), image="https://x.example/i.png",
    )  # fmt: skip
    assert element("rss", replace(whole, repeats=(Repeat("Q", "https://x.example/q", None),))) == [
        ("title", {}, "A"),
        ("link", {}, "https://x.example/a"),
        ("description", {}, "s"),
        ("content:encoded", {}, "<p>x</p>"),
        ("guid", {"isPermaLink": "false"}, "tag:x"),
        ("enclosure", {"url": SOUND.url, "length": "5", "type": "audio/mpeg"}, None),
        ("source", {"url": "https://p.example/rss"}, "Paper"),
        ("category", {"domain": "tag:x.example,2000:/category"}, "c"),
        ("category", {"domain": "tag:x.example,2000:/tag"}, "t"),
        ("pubDate", {}, "Tue, 01 Mar 2022 08:00:00 +0000"),
        ("atom:updated", {}, "2022-03-02T08:00:00+00:00"),
        (
            "atom:link",
            {"rel": "via", "type": "text/html", "href": "https://p.example/1", "title": "Paper"},
            None,
        ),
        ("atom:link", {"rel": "license", "href": "https://l.example/by"}, None),
        (
            "atom:link",
            {"rel": "via", "type": "text/html", "href": "https://x.example/q", "title": "Q"},
            None,
        ),
        ("dc:creator", {}, "Ann"),
        ("dc:creator", {}, "Bo"),
        ("dc:publisher", {}, "Paper"),
        ("dc:rights", {}, "© Paper"),
        ("dc:language", {}, "de"),
        ("media:content", {"url": "https://x.example/i.png", "medium": "image"}, None),
        ("media:content", {"url": FILM.url, "type": "video/mp4", "medium": "video"}, None),
        ("media:thumbnail", {"url": "https://x.example/i.png"}, None),
        ("itunes:duration", {}, "60"),
    ]
    assert [name for name, _, _ in element("rss", entry())] == [
        *("title", "link", "description", "content:encoded", "guid", "pubDate", "dc:creator")
    ]


@pytest.mark.parametrize(
    ("of", "content", "texts"),
    [
        (entry(), "full", ["s", "<p>x</p>"]),
        (entry(summary=""), "full", ["<p>x</p>"]),
        (entry(content=""), "full", ["s"]),
        (entry(content="", summary=""), "full", ["A"]),
        (entry(), "summary", ["s"]),
        (entry(summary=""), "summary", ["A"]),
        (entry(summary="a <b"), "summary", ["a &lt;b"]),
    ],
)
def test_a_reader_always_gets_a_text(of: Entry, content: Content, texts: list[str]) -> None:
    rss = [text for name, _, text in element("rss", of, content) if name[:4] in ("desc", "cont")]
    assert rss == texts
    atom = {
        name: (attributes.get("type"), text)
        for name, attributes, text in element("atom", of, content)
        if name in ("summary", "content")
    }
    has_content = content == "full" and bool(of.content)
    assert atom.get("content") == (("html", "<p>x</p>") if has_content else None)
    summary = of.summary or ("" if has_content else "A")
    kind, words = ("html", "a &lt;b") if "<" in summary else (None, summary)
    assert atom.get("summary") == ((kind, words) if words else None)
    read = item(of, content)
    assert read.get("content_html") == ("<p>x</p>" if has_content else None)
    assert read.get("content_text") == (None if has_content else of.summary or "A")
    assert read.get("summary") == (of.summary or None)


def test_an_entry_of_atom_says_what_is_known() -> None:
    whole = entry(
        attribution=PAPER, categories=("c",), tags=("t",), language="de", enclosures=(SOUND, FILM),
        image="https://x.example/i.png",
    )  # fmt: skip
    (fragment,) = FORMATS["atom"].fragments([whole], SITE, "full", LINKS)
    root = document_of(fragment)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert spelled(root) == [
        ("id", {}, "tag:x"),
        ("title", {}, "A"),
        ("updated", {}, "2022-03-01T08:00:00+00:00"),
        ("author", {}, None),
        ("author", {}, None),
        ("content", {"type": "html"}, "<p>x</p>"),
        (
            "link",
            {"href": "https://x.example/a", "rel": "alternate", "type": "text/html"},
            None,
        ),
        ("summary", {}, "s"),
        ("category", {"term": "c", "scheme": "tag:x.example,2000:/category", "label": "c"}, None),
        ("category", {"term": "t", "scheme": "tag:x.example,2000:/tag", "label": "t"}, None),
        ("published", {}, "2022-03-01T08:00:00+00:00"),
        ("rights", {}, "© Paper"),
        (
            "link",
            {"rel": "via", "type": "text/html", "href": "https://p.example/1", "title": "Paper"},
            None,
        ),
        ("link", {"rel": "license", "href": "https://l.example/by"}, None),
        (
            "link",
            {"rel": "enclosure", "type": "audio/mpeg", "href": SOUND.url, "length": "5"},
            None,
        ),
        ("link", {"rel": "enclosure", "type": "video/mp4", "href": FILM.url}, None),
        ("media:content", {"url": "https://x.example/i.png", "medium": "image"}, None),
        (
            "media:content",
            {
                **{"url": SOUND.url, "fileSize": "5", "type": "audio/mpeg", "medium": "audio"},
                "duration": "60",
            },
            None,
        ),
        ("media:content", {"url": FILM.url, "type": "video/mp4", "medium": "video"}, None),
        ("media:thumbnail", {"url": "https://x.example/i.png"}, None),
        ("source", {}, None),
    ]
    assert [spelled(author) for author in root.iter("author")] == [
        [("name", {}, "Ann"), ("uri", {}, "https://p.example/ann")],
        [("name", {}, "Bo")],
    ]
    assert spelled(root.find("source")) == [
        ("id", {}, "tag:x.example,2000:/source/Paper"),
        ("title", {}, "Paper"),
        ("updated", {}, "2022-03-01T08:00:00+00:00"),
        ("link", {"rel": "self", "href": "https://p.example/rss"}, None),
        ("link", {"rel": "alternate", "type": "text/html", "href": "https://p.example/"}, None),
        ("rights", {}, "© Paper"),
    ]
    (fragment,) = FORMATS["atom"].fragments([entry(language="en")], SITE, "full", LINKS)
    bare = document_of(fragment)
    assert not bare.attrib
    names = [name for name, _, _ in spelled(bare)]
    assert names == ["id", "title", "updated", "content", "link", "summary", "published"]


def test_an_item_of_json_says_what_is_known() -> None:
    episode = Episode(
        chapters="https://x.example/c.json",
        transcripts=(Transcript("https://x.example/t.vtt", "text/vtt"),),
    )
    whole = entry(
        attribution=PAPER, categories=("c", "t"), tags=("t", "u"), language="de", updated=LATER,
        enclosures=(SOUND, FILM), episode=episode, image="https://x.example/i.png",
    )  # fmt: skip
    repeats = (Repeat("Q", "https://x.example/q", "https://q.example/"),)
    assert item(replace(whole, repeats=repeats)) == {
        "id": "tag:x",
        "url": "https://x.example/a",
        "external_url": "https://p.example/1",
        "title": "A",
        "content_html": "<p>x</p>",
        "summary": "s",
        "image": "https://x.example/i.png",
        "date_published": "2022-03-01T08:00:00+00:00",
        "date_modified": "2022-03-02T08:00:00+00:00",
        "authors": [{"name": "Ann", "url": "https://p.example/ann"}, {"name": "Bo"}],
        "tags": ["c", "t", "u"],
        "language": "de",
        "attachments": [
            {
                **{"url": SOUND.url, "mime_type": "audio/mpeg"},
                **{"size_in_bytes": 5, "duration_in_seconds": 60},
            },
            {"url": FILM.url, "mime_type": "video/mp4"},
            {"url": "https://x.example/t.vtt", "mime_type": "text/vtt", "title": "Transcript"},
            {
                "url": "https://x.example/c.json",
                "mime_type": "application/json+chapters",
                "title": "Chapters",
            },
        ],
        "_attribution": {
            "about": "https://f.example/b/about/attribution",
            "outlet": "Paper",
            "outlet_url": "https://p.example/",
            "original_url": "https://p.example/1",
            "rights": "© Paper",
            "licence_url": "https://l.example/by",
            "also_in": [
                {"outlet": "Q", "url": "https://x.example/q", "original_url": "https://q.example/"}
            ],
        },
    }
    assert sorted(item(entry(episode=episode), site=replace(SITE, author=None))) == [
        *("content_html", "date_published", "id", "summary", "title", "url")
    ]
    assert item(entry(enclosures=(SOUND,)))["attachments"][0]["url"] == SOUND.url
    assert item(entry(language="en")).get("language") is None


@pytest.mark.parametrize(
    ("attribution", "names"),
    [
        (Attribution(), ["Own"]),
        (Attribution("Paper"), ["Paper"]),
        (PAPER, ["Ann", "Bo"]),
        (Attribution(None, bylines=(Person("Cy"),)), ["Cy"]),
    ],
)
def test_an_author_is_of_the_byline_else_the_outlet_else_the_site(
    attribution: Attribution, names: list[str]
) -> None:
    of = entry(attribution=attribution)
    creators = [text for name, _, text in element("rss", of) if name == "dc:creator"]
    assert creators == names
    assert [author["name"] for author in item(of)["authors"]] == names


def test_another_post_of_a_story_is_linked_once() -> None:
    repeats = (
        Repeat("Paper", "https://x.example/p", "https://p.example/1"),  # its own original
        Repeat("Q", "https://x.example/q", "https://q.example/1"),
        Repeat("R", "https://x.example/r", "https://q.example/1"),
        Repeat("S", "https://x.example/s", None),
    )
    of = replace(
        entry(attribution=Attribution("Paper", original_url="https://p.example/1")), repeats=repeats
    )
    for extension, name in (("rss", "atom:link"), ("atom", "link")):
        links = [a for tag, a, _ in element(extension, of) if tag == name and a.get("rel") == "via"]
        assert [link["href"] for link in links] == [
            *("https://p.example/1", "https://q.example/1", "https://x.example/s")
        ]


def test_words_that_look_like_markup_are_text_in_atom() -> None:
    paper = Attribution("<i>P", "https://p.example/", rights="&copy; P")
    (fragment,) = FORMATS["atom"].fragments([entry(attribution=paper)], SITE, "full", LINKS)
    root = document_of(fragment)
    source = {name: (attributes, text) for name, attributes, text in spelled(root.find("source"))}
    assert source["title"] == ({"type": "html"}, "&lt;i&gt;P")
    assert source["rights"] == ({"type": "html"}, "&amp;copy; P")
    rights = root.find("rights")
    assert (rights.get("type"), rights.text) == ("html", "&amp;copy; P")


def test_quotation_marks_of_a_summary_stay_as_they_are() -> None:
    of = entry(summary='"a" <b')
    shown = {name: text for name, _, text in element("rss", of)}
    assert shown["description"] == '"a" &lt;b'
    assert {name: text for name, _, text in element("atom", of)}["summary"] == '"a" &lt;b'


def test_several_entries_are_as_many_fragments_in_utf_8() -> None:
    some = [entry("<p>港</p>"), entry(), entry()]
    for extension in ("rss", "atom", "json"):
        fragments = FORMATS[extension].fragments(some, SITE, "full", LINKS)
        assert len(fragments) == 3
        assert "港".encode() in fragments[0]


def test_prefixes_of_podcasts_stand_in_entries_of_podcasts_alone() -> None:
    check = FORMATS["rss"].check
    chapters = entry(enclosures=(SOUND,), episode=Episode(chapters="https://x.example/c"))
    film = entry(enclosures=(Enclosure("https://x.example/a.mp4", "video/mp4"),))
    for podcast in (chapters, entry(enclosures=(SOUND,))):
        assert all(
            isinstance(each, bytes)
            for each in FORMATS["rss"].checked_fragments([podcast], SITE, "full", LINKS)
        )
        check([b"<itunes:x/>"], [podcast])
    for other in (film, entry()):
        with pytest.raises(ValueError, match="unbound prefix"):
            check([b"<itunes:x/>"], [other])


def test_an_entry_in_the_sites_language_says_nothing_of_it() -> None:
    assert "dc:language" not in [name for name, _, _ in element("rss", entry(language="en"))]


def test_an_episode_has_its_own_image() -> None:
    episode = entry(enclosures=(SOUND,), episode=Episode(image="https://x.example/e.png"))
    images = [
        attributes for name, attributes, _ in element("rss", episode) if name == "itunes:image"
    ]
    assert images == [{"href": "https://x.example/e.png"}]


def test_an_id_that_is_the_address_is_a_permalink_in_rss() -> None:
    of = replace(entry(), id="https://x.example/a")
    guids = [attributes for name, attributes, _ in element("rss", of) if name == "guid"]
    assert guids == [{"isPermaLink": "true"}]


# Heads


def test_the_head_of_each_format_says_what_is_known_of_the_site() -> None:
    bare = Site("News", "https://x.example", tag_authority="x.example")
    site = replace(
        bare, description="Of <sea>", author=Person("Own", "https://x.example/own"), rights="© <X",
        icon="https://x.example/i.ico", logo="https://x.example/L.PNG",
    )  # fmt: skip
    rss = head("rss", feed(entry(), site=site, updated=LATER))
    assert rss.findtext("description") == "Of &lt;sea&gt;"
    assert rss.findtext("lastBuildDate") == "Wed, 02 Mar 2022 08:00:00 +0000"
    assert (rss.findtext("copyright"), rss.findtext("ttl")) == ("© <X", "240")
    assert (rss.findtext("language"), rss.findtext("link")) == ("en", "https://x.example/")
    assert [child.text for child in rss.find("image")] == [
        *("https://x.example/L.PNG", "News", "https://x.example/")
    ]
    atom = head("atom", feed(entry(), site=site, updated=LATER))
    space = "{http://www.w3.org/2005/Atom}"
    texts = {name: atom.findtext(space + name) for name in ("icon", "logo", "rights", "updated")}
    assert texts == {
        "icon": "https://x.example/i.ico",
        "logo": "https://x.example/L.PNG",
        "rights": "© &lt;X",
        "updated": "2022-03-02T08:00:00+00:00",
    }
    assert [child.text for child in atom.find(f"{space}author")] == ["Own", "https://x.example/own"]
    subtitle = atom.find(f"{space}subtitle")
    assert (subtitle.get("type"), subtitle.text) == ("html", "Of &lt;sea&gt;")
    generator = atom.find(f"{space}generator")
    assert (generator.text, bool(generator.get("version"))) == ("Postwire", True)
    assert head("json", feed(entry(), site=site)) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://x.example/",
        "feed_url": "https://f.example/b/feed.json",
        "description": "Of <sea>",
        "icon": "https://x.example/L.PNG",
        "favicon": "https://x.example/i.ico",
        "authors": [{"name": "Own", "url": "https://x.example/own"}],
        "language": "en",
        "hubs": [{"type": "WebSub", "url": hub} for hub in LINKS.hubs],
        "items": [],
    }
    links = [("self", "https://f.example/b/feed.atom"), *(("hub", hub) for hub in LINKS.hubs)]
    shown = [(link.get("rel"), link.get("href")) for link in atom.findall(f"{space}link")]
    assert shown == [("alternate", "https://x.example/"), *links]
    shown = [
        (link.get("rel"), link.get("href"))
        for link in rss.iter("{http://www.w3.org/2005/Atom}link")
    ]
    assert shown == [("self", "https://f.example/b/feed.rss"), *links[1:]]
    for form in ("rss", "atom"):
        address = f"https://f.example/b/feed.{form}"
        link = f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{address}">{address}</a></div>'
        assert link.encode() in FORMATS[form].document(feed(), LINKS, [])
    rss, atom = head("rss", feed(site=bare)), head("atom", feed(site=bare))
    assert [rss.find(name) for name in ("copyright", "image")] == [None, None]
    assert [atom.find(space + name) for name in ("icon", "logo", "rights")] == [None] * 3
    assert [child.text for child in atom.find(f"{space}author")] == ["News", "https://x.example/"]
    read = head("json", feed(site=bare))
    assert not {"icon", "favicon", "authors", "next_url"} & set(read)


@pytest.mark.parametrize(
    ("logo", "is_shown"),
    [("a.gif", 1), ("a.jpg", 1), ("a.jpeg", 1), ("a.png", 1), ("a.svg", 0), ("a.png?x", 0)],
)
def test_a_channel_shows_pictures_of_the_kinds_that_rss_names(logo: str, is_shown: int) -> None:
    channel = head("rss", feed(site=replace(SITE, logo=f"https://x.example/{logo}")))
    assert len(channel.findall("image")) == is_shown


def test_what_only_some_documents_have_is_declared_in_these_alone() -> None:
    sound = entry(
        enclosures=(SOUND,), episode=Episode(explicit=True, chapters="https://x.example/c")
    )
    month = {"query": Query(month="2022-03"), "older_month": "2022-02"}
    prefixes = {
        "bare": ("rss", feed(entry()), {"atom", "content", "dc", "media", "sy"}),
        "podcast": (
            "rss",
            feed(sound),
            {"atom", "content", "dc", "media", "sy", "itunes", "podcast"},
        ),
        "archive": ("rss", feed(**month), {"atom", "content", "dc", "media", "sy", "fh"}),
        "atom": ("atom", feed(entry()), {None, "media"}),
        "month": ("atom", feed(**month), {None, "media", "fh"}),
        "gone": ("atom", feed(tombstones=(Tombstone("tag:y", LATER),)), {None, "media", "at"}),
    }
    roots = {
        name: head(form, each).getroottree().getroot() for name, (form, each, _) in prefixes.items()
    }
    assert {name: set(root.nsmap) for name, root in roots.items()} == {
        name: declared for name, (_, _, declared) in prefixes.items()
    }
    stone = roots["gone"].find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert dict(stone.attrib) == {"ref": "tag:y", "when": "2022-03-02T08:00:00+00:00"}
    history = "{http://purl.org/syndication/history/1.0}archive"
    assert roots["archive"][0].find(history) is not None
    assert roots["month"].find(history) is not None
    assert roots["bare"][0].find(history) is None


def test_json_leads_to_the_next_page_or_to_the_month_before() -> None:
    first = feed(more=True, last=Place(16, 1), older_month="2022-02")
    assert head("json", first)["next_url"] == "https://f.example/b/feed.json?before=10.1&page=2"
    month = feed(query=Query(month="2022-03"), older_month="2022-02", newer_month="2022-04")
    assert head("json", month)["next_url"] == "https://f.example/b/archive/2022-02/feed.json"
    assert "next_url" not in head("json", feed(older_month="2022-02"))
