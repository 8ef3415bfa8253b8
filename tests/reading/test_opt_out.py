"""A post can be kept out of all feeds by its own front matter, in any kind of archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from tests.conftest import write


@pytest.mark.parametrize("kind", ["jekyll", "hugo", "zola", "folder"])
@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("feed: false", "feed"),
        ("feed: {exclude: true}", "feed"),
        ("feed: {include: false}", "feed"),
        ("password: hunter2", "password"),
        ("password: 0", "password"),
        ("password: [a, b]", "password"),
        ("encrypted: true", "encrypted"),
        ("encrypt: {tag: x}", "encrypt"),
    ],
)
def test_a_post_that_opts_out_or_is_locked_is_in_no_feed(
    tmp_path: Path, kind: str, line: str, key: str
) -> None:
    excluded = open_archive(_site(tmp_path, line), Options(kind=kind)).read(_PATHS[kind]).excluded
    assert excluded is not None
    assert f"`{key}" in excluded.reason


@pytest.mark.parametrize("kind", ["jekyll", "hugo", "zola", "folder"])
@pytest.mark.parametrize(
    "line",
    [
        "feed: true",
        "feed: {exclude: false}",
        "feed: podcast",
        'password: ""',
        "password: false",
        "password:",
        "encrypted: false",
        "encrypt: no",
    ],
)
def test_any_other_value_does_not_opt_out(tmp_path: Path, kind: str, line: str) -> None:
    assert open_archive(_site(tmp_path, line), Options(kind=kind)).read(_PATHS[kind]).post


_PATHS = {
    "jekyll": "_posts/2024-01-01-a.md",
    "hugo": "content/a.md",
    "zola": "content/a.md",
    "folder": "a.md",
}


def _site(root: Path, line: str) -> Path:
    for path in _PATHS.values():
        write(root, path, f"---\ntitle: a\ndate: 2024-01-01\n{line}\n---\n文。")
    write(root, "config.toml", 'base_url = "https://z.example"\n')
    return root
