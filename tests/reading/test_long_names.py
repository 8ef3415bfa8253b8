"""A name that is too long is left out whole, and named with its key and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import open_archive
from tests.conftest import write

LONG = "n" * 201
SENTENCE = "a sentence that is no name " * 8


@pytest.mark.parametrize(
    "key",
    [
        f"tags: [short, {LONG}]",
        f"categories: [{SENTENCE}]",
        f"tags: short {LONG}",
        f"category: {SENTENCE}",
        f"source: {SENTENCE}",
        f"outlet: {{name: {LONG}, url: 'https://a.example/'}}",
        f"authors: [{{name: {SENTENCE}}}]",
        f"author: {LONG}",
    ],
)
def test_a_name_that_is_too_long_is_named(tmp_path: Path, key: str) -> None:
    write(tmp_path, "_config.yml", "title: t\n")
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: a\n{key}\n---\nText.")
    reading = open_archive(tmp_path).read("_posts/2024-01-01-a.md")
    assert reading.post
    names = (*reading.post.categories, *reading.post.tags, reading.post.attribution.outlet or "")
    assert all(len(name) <= 200 for name in names)
    assert [(fault.code, fault.line) for fault in reading.faults] == [("R11", 3)]
    assert key.partition(":")[0] in reading.faults[0].message


@pytest.mark.parametrize(
    "key",
    [
        f"tags: [{'n' * 200}]",
        f"tags: {'word ' * 100}",
        f"source: https://a.example/{LONG}",
        f"source: {{name: The Post, url: 'https://a.example/{LONG}'}}",
        f"title: {SENTENCE}",
        f"description: {SENTENCE}",
    ],
)
def test_what_is_no_name_or_short_enough_is_not(tmp_path: Path, key: str) -> None:
    write(tmp_path, "_config.yml", "title: t\n")
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: a\n{key}\n---\nText.")
    assert open_archive(tmp_path).read("_posts/2024-01-01-a.md").faults == ()


def test_a_text_of_tags_is_one_name_of_a_hugo_site(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "title = 't'\n")
    text = f'+++\ntitle = "a"\ndate = 2024-01-01\ntags = ["{SENTENCE}"]\n+++\nText.'
    write(tmp_path, "content/a.md", text)
    faults = open_archive(tmp_path).read("content/a.md").faults
    assert [(fault.code, fault.line) for fault in faults] == [("R11", 4)]


@pytest.mark.parametrize("length", [121, 200])
def test_a_long_name_in_the_text_is_the_outlets(tmp_path: Path, length: int) -> None:
    name = "某" * length
    text = f"---\ntitle: a\n---\nText.\n\n来源：{name}\n"
    write(tmp_path, "_config.yml", "title: t\n")
    write(tmp_path, "_posts/2024-01-01-a.md", text)
    reading = open_archive(tmp_path).read("_posts/2024-01-01-a.md")
    assert reading.post
    assert reading.post.attribution.outlet == name
