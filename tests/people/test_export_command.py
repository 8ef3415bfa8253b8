"""What `postwire export` writes by its options, what it says, and the code that it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.conftest import free_port, three_posts, write

URL = ("--base-url", "https://feeds.example")
ONE_FEED = ("--feeds-only", "--format", "json", "--kind", "site", "--no-gzip")


class Site:
    """An archive of three posts, indexed once for all tests."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.state = three_posts(folder / "archive"), folder / "state"

    def export(self, *words: str | Path, **environment: str) -> Result:
        given = ["export", self.archive, "--state", self.state, "--processes", "1", *words]
        return CliRunner().invoke(main, [str(word) for word in given], env=environment)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


def written(out: Path) -> set[str]:
    return {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}


def test_an_export_says_what_it_came_to(site: Site, tmp_path: Path) -> None:
    first = site.export(tmp_path / "out", *URL, *ONE_FEED)
    assert (first.exit_code, first.stderr) == (0, "")
    words = "1 written, 0 unchanged, 0 removed, 0 refused, 0 left to others, 0 told, "
    assert first.stdout.startswith(words)
    again = json.loads(site.export(tmp_path / "out", *URL, *ONE_FEED, "--json").stdout)
    assert 0 <= again.pop("seconds") < 600
    assert again == {
        **{"written": 0, "unchanged": 1, "removed": 0, "refused": 0},
        **{"left_to_others": 0, "told": 0},
    }


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        (ONE_FEED, {"feed.json"}),
        (
            ("--feeds-only", "--format", "rss", "--format", "atom", "--kind", "site"),
            {f"feed.{name}{end}" for name in ("rss", "atom") for end in ("", ".gz")},
        ),
        (
            ("--feeds-only", "--format", "rss", "--kind", "source", "--no-gzip"),
            {"source/海州日报.rss"},
        ),
    ],
)
def test_options_choose_which_feeds_are_written(
    site: Site, tmp_path: Path, options: tuple[str, ...], paths: set[str]
) -> None:
    assert site.export(tmp_path, *URL, *options).exit_code == 0
    feeds = {path for path in written(tmp_path) if path.startswith(("feed.", "source/"))}
    of_all = {path for path in feeds if path.endswith(".css")}  # what feeds look like in a browser
    of_generators = {"feed.xml", "feed.xml.gz"}  # where the site's own generator has its feed
    assert feeds - of_all - of_generators == paths


def test_the_record_lies_where_it_is_to_lie(site: Site, tmp_path: Path) -> None:
    out, record = tmp_path / "out", tmp_path / "elsewhere.json"
    assert site.export(out, *URL, *ONE_FEED, "--record", record).exit_code == 0
    assert "feed.json" in json.loads(record.read_text())["files"]
    assert ".postwire-export.json" not in written(out)
    again = site.export(out, *URL, *ONE_FEED, "--record", record)
    assert again.stdout.startswith("0 written, ")


def test_another_programs_file_in_place_of_a_feed_is_named(site: Site, tmp_path: Path) -> None:
    write(tmp_path, "feed.json", "another's")
    result = site.export("--into", tmp_path, *URL, *ONE_FEED)
    words = "https://feeds.example/feed.json: not written: another program's file lies there"
    assert (result.exit_code, result.stderr) == (1, f"postwire: {words}\n")
    assert ", 1 refused, " in result.stdout


def test_a_hub_that_is_not_told_is_named(site: Site, tmp_path: Path) -> None:
    hub = f"http://127.0.0.1:{free_port()}/"
    result = site.export(tmp_path, *URL, *ONE_FEED, "--ping", POSTWIRE_EXTERNAL_HUBS=hub)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"postwire: {hub}: not told: ")
    assert result.stderr.endswith("; the next export tells it again\n")
    assert ", 0 told, " in result.stdout


@pytest.mark.parametrize(
    ("options", "files", "lines"),
    [
        (
            [],
            ["feed.xml"],
            ["/feed.xml: left as the site's generator wrote it"],
        ),
        (
            [],
            ["feed.xml", "atom.xml"],
            ["/atom.xml and 1 more (--verbose names them): left as the site's generator wrote it"],
        ),
        (
            ["--verbose"],
            ["feed.xml"],
            ["/feed.xml: left as it is: another program's file lies there"],
        ),
        (["--quiet"], ["feed.xml"], []),
    ],
)
def test_files_of_a_generator_stay_and_are_named_in_one_line_or_one_by_one(
    site: Site, tmp_path: Path, options: list[str], files: list[str], lines: list[str]
) -> None:
    for file in files:
        write(tmp_path, file, "the generator's own")
    choice = ("--format", "atom", "--kind", "site", "--pages", "1", "--no-gzip")
    result = site.export("--into", tmp_path, *URL, *choice, *options)
    assert result.exit_code == 0
    said = [line for line in result.stderr.splitlines() if "left as" in line]
    assert said == [f"postwire: https://feeds.example{line}" for line in lines]
    assert f", {len(files)} left to others, " in result.stdout
    assert all((tmp_path / file).read_text() == "the generator's own" for file in files)


@pytest.mark.parametrize(
    ("place", "given", "url", "is_warned"),
    [
        ("--into", URL, "https://feeds.example", False),
        ("--into", (), "https://site.example", False),
        ("out", (), "http://127.0.0.1:8000", True),
    ],
)
def test_an_export_has_the_address_that_it_is_given_or_that_of_the_site_that_it_lies_in(
    site: Site, tmp_path: Path, place: str, given: tuple[str, ...], url: str, is_warned: bool
) -> None:
    where = ("--into", tmp_path) if place == "--into" else (tmp_path,)
    result = site.export(*where, *given, *ONE_FEED)
    feed = json.loads((tmp_path / "feed.json").read_bytes())
    assert feed["feed_url"] == f"{url}/feed.json"
    warning = f"postwire: WARNING: no --base-url: the feeds name {url}, where no subscriber finds"
    assert result.stderr.startswith(warning) if is_warned else not result.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "say where to write: either OUT or --into FOLDER"),
        (["out", "--into", "."], "say where to write: either OUT or --into FOLDER"),
        (["out", "--ping", *URL], "--ping needs a hub: set external_hubs (POSTWIRE_EXTERNAL_HUBS)"),
    ],
)
def test_an_export_that_cannot_be_meant_writes_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = site.export(*words)
    assert (result.exit_code, result.stderr) == (2, f"postwire: {reason}\n")
    assert written(tmp_path) == set()


def test_a_format_that_no_feed_has_is_refused_by_the_names_of_those_that_one_has(
    site: Site, tmp_path: Path
) -> None:
    result = site.export(tmp_path / "out", *URL, "--format", "pdf")
    assert result.exit_code == 2
    assert "'pdf' is not one of 'rss', 'atom', 'json'" in result.stderr
    assert written(tmp_path) == set()
