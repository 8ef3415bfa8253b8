"""An export as a site for a static server: nothing that it links to is missing, under any path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from lxml import etree, html

from service.cli import main
from service.web import static_files
from tests.conftest import EXAMPLES, post, write
from tests.pushing.subscribers import Reaction, Subscribers
from tests.serving.static_host import static_host


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A static server on loopback: its address, and the folder that it serves."""
    root = tmp_path / "host"
    with static_host(root) as url:
        yield url, root


def run(archive: Path, state: Path, *options: str) -> Result:
    return CliRunner().invoke(
        main,
        ["export", str(archive), "--state", str(state), "--processes", "1", *options],
        catch_exceptions=False,
    )


@pytest.fixture
def export(archive: Path, tmp_path: Path) -> Callable[..., Result]:
    return partial(run, archive, tmp_path / "state")


def links_of(address: str, body: bytes) -> set[str]:
    """Every address that a page, a feed or a list names."""
    path = urlsplit(address).path
    if path.endswith((".rss", ".atom", ".opml", ".xml")):
        root = etree.fromstring(body)
        spelled = root.xpath("//@href | //@url | //@xmlUrl | //@htmlUrl | //link/text()")
        return {str(link) for link in spelled}
    if path.endswith(".json"):
        return {link for key, link in json.loads(body).items() if key.endswith("_url")}
    if path.endswith((".css", ".js")):
        return set()
    document = html.fromstring(body, base_url=address)
    return {urljoin(address, link) for _, _, link, _ in document.iterlinks()}


def crawl(base: str) -> dict[str, int]:
    """The status of every address below `base` that can be reached from it."""
    statuses: dict[str, int] = {}
    waiting = {base}
    while waiting:
        address = waiting.pop()
        try:
            with urlopen(address) as response:
                statuses[address] = response.status
                links = links_of(response.url, response.read())
        except HTTPError as error:
            error.close()
            statuses[address] = error.code
            continue
        below = {link.partition("#")[0] for link in links if link.startswith(base)}
        waiting |= {_sendable(link) for link in below} - set(statuses)
    return statuses


def _sendable(link: str) -> str:
    return quote(link, safe="%/:?=&()!$'*+,;@~")


@pytest.mark.process
@pytest.mark.long
@pytest.mark.parametrize("base_path", ["", "/blog"])
def test_no_link_of_an_exported_site_is_dead(
    tmp_path: Path, host: tuple[str, Path], base_path: str
) -> None:
    url, root = host
    out = root / base_path.strip("/")
    result = run(EXAMPLES, tmp_path / "state", str(out), "--base-url", f"{url}{base_path}/")
    assert result.exit_code == 0, result.stderr
    statuses = crawl(f"{url}{base_path}/")
    assert {address: status for address, status in statuses.items() if status != 200} == {}
    paths = {urlsplit(address).path.removeprefix(base_path) for address in statuses}
    assert {"/", "/all/", "/feed.rss", "/feeds.opml", "/category/haizhouribao/"} <= paths
    assert f"/source/{quote('云岭财经')}.json" in paths
    assert any(path.startswith("/archive/") for path in paths)
    assert any(path.startswith("/page/2/") for path in paths)
    assert any(path.startswith("/list/tag/") for path in paths)


def test_a_missing_address_is_said_loudly(export: Callable[..., Result], tmp_path: Path) -> None:
    result = export(str(tmp_path / "out"))
    assert result.exit_code == 0
    assert "WARNING: no --base-url: the feeds name http://127.0.0.1:8000" in result.stderr
    assert "WARNING" not in export(str(tmp_path / "out"), "--base-url", "https://a.example").stderr


def test_where_to_write_has_to_be_said_once(export: Callable[..., Result], tmp_path: Path) -> None:
    assert export().exit_code == 2
    assert export(str(tmp_path), "--into", str(tmp_path)).exit_code == 2


@pytest.mark.long
def test_older_entries_are_in_the_documents_of_their_months(
    archive: Path, export: Callable[..., Result], tmp_path: Path
) -> None:
    for month in (5, 6, 7):
        for number in range(30):
            text = post(f"文{month}-{number}", f"2022-{month:02}-01 08:00")
            write(archive, f"_posts/2022-{month:02}-01-{number}.md", text)
    out = tmp_path / "out"
    export(str(out), "--base-url", "https://a.example", "--months", "2")
    newest = (out / "category/haizhou.atom").read_text()
    attributes = set(re.findall(r"<link[^>]*prev-archive[^>]*>", newest))
    assert "2022-07/category/haizhou.atom" in "".join(attributes)
    july = (out / "archive/2022-07/category/haizhou.atom").read_text()
    assert july.count("<entry") == 30
    assert "/archive/2022-06/category/haizhou.atom" in july
    june = (out / "archive/2022-06/category/haizhou.atom").read_text()
    assert "prev-archive" not in june, "May has no file"
    assert not (out / "archive/2022-05").exists()
    assert "prev-archive" not in (out / "category/yunling.atom").read_text()
    export(str(out), "--base-url", "https://a.example", "--months", "0")
    assert not (out / "archive").exists()
    assert "prev-archive" not in (out / "category/haizhou.atom").read_text()


@pytest.mark.long
def test_a_busy_month_has_several_documents_that_lead_to_each_other(
    archive: Path, export: Callable[..., Result], tmp_path: Path
) -> None:
    for number in range(1203):
        write(archive, f"_posts/2022-05-01-{number}.md", post(f"文{number}", "2022-05-01 08:00"))
    out = tmp_path / "out"
    export(str(out), *("--base-url", "https://a.example", "--format", "atom", "--kind", "site"))
    first = (out / "archive/2022-05/feed.atom").read_text()
    link = re.search(r"https://a\.example(/archive/2022-05/[^/\"]+/feed\.atom)", first)
    assert link
    rest = (out / link[1].strip("/")).read_text()
    assert first.count("<entry") == 1000
    assert rest.count("<entry") == 203


@pytest.mark.long
def test_again_it_writes_only_what_changed(
    archive: Path, export: Callable[..., Result], tmp_path: Path
) -> None:
    options = (str(tmp_path / "out"), "--base-url", "https://a.example", "--json")
    export(*options)
    again = json.loads(export(*options).stdout)
    assert (again["written"], again["removed"]) == (0, 0)
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "yunling"))
    before = {path: path.read_bytes() for path in tmp_path.joinpath("out").rglob("*.html")}
    assert json.loads(export(*options).stdout)["written"] > 0
    changed = {
        str(path.parent.relative_to(tmp_path / "out"))
        for path, body in before.items()
        if path.read_bytes() != body
    }
    lists = {"list/category", "list/tag", "list/source"}  # each says how many posts there are
    assert changed == {".", "all", "category/yunling"} | lists


def test_into_leaves_what_the_generator_wrote(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    site = tmp_path / "_site"
    own = {
        name: write(site, name, f"own {name}")
        for name in (
            "index.html",
            "feed.xml",
            "category/yunling/index.html",
            "category/haizhou.rss",
        )
    }
    result = export("--into", str(site), "--verbose")
    assert {name: path.read_text() for name, path in own.items()} == {
        name: f"own {name}" for name in own
    }
    named = re.findall("^postwire: (https://.*?): (?:left|not)", result.stderr, re.MULTILINE)
    assert set(named) == {
        "https://site.example/feed.xml",
        "https://site.example/category/yunling/",
        "https://site.example/category/haizhou.rss",
    }
    assert result.exit_code == 1, "a feed has no file"
    own["category/haizhou.rss"].unlink()
    result = export("--into", str(site))
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "postwire: https://site.example/category/yunling/ and 1 more (--verbose names them):"
        " left as the site's generator wrote it"
    ]
    assert (site / "feeds/index.html").exists()
    assert (
        b"https://site.example/category/haizhou.rss" in (site / "category/haizhou.rss").read_bytes()
    )


def test_into_takes_away_only_its_own(
    archive: Path, export: Callable[..., Result], tmp_path: Path
) -> None:
    site = tmp_path / "_site"
    site.mkdir()
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "gone"))
    export("--into", str(site))
    (site / "category/gone.rss").write_text("the generator's own")
    (archive / "_posts/2022-03-09-9.md").unlink()
    export("--into", str(site))
    assert (site / "category/gone.rss").read_text() == "the generator's own"
    assert not (site / "category/gone.atom").exists()


def test_the_feed_lies_where_the_generator_put_it(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(str(out), "--base-url", "https://a.example")
    feed = (out / "feed.atom").read_bytes()
    assert (out / "feed.xml").read_bytes() == feed
    assert (out / "feed/haizhou.xml").read_bytes() == (out / "category/haizhou.atom").read_bytes()
    assert "url=https://a.example/feed.rss" in (out / "feed/index.html").read_text()
    lines = (out / "_redirects").read_text().splitlines()
    assert "/category/haizhou/feed /category/haizhou.rss 301" in lines


def test_what_hosts_read_stands_below_the_base_path(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    export(str(tmp_path / "out"), "--base-url", "https://a.example/blog")
    headers = (tmp_path / "out/_headers").read_text()
    assert "/blog/*.rss\n  Content-Type: application/xml; charset=utf-8\n" in headers
    assert "/blog/*\n  Access-Control-Allow-Origin: *\n" in headers
    redirects = (tmp_path / "out/_redirects").read_text().splitlines()
    assert "/blog/feed /blog/feed.rss 301" in redirects


@pytest.mark.parametrize(
    ("kinds", "starts"),
    [
        (("site", "category"), {"feed", "category", "categories"}),
        (("tag",), {"tag", "tags"}),
    ],
)
def test_no_former_address_leads_to_a_feed_that_is_left_out(
    export: Callable[..., Result], tmp_path: Path, kinds: tuple[str, ...], starts: set[str]
) -> None:
    chosen = [word for kind in kinds for word in ("--kind", kind)]
    export(str(tmp_path / "out"), "--base-url", "https://a.example", "--format", "rss", *chosen)
    lines = (tmp_path / "out/_redirects").read_text().splitlines()
    assert {line.split("/")[1].split()[0] for line in lines} == starts
    for line in lines:
        assert (tmp_path / "out" / unquote(line.split()[1])[1:]).exists(), line


def test_the_list_for_the_search_has_every_feed_and_what_each_is_found_by(
    export: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    export(str(out), "--base-url", "https://a.example/blog", "--format", "rss", "--format", "json")
    listed = json.loads((out / "feeds.json").read_bytes())
    rows = {tuple(row[:2]): row[2:] for row in listed["feeds"]}
    outlet, of_outlet = ("source", "海州日报"), "海州日报新闻"  # whose tag is its twin
    assert list(rows) == [outlet, ("category", "haizhou"), ("category", "yunling")]
    assert [row[-2] for row in rows.values()] == [3, 2, 1]
    for _, page, size, day, newest, posts, sought in rows.values():
        assert (out / unquote(page)[1:] / "index.html").exists()
        assert size == f"{posts} 篇"
        assert f"{datetime.fromtimestamp(newest, UTC):%d}".lstrip("0") + "日" in day
        assert sought
    assert {of_outlet, "haizhouribao", "hzrb"} <= set(rows[outlet][-1].split())
    assert sorted(listed["kinds"]) == ["category", "source"]
    assert listed["formats"] == [["rss", "RSS"], ["json", "JSON"]]
    assert "%(words)s" in listed["none"]


def test_only_external_hubs_are_named(
    export: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTWIRE_EXTERNAL_HUBS", "https://hub.example/")
    export(str(tmp_path / "out"), "--base-url", "https://a.example")
    feed = json.loads((tmp_path / "out/feed.json").read_bytes())
    assert [hub["url"] for hub in feed["hubs"]] == ["https://hub.example/"]


@pytest.mark.process
def test_a_format_or_kind_that_is_left_out_is_linked_from_nowhere(
    tmp_path: Path, host: tuple[str, Path]
) -> None:
    url, root = host
    options = ("--format", "atom", "--kind", "category", "--base-url", url)
    assert run(EXAMPLES, tmp_path / "state", str(root), *options).exit_code == 0
    statuses = crawl(f"{url}/")
    assert {address: status for address, status in statuses.items() if status != 200} == {}
    assert not any(address.endswith(".rss") for address in statuses)


@pytest.mark.long
def test_external_hubs_are_told_of_exactly_the_changed_feeds(
    archive: Path, export: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Subscribers()
    monkeypatch.setenv("POSTWIRE_EXTERNAL_HUBS", f"{hub.url}/hub")
    options = (str(tmp_path / "out"), "--base-url", "https://a.example", "--format", "rss")
    try:
        export(*options, "--ping")
        first = len(hub.received)
        assert first
        export(*options, "--ping")
        assert len(hub.received) == first, "nothing changed"
        write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "yunling"))
        hub.react = lambda received: Reaction(503, b"")
        failed = export(*options, "--ping")
        assert failed.exit_code == 1
        assert f"{hub.url}/hub: not told: status 503" in failed.stderr
        hub.react = lambda received: Reaction(204, b"")
        assert export(*options, "--ping").exit_code == 0
        export(*options, "--ping")
    finally:
        hub.close()
    refused, again = (parse_qs(each.body.decode()) for each in hub.received[first:])
    assert refused == again
    assert again["hub.mode"] == ["publish"]
    assert set(again["hub.url"]) == {
        "https://a.example/feed.rss",
        "https://a.example/category/yunling.rss",
    }


def test_a_site_that_shows_each_story_once_has_no_empty_pages(
    archive: Path, export: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTWIRE_STORIES", "site")
    for day in range(1, 26):
        original = f"https://original.example/{day % 3}"
        text = post(f"文{day}", f"2022-05-{day:02} 08:00", original_url=original)
        write(archive, f"_posts/2022-05-{day:02}-1.md", text)
    export(str(tmp_path / "out"), "--base-url", "https://a.example", "--format", "atom")
    front = html.fromstring((tmp_path / "out/all/index.html").read_bytes())
    assert len(front.find_class("h-entry")) == 6
    assert "6 篇" in front.find_class("feed-head")[0].text_content()
    assert not (tmp_path / "out/page/2/index.html").exists()
    assert not (tmp_path / "out/archive/2022-05/feed.atom").exists()
    assert (tmp_path / "out/page/2/category/haizhou/index.html").exists()


@pytest.mark.long
def test_pages_are_written_again_where_what_they_load_is_another_file(
    export: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout has one version for many commits, and the former style sheet is removed."""
    out = tmp_path / "out"
    export(str(out), "--base-url", "https://a.example")
    monkeypatch.setattr(static_files, "_digest", lambda kind: "0123456789abcdef")
    export(str(out), "--base-url", "https://a.example")
    pages = list(out.rglob("index.html"))
    named = {path for page in pages for path in re.findall(r"/static/[\w.]+", page.read_text())}
    assert len(pages) > 3
    assert named
    assert {path for path in named if not (out / path[1:]).exists()} == set()


def test_a_ping_without_a_hub_is_refused(export: Callable[..., Result], tmp_path: Path) -> None:
    assert export(str(tmp_path / "out"), "--ping").exit_code == 2
