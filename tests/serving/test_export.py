"""An export: every feed as a file, again only what changed, nothing outside its folder."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from click.testing import CliRunner, Result

from feeds.identity import fingerprint
from feeds.model import SITE, Term
from service.cli import main
from service.commands.common import opened, refreshed
from service.export.chunk import TermExporter
from service.export.files import place_of, put
from service.export.manifest import remove
from service.export.plan import Plan
from service.export.target import FileRecord, Target
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings
from tests.conftest import post, write


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def run(archive: Path, out: Path, *options: str) -> Result:
    state = str(archive.parent / "state")
    return CliRunner().invoke(
        main,
        [
            *(
                "export",
                str(archive),
                str(out),
                "--state",
                state,
                "--processes",
                "2",
                "--feeds-only",
            ),
            *options,
        ],
        catch_exceptions=False,
    )


def counts(archive: Path, out: Path, *options: str) -> dict[str, int]:
    report = json.loads(run(archive, out, "--json", *options).stdout)
    return {name: report[name] for name in ("written", "unchanged", "removed", "refused")}


def files(out: Path) -> dict[str, bytes]:
    """The feeds by path, without what stands beside them."""
    paths = (path for path in out.rglob("*") if path.suffix in (".rss", ".atom", ".json"))
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in paths
        if not path.name.startswith(".")
    }


def times(out: Path) -> dict[Path, int]:
    paths = (path for path in out.rglob("*") if path.is_file())
    return {path: path.stat().st_mtime_ns for path in paths}


def test_every_feed_is_a_file_at_its_path_with_a_gzipped_one_beside(
    archive: Path, out: Path
) -> None:
    assert run(archive, out).exit_code == 0
    exported = files(out)
    for name in ("feed", "category/haizhou", "category/yunling", "tag/海州日报新闻"):
        for extension in ("rss", "atom", "json"):
            path = f"{name}.{extension}"
            assert gzip.decompress((out / f"{path}.gz").read_bytes()) == exported[path]
    assert [item["title"] for item in json.loads(exported["category/haizhou.json"])["items"]] == [
        "第2篇",
        "第1篇",
    ]


def test_an_exported_feed_names_itself_and_nothing_that_is_not_exported(
    archive: Path, out: Path
) -> None:
    for number in range(60):
        write(archive, f"_posts/2022-05-01-{number}.md", post(f"文{number}", "2022-05-01 08:00"))
    run(archive, out, "--base-url", "https://static.example")
    feed = json.loads(files(out)["feed.json"])
    assert feed["feed_url"] == "https://static.example/feed.json"
    assert len(feed["items"]) == 50
    assert not {"next_url", "hubs"} & set(feed)


def test_format_and_kind_choose(archive: Path, out: Path) -> None:
    run(archive, out, "--format", "rss", "--kind", "category")
    assert set(files(out)) == {"category/haizhou.rss", "category/yunling.rss"}


def test_a_second_run_writes_nothing(archive: Path, out: Path) -> None:
    first = counts(archive, out)
    before = times(out)
    again = counts(archive, out)
    assert again == first | {"written": 0, "unchanged": first["written"]}
    assert {p: t for p, t in times(out).items() if p.suffix in (".rss", ".gz")} == {
        p: t for p, t in before.items() if p.suffix in (".rss", ".gz")
    }


def test_a_second_run_without_the_index_writes_nothing_either(archive: Path, out: Path) -> None:
    """The index is derived: where it is made anew, the same bytes are not written again."""
    first = counts(archive, out)
    shutil.rmtree(archive.parent / "state")
    assert counts(archive, out)["unchanged"] == first["written"]


def test_a_new_post_writes_its_own_feeds_only(archive: Path, out: Path) -> None:
    counts(archive, out, "--format", "rss")
    before = files(out)
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "yunling"))
    assert counts(archive, out, "--format", "rss")["written"] == 2
    after = files(out)
    assert {p for p in after if after[p] != before.get(p)} == {"feed.rss", "category/yunling.rss"}


def test_a_term_without_posts_loses_its_files_and_nothing_else(archive: Path, out: Path) -> None:
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "far/away"))
    run(archive, out)
    own = write(out, "category/far/mine.txt", "kept")
    assert (out / "category/far/away.rss").exists()
    (archive / "_posts/2022-03-09-9.md").unlink()
    assert counts(archive, out)["removed"] == 3
    assert not list(out.rglob("away*"))
    assert own.read_text() == "kept"


def test_a_file_that_was_lost_is_written_again(archive: Path, out: Path) -> None:
    run(archive, out)
    (out / "feed.rss").unlink()
    assert counts(archive, out)["written"] == 1


def test_a_compressed_file_that_was_lost_is_written_again_and_the_feed_is_not(
    archive: Path, out: Path
) -> None:
    run(archive, out)
    before = times(out)
    (out / "feed.rss.gz").unlink()
    assert counts(archive, out)["written"] == 1
    assert gzip.decompress((out / "feed.rss.gz").read_bytes()) == files(out)["feed.rss"]
    assert times(out)[out / "feed.rss"] == before[out / "feed.rss"]


def test_a_foreign_compressed_copy_of_a_changed_feed_is_deleted(archive: Path, out: Path) -> None:
    """A server would send it in place of the feed as it is now."""
    run(archive, out)
    stale, other = write(out, "feed.rss.br", "old"), write(out, "category/haizhou.rss.br", "same")
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09 08:00", "yunling"))
    run(archive, out)
    assert not stale.exists()
    assert other.exists()


def test_an_export_that_is_interrupted_leaves_whole_files(archive: Path, out: Path) -> None:
    """Without the manifest that only a finished run writes, the next one completes the work."""
    run(archive, out)
    expected = files(out)
    (out / ".postwire-export.json").unlink()
    (out / "feed.rss").write_bytes(b"<rss>old")
    run(archive, out)
    assert files(out) == expected


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("a", "tag/a.rss"),
        ("a/b", "tag/a/b.rss"),
        ("海 州", "tag/海 州.rss"),
        ("..", "tag/...rss"),
        ("../x", None),
        ("a/../../../x", None),
        ("/etc/passwd", None),
        ("a//b", None),
        ("a/./b", None),
        ("a\0b", None),
        ("a/", None),
        ("海" * 100, None),
        ("a" * 200 + "/b", "tag/" + "a" * 200 + "/b.rss"),
    ],
)
def test_a_term_lies_where_a_server_looks_for_it_or_nowhere(name: str, place: str | None) -> None:
    assert place_of(Term("tag", name), "rss") == place


def test_the_file_of_another_program_is_left_in_a_folder_that_is_shared_alone(
    tmp_path: Path,
) -> None:
    own, shared = (
        Target(tmp_path / name, (), {}, frozenset(), **options)
        for name, options in (("own", {}), ("shared", {"is_shared": True}))
    )
    for target in (own, shared):
        put(target.out / "feed.rss", b"another's")
    assert own.update("feed.rss", b"ours").is_written
    with pytest.raises(FileExistsError):
        shared.update("feed.rss", b"ours")
    assert (own.out / "feed.rss").read_bytes() == b"ours"
    assert (shared.out / "feed.rss").read_bytes() == b"another's"


def test_only_files_that_are_still_ours_are_removed_from_a_folder_that_is_shared(
    tmp_path: Path,
) -> None:
    records = {name: FileRecord(1, fingerprint(b"ours")) for name in ("a/1.rss", "b/2.rss")}
    for is_shared, left in ((True, {"b/2.rss"}), (False, set())):
        target = Target(tmp_path / str(is_shared), (), records, frozenset(), is_shared)
        put(target.out / "a/1.rss", b"ours")
        put(target.out / "a/1.rss.gz", b"ours")
        put(target.out / "b/2.rss", b"another's")
        assert remove(target, {"a/1.rss", "b/2.rss"}) == 2 - len(left)
        assert set(files(target.out)) == left
        assert not (target.out / "a").exists()


def test_writers_of_one_new_folder_do_not_hinder_each_other(tmp_path: Path) -> None:
    together = Barrier(8)

    def write_all(writer: int) -> None:
        for folder in range(20):
            together.wait()
            try:
                put(tmp_path / f"new/{folder}/tag/{writer}.rss", b"x")
            except OSError:
                together.abort()  # nobody else waits for this one
                raise

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write_all, range(8)))
    assert len(list(tmp_path.rglob("*.rss"))) == 160


def test_the_site_lies_at_the_top() -> None:
    assert place_of(SITE, "atom") == "feed.atom"


def test_a_term_that_cannot_be_a_file_is_reported_and_never_leaves_the_folder(
    archive: Path, out: Path
) -> None:
    names = ["../../escaped", "a//b", "海" * 100, "x.rss", "x.rss/y", "x"]
    for number, name in enumerate(names):
        text = post("题", "2022-04-01 08:00").replace(
            "categories: haizhou", f"categories: [{name}]"
        )
        write(archive, f"_posts/2022-04-01-{number}.md", text)
    before = set(archive.parent.parent.rglob("*escaped*"))
    result = run(archive, out, "--format", "rss")
    assert result.exit_code == 1
    assert result.stderr.count("not written") >= 3
    assert "/category/..%2F..%2Fescaped.rss" in result.stderr
    assert set(archive.parent.parent.rglob("*escaped*")) == before
    assert (out / "feed.rss").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(archive: Path, out: Path) -> None:
    out.mkdir(mode=0o500)
    result = run(archive, out)
    assert result.exit_code == 2


def test_brotli_stands_beside_where_chosen(archive: Path, out: Path) -> None:
    brotli = pytest.importorskip("brotli")
    run(archive, out, "--format", "rss")
    assert counts(archive, out, "--format", "rss", "--brotli")["written"] > 0
    packed = (out / "feed.rss.br").read_bytes()
    assert brotli.decompress(packed) == (out / "feed.rss").read_bytes()


def test_a_term_that_goes_while_others_are_exported_is_passed_over(
    archive: Path, settings: Settings, out: Path
) -> None:
    source = opened(settings)
    refreshed(source, settings)
    plan = Plan(source, settings, Target(out, (), {}, frozenset()), ("rss",), None, 0)
    exporter = TermExporter(plan, EntryMaker)
    done = exporter.chunk([Term("category", "gone"), Term("category", "yunling")])
    assert [one.path for one in done] == ["category/yunling.rss"]
    assert list(files(out)) == ["category/yunling.rss"]


def test_a_compressed_file_that_is_no_longer_wanted_is_deleted_when_its_feed_changes(
    archive: Path, out: Path
) -> None:
    run(archive, out, "--format", "rss")
    write(archive, "_posts/2022-03-09-9.md", post("新", "2022-03-09", "yunling"))
    run(archive, out, "--format", "rss", "--no-gzip")
    assert not (out / "category/yunling.rss.gz").exists()
    kept = gzip.decompress((out / "category/haizhou.rss.gz").read_bytes())
    assert kept == (out / "category/haizhou.rss").read_bytes()


@pytest.mark.parametrize(("length", "has_a_file"), [(239, True), (240, False)])
def test_a_name_is_as_long_as_a_file_system_takes_with_its_endings(
    length: int, has_a_file: bool
) -> None:
    name = "x" * (length - len(".rss"))
    assert (place_of(Term("tag", name), "rss") is not None) == has_a_file
