"""Front matter without fences, as Pelican reads it (docs.getpelican.com, "File metadata")."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Options, open_archive
from feeds.archive.front_matter import body_of, parse
from feeds.archive.plain_head import has_head, split_head, values_of
from feeds.model import Post
from tests.conftest import write

HEAD = """\
Title: My super title
Date: 2010-12-03 10:20
Modified: 2010-12-05 19:30
Category: Tram news
Tags: tram, depot works
Authors: Ada Moss, Li Wei
Summary: Short version
    in two lines

This is *the* body.
Note: no head.
"""


def read(root: Path, text: str, options: Options | None = None) -> Post | None:
    write(root, "content/post.md", text)
    return open_archive(root, options).read("content/post.md").post


def test_a_head_without_fences_is_front_matter(tmp_path: Path) -> None:
    served = read(tmp_path, HEAD)
    assert served is not None
    assert served.title == "My super title"
    assert served.published.isoformat() == "2010-12-03T10:20:00+00:00"
    assert served.updated is not None
    assert served.categories == ("Tram news",)
    assert served.tags == ("tram", "depot works")
    assert [person.name for person in served.attribution.bylines] == ["Ada Moss", "Li Wei"]
    assert served.summary == "Short version in two lines"
    assert open_archive(tmp_path).text(served) == "This is *the* body.\nNote: no head."


@pytest.mark.parametrize("status", ["draft", "hidden"])
def test_what_pelican_leaves_out_is_left_out(tmp_path: Path, status: str) -> None:
    assert read(tmp_path, HEAD.replace("Tags", f"Status: {status}\nTags")) is None


def test_text_with_a_colon_is_no_head() -> None:
    for text in ("Note: this is text.\n\nMore.", "https://x.example/\n", "a b: c\nTitle: x\n"):
        assert parse(text, "headed") is None
        assert body_of(text, "headed") == text
    assert parse(HEAD) is None


@pytest.mark.parametrize(
    ("title", "slug", "permalink"),
    [
        ("My super title", "", "/my-super-title.html"),
        ("It's  C++ & Café -- no. 2", "", "/its-c-cafe-no-2.html"),
        ("电车", "", "/post.html"),
        ("My super title", "Slug: own\n", "/own.html"),
    ],
)
def test_the_pattern_leads_where_pelican_leads(
    tmp_path: Path, title: str, slug: str, permalink: str
) -> None:
    head = f"Title: {title}\nDate: 2010-12-03\n{slug}\nText."
    served = read(tmp_path, head, Options(permalink="/:slug.html"))
    assert served is not None
    assert served.permalink == permalink


@given(st.text("Tide: \n\tab-", max_size=60))
def test_a_head_and_its_body_are_all_of_the_text(text: str) -> None:
    document = parse("Title: " + text, "headed")
    assert document is not None
    left = ("Title: " + text).removeprefix(document.raw)
    assert left in (document.body, "\n" + document.body)


def test_a_head_without_fences_ends_with_its_last_line_of_a_key() -> None:
    cases = {
        "Title: a\n\nb": ("Title: a\n", "b"),
        "Title: a\nb": ("Title: a\n", "b"),
        "Title: a": ("Title: a", ""),
        "Title: a\n": ("Title: a\n", ""),
        "Title: a\n    more\n\tand\n  less\nb": ("Title: a\n    more\n\tand\n", "  less\nb"),
        "Title:\nb": ("Title:\n", "b"),
        "Title: a\n    \nb": ("Title: a\n", "    \nb"),
        "Title: a\n\n\nb": ("Title: a\n", "\nb"),
    }
    assert {text: split_head(text) for text in cases} == cases
    lines = [f"k{number}: v\n" for number in range(201)]
    assert split_head("".join(lines)) == ("".join(lines[:200]), lines[200])
    heads = {
        "Title: a\n\nb": True,
        "Date: 2024\nb": True,
        "   date:\n": True,
        "    title: a": False,
        "Note: a\n\nb": False,
        "Note: a\nTitle: b": True,
        "Title:a": False,
        "Title:": False,
        "9title: a\ntitle: b": False,
    }
    assert {text: has_head(text) for text in heads} == heads


def test_a_head_is_front_matter_as_pelican_reads_it() -> None:
    cases: dict[str, dict[str, object]] = {
        "Title: A b\n": {"title": "A b", "slug": "a-b"},
        "Title: A\n    b\n": {"title": "A\nb", "slug": "a-b"},
        "Title: A\nSlug: x": {"title": "A", "slug": "x"},
        "Slug:": {"slug": ""},
        "Title: 电": {"title": "电"},
        "Title: Ünter": {"title": "Ünter", "slug": "unter"},
        "Title: ½ \u0300a": {"title": "½ \u0300a"},
        "Tags: a, b c ,d": {"tags": ["a", "b c", "d"]},
        "Authors: A, B; C": {"authors": ["A, B", "C"]},
        "Keywords: a": {"keywords": ["a"]},
        "Status: Draft": {"status": "Draft", "draft": "true"},
        "Status: hidden": {"status": "hidden", "draft": "true"},
        "Status: skip": {"status": "skip", "draft": "true"},
        "Status: published": {"status": "published"},
        "X: a\nX: b": {"x": "b"},
        "X:": {"x": ""},
    }
    assert {head: values_of(head) for head in cases} == cases
