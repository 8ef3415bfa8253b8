"""`postwire check` and `postwire index` account for every file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.archive.faults import CODES
from feeds.archive.notes import NOTES
from service.cli import main
from tests.conftest import EXAMPLES, post, write

DOCS = Path(__file__).parents[2] / "docs" / "faults.md"
SHARED = next(
    (p / "shared/archives" for p in Path(__file__).parents if (p / "shared/archives").is_dir()),
    None,
)


def run(command: str, archive: Path, state: Path, *options: str) -> Result:
    return CliRunner().invoke(main, [command, str(archive), "--state", str(state), *options])


def test_each_fault_is_printed_at_its_line(tmp_path: Path) -> None:
    result = run("check", EXAMPLES, tmp_path)
    assert result.exit_code == 1
    assert (
        "_posts/faults/2022-03-26-202203261144521073.md:5: E05: cannot be parsed from here on: did"
        in result.output
    )
    assert "_posts/faults/2022-03-20-202203201514501062.md:3: R02: no title" in result.output
    assert "72 files: 65 served (3 of them repaired), 3 excluded, 4 broken" in result.output


def test_an_archive_without_broken_posts_passes(archive: Path, tmp_path: Path) -> None:
    write(archive, "_posts/2022-03-09-x.md", post("", "2022-03-09"))
    result = run("check", archive, tmp_path / "state")
    assert result.exit_code == 0
    assert "1  R02  no title: taken from the text" in result.output


def test_json_holds_every_fault_and_every_reason(tmp_path: Path) -> None:
    result = run("check", EXAMPLES, tmp_path, "--json")
    assert "no title: '北岸轮渡恢复夜航' is taken from the text" in result.output
    report = json.loads(result.output)
    assert report["files"] == report["served"] + report["excluded"] + report["broken"] == 72
    assert sorted({fault["code"] for fault in report["faults"]})[:2] == ["E03", "E04"]
    assert sorted(post["reason"] for post in report["left_out"]) == [
        "draft",
        "its date lies in the future",
        "published: false",
    ]


def test_index_ends_with_one_object_and_gives_reasons_when_asked(tmp_path: Path) -> None:
    result = run("index", EXAMPLES, tmp_path, "--json", "--verbose")
    report = json.loads(result.stdout.splitlines()[-1])
    assert list(report) == [
        *("files", "served", "excluded", "repaired", "broken", "feeds", "seconds"),
    ]
    assert report["files"] == report["served"] + report["excluded"] + report["broken"]
    assert "_drafts/2022-04-tram-depot.md: excluded: draft" in result.stderr


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a broken post, one that was repaired, one with a note, ten drafts and one
    that is not published."""
    site = tmp_path_factory.mktemp("mixed") / "site"
    write(site, "_config.yml", "title: a")
    write(site, "_posts/2022-03-14-a.md", "---\ntitle:\n---\nText.\n")
    write(site, "_posts/2022-03-15-b.md", "---\ntitle: [\n---\nText.\n")
    write(site, "_posts/2022-03-16-c.md", "---\ntitle: c\n---\n{% plugin x %}\n")
    write(site, "_posts/2022-03-17-d.md", "---\ntitle: d\npublished: false\n---\nText.\n")
    for number in range(10):
        write(site, f"_drafts/{number}.md", "---\ntitle: d\n---\nText.\n")
    return site


def test_check_prints_findings_and_reasons_and_counts_each(mixed: Path) -> None:
    result = run("check", mixed, mixed.parent / "state")
    usual = result.stdout.splitlines()
    assert result.exit_code == 1
    verbose = run("check", mixed, mixed.parent / "state", "--verbose").stdout.splitlines()
    reasons = [line for line in verbose if line not in usual]
    assert reasons == [
        *(f"_drafts/{number}.md: excluded: draft" for number in range(10)),
        "_posts/2022-03-17-d.md: excluded: published: false",
    ]
    repaired, broken, note, *table = usual
    assert broken.startswith("_posts/2022-03-15-b.md:")
    assert repaired.startswith("_posts/2022-03-14-a.md:2: R02: ")
    assert note == "_posts/2022-03-16-c.md:4: N02: dropped: {% plugin x %}"
    code = broken.split(": ")[1]
    assert table == [
        "",
        f" 1  {code}  {CODES[code]}",
        f" 1  N02  {NOTES['N02']}",
        f" 1  R02  {CODES['R02']}",
        "10  -    draft",
        " 1  -    published: false",
        "",
        "14 files: 2 served (1 of them repaired), 11 excluded, 1 broken",
    ]


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        ([], ["_posts/2022-03-15-b.md"]),
        (
            ["--verbose"],
            [
                *("_posts/2022-03-14-a.md", "_posts/2022-03-15-b.md"),
                *(f"_drafts/{number}.md" for number in range(10)),
                "_posts/2022-03-17-d.md",
            ],
        ),
    ],
)
def test_index_names_what_is_broken_and_all_else_where_asked(
    mixed: Path, options: list[str], paths: list[str]
) -> None:
    said = run("index", mixed, mixed.parent / "state", *options).stderr.splitlines()
    assert [line.partition(":")[0] for line in said if line.startswith("_")] == paths


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^## ([ERN]\d\d)", DOCS.read_text(), re.MULTILINE)
    assert documented == [*sorted(CODES), *sorted(NOTES)]


def notes(archive: Path) -> list[tuple[str, int, str, str]]:
    report = json.loads(run("check", archive, archive.parent / "state", "--json").output)
    return [tuple(note.values()) for note in report["notes"]]


def test_check_names_what_may_surprise(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, "_config.yml", "timezone: Asia/Shanghai")
    naive = "date: 2022-03-14 21:08:48\ntitle: a"
    tags = "{% plugin x %} {% plugin x %} {{ site.posts }} {{ page.none }} {% if a %}b{% endif %}"
    tags += "{% for a in site.posts %}{{ a }}{% endfor %}{% for a in page.none %}b{% endfor %}"
    write(site, "_posts/2022-03-14-a.md", f"---\n{naive}\n---\n{tags}\n")
    write(site, "_posts/2022-03-15-b.md", f"---\ntitle: b\n---\nText（{'长' * 40}日报）\n")
    write(site, "_posts/2022-03-16-c.md", "---\ntitle: c\ndate: 2022-03-16\n---\nText (end).\n")
    assert notes(site) == [
        (
            *("_posts/2022-03-14-a.md", 2, "N01"),
            "date: '2022-03-14 21:08:48' is read in Asia/Shanghai; Jekyll reads it in UTC",
        ),
        (
            *("_posts/2022-03-14-a.md", 5, "N02"),
            "dropped: {% plugin x %} (2 times), {{ site.posts }}, {% for a in site.posts %}",
        ),
        (
            *("_posts/2022-03-15-b.md", 4, "N03"),
            f"({'长' * 40}…) has 42 characters: an outlet's name has 30 at most",
        ),
    ]


def test_check_names_shortcodes_that_were_dropped(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, "hugo.toml", "baseURL = 'https://x.example/'")
    head = "---\ntitle: a\ndate: 2022-03-14\n---\n"
    text = '{{< chart a=1 >}} [b]({{< ref "none" >}}) {{< figure src="/a.png" >}}\n'
    write(site, "content/a.md", head + text)
    assert notes(site) == [("content/a.md", 5, "N02", 'dropped: {{< chart >}}, {{< ref "none" >}}')]


@pytest.mark.process
def test_notes_that_take_too_long_cost_their_post_its_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTWIRE_POST_SECONDS", "0.2")
    site = tmp_path / "site"
    write(site, "_config.yml", "title: a")
    write(site, "postwire.toml", "[attribution]\noutlet_ending = '(?:x+x+)+y$'\n")
    write(site, "_posts/2022-03-14-a.md", f"---\ntitle: a\n---\nText ({'x' * 90})\n")
    write(site, "_posts/2022-03-15-b.md", "---\ntitle: b\n---\n{% plugin x %}\n")
    report = json.loads(run("check", site, tmp_path / "state", "--json").output)
    assert report["served"] == 2
    assert [(note["path"][-4:], note["code"]) for note in report["notes"]] == [
        ("a.md", "N04"),
        ("b.md", "N02"),
    ]


def test_a_site_one_folder_down_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "around"
    write(folder, "site/_config.yml", "title: a")
    write(folder, "site/_posts/2022-03-14-a.md", "---\ntitle: a\n---\nText.\n")
    printed = run("check", folder, tmp_path / "state").output
    assert "hint: site/ looks like a Jekyll site" in printed
    assert "hint" not in run("check", folder / "site", tmp_path / "other").output


def test_a_folder_that_is_to_be_read_as_one_has_no_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "around", "site/_config.yml", "title: a")
    write(tmp_path / "around", "a.md", "---\ntitle: a\n---\nText.\n")
    assert "hint" in run("check", tmp_path / "around", tmp_path / "state").stdout
    monkeypatch.setenv("POSTWIRE_KIND", "folder")
    assert "hint" not in run("check", tmp_path / "around", tmp_path / "state").stdout


def test_the_error_names_a_site_one_folder_down(tmp_path: Path) -> None:
    write(tmp_path, "site/hugo.toml", "title = 'a'")
    result = run("check", tmp_path, tmp_path / "state")
    assert result.exit_code != 0
    assert "site/ looks like a Hugo site, try that folder" in result.output


@pytest.mark.long
@pytest.mark.skipif(SHARED is None, reason="the public archives are not here")
@pytest.mark.parametrize("name", ["jekyll-docs", "mzlogin", "rust-blog", "ado", "hugodocs"])
def test_every_file_of_a_public_archive_is_accounted_for(name: str, tmp_path: Path) -> None:
    assert SHARED is not None
    result = run("check", SHARED / name, tmp_path, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0
    assert report["files"] == report["served"] + report["excluded"] > 100
    assert len(report["left_out"]) == report["excluded"]


def test_a_hexo_site_is_named_by_the_folder_of_its_posts(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, "_config.yml", "title: a\nsource_dir: source")
    write(site, "source/_posts/tram.md", "---\ntitle: a\ndate: 2022-03-14\n---\nText.\n")
    printed = run("check", site, tmp_path / "state").output
    assert "hint: source/_posts/ looks like the posts of a Hexo site" in printed
    assert "1 served" in run("check", site / "source/_posts", tmp_path / "other").output
