"""An archive as its callers see it: its files, what each is read as, and its texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.archive import Archive, Options, Source, open_archive
from feeds.archive.faults import Fault
from feeds.archive.reading import Stat
from feeds.errors import ArchiveAwayError
from feeds.model import Post, Term
from tests.conftest import write
from tests.reading.conftest import GOOD, NAME


def post_of(archive: Archive, path: str = NAME) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def test_names_of_terms_that_the_operator_gives_count_before_the_sites(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "")
    write(tmp_path, "content/tags/x/_index.md", "---\ntitle: of the site\n---\n")
    write(tmp_path, "content/tags/y/_index.md", "---\ntitle: of y\n---\n")
    names = {Term("tag", "x"): "o\x00wn"}
    labels = open_archive(tmp_path, Options(names=names)).site.labels
    assert (labels[Term("tag", "x")], labels[Term("tag", "y")]) == ("own", "of y")


def test_an_archive_reads_its_settings_again_where_it_is_asked_to(site: Archive) -> None:
    assert site.site.title == "测试站"
    write(site.root, "_config.yml", "title: new\n")
    assert site.site.title == "测试站"
    site.reopen()
    assert site.site.title == "new"
    assert site.dialect is site.kind.dialect


def test_files_are_looked_for_in_an_archive_that_is_there_alone(site: Archive) -> None:
    status = (site.root / NAME).stat()
    assert [*site.files()] == [Stat(NAME, status.st_mtime_ns, status.st_size)]
    assert site.look(NAME) == Stat(NAME, status.st_mtime_ns, status.st_size)
    assert site.look("_posts/none.md") is None
    assert site.stamp(post_of(site)) == (status.st_mtime_ns, status.st_size)
    post = post_of(site)
    (site.root / NAME).unlink()
    assert site.stamp(post) is None
    away = site.root.rename(site.root.parent / f"{site.root.name}-away")
    with pytest.raises(ArchiveAwayError, match=r"the archive .* cannot be read: No such file"):
        site.look("_posts/none.md")
    with pytest.raises(ArchiveAwayError, match="cannot be read: No such file"):
        next(site.files())
    with pytest.raises(ArchiveAwayError, match="cannot be read: No such file"):
        site.check()
    away.rename(site.root)
    files = site.files()
    write(site.root, NAME, GOOD)
    next(files)
    site.root.rename(away)
    with pytest.raises(ArchiveAwayError):
        next(files)
    away.rename(site.root)


def test_why_a_file_is_no_post_is_said_in_its_fault(site: Archive) -> None:
    (fault,) = site.read("_posts/2022-03-14-none.md").faults
    assert fault == Fault(1, "E01", "No such file or directory")
    (fault,) = site.read("_posts/2022-03-14-\\xff.md").faults
    assert fault == Fault(1, "E01", "the file's name is not in UTF-8: rename it")
    (site.root / "_posts/2022-03-14-\\xff.md").mkdir()
    (fault,) = site.read("_posts/2022-03-14-\\xff.md").faults
    assert fault == Fault(1, "E01", "no regular file")
    small = Archive(site.root, site.kind, Options(largest_file=len(GOOD) - 1))
    (fault,) = small.read(NAME).faults
    assert fault == Fault(1, "E02", f"larger than {len(GOOD) - 1} bytes")
    assert Archive(site.root, site.kind, Options(largest_file=len(GOOD))).read(NAME).post


def test_many_files_are_read_in_their_order(site: Archive) -> None:
    paths = [f"_posts/2022-03-14-{number}.md" for number in range(3)]
    for path in paths:
        write(site.root, path, GOOD.replace("title: a", f"title: {path}"))
    write(site.root, paths[1], GOOD + "x" * 1_000_001)
    found = [reading.path for reading in site.read_all([*paths, "_posts/none.md", NAME])]
    assert found == [*paths, "_posts/none.md", NAME]
    assert [*site.read_all([])] == []


def test_the_source_of_an_entry_is_the_file_that_the_index_was_made_from(
    site: Archive, tmp_path_factory: pytest.TempPathFactory
) -> None:
    post = post_of(site)
    stamp = site.stamp(post)
    assert stamp is not None
    nowhere = replace(post, text_location=None)
    assert site.sources([post, nowhere]) == [Source(stamp, "Text."), Source(stamp, "Text.")]
    assert site.text(post) == "Text."
    assert site.sources([replace(post, path="none.md")]) == [None]
    assert site.text(replace(post, path="none.md")) is None
    former = tmp_path_factory.mktemp("former")
    kept = open_archive(site.root, former=former)
    assert post.text_location is not None
    write(former, post.text_location.digest, GOOD.replace("Text", "Kept"))
    assert kept.text(post) == "Text."  # the file is still the same
    write(site.root, NAME, GOOD.replace("Text", "Newer"))
    assert (kept.text(post), site.text(post), kept.text(nowhere)) == ("Kept.", "Newer.", "Newer.")
    write(site.root, NAME, "---\ntitle: a\n")  # never closed
    assert site.sources([post]) == [None]
    write(site.root, NAME, b"---\n---\n\xff\xfe\xff")
    assert site.sources([post]) == [None]


def test_notes_are_those_of_a_file_that_is_there(site: Archive) -> None:
    write(site.root, NAME, "---\ntitle: a\ndate: 2022-03-14 08:00:00\n---\nText.{% x %}\n")
    post = post_of(site)
    assert [(note.line, note.code) for note in site.notes(post)] == [(3, "N01"), (5, "N02")]
    (site.root / NAME).unlink()
    assert site.notes(post) == []
    write(site.root, NAME, "---\ntitle: [\n---\nText.\n")
    assert site.notes(post) == []
