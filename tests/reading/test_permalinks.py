"""Permalinks as Jekyll computes them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.jekyll.document_id import jekyll_id
from feeds.archive.jekyll.permalinks import STYLES, PermalinkParts, jekyll_permalink
from feeds.archive.slug import cased_slug

MOMENT = datetime(2022, 3, 4, 21, 8, 48)


def link(pattern: str, slug: str = "hello-World", *categories: str) -> str:
    return jekyll_permalink(STYLES.get(pattern, pattern), PermalinkParts(MOMENT, slug, categories))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("date", "/news/2022/03/04/hello-World.html"),
        ("pretty", "/news/2022/03/04/hello-World/"),
        ("ordinal", "/news/2022/063/hello-World.html"),
        ("weekdate", "/news/2022/W09/Fri/hello-World.html"),
        ("none", "/news/hello-World.html"),
    ],
)
def test_built_in_styles(style: str, expected: str) -> None:
    assert link(style, "hello-World", "News") == expected


def test_a_template_takes_every_placeholder() -> None:
    template = "/:year/:i_month/:i_day/:short_year/:y_day/:hour:minute:second/:slug:output_ext"
    assert link(template) == "/2022/3/4/22/063/210848/hello-world.html"


def test_a_post_without_categories_leaves_no_empty_step() -> None:
    assert link("/:categories/:title.html") == "/hello-World.html"


@pytest.mark.parametrize(
    ("pattern", "permalink"),
    [("/a/./b", "/a/b"), ("/a../b", "/a/b"), ("/a//b", "/a/b"), ("a.b", "/a.b")],
)
def test_a_template_of_dots_leads_to_no_other_folder(pattern: str, permalink: str) -> None:
    assert link(pattern) == permalink


def test_other_scripts_are_percent_encoded_once() -> None:
    assert link("/:categories/:title.html", "中国-100%", "财经") == (
        "/%E8%B4%A2%E7%BB%8F/%E4%B8%AD%E5%9B%BD-100.html"
    )


def test_a_category_stands_once() -> None:
    assert link("/:categories/:title.html", "a", "x", "X") == "/x/a.html"


NAMES = st.text(alphabet=st.one_of(st.sampled_from("aB7-_~.&^岁²٣\u0301 "), st.characters()))


@given(NAMES, st.sampled_from(["", "._~!$&'()+,;=@", "]^-\\"]))
def test_a_slug_is_what_a_look_at_each_sign_makes_of_a_name(name: str, kept: str) -> None:
    """Jekyll's `[^\\p{M}\\p{L}\\p{Nd}]+` and, for `:title`, the signs that it keeps."""
    signs = [
        sign if unicodedata.category(sign)[0] in "LM" or sign.isdecimal() or sign in kept else "-"
        for sign in name
    ]
    assert cased_slug(name, kept) == re.sub(r"-{2,}", "-", "".join(signs)).strip("-")


@given(st.lists(st.sampled_from(["/", ".", "..", "a", ":title", "岁", "//"]), max_size=8), NAMES)
def test_a_permalink_has_no_empty_step_and_leads_nowhere_above(parts: list[str], slug: str) -> None:
    path = link("".join(parts), slug)
    assert path.startswith("/")
    assert "//" not in path
    assert "/../" not in path


@pytest.mark.parametrize(
    ("permalink", "slug", "identity"),
    [
        ("/a/b.html", "b", "/a/b"),
        ("/a/b/", "b", "/a/b"),
        ("/b.html", "/b", "/b"),
        ("/a:1/@x,y/z/", "(b);c=1&d+e*f!$'", "/a:1/@x,y/(b);c=1&d+e*f!$'"),
        ("/%E6%B8%AF/z/", "港 口?#", "/%E6%B8%AF/%E6%B8%AF%20%E5%8F%A3%3F%23"),
        ("/%41/z/", "e\u0301", "/A/%C3%A9"),
    ],
)
def test_the_id_of_a_document_is_a_path_with_all_signs_that_one_may_have(
    permalink: str, slug: str, identity: str
) -> None:
    """What Jekyll's filter `absolute_url` leaves of it (RFC 3986 section 3.3, `pchar`)."""
    assert jekyll_id(permalink, slug) == identity
