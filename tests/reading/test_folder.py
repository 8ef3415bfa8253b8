"""A plain folder of text files is read, whatever made it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("key", ["date", "pubDate", "published", "publishDate", "created_at"])
def test_a_date_may_have_any_of_the_usual_names(tmp_path: Path, key: str) -> None:
    write(tmp_path, "src/content/blog/a.md", f"---\ntitle: a\n{key}: Jul 08 2022\n---\n文。")
    found = read(open_archive(tmp_path), "src/content/blog/a.md")
    assert found.published == datetime(2022, 7, 8, tzinfo=UTC)


def test_published_may_be_a_switch_and_no_date(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\npublished: false\ndate: 2022-07-08\n---\n文。")
    write(tmp_path, "b.md", "---\npublished: true\ndate: 2022-07-08\n---\n文。")
    archive = open_archive(tmp_path)
    assert archive.read("a.md").excluded
    assert read(archive, "b.md").published.day == 8


def test_a_page_of_html_is_a_post_where_it_has_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "2022-07-08-a.html", "---\ntitle: a\n---\n<p>文。</p>")
    write(tmp_path, "2022-07-09-b.html", "<p>文。</p>")
    write(tmp_path, "2022-07-10-c.mdx", "---\ntitle: c\n---\n文。")
    archive = open_archive(tmp_path)
    readings = [archive.read(stat.path) for stat in archive.files()]
    reasons = [reading.excluded and reading.excluded.reason for reading in readings]
    assert reasons == [None, "no post: no front matter", "not read: markup in .mdx files"]
