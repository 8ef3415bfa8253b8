"""Only regular files of the archive are opened, whatever an archive holds and whatever becomes of
it after it was indexed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Archive, Options, archive_files, open_archive
from feeds.archive.archive_files import (
    FileContent,
    NeighbourReader,
    is_file,
)
from feeds.errors import ArchiveError
from feeds.feed.entries import entries_of
from feeds.model import Post
from tests.conftest import CONFIG, write

SECRET = "---\ntitle: 秘\ndate: 2022-03-14\npermalink: /outside/\nslug: outside\n---\n外面的字。\n"
GOOD = "---\ntitle: a\n---\n里面的字。\n"

Trap = Callable[[Path, Path], object]
"""Makes a file at the first path of something; the second is a text outside the archive."""


def a_pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path, outside: Path) -> None:
    path.symlink_to("/dev/zero")


def a_large_file(path: Path, outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


def a_link_that_leads_out(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def a_link_of_links_that_leads_out(path: Path, outside: Path) -> None:
    between = path.with_name("between.txt")
    between.symlink_to(outside)
    path.symlink_to(between)


def a_folder(path: Path, outside: Path) -> None:
    path.mkdir()


TRAPS = [
    a_pipe,
    a_device,
    a_large_file,
    a_link_that_leads_out,
    a_link_of_links_that_leads_out,
    a_folder,
]


PATHS = [
    *("a/b/good.md", "a/other.md", "a/link.md", "top.md", "inside/other.md", "inside/b/good.md"),
    *("outside/secret.md", "a/leads-out.md", "a/pipe.md", "a/gone.md", "gone/a.md", "a/b", "a"),
    *("", ".", "..", "a/..", "a/../top.md", "../secret.md", "/top.md", "a//other.md"),
    *("a/./other.md", "a\0/other.md", "a/other.md\0", "\ud800/a.md", "a/b/"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "outside/_posts/2022-03-14-b.md", SECRET)
    return tmp_path / "archive"


@pytest.fixture
def outside(root: Path) -> Path:
    return root.parent / "outside/_posts/2022-03-14-b.md"


def post_of(archive: Archive, path: str) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def is_refused(root: Path, path: str) -> bool:
    try:
        archive_files.read_bytes(root, path)
    except OSError:
        return True
    return False


def content_of(archive: Archive, post: Post) -> str | None:
    (entry,) = entries_of(archive, [(post, "")])
    return entry and entry.content.strip()


@pytest.mark.parametrize("trap", TRAPS)
def test_anything_but_a_regular_file_is_refused(root: Path, outside: Path, trap: Trap) -> None:
    write(root, "a/good.md", GOOD)
    trap(root / "a/b.md", outside)
    assert is_refused(root, "a/b.md")
    assert is_refused(root, "../outside/_posts/2022-03-14-b.md")
    assert archive_files.read_bytes(root, "a/good.md").decode() == GOOD


@pytest.mark.parametrize("path", ["", ".", "..", "a/..", "/etc/passwd", "a\0b", "\ud800", "a//b"])
def test_a_path_that_names_no_file_is_refused(root: Path, path: str) -> None:
    write(root, "a/b", "text")
    assert is_refused(root, path)


def test_a_link_that_stays_inside_is_followed(root: Path) -> None:
    write(root, "a/b/good.md", GOOD)
    (root / "c").symlink_to(root / "a")
    (root / "d.md").symlink_to("c/b/good.md")
    for path in ("c/b/good.md", "d.md"):
        assert archive_files.read_bytes(root, path).decode() == GOOD


def test_a_folder_on_the_way_may_lead_nowhere_else(root: Path, outside: Path) -> None:
    write(root, "a/good.md", GOOD)
    (root / "b").symlink_to(outside.parent)
    assert is_refused(root, f"b/{outside.name}")
    assert list(archive_files.paths_below(root, "b")) == []
    assert list(archive_files.paths_below(root, "a")) == ["a/good.md"]


@pytest.mark.long
@given(paths=st.lists(st.sampled_from(PATHS), max_size=12))
def test_a_reader_reads_what_is_read_alone(paths: list[str]) -> None:
    """Whatever it has read before: the folder of the last file stays open."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        write(root, "a/b/good.md", GOOD)
        write(root, "a/other.md", "other")
        write(root, "top.md", "top")
        write(root.parent, "secret.md", SECRET)
        (root / "inside").symlink_to(root / "a")
        (root / "outside").symlink_to(root.parent)
        (root / "a/link.md").symlink_to("b/good.md")
        (root / "a/leads-out.md").symlink_to(root.parent / "secret.md")
        os.mkfifo(root / "a/pipe.md")
        with archive_files.NeighbourReader(root, largest=4) as reader:
            for path in paths:
                alone = outcome(lambda path=path: archive_files.read(root, path, 4))
                assert outcome(lambda path=path: reader.read(path)) == alone


def outcome(read: Callable[[], object]) -> object:
    try:
        return read()
    except OSError as error:
        return error.errno


def test_the_root_itself_may_be_a_link(root: Path) -> None:
    write(root, "a.md", GOOD)
    current = root.parent / "current"
    current.symlink_to(root)
    assert archive_files.read_bytes(current, "a.md").decode() == GOOD


@pytest.mark.parametrize("trap", TRAPS)
def test_a_post_that_became_something_else_is_shown_no_more(
    root: Path, outside: Path, trap: Trap
) -> None:
    write(root, "_config.yml", CONFIG)
    path = "_posts/2022-03-14-a.md"
    write(root, path, GOOD)
    archive = open_archive(root)
    post = post_of(archive, path)
    assert content_of(archive, post) == "<p>里面的字。</p>"
    (root / path).unlink()
    trap(root / path, outside)
    assert content_of(archive, post) is None
    assert archive.read(path).broken


def test_a_post_whose_folder_became_a_link_is_shown_no_more(root: Path, outside: Path) -> None:
    write(root, "_config.yml", CONFIG)
    path = "_posts/2022-03-14-b.md"
    write(root, path, GOOD)
    archive = open_archive(root)
    post = post_of(archive, path)
    (root / path).unlink()
    (root / "_posts").rmdir()
    (root / "_posts").symlink_to(outside.parent)
    assert content_of(archive, post) is None


def test_a_file_has_sixteen_mebibytes_at_most(root: Path) -> None:
    write(root, "a.yml", "")
    os.truncate(root / "a.yml", 16 * 1024 * 1024)
    assert len(archive_files.read_bytes(root, "a.yml")) == 16 * 1024 * 1024
    os.truncate(root / "a.yml", 16 * 1024 * 1024 + 1)
    with pytest.raises(archive_files.TooLargeError):
        archive_files.read_bytes(root, "a.yml")


def test_a_post_beyond_the_limit_is_shown_no_more(root: Path) -> None:
    write(root, "_config.yml", CONFIG)
    path = "_posts/2022-03-14-a.md"
    write(root, path, GOOD)
    archive = open_archive(root, Options(largest_file=100))
    post = post_of(archive, path)
    write(root, path, GOOD + "x" * 100)
    assert content_of(archive, post) is None
    assert [(fault.code, fault.line) for fault in archive.read(path).faults] == [("E02", 1)]


@pytest.mark.parametrize("trap", TRAPS)
@pytest.mark.parametrize(
    "tag", ["{% link _posts/2022-03-14-b.md %}", "{% post_url 2022-03-14-b %}"]
)
def test_a_jekyll_tag_opens_no_forbidden_file(
    root: Path, outside: Path, trap: Trap, tag: str
) -> None:
    write(root, "_config.yml", CONFIG)
    write(root, "_posts/2022-03-14-a.md", f"---\ntitle: a\n---\n看[这里]({tag})。\n")
    trap(root / "_posts/2022-03-14-b.md", outside)
    archive = open_archive(root)
    content = content_of(archive, post_of(archive, "_posts/2022-03-14-a.md"))
    assert content == "<p>看这里。</p>"


@pytest.mark.parametrize("trap", TRAPS)
def test_a_hugo_reference_opens_no_forbidden_file(root: Path, outside: Path, trap: Trap) -> None:
    write(root, "hugo.toml", 'baseURL = "https://blog.example"\n')
    matter = "---\ntitle: a\ndate: 2022-03-14\n---\n"
    write(root, "content/posts/a.md", matter + '看[这里]({{< ref "b.md" >}})。\n')
    trap(root / "content/posts/b.md", outside)
    archive = open_archive(root)
    content = content_of(archive, post_of(archive, "content/posts/a.md"))
    assert content == "<p>看这里。</p>"


@pytest.mark.parametrize("trap", TRAPS)
def test_the_page_of_a_term_is_no_forbidden_file(root: Path, outside: Path, trap: Trap) -> None:
    write(root, "hugo.toml", 'baseURL = "https://blog.example"\n')
    write(root, "content/tags/x/a.txt", "")
    trap(root / "content/tags/x/_index.md", outside)
    assert not open_archive(root).site.labels


LONG = "x" * 300


@pytest.mark.parametrize(
    ("settings", "path", "tag"),
    [
        ("_config.yml", "_posts/2022-03-14-a.md", f"{{% link {LONG} %}}{{% link {LONG}.md %}}"),
        ("_config.yml", "_posts/2022-03-14-a.md", f"{{% post_url 2022-03-14-{LONG} %}}"),
        (
            "_config.yml",
            "_posts/2022-03-14-a.md",
            f"{{% include {LONG} %}}{{{{ site.data.{LONG} }}}}",
        ),
        (
            "hugo.toml",
            "content/a.md",
            f'{{{{< ref "{LONG}/index2.md" >}}}}{{{{< ref "{LONG}" >}}}}',
        ),
        ("hugo.toml", "content/a.md", f'{{{{< ref "{LONG}/index.md" >}}}}'),
        ("config.toml", "content/a.md", f"[x](@/{LONG}/index.md)"),
    ],
)
def test_a_name_that_no_file_can_have_is_no_file(
    root: Path, settings: str, path: str, tag: str
) -> None:
    quote = "" if settings.endswith("yml") else '= "https://blog.example"'
    key = {"hugo.toml": "baseURL"}.get(settings, "base_url")
    write(root, settings, f"{key} {quote}" if quote else CONFIG)
    date = "---\ntitle: a\ndate: 2022-03-14\n---\n"
    write(root, path, f"{date}看{tag}。\n")
    archive = open_archive(root)
    content = content_of(archive, post_of(archive, path))
    assert content is not None
    assert "看" in content
    assert archive.look(f"content/{LONG}/a.md") is None


@pytest.mark.parametrize(("length", "is_read"), [(1000, True), (1 << 20, False)])
def test_the_page_of_a_term_is_no_large_file(root: Path, length: int, is_read: bool) -> None:
    """It is read as the site is opened, by the process that serves."""
    write(root, "hugo.toml", 'baseURL = "https://blog.example"\n')
    write(root, "content/tags/x/_index.md", f"---\ntitle: T\n---\n{'x' * length}")
    assert bool(open_archive(root).site.labels) == is_read


def test_a_mount_outside_the_archive_is_not_looked_into(root: Path, outside: Path) -> None:
    write(outside.parents[1], "tags/x/_index.md", "---\ntitle: 秘\n---\n")
    write(root, "hugo.toml", 'baseURL = "https://blog.example"\ncontentDir = "../outside"\n')
    assert not open_archive(root, Options(kind="hugo")).site.labels


@pytest.mark.parametrize("trap", [a_large_file, a_link_that_leads_out])
@pytest.mark.parametrize("name", ["_config.yml", "_data/authors.yml"])
def test_settings_are_read_from_no_forbidden_file(
    root: Path, outside: Path, trap: Trap, name: str
) -> None:
    write(root, "_config.yml", CONFIG)
    write(root, "_data/authors.json", "{}")
    outside.write_text("title: 外\n")
    (root / name).unlink(missing_ok=True)
    trap(root / name, outside)
    with pytest.raises(ArchiveError, match=name):
        open_archive(root, Options(kind="jekyll"))


def test_folders_are_looked_into_to_a_depth_and_no_deeper(tmp_path: Path) -> None:
    """Each opening goes down through all folders above: without end it would take for ever."""
    deepest = "/".join(["_posts", *["a"] * (archive_files.DEEPEST - 1)])
    for folder, name in ((deepest, "2022-03-14-b.md"), (f"{deepest}/a", "2022-03-14-c.md")):
        write(tmp_path, f"{folder}/{name}", GOOD)
    archive = open_archive(write(tmp_path, "_config.yml", CONFIG).parent)
    paths = [stat.path for stat in archive.files()]
    assert paths == [f"{deepest}/2022-03-14-b.md"]
    assert archive.read(paths[0]).post
    assert archive.look(paths[0])
    assert archive.look(f"{deepest}/a/2022-03-14-c.md") is None
    assert archive.read(f"{deepest}/a/2022-03-14-c.md").post is None
    assert archive_files.DEEPEST == 100


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
