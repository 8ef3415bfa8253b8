"""Titles and other short texts of front matter and settings, as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.model import Post
from feeds.text.plain import plain_title
from tests.conftest import CONFIG, write


def written_post(root: Path, text: str, path: str = "_posts/2022-03-14-a.md") -> Post:
    write(root, "_config.yml", CONFIG)
    write(root, path, text)
    post = open_archive(root).read(path).post
    assert post is not None
    return post


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Vec<T> and Option<U>", "Vec<T> and Option<U>"),
        ("How to use the <dialog> element", "How to use the <dialog> element"),
        ("<T>", "<T>"),
        ("The <b> tag", "The <b> tag"),
        ("`<b>` and `</b>`", "`<b>` and `</b>`"),
        ("Line<br>break", "Line break"),
        ("An <em class='x'>old</em> <a href='/b'>tag", "An old tag"),
        ("A<!-- b --> C", "A C"),
        ("<!-- b -->C", "C"),
    ],
)
def test_only_markup_is_taken_out_of_a_title(written: str, title: str) -> None:
    assert plain_title(written) == title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("A **short** note with a [link](https://l.example).", "A short note with a link."),
        ("# Heading with `code` and [link](/b) {#c}\n\nText.", "Heading with code and link"),
        ("<h2>An <i>old</i> one</h2>", "An old one"),
        ("![p](/p.png)", "my picture"),
    ],
)
def test_a_title_from_the_text_is_plain(tmp_path: Path, body: str, title: str) -> None:
    path = "_posts/2022-03-14-my-picture.md"
    assert written_post(tmp_path, f"---\nlayout: a\n---\n{body}\n", path).title == title


def test_false_switches_off_and_names_nothing(tmp_path: Path) -> None:
    keys = "image: false\nauthor: false\nexcerpt: false\nlang: false"
    post = written_post(tmp_path, f"---\ntitle: a\n{keys}\n---\nb\n")
    assert (post.image, post.summary, post.language) == (None, None, None)
    assert post.attribution.bylines == ()


def test_the_sites_own_words_are_plain_text(tmp_path: Path) -> None:
    settings = (
        "url: https://a.example",
        "copyright: '&copy; 2024 <a href=/b>Ann</a>'",
        "lang: english",
        "feed:\n  icon: /i.png\n",
    )
    write(tmp_path, "_config.yml", "\n".join(settings))
    site = open_archive(tmp_path).site
    assert (site.rights, site.language, site.icon) == (
        "© 2024 Ann",
        "en",
        "https://a.example/i.png",
    )
