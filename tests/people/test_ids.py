"""A site that moves in keeps its former feeds' ids; `import-feed` says by which setting."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree

from service.app import create_app
from service.cli import main
from service.commands.common import opened, refreshed
from service.settings.loading import load
from tests.conftest import write

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://site.example/blog"
Client = Callable[..., FlaskClient]


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
