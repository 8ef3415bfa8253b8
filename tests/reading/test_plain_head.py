"""Front matter without fences, as Pelican reads it (docs.getpelican.com, "File metadata")."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive import Options, open_archive
from feeds.archive.front_matter import body_of, parse
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
