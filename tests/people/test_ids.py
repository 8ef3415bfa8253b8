"""A site that moves in keeps its former feeds' ids; `import-feed` says by which setting."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self
from urllib.error import HTTPError, URLError

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree

from feeds.archive import Options, open_archive
from feeds.errors import ArchiveError
from service.app import create_app
from service.cli import main
from service.commands.common import opened, refreshed
from service.moving import feed_bytes as bytes_of
from service.moving.comparison import (
    Comparison,
    Difference,
    OwnEntry,
    _schemes,
    compared,
    differences,
    own_entries,
)
from service.moving.feed_bytes import feed_bytes
from service.moving.former_feed import (
    FormerEntry,
    FormerFeed,
    parse_former_feed,
    read_former_feed,
)
from service.settings.loading import load
from tests.conftest import write

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://site.example/blog"
NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)
Client = Callable[..., FlaskClient]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Jekyll site below a path, with slugs that addresses have to encode."""
    root = tmp_path / "site"
    write(root, "_config.yml", "title: T\nurl: https://site.example\nbaseurl: /blog\n")
    for day, slug in ((1, "plain"), (2, "海州"), (3, "a+b")):
        text = f"---\ntitle: 第{day}篇\n---\n文。\n"
        write(root, f"_posts/2022-03-0{day}-{slug}.md", text)
    return root


@pytest.fixture
def client(site: Path, tmp_path: Path) -> Client:
    """The service with a value of `ids`."""

    def start(ids: str) -> FlaskClient:
        settings = load(archive=site, state=tmp_path / f"state-{ids}", ids=ids)
        refreshed(opened(settings), settings)
        return create_app(settings).test_client()

    return start


def ids_of(client: FlaskClient) -> tuple[list[str], list[str], list[str]]:
    """Those of the RSS, the Atom and the JSON feed, which have the same entries."""
    rss = etree.fromstring(client.get("/feed.rss").data)
    atom = etree.fromstring(client.get("/feed.atom").data)
    items = client.get("/feed.json").get_json()["items"]
    return (
        [str(guid.text) for guid in rss.iter("guid")],
        [str(entry.findtext(f"{ATOM}id")) for entry in atom.iter(f"{ATOM}entry")],
        [item["id"] for item in items],
    )


@pytest.mark.parametrize("ids", ["jekyll-feed", "hugo", "permalink", "wordpress", "postwire"])
def test_an_entry_has_one_id_in_every_format(client: Client, ids: str) -> None:
    rss, atom, items = ids_of(client(ids))
    assert rss == atom == items
    assert len(set(rss)) == 3
    assert all(each.startswith("tag:") == (ids == "postwire") for each in rss)


def test_a_guid_is_a_permalink_exactly_where_it_is_the_entrys_address(client: Client) -> None:
    for ids in ("permalink", "postwire"):
        rss = etree.fromstring(client(ids).get("/feed.rss").data)
        for item in rss.iter("item"):
            (guid,) = item.iter("guid")
            is_permalink = guid.get("isPermaLink", "true") == "true"
            assert is_permalink == (guid.text == item.findtext("link"))


def test_a_post_keeps_the_id_that_its_front_matter_names(site: Path, client: Client) -> None:
    old = "https://site.example/?p=17"
    write(site, "_posts/2022-03-01-plain.md", f"---\ntitle: 甲\nguid: {old}\n---\n文。\n")
    assert old in ids_of(client("wordpress"))[0]
    assert old not in ids_of(client("postwire"))[0]


def test_import_feed_names_the_setting_that_keeps_the_ids(site: Path, tmp_path: Path) -> None:
    entries = "".join(
        f"<entry><id>https://site.example/old{at}</id><title>第{day}篇</title>"
        f'<link href="{SITE}{at}"/><published>2022-03-0{day}T00:00:00Z</published></entry>'
        for day, at in ((1, "/2022/03/01/plain.html"), (9, "/gone.html"))
    )
    head = "<feed xmlns='http://www.w3.org/2005/Atom'><generator>X</generator>"
    feed = write(tmp_path, "old.xml", f"{head}{entries}</feed>")
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(site), "--json"])
    answer = json.loads(run.stdout)
    assert run.exit_code == 1
    assert not answer["keeps_all"]
    what = [(each["what"], each["title"]) for each in answer["differences"]]
    assert ("id", "第1篇") in what
    assert ("missing", "第9篇") in what
    assert ("added", "第2篇") in what


@pytest.mark.process
def test_import_feed_goes_on_beside_a_post_that_nothing_gets_to_the_end_of(
    site: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = tmp_path / "old.xml"
    feed.write_bytes(client("postwire").get("/feed.rss").data)
    monkeypatch.setenv("POSTWIRE_POST_SECONDS", "0.1")
    rule = """[[attribution.body]]\nfield = "outlet"\npattern = '(?P<outlet>(?:x+x+)+)y\\s*\\Z'\n"""
    write(site, "postwire.toml", rule)
    write(site, "_posts/2022-03-10-x.md", f"---\ntitle: x\n---\nText.\n\n{'x' * 90}\n")
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(site), "--json"])
    answer = json.loads(run.stdout)
    assert (answer["kept"]["postwire"], answer["differences"]) == (3, [])


def test_import_feed_finds_nothing_to_say_of_our_own_feed(
    site: Path, client: Client, tmp_path: Path
) -> None:
    for ids in ("permalink", "postwire"):
        feed = tmp_path / f"{ids}.xml"
        feed.write_bytes(client(ids).get("/feed.rss").data)
        run = CliRunner().invoke(main, ["import-feed", str(feed), str(site), "--json"])
        assert run.exit_code == 0, run.output
        assert json.loads(run.stdout)["kept"][ids] == 3


def test_import_feed_says_what_each_change_means(site: Path, tmp_path: Path) -> None:
    item = "<item><title>Of another site</title><guid>https://other.example/1</guid></item>"
    feed = write(tmp_path, "old.xml", f"<rss><channel>{item}</channel></rss>")
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(site)])
    assert "1 × missing: in the former feed, but no post of the archive" in run.stderr
    assert "is this the feed of another site?" in run.stderr
    quiet = CliRunner().invoke(main, ["import-feed", str(feed), str(site), "--quiet"])
    assert (quiet.stdout, quiet.stderr) == (run.stdout, "")


def test_import_feed_says_which_of_two_arguments_is_the_feed(site: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(main, ["import-feed", str(site), str(tmp_path)])
    assert run.exit_code == 2
    assert "the feed is named first, the archive after it" in run.stderr


@pytest.mark.parametrize("text", ["", "no feed", "{}", "<html/>", "[]", "7"])
def test_import_feed_says_that_a_file_is_no_feed(site: Path, tmp_path: Path, text: str) -> None:
    feed = write(tmp_path, "old.xml", text)
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(site)])
    assert (run.exit_code, run.exception is None or isinstance(run.exception, SystemExit)) == (
        2,
        True,
    )


@pytest.mark.process
@pytest.mark.skipif(shutil.which("hugo") is None, reason="HUGO IS NOT INSTALLED")
def test_all_ids_of_a_hugo_sites_own_feed_are_kept(tmp_path: Path) -> None:
    root = tmp_path / "hugo"
    write(root, "config.toml", 'baseURL = "https://site.example/b/"\ntitle = "T"\n')
    for number in range(10):
        text = f"---\ntitle: N{number}\ndate: 2022-03-{number + 1:02}T08:00:00Z\n---\nText.\n"
        write(root, f"content/posts/Post {number}.md", text)
    subprocess.run(["hugo", "--quiet"], cwd=root, check=True, capture_output=True)
    feed = root / "public" / "posts" / "index.xml"
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(root), "--json"])
    answer = json.loads(run.stdout)
    assert (run.exit_code, answer["entries"], answer["setting"]) == (0, 10, "hugo")


@pytest.mark.parametrize(
    ("links", "link"),
    [
        ('<link href="/a"/>', "/a"),
        ('<link rel="alternate" href="/a"/>', "/a"),
        ('<link rel="self" href="/b"/><link href="/a"/>', "/a"),
        ('<link rel="self" href="/b"/>', ""),
    ],
)
def test_an_entry_of_a_former_atom_feed_has_the_address_of_its_page(links: str, link: str) -> None:
    """A link without `rel` is one with `alternate` (RFC 4287 section 4.2.7.2)."""
    feed = parse_former_feed(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id>{links}</entry></feed>'.encode()
    )
    assert feed is not None
    assert [(entry.id, entry.link) for entry in feed.entries] == [("x", link)]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("<guid>?a&b&amp;c&#038;d</guid>", ("?a&b&c&d", "", "")),
        ("<title>a&nbsp;b &x;</title><guid>?c&amp;d</guid>", ("?c&d", "", "a\xa0b &x;")),
        ("<title><![CDATA[a & b]]> & c</title><guid>x</guid>", ("x", "", "a & b & c")),
        ("<title>Q&amp;amp;A</title><guid>x</guid>", ("x", "", "Q&A")),
        (
            "<i:title xmlns:i='i'>b</i:title><title>a</title><guid>x</guid>"
            "<a:link xmlns:a='a' href='/b'/><link>/a</link>",
            ("x", "/a", "a"),
        ),
    ],
)
def test_a_former_feed_is_read_as_readers_read_it(item: str, expected: tuple[str, ...]) -> None:
    """What no XML may hold is common: one bare `&` would have the parser drop those after it."""
    item = item.replace("<guid>", "<guid isPermaLink='false'>")
    feed = parse_former_feed(f"<rss><channel><item>{item}</item></channel></rss>".encode())
    assert feed is not None
    assert [(entry.id, entry.link, entry.title) for entry in feed.entries] == [expected]


def test_addresses_of_a_former_feed_may_lie_below_its_base() -> None:
    feed = parse_former_feed(
        b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/blog/'>"
        b"<entry><id>x</id><link href='b/'/></entry></feed>"
    )
    assert feed is not None
    assert feed.entries[0].link == "https://a.example/blog/b/"


@pytest.mark.parametrize(
    ("ids", "limit", "length"),
    [("jekyll-feed", "", 10), ("wordpress", "", 10), ("hugo", "", 12), ("jekyll-feed", "11", 11)],
)
def test_a_feed_that_moved_shows_no_older_posts_than_before(
    tmp_path: Path, ids: str, limit: str, length: int
) -> None:
    """Ten entries before, ten after: what was never in the former feed would be unread."""
    feed = f"feed: {{posts_limit: {limit}}}\n" if limit else ""
    write(tmp_path, "site/_config.yml", f"url: https://site.example\n{feed}")
    for day in range(1, 13):
        written = f"---\ntitle: {day}\n---\nx\n"
        write(tmp_path, f"site/_posts/2022-03-{day:02}-a.md", written)
    settings = load(archive=tmp_path / "site", state=tmp_path / "state", ids=ids)
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    assert client.get("/feed.rss").data.count(b"<item>") == length


def test_of_settings_that_keep_as_many_ids_the_present_one_is_named(tmp_path: Path) -> None:
    guid = "https://site.example/?p=1"
    write(tmp_path, "_config.yml", "url: https://site.example\n")
    write(tmp_path, "postwire.toml", "ids = 'wordpress'\n")
    write(tmp_path, "_posts/2022-03-01-a.md", f"---\ntitle: A\nguid: {guid}\n---\nx\n")
    item = f"<item><title>A</title><guid>{guid}</guid></item>"
    feed = write(tmp_path, "feed.xml", f"<rss>{item}</rss>")
    run = CliRunner().invoke(main, ["import-feed", str(feed), str(tmp_path)])
    assert 'ids = "wordpress" keeps 1 of 1 ids' in run.output


def _former(feed: str) -> FormerEntry | None:
    """The one entry of a former feed; None where it has none that a reader could tell."""
    parsed = parse_former_feed(feed.encode())
    assert parsed is not None
    return parsed.entries[0] if parsed.entries else None


@pytest.mark.parametrize(
    ("item", "id", "link", "at"),
    [
        ("<link>/a</link><guid>g</guid>", "g", "/a", None),
        ("<link>/a</link>", "/a", "/a", None),
        ("<guid>/g</guid>", "/g", "/g", None),
        ("<guid isPermaLink='true'>/g</guid>", "/g", "/g", None),
        ("<guid isPermaLink='false'>/g</guid>", "/g", "", None),
        ("<link>/a</link><pubDate>Tue, 01 Mar 2022 12:00:00 GMT</pubDate>", "/a", "/a", 0),
        ("<link>/a</link><d:date>2022-03-01T12:00:30Z</d:date>", "/a", "/a", 30),
        (
            "<link>/a</link><d:date>2022-03-01T12:00:30Z</d:date>"
            "<pubDate>Tue, 01 Mar 2022 14:00:05 +0200</pubDate>",
            *("/a", "/a", 5),
        ),
    ],
)
def test_an_item_of_a_former_rss_feed_is_what_readers_take_it_for(
    item: str, id: str, link: str, at: int | None
) -> None:
    for root in ("rss", "RDF"):
        names = "xmlns:d='http://purl.org/dc/elements/1.1/'"
        entry = _former(f"<{root} {names}><item>{item}</item></{root}>")
        assert entry is not None
        assert (entry.id, entry.link) == (id, link)
        moment = None if at is None else datetime(2022, 3, 1, 12, 0, at, tzinfo=UTC)
        assert entry.published == moment


def test_an_item_without_anything_to_tell_it_by_is_left_out() -> None:
    assert _former("<rss><channel><item><title>A</title></item></channel></rss>") is None
    assert _former('{"items": [{"title": "A"}, 3]}') is None


def test_a_former_feed_that_is_not_well_formed_has_its_entries() -> None:
    entry = _former("<rss><channel><item><guid>g</guid><x a=1/></item></channel></rss>")
    assert entry is not None
    assert entry.id == "g"


def test_an_entry_of_a_former_atom_feed_has_the_time_of_its_publication() -> None:
    def published(times: str) -> datetime | None:
        entry = _former(f"<feed><entry><id>x</id>{times}</entry></feed>")
        assert entry is not None
        return entry.published

    first, last = "2022-03-01T12:00:00Z", "2022-03-02T12:00:00Z"
    both = f"<updated>{last}</updated><published>{first}</published>"
    assert published(both) == datetime(2022, 3, 1, 12, tzinfo=UTC)
    assert published(f"<updated>{last}</updated>") == datetime(2022, 3, 2, 12, tzinfo=UTC)
    assert published("") is None


@pytest.mark.parametrize(
    ("item", "id", "link"),
    [
        ('{"id": "x", "url": "/a"}', "x", "/a"),
        ('{"url": "/a"}', "/a", "/a"),
        ('{"id": 7}', "7", ""),
    ],
)
def test_an_item_of_a_former_json_feed_has_its_id_or_else_its_address(
    item: str, id: str, link: str
) -> None:
    assert _former(f'{{"items": [{item}]}}') == FormerEntry(id, link, "", None)


class _FormerSite(BaseHTTPRequestHandler):
    """Answers with a feed that is longer than what is read of it at once, and else with 404."""

    FEED = b"<feed xmlns='http://www.w3.org/2005/Atom'>%s</feed>" % (
        b"<entry><id>a</id></entry>" * 5000
    )

    def do_GET(self) -> None:
        is_there = self.path in ("/atom.xml", "/early.xml")
        self.send_response(302 if self.path == "/loop.xml" else 200 if is_there else 404)
        if self.path == "/loop.xml":
            self.send_header("Location", self.path)
        if self.path == "/early.xml":
            self.send_header("Content-Length", str(len(self.FEED) + 99))
        self.end_headers()
        self.wfile.write(self.FEED if is_there else b"")

    def log_message(self, *said: object) -> None:
        pass


def test_a_former_feed_is_fetched_from_its_address(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _FormerSite) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            assert len(read_former_feed(f"{address}/atom.xml").entries) == 5000
            with pytest.raises(ArchiveError, match=r"/gone\.xml: Not Found$") as refused:
                read_former_feed(f"{address}/gone.xml")
            answer = refused.value.__cause__
            assert isinstance(answer, HTTPError)
            assert answer.fp.closed
            with pytest.raises(ArchiveError, match=r"early\.xml: ended 99 bytes early$"):
                read_former_feed(f"{address}/early.xml")
            with pytest.raises(ArchiveError, match=r"loop\.xml: its redirect leads nowhere$"):
                read_former_feed(f"{address}/loop.xml")
        finally:
            server.shutdown()
    with pytest.raises(ArchiveError, match=r"none: No such file or directory$"):
        read_former_feed(f"{tmp_path}/none")


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(_FormerSite.FEED, mtime=0),
        b"\xef\xbb\xbf\n" + _FormerSite.FEED,
        b'\xef\xbb\xbf{"items": [{"id": "a"}]}',
        _FormerSite.FEED.decode().encode("utf-16"),
    ],
)
def test_a_former_feed_may_be_packed_or_have_a_mark_before_it(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed").write_bytes(data)
    assert read_former_feed(f"{tmp_path}/feed").entries[0].id == "a"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \n", "is empty"),
        (b"<rss><channel/></rss>", "no entry to compare"),
        (gzip.compress(_FormerSite.FEED, mtime=0)[:-20], "ended before"),
        (gzip.compress(_FormerSite.FEED, mtime=0)[:20] + bytes(99), "rror"),
        (b"[1]", "no feed in RSS, Atom or JSON$"),
        (
            b"<html><link rel=alternate type=application/rss+xml href=/feed.rss><p>Hello",
            "it is a page, which names /feed.rss$",
        ),
        (
            b"<html><link rel=alternate type=application/atom+xml>"
            b"<link rel=alternate type=application/feed+json href=/feed.json>",
            "it is a page, which names , /feed.json$",
        ),
    ],
)
def test_what_is_no_former_feed_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "feed").write_bytes(data)
    with pytest.raises(ArchiveError, match=words) as caught:
        read_former_feed(f"{tmp_path}/feed")
    assert "\n" not in str(caught.value)


def _entry(id: str, link: str = "/1", title: str = "A", at: float | None = 0) -> FormerEntry:
    return FormerEntry(id, link, title, None if at is None else NOON + timedelta(seconds=at))


@pytest.mark.parametrize(
    ("former", "expected"),
    [
        ([_entry("1")], ["added B"]),  # of two others the one that is no older
        ([_entry("x")], ["id A", "added B"]),  # the same post by its link
        ([_entry("x", "/x")], ["id A", "link A", "added B"]),  # by its title
        ([_entry("x", "/x", "B")], ["missing B", "added A", "added B"]),  # which two posts have
        ([_entry("2", "/1", "C", 60)], ["link C"]),  # an id counts before a link
        ([_entry("1", "")], ["added B"]),
        ([_entry("1", at=None)], []),  # nothing is newer than no date
        ([_entry("1", at=-0.999)], ["added B"]),
        ([_entry("1", at=-1)], ["date A", "added B"]),
        ([_entry("1", at=1)], ["date A", "added B"]),
        ([_entry("1", at=None), _entry("y", "/y", "Y", 60)], ["missing Y", "added B"]),
        ([_entry("1", at=None), _entry("y", "/y", "Y", 61)], ["missing Y"]),
    ],
)
def test_a_reader_notices_another_id_link_or_date_and_what_is_new(
    former: list[FormerEntry], expected: list[str]
) -> None:
    own = [
        OwnEntry("1", "/1", "A", NOON),
        OwnEntry("2", "/2", "B", NOON + timedelta(seconds=60)),
        OwnEntry("3", "/3", "B", NOON - timedelta(days=9)),
    ]
    assert [f"{each.what} {each.title}" for each in differences(former, own)] == expected


@pytest.mark.parametrize(
    ("generator", "first"),
    [
        ("Jekyll v4.3", "jekyll-feed"),
        ("Hugo -- gohugo.io", "hugo"),
        ("https://WordPress.org/?v=6.5", "wordpress"),
        ("Postwire 1.0", "postwire"),
        ("", "permalink"),
    ],
)
def test_of_settings_that_keep_as_many_ids_that_of_the_former_program_is_named(
    generator: str, first: str
) -> None:
    schemes = _schemes(FormerFeed(generator, ()), "permalink")
    assert schemes[0] == first
    assert schemes[1 if generator else 0] == "permalink"
    assert sorted(schemes) == ["hugo", "jekyll-feed", "permalink", "postwire", "wordpress"]


@pytest.mark.parametrize(
    ("what", "keeps"),
    [("id", False), ("missing", False), ("link", True), ("date", True), ("added", True)],
)
def test_ids_are_kept_where_no_entry_is_shown_again_or_missing(what: str, keeps: bool) -> None:
    changes = (Difference("date", "", "", ""), Difference(what, "", "", ""))
    assert Comparison("hugo", {"hugo": 1}, 1, changes).keeps_all == keeps


def test_own_entries_are_the_posts_that_are_served_now(site: Path) -> None:
    for name, line in (("draft", "published: false"), ("2099-01-01-future", "x: 1"), ("b", "a: [")):
        write(site, f"_posts/2022-03-04-{name}.md", f"---\ntitle: {name}\n{line}\n---\nx\n")
    write(site, "_posts/2022-04-01-later.md", "---\ntitle: later\n---\nx\n")
    archive = open_archive(site, Options(ids="postwire"))
    entries = own_entries(archive, "permalink", datetime(2022, 3, 31, tzinfo=UTC))
    links = [f"{SITE}/2022/03/0{end}.html" for end in ("1/plain", "2/%E6%B5%B7%E5%B7%9E", "3/a+b")]
    assert [each.link for each in entries if each.title.startswith("第")] == links
    assert [each.id for each in entries] == [each.link for each in entries]
    assert {each.title for each in entries} == {"第1篇", "第2篇", "第3篇", "2099-01-01-future"}
    assert entries[0].published == datetime(2022, 3, 1, tzinfo=UTC)
    former = FormerFeed(
        "", (FormerEntry(links[0], links[0], "第1篇", None), _entry("gone", "", ""))
    )
    found = compared(former, archive, datetime(2022, 3, 31, tzinfo=UTC))
    assert (found.setting, found.entries, found.kept["permalink"]) == ("permalink", 2, 1)
    assert found.kept["postwire"] == 0


# The bytes of a former feed


class _Answer:
    """An answer that comes in parts of a hundred bytes, each a second after the last."""

    def __init__(self, length: int, clock: list[float], missing: int = 0) -> None:
        self._left, self._clock, self.length = length, clock, missing

    def read1(self, most: int) -> bytes:
        count = min(100, self._left)
        self._left -= count
        self._clock[0] += 1
        return b"x" * count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass


@pytest.mark.parametrize(
    ("length", "missing", "words"),
    [
        (6000, 0, ""),
        (6001, 0, "did not come within 60 seconds"),
        (10_000, 0, "did not come within 60 seconds"),
        (5000, 1, "ended 1 bytes early"),
    ],
)
def test_a_former_feed_has_a_minute_to_come(
    monkeypatch: pytest.MonkeyPatch, length: int, missing: int, words: str
) -> None:
    clock, asked = [0.0], list[Any]()

    def urlopen(request: Any, timeout: float) -> _Answer:
        asked.append((request.full_url, request.get_header("User-agent")[:9], timeout))
        return _Answer(length, clock, missing)

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setattr(bytes_of.time, "monotonic", lambda: clock[0])
    address = "HTTPS://a.example/feed"
    if words:
        with pytest.raises(ArchiveError) as refused:
            feed_bytes(address)
        assert str(refused.value) == f"{address}: {words}"
    else:
        assert feed_bytes(address) == b"x" * length
    assert asked == [(address, "Postwire/", 15)]


def test_a_former_feed_has_a_bound_of_size_packed_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, whole = tmp_path / "feed", 32 * 1024 * 1024
    with file.open("wb") as sparse:
        sparse.truncate(whole + 1)
    with pytest.raises(ArchiveError, match=f"feed: larger than {whole:,} bytes$"):
        feed_bytes(str(file))
    monkeypatch.setattr(bytes_of, "LARGEST", 250)
    monkeypatch.setattr("urllib.request.urlopen", lambda request, timeout: _Answer(size, [0.0]))
    for size, is_taken in ((250, True), (251, False)):
        for packed in (b"x" * size, gzip.compress(b"x" * size, mtime=0)):
            file.write_bytes(packed)
            for source in (str(file), "http://a.example/"):
                if is_taken:
                    assert feed_bytes(source) == b"x" * size
                else:
                    with pytest.raises(ArchiveError, match=r"larger than 250 bytes$"):
                        feed_bytes(source)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (HTTPError("", 299, "odd", {}, None), "odd"),  # type: ignore[arg-type]
        (HTTPError("", 300, "many", {}, None), "its redirect leads nowhere"),  # type: ignore[arg-type]
        (HTTPError("", 399, "odd", {}, None), "its redirect leads nowhere"),  # type: ignore[arg-type]
        (HTTPError("", 400, "Bad", {}, None), "Bad"),  # type: ignore[arg-type]
        (URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused"),
        (URLError("no host given"), "no host given"),
        (FileNotFoundError(2, "No such file"), "No such file"),
        (ValueError("one\ntwo"), "one"),
    ],
)
def test_why_there_is_no_former_feed_is_said_in_a_line(error: Exception, reason: str) -> None:
    assert bytes_of._reason(error) == reason


def test_only_the_web_and_files_have_former_feeds() -> None:
    with pytest.raises(ArchiveError, match=r"^ftp://a\.example/feed: is no http"):
        feed_bytes("ftp://a.example/feed")


def test_the_feeds_that_the_head_of_a_page_names_are_told(tmp_path: Path) -> None:
    def told(page: str) -> str:
        with pytest.raises(ArchiveError) as refused:
            read_former_feed(str(write(tmp_path, "page", page)))
        return str(refused.value).partition("RSS, Atom or JSON")[2]

    def link(kind: str, href: str = "/f", rel: str = "alternate") -> str:
        return f'<link rel="{rel}" type="{kind}" href="{href}">'

    named = ": it is a page, which names "
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json"):
        assert told(f"<html>{link(kind)}") == f"{named}/f"
    assert told(f"<html>{link('text/html')}{link(kind, rel='next')}") == ""
    assert told(f"<html>{link(kind, 'x' * 301)}") == f"{named}{'x' * 300}"
    assert told(f"<html>{link(kind, '')}") == ""
    end = len(f"<html>{link(kind)}")
    assert told(f"<html>{' ' * (100_000 - end)}{link(kind)}") == f"{named}/f"
    assert told(f"<html>{' ' * (100_001 - end)}{link(kind)}") == ""
    assert told("<!-- ") == ""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("&amp; &lt; &gt; &quot; &apos; &#65; &#x42;", "& < > \" ' A B"),
        ("x&nbsp;&hellip;&ngE;", "x\xa0…≧̸"),
        ("&nope; &AMP; & ;", "&nope; & & ;"),
        ("<![CDATA[&nbsp;]]>&nbsp;<![CDATA[&#65;]]>", "&nbsp;\xa0&#65;"),
    ],
)
def test_names_of_html_in_a_former_feed_are_their_signs(text: str, read: str) -> None:
    """In the id, which is no HTML itself."""
    entry = _former(f"<rss><item><guid>{text}</guid></item></rss>")
    assert entry is not None
    assert entry.id == read


def test_entities_of_a_former_feed_are_not_expanded(tmp_path: Path) -> None:
    write(tmp_path, "secret", "hush")
    head = f'<!DOCTYPE rss [<!ENTITY a "laugh"><!ENTITY b SYSTEM "{tmp_path}/secret">]>'
    entry = _former(f"{head}<rss><item><guid>x&a;&b;</guid><title>&a;&b;</title></item></rss>")
    assert entry is not None
    assert "laugh" not in entry.id + entry.title
    assert "hush" not in entry.id + entry.title


def test_elements_of_a_former_feed_nested_without_end_end_its_reading() -> None:
    deep, item = "<a>" * 300 + "</a>" * 300, "<item><guid>{}</guid></item>"
    feed = parse_former_feed(f"<rss>{item.format(1)}{deep}{item.format(2)}</rss>".encode())
    assert feed is not None
    assert [entry.id for entry in feed.entries] == ["1"]


def test_a_former_feed_says_what_wrote_it() -> None:
    for root, entry in (
        ("rss", "<item><guid isPermaLink='false'>x</guid></item>"),
        ("feed", "<entry><id>x</id></entry>"),
    ):
        feed = parse_former_feed(
            f"<{root}><generator> G </generator>{entry}{entry}</{root}>".encode()
        )
        assert feed == FormerFeed("G", (FormerEntry("x", "", "", None),) * 2)
    assert parse_former_feed(b'{"items": []}') == FormerFeed("", ())
    for no_feed in (b"<opml/>", b'{"items": {}}', b"{", b'{"a":' * 100_000):
        assert parse_former_feed(no_feed) is None


def test_an_item_of_a_former_json_feed_has_its_title_and_date() -> None:
    entry = _former(
        '{"items": [{"id": "x", "url": 7, "title": "T", "date_published": "2022-03-01T12:00:00Z"}]}'
    )
    assert entry == FormerEntry("x", "7", "T", NOON)


def test_a_former_entry_has_the_first_link_to_its_page() -> None:
    links = "<link rel='enclosure' href='/e'/><link href=' /a '/><link rel='alternate' href='/b'/>"
    entry = _former(f"<feed><entry>{links}</entry></feed>")
    assert entry == FormerEntry("/a", "/a", "", None)
    assert _former("<feed><entry><id>x</id><link/></entry></feed>") == FormerEntry(
        "x", "", "", None
    )
