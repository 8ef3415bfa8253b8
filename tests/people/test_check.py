"""`postwire check` and `postwire index` account for every file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.archive.faults import CODES
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
        "_posts/faults/2022-03-26-202203261144521073.md:5: E05: did not find expected"
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
    report = json.loads(result.output)
    assert report["files"] == report["served"] + report["excluded"] + report["broken"] == 72
    assert sorted({fault["code"] for fault in report["faults"]})[:2] == ["E03", "E04"]
    assert sorted(post["reason"] for post in report["left_out"]) == [
        "draft",
        "future",
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


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^## ([ER]\d\d)", DOCS.read_text(), re.MULTILINE)
    assert documented == sorted(CODES)


@pytest.mark.skipif(SHARED is None, reason="the public archives are not here")
@pytest.mark.parametrize("name", ["jekyll-docs", "mzlogin", "rust-blog", "ado", "hugodocs"])
def test_every_file_of_a_public_archive_is_accounted_for(name: str, tmp_path: Path) -> None:
    assert SHARED is not None
    result = run("check", SHARED / name, tmp_path, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0
    assert report["files"] == report["served"] + report["excluded"] > 100
    assert len(report["left_out"]) == report["excluded"]
