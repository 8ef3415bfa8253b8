"""A plain folder, name by name: which key dates a post, which one keeps it out, which folder is a
category."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.reading import Reading
from tests.conftest import write

Read = Callable[..., Reading]

DATES = [
    *("date", "pubdate", "pub_date", "published", "published_at", "publishdate", "created"),
    *("created_at", "pubdatetime", "publishedat", "publisheddate", "published_date"),
    *("date_published", "datepublished", "publish_date", "createdat", "posted", "post_date"),
    *("publicationdate", "publication_date", "date_created", "datecreated", "creation_date"),
    *("datetime", "timestamp", "issued"),
]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What becomes of a file at a path with this front matter."""

    def reading(path: str, *lines: str, options: Options | None = None) -> Reading:
        write(tmp_path, "a.md", "---\ndate: 2020-01-01\n---\nText.\n")
        write(tmp_path, path, "\n".join(("---", "title: a", *lines, "---", "Text.", "")))
        return open_archive(tmp_path, options or Options()).read(path)

    return reading


def published(root: Path, *texts: str) -> list[datetime | None]:
    """When the posts of one folder with this front matter were published."""
    for number, text in enumerate(texts):
        write(root, f"{number}.md", f"---\ntitle: a\n{text}\n---\nText.\n")
    archive = open_archive(root)
    posts = [archive.read(f"{number}.md").post for number in range(len(texts))]
    return [post and post.published for post in posts]


def test_a_date_by_each_name(tmp_path: Path) -> None:
    days = [f"2024-05-{number:02}" for number in range(1, len(DATES) + 1)]
    texts = [f"{key}: {day}" for key, day in zip(DATES, days, strict=True)]
    assert published(tmp_path, *texts) == [
        datetime.fromisoformat(day).replace(tzinfo=UTC) for day in days
    ]


def test_the_stronger_of_two_dates_counts(tmp_path: Path) -> None:
    pairs = zip(DATES[1:], DATES, strict=False)
    texts = [f"{weaker}: 2023-01-02\n{stronger}: 2024-05-06" for weaker, stronger in pairs]
    assert set(published(tmp_path, *texts)) == {datetime(2024, 5, 6, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("line", "is_post"),
    [
        ("published: false", False), ("publish: false", False), ("publish: true", True),
        ("draft: true", False), ("draft: false", True), ("isDraft: true", False),
        ("is_draft: true", False), ("status: draft", False), ("status: Hidden", False),
        ("status: private", False), ("status: pending", False), ("status: publish", True),
        ("permalink: false", False), ("permalink: /x/", True),
        ("eleventyExcludeFromCollections: true", False),
        ("eleventyExcludeFromCollections: false", True),
    ],
)  # fmt: skip
def test_a_key_keeps_a_post_out(read: Read, line: str, is_post: bool) -> None:
    reading = read("2024-05-06-b.md", line)
    assert (reading.post is not None, reading.excluded is None) == (is_post, is_post)


@pytest.mark.parametrize(
    ("path", "is_post"),
    [
        ("2024-05-06-b.md", True), ("2024_05_06_b.md", True), ("20240506-b.md", True),
        ("2024.05.06 b.md", True), ("2024-05-06.md", True), ("2024-05_06-b.md", False),
        ("1899-05-06-b.md", False), ("1900-05-06-b.md", True), ("2099-05-06-b.md", True),
        ("2100-05-06-b.md", False), ("2024-05-06-b/index.md", True), ("2024-05-06-b/c.md", True),
        ("2024-05-06-b/c/d.md", False), ("2024/05/06/b.md", True), ("2024/5/6/b.md", True),
        ("2024/05/b.md", False), ("2024-13-06-b.md", False), ("_2024-05-06-b.md", False),
        ("_drafts/2024-05-06-b.md", False), ("x/_drafts/2024-05-06-b.md", False),
        ("2024-05-06-b.htm", True), ("2024-05-06-b.mkdn", True), ("2024-05-06-b.mdown", True),
        ("2024-05-06-b.mkd", True), ("2024-05-06-b.mkdown", True), ("2024-05-06-b.rst", False),
    ],
)  # fmt: skip
def test_a_day_in_the_path_makes_a_file_a_post(read: Read, path: str, is_post: bool) -> None:
    reading = read(path, options=Options(future=True))
    assert (reading.post is not None) == is_post


@pytest.mark.parametrize(
    ("path", "lines", "categories"),
    [
        ("tram/harbour/b.md", [], ("tram", "harbour")),
        ("tram/harbour/index.md", [], ("tram",)),
        ("content/tram/b.md", [], ("tram",)),
        ("src/source/_posts/b.md", [], ()),
        ("2024/tram/b.md", [], ("tram",)),
        ("2024-05-06-x/b.md", [], ()),
        ("tram/b.md", ["category: a b"], ("a b",)),
        ("tram/b.md", ["categories: [a, b]"], ("a", "b")),
        ("tram/b.md", ["categories: 'a b, c'"], ("a b", "c")),
        ("tram/b.md", ["categories: [[a, b], [a, c]]"], ("a", "b", "c")),
    ],
)
def test_folders_are_categories_where_the_front_matter_has_none(
    read: Read, path: str, lines: list[str], categories: tuple[str, ...]
) -> None:
    post = read(path, "date: 2024-05-06", *lines).post
    assert post is not None
    assert post.categories == categories


@pytest.mark.parametrize(
    ("path", "lines", "pattern", "permalink"),
    [
        ("x/b c.md", [], "", "/x/b%20c.html"),
        ("x/b.md", ["permalink: y/z"], "", "/y/z"),
        ("x/b.md", ["url: //y"], "", "/y"),
        ("x/b.md", ["permalink: '/{{ page.fileSlug }}/'"], "", "/x/b.html"),
        ("x/b.md", ["url: https://other.example/c"], "", "/x/b.html"),
        ("x/b.md", ["permalink: /own/"], "/:year/:title/", "/own/"),
        ("x/2024-05-06-b.md", [], "/:year/:title/", "/2024/b/"),
        ("x/b/index.md", [], "/:year/:title/", "/2024/b/"),
        ("index.md", [], "/:year/:title/", "/2024/index/"),
        ("x/b.md", ["slug: s"], "/:year/:title/", "/2024/s/"),
    ],
)
def test_a_post_lies_where_its_file_or_its_front_matter_says(
    read: Read, path: str, lines: list[str], pattern: str, permalink: str
) -> None:
    post = read(path, "date: 2024-05-06", *lines, options=Options(permalink=pattern)).post
    assert post is not None
    assert post.permalink == permalink
