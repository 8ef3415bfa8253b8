"""An archive as its callers see it: which files it has, what each becomes, and what it says when
it cannot be read."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.archive import Archive, Options, Source, archive_files, open_archive, walk
from feeds.archive.archive_files import (
    FileContent,
    NeighbourReader,
    folders_in,
    is_file,
    is_gone,
    opened_folder,
    paths_below,
    why_away,
)
from feeds.archive.cross_reference import address_of, document_at, remembered
from feeds.archive.faults import Fault
from feeds.archive.kind import holds
from feeds.archive.kinds import kinds_here, site_below
from feeds.archive.pipeline import Draft, readings
from feeds.archive.reading import Excluded, Stat
from feeds.errors import ArchiveAwayError, ArchiveError, ConfigurationError
from feeds.identity import fingerprint
from feeds.model import Post, Term
from tests.conftest import CONFIG, write
from tests.rights import rights_count

GOOD = "---\ntitle: a\n---\nText.\n"
NAME = "_posts/2022-03-14-a.md"


@pytest.fixture
def site(tmp_path: Path) -> Archive:
    """A Jekyll site with one post."""
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, NAME, GOOD)
    return open_archive(tmp_path)


def post_of(archive: Archive, path: str = NAME) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def test_some_errors_say_that_a_file_is_not_there_and_others_that_it_cannot_be_read() -> None:
    gone = "ENOENT ENOTDIR ELOOP EMLINK EXDEV EINVAL ENAMETOOLONG".split()  # noqa: SIM905
    there = "EACCES EIO EMFILE ENOMEM EPERM ESTALE".split()  # noqa: SIM905
    assert [name for name in gone if not is_gone(OSError(getattr(errno, name), ""))] == []
    assert [name for name in there if is_gone(OSError(getattr(errno, name), ""))] == []


def test_an_archive_is_away_where_its_folder_is_gone_empty_or_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert why_away(tmp_path) == "the folder is empty"
    assert why_away(tmp_path / "a") == "No such file or directory"
    write(tmp_path, "a", "")
    assert why_away(tmp_path) == ""
    assert why_away(tmp_path / "a") == "Not a directory"

    def refuse(*_: object) -> None:
        raise OSError("for a reason of its own")

    monkeypatch.setattr(archive_files.os, "scandir", refuse)
    assert why_away(tmp_path) == "for a reason of its own"


def test_a_folder_that_is_there_and_cannot_be_opened_is_no_folder_that_is_gone(
    tmp_path: Path,
) -> None:
    write(tmp_path, "a/b.md", "")
    for path in ("c", "a/b.md", "a/c", "../x", "\0"):
        with opened_folder(tmp_path, path) as descriptor:
            assert descriptor is None, path
    with opened_folder(tmp_path, "a") as descriptor:
        assert descriptor is not None
        assert os.listdir(descriptor) == ["b.md"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    (tmp_path / "a").chmod(0)
    with rights_count(), pytest.raises(PermissionError), opened_folder(tmp_path, "a"):
        pass
    (tmp_path / "a").chmod(0o700)


def test_folders_and_files_are_listed_without_following_links(tmp_path: Path) -> None:
    write(tmp_path, "b/c/d.md", "")
    write(tmp_path, "b/e.md", "")
    write(tmp_path, "a/f.md", "")
    write(tmp_path, "g.md", "")
    (tmp_path / "h").symlink_to("a")
    assert folders_in(tmp_path) == ["a", "b"]
    assert folders_in(tmp_path / "none") == []
    assert sorted(paths_below(tmp_path, "b")) == ["b/c/d.md", "b/e.md"]
    everything = ["a/f.md", "b/c/d.md", "b/e.md", "g.md", "h"]
    assert sorted(paths_below(tmp_path, "")) == everything
    assert sorted(paths_below(tmp_path, "h")) == ["h/f.md"]
    assert [*paths_below(tmp_path, "none")] == []


def test_neighbours_are_read_as_each_file_alone_is(tmp_path: Path) -> None:
    """The folder of the last file stays open, and no descriptor is left behind."""
    write(tmp_path, "a/b.md", "b")
    write(tmp_path, "a/c/d.md", "d")
    write(tmp_path, "e.md", "e")
    (tmp_path / "f.md").symlink_to("a/b.md")
    (tmp_path / "g").symlink_to("a")
    before = len(os.listdir("/proc/self/fd"))
    paths = ["a/b.md", "a/c/d.md", "a/b.md", "e.md", "f.md", "g/b.md", "/e.md", "a//b.md", "a/",
             "", ".", "..", "a/..", "/", "none.md", "a/none.md"]  # fmt: skip
    with NeighbourReader(tmp_path, 100) as reader:
        for path in paths:
            alone = outcome(lambda path=path: archive_files.read(tmp_path, path, 100))  # type: ignore[misc]
            assert outcome(lambda path=path: reader.read(path)) == alone, path  # type: ignore[misc]
        assert outcome(lambda: reader.read("a/b.md").data) == b"b"
    assert len(os.listdir("/proc/self/fd")) == before
    assert outcome(lambda: archive_files.read(tmp_path, "/e.md", 100)) == errno.ENOENT
    assert is_file(tmp_path, "f.md")
    assert [is_file(tmp_path, path) for path in ("a", "x" * 300)] == [False, False]


def outcome(read: Callable[[], object]) -> object:
    try:
        return read()
    except OSError as error:
        return error.errno


@pytest.mark.parametrize(("size", "data"), [(3, b"abc"), (2, None)])
def test_a_file_has_so_many_bytes_at_most(tmp_path: Path, size: int, data: bytes | None) -> None:
    file = write(tmp_path, "a.md", "abc")
    found = archive_files.read(tmp_path, "a.md", size)
    assert found == FileContent(data, (file.stat().st_mtime_ns, 3))


def test_a_link_leads_out_of_no_folder_that_it_has_to_stay_in(tmp_path: Path) -> None:
    write(tmp_path, "a/b.md", "b")
    write(tmp_path, "c/d.md", "d")
    (tmp_path / "a/link.md").symlink_to("../c/d.md")
    (tmp_path / "a/own.md").symlink_to("b.md")
    assert archive_files.read(tmp_path, "a/link.md", 9).data == b"d"
    assert archive_files.read(tmp_path, "a/own.md", 9, "a").data == b"b"
    with pytest.raises(OSError, match="a link that leads out"):
        archive_files.read(tmp_path, "a/link.md", 9, "a")


def test_no_archive_is_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no such folder"):
        open_archive(tmp_path / "none")
    write(tmp_path, "a.md", "")
    with pytest.raises(ArchiveError, match="it is not a folder"):
        open_archive(tmp_path / "a.md")
    with pytest.raises(ArchiveError, match=r"neither the settings of a Jekyll, Hugo or Zola site"):
        open_archive(write(tmp_path, "b/c.txt", "").parent)
    with pytest.raises(
        ConfigurationError, match="unknown kind 'x': one of jekyll, zola, hugo, folder"
    ):
        open_archive(tmp_path, Options(kind="x"))
    write(tmp_path, "d/site/_config.yml", "title: t\n")
    with pytest.raises(ArchiveError, match=r"; site/ looks like a Jekyll site, try that folder"):
        open_archive(tmp_path / "d")


def test_the_site_below_a_folder_is_looked_for_one_folder_down(tmp_path: Path) -> None:
    assert site_below(tmp_path) is None
    write(tmp_path, ".hidden/_config.yml", "")
    write(tmp_path, "a/b/_config.yml", "")
    assert site_below(tmp_path) is None
    write(tmp_path, "z/hugo.toml", "")
    assert site_below(tmp_path) == "z/ looks like a Hugo site"
    write(tmp_path, "y/config.toml", 'base_url = "https://z.example"\n')
    write(tmp_path, "y/content/a.md", "")
    assert site_below(tmp_path) == "y/ looks like a Zola site"
    (tmp_path / "source/_posts").mkdir(parents=True)
    assert site_below(tmp_path) == "source/_posts/ looks like the posts of a Hexo site"


def test_two_hundred_folders_are_looked_at_for_a_site(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}").mkdir()
    write(tmp_path, "199/_config.yml", "")
    assert site_below(tmp_path) == "199/ looks like a Jekyll site"
    (tmp_path / "000a").mkdir()
    assert site_below(tmp_path) is None


def test_hugo_is_looked_for_first_where_it_has_settings_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "")
    assert kinds_here(tmp_path) == ["jekyll"]
    write(tmp_path, "config.toml", "")
    (tmp_path / "content").mkdir()
    without = kinds_here(tmp_path)
    assert without[0] == "jekyll"
    write(tmp_path, "hugo.toml", "")
    assert kinds_here(tmp_path) == ["hugo", "jekyll"]
    assert kinds_here(write(tmp_path, "only/a.md", "").parent) == ["folder"]
    assert kinds_here(write(tmp_path, "nothing/a.txt", "").parent) == []


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


def test_a_folder_that_cannot_be_read_is_told_apart_from_one_that_is_gone(site: Archive) -> None:
    write(site.root, "x/_posts/2022-03-14-b.md", GOOD)
    (site.root / "x").chmod(0)
    unread: list[str] = []
    with rights_count():
        paths = [stat.path for stat in site.files(unread)]
        assert [stat.path for stat in site.files()] == paths == [NAME]
        with pytest.raises(ArchiveAwayError, match=r"14-b\.md cannot be looked at"):
            site.look("x/_posts/2022-03-14-b.md")
    (site.root / "x").chmod(0o700)
    assert unread == ["x"]


def test_files_come_folder_by_folder_with_their_names_in_order(site: Archive) -> None:
    for name in ("b", "a", "c/b", "c/a", "B"):
        write(site.root, f"_posts/{name}/2022-03-14-x.md", GOOD)
    os.mkfifo(site.root / "_posts/2022-03-14-pipe.md")
    (site.root / "_posts/2022-03-14-link.md").symlink_to(f"../{NAME}")
    (site.root / "_posts/2022-03-14-out.md").symlink_to("/etc/hostname")
    (site.root / "_posts/2022-03-14-loop.md").symlink_to("2022-03-14-loop.md")
    (site.root / "_posts/2022-03-14-gone.md").symlink_to("none.md")
    (site.root / "_posts/link").symlink_to("a")
    paths = [stat.path.removeprefix("_posts/") for stat in site.files()]
    assert paths == [
        "2022-03-14-a.md", "2022-03-14-link.md", "B/2022-03-14-x.md", "a/2022-03-14-x.md",
        "b/2022-03-14-x.md", "c/a/2022-03-14-x.md", "c/b/2022-03-14-x.md",
    ]  # fmt: skip
    looked = ("2022-03-14-pipe.md", "2022-03-14-out.md", "2022-03-14-loop.md", "2022-03-14-gone.md")
    assert [site.look(f"_posts/{name}") for name in looked] == [None] * 4
    assert site.look("_posts/2022-03-14-link.md") is not None
    assert site.look("_posts/\0.md") is None
    assert site.look("_posts/2022-03-14-\0.md") is None


def test_a_name_that_is_not_in_utf8_is_spelled_out() -> None:
    cases = {"a.md": "a.md", "é.md": "é.md", "\udcff.md": "\\xff.md", "é\udcfe": "é\\xfe"}
    assert {name: walk.name_in_utf8(name) for name in cases} == cases


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


def test_what_cannot_be_made_of_a_post_is_its_fault_alone(
    site: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = post_of(site)

    def fail(body: str, _: Post) -> str:
        raise KeyError(body)

    for readable, code in ((lambda body, _: body * 2_000_000, "E15"), (fail, "E10")):
        monkeypatch.setattr(site.kind, "readable", readable)
        (fault,) = site.sources([post])
        assert isinstance(fault, Fault)
        assert fault.code == code
        assert site.text(post) is None


def test_notes_are_those_of_a_file_that_is_there(site: Archive) -> None:
    write(site.root, NAME, "---\ntitle: a\ndate: 2022-03-14 08:00:00\n---\nText.{% x %}\n")
    post = post_of(site)
    assert [(note.line, note.code) for note in site.notes(post)] == [(3, "N01"), (5, "N02")]
    (site.root / NAME).unlink()
    assert site.notes(post) == []
    write(site.root, NAME, "---\ntitle: [\n---\nText.\n")
    assert site.notes(post) == []


def test_a_document_is_read_anew_where_it_is_one(site: Archive) -> None:
    found = document_at(site.root, NAME)
    assert found is not None
    assert (found.front_matter, found.body, found.body_line) == ({"title": "a"}, "Text.\n", 4)
    write(site.root, "bare.md", "Bare.")
    assert document_at(site.root, "bare.md") is None
    bare = document_at(site.root, "bare.md", bare=True)
    assert bare == ({}, "Bare.", "", 1)
    assert document_at(site.root, NAME, largest=len(GOOD) - 1) is None
    assert document_at(site.root, NAME, largest=len(GOOD)) is not None
    write(site.root, "broken.md", "---\na: [\n---\n")
    write(site.root, "binary.md", b"\xff\xfe\xff")
    for path in ("none.md", "broken.md", "binary.md", "\0"):
        assert document_at(site.root, path, bare=True) is None
    headed = document_at(
        write(site.root, "h.md", "Title: x\n\ny").parent, "h.md", matter_form="headed"
    )
    assert headed is not None
    assert headed.body == "y"


def test_a_post_is_addressed_by_its_file_where_it_is_one(site: Archive) -> None:
    kind = site.kind
    assert address_of(kind, site.root, NAME) == "/2022/03/14/a.html"
    write(site.root, "_posts/2022-03-15-draft.md", "---\npublished: false\n---\nx")
    write(site.root, "_posts/2022-03-15-broken.md", "---\na: [\n---\nx")
    write(site.root, "_posts/2022-03-15-baddate.md", f"---\npermalink: {'x' * 9000}\n---\nx")
    names = ("draft", "baddate", "broken", "none")
    paths = [f"_posts/2022-03-15-{name}.md" for name in names]
    assert [address_of(kind, site.root, path) for path in [*paths, "a.png"]] == [None] * 5
    assert holds(kind, NAME)
    assert not holds(kind, "_posts/a.png")
    asked: list[str] = []
    look = remembered(lambda name: asked.append(name) or None)
    assert [look("a"), look("a"), look("b")] == [None] * 3
    assert asked == ["a", "b"]


def test_a_file_goes_through_the_stages_of_reading_until_it_is_settled(site: Archive) -> None:
    def of(data: bytes, path: str = NAME) -> tuple[object, list[tuple[int, str]]]:
        (reading,) = readings([Draft(path, data)], site.kind, site.options)
        assert reading.digest == fingerprint(data)
        settled = reading.excluded.reason if reading.excluded else reading.post is not None
        return settled, [(fault.line, fault.code) for fault in reading.faults]

    cases: list[tuple[bytes, object, list[tuple[int, str]]]] = [
        (GOOD.encode(), True, []),
        (b"Text.", True, [(2, "R02")]),
        (b"---\n---\n", False, [(1, "E08")]),
        (b"---\na: b\n---\n\xff\xfe\xff", False, [(4, "E03")]),
        (b"---\ntitle: a\n---\na\x01b", True, [(1, "R06")]),
        ("---\ntitle: 标题\n---\n正文。".encode("gb18030"), True, [(1, "R04")]),
        (b"---\ntitle: [\n---\n", False, [(3, "E05")]),
        (b'---\ntitle: "a "b""\n---\n\x01x', True, [(1, "R06"), (2, "R01")]),
        (b"---\ntitle: a\nfeed: false\n---\nx", "kept out by `feed: false`", []),
        (b"---\ntitle: a\ntags: [" + b"n" * 201 + b"]\n---\nx", True, [(3, "R11")]),
        (b"---\ntags: [" + b"n" * 201 + b"]\n---\n", False, [(1, "E08")]),
        (f"---\ntitle: a\npermalink: /{'x' * 8000}\n---\nx".encode(), False, [(1, "E11")]),
    ]
    assert [(data[:40], *of(data)) for data, *_ in cases] == [
        (data[:40], settled, faults) for data, settled, faults in cases
    ]
    assert of(GOOD.encode(), "_posts/a.md")[0] is not True


def test_stories_are_looked_for_where_they_are_asked_for(site: Archive) -> None:
    for stories, has_traits in (("off", False), ("asked", True), ("site", True)):
        options = Options(stories=stories)  # type: ignore[arg-type]
        (reading,) = readings([Draft(NAME, GOOD.encode())], site.kind, options)
        assert (reading.traits is not None) == has_traits
        (broken,) = readings([Draft(NAME, b"---\n---\n")], site.kind, options)
        assert broken.traits is None


def test_an_error_that_nobody_foresaw_breaks_one_file(
    site: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str, _: object) -> None:
        if path == NAME:
            raise KeyError("odd")

    monkeypatch.setattr(site.kind, "facts", fail)
    drafts = [Draft(NAME, GOOD.encode()), Draft("_posts/2022-03-14-b.md", b"---\nfeed: no\n---\n")]
    first, second = readings(drafts, site.kind, Options())
    assert first.faults == (Fault(1, "E09", "KeyError: 'odd'"),)
    assert second.excluded == Excluded("kept out by `feed: false`")


def test_a_file_without_front_matter_is_no_page_of_zola(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", 'base_url = "https://z.example"\n')
    write(tmp_path, "content/2022-03-14-a.md", "Text.")
    reading = open_archive(tmp_path).read("content/2022-03-14-a.md")
    assert reading.excluded == Excluded("no post: no front matter")


def test_a_folder_that_goes_while_others_are_listed_has_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "site/2024-05-08-a.md", "x")
    (tmp_path / "site/x").mkdir()
    monkeypatch.chdir(write(tmp_path, "elsewhere/2024-05-08-b.md", "x").parent)
    archive = open_archive(tmp_path / "site")
    walks = archive.kind.walks

    def walks_until_gone(folder: str) -> bool:
        if folder == "x":
            (tmp_path / "site/x").rmdir()
        return walks(folder)

    monkeypatch.setattr(archive.kind, "walks", walks_until_gone)
    assert [stat.path for stat in archive.files()] == ["2024-05-08-a.md"]


def test_a_file_below_a_hidden_folder_is_none_of_the_archive(tmp_path: Path) -> None:
    for path in (".git/x/2024-05-08-a.md", "x/y/2024-05-08-b.md"):
        write(tmp_path, path, "x")
    archive = open_archive(tmp_path)
    assert archive.look(".git/x/2024-05-08-a.md") is None
    assert archive.look("x/y/2024-05-08-b.md") is not None
