"""A plain folder of text files is read, whatever made it."""

from __future__ import annotations

from pathlib import Path

from feeds.archive import Archive, open_archive
from feeds.model import Post
from tests.conftest import write


def read(archive: Archive, path: str) -> Post:
    found = archive.read(path).post
    assert found is not None
    return found


def test_a_plain_folder_takes_dates_from_front_matter_name_or_path(tmp_path: Path) -> None:
    write(tmp_path, "news/a.md", "---\ndate: 2022-03-14\n---\n# 一\n\n文。")
    write(tmp_path, "2022-03-15-b.md", "# 二\n\n文。")
    write(tmp_path, "2022/03/16/c.md", "---\ntitle: 三\ncategory: x\n---\n文。")
    write(tmp_path, "readme.md", "# 不是文章\n")
    archive = open_archive(tmp_path)
    first, second, third = (
        read(archive, path) for path in ("news/a.md", "2022-03-15-b.md", "2022/03/16/c.md")
    )
    assert [found.title for found in (first, second, third)] == ["一", "二", "三"]
    assert [found.published.day for found in (first, second, third)] == [14, 15, 16]
    assert first.categories == ("news",)
    assert first.permalink == "/news/a.html"
    assert (second.categories, third.categories) == ((), ("x",))
    assert archive.read("readme.md").excluded
