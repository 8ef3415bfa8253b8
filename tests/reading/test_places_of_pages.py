"""Which address a page has by its file, and which terms by its folders and front matter."""

from __future__ import annotations

import pytest

from feeds.archive.filled_permalink import LONGEST_PERMALINK, refuse_long
from feeds.archive.kind import (
    ending_in,
    is_index,
    stem_of,
    suffix_of,
    unread_markup,
    without_suffix,
)
from feeds.archive.page_place import (
    folders_above,
    page_name,
    path_as_written,
    path_of_alias,
    path_of_own_file,
    published_path,
)
from feeds.archive.slug import cased_slug, slugify
from feeds.archive.taxonomies import Taxonomies, taxonomies
from feeds.archive.terms import clean_names, flat, listed_terms, spaced_terms, united
from feeds.archive.values import Value
from feeds.archive.zola_slugs import ZolaSlugs, date_in_name, zola_slugs


def test_a_page_is_named_by_its_file_or_the_folder_of_its_bundle() -> None:
    cases = [
        ("a/b.md", "b", "b", ("a",)),
        ("b.md", "b", "b", ()),
        ("a/b/index.md", "index", "b", ("a",)),
        ("b/index.md", "index", "b", ()),
        ("index.md", "index", "index", ()),
        ("a/b/_index.md", "_index", "_index", ("a", "b")),
    ]
    found = [(p, stem, page_name(p, stem), folders_above(p, stem)) for p, stem, *_ in cases]
    assert found == cases


def test_a_page_is_a_folder_or_a_file_of_the_site() -> None:
    cases = {
        # path: (published_path, path_of_own_file, path_of_alias, path_as_written)
        "a/b": ("/a/b/", "/a/b.html", "/a/b/", "/a/b/"),
        "/": ("/", "/.html", "/", "/"),
        "": ("/", "/.html", "/", "/"),
        "//a//b/": ("/a/b/", "/a/b.html", "/a/b/", "/a/b/"),
        "a/../b c": ("/b%20c/", "/b%20c.html", "/b%20c/", "/b%20c/"),
        "a.html": ("/a.html/", "/a.html.html", "/a.html", "/a.html"),
        "a.htm": ("/a.htm/", "/a.htm.html", "/a.htm", "/a.htm"),
        "a.xml": ("/a.xml/", "/a.xml.html", "/a.xml", "/a.xml"),
        "a.json": ("/a.json/", "/a.json.html", "/a.json", "/a.json"),
        "a.txt": ("/a.txt/", "/a.txt.html", "/a.txt", "/a.txt"),
        "a.1": ("/a.1/", "/a.1.html", "/a.1/", "/a.1"),
        "a.1/": ("/a.1/", "/a.1.html", "/a.1/", "/a.1/"),
        "../a": ("/a/", "/a.html", "/a/", "/a/"),
        "a/index.html": ("/a/index.html/", "/a/index.html.html", "/a/index.html", "/a/"),
        "v1.2/a": ("/v1.2/a/", "/v1.2/a.html", "/v1.2/a/", "/v1.2/a"),
    }
    ways = (published_path, path_of_own_file, path_of_alias, path_as_written)
    assert {path: tuple(way(path) for way in ways) for path in cases} == cases


def test_a_file_has_a_suffix_where_something_stands_before_its_dot() -> None:
    cases = {
        "a/b.MD": (".md", "a/b", "b"),
        "a.b/c": ("", "a.b/c", "c"),
        "a/.md": ("", "a/.md", ".md"),
        ".md": ("", ".md", ".md"),
        "b.md": (".md", "b", "b"),
        "a/b.c.md": (".md", "a/b.c", "b.c"),
        "x.": (".", "x", "x"),
        "": ("", "", ""),
    }
    found = {path: (suffix_of(path), without_suffix(path), stem_of(path)) for path in cases}
    assert found == cases
    names = ["a.md", "B.MD", ".md", "c.html", "md", "d.md.txt"]
    assert ending_in(names, (".md",)) == ["a.md", "B.MD"]
    assert ending_in(names, (".md", ".html")) == ["a.md", "B.MD", "c.html"]
    assert [is_index(name) for name in ("index.md", "index.fr.md", "index", "reindex.md")] == [
        *(True, True),
        *(False, False),
    ]


def test_markup_that_nothing_here_reads_is_known_by_its_suffix() -> None:
    names = (
        ".ad .adoc .asciidoc .creole .djot .gotmpl .haml .ipynb .markdown .md .mdown .mdwn .mdx "
        ".mediawiki .mkd .mkdn .mkdown .mmark .mmd .org .pandoc .pdc .pug .qmd .rmd .rst .slim "
        ".textile .wiki"
    )
    assert " ".join(unread_markup(())) == names
    assert ".md" not in unread_markup((".md", ".org"))


def test_a_slug_is_of_letters_marks_and_digits_of_any_script() -> None:
    cases = {
        "Hello World": ("hello-world", "Hello-World"),
        "a--b": ("a-b", "a-b"),
        "--a -- b--": ("a-b", "a-b"),
        "a_b.c": ("a-b-c", "a-b-c"),
        "Ünter 9": ("ünter-9", "Ünter-9"),
        "e\u0301t": ("e\u0301t", "e\u0301t"),  # a mark that takes no room
        "\u0928\u093f": ("\u0928\u093f", "\u0928\u093f"),  # one that takes room
        "a\u20dd": ("a\u20dd", "a\u20dd"),  # one that encloses
        "a\u0664": ("a\u0664", "a\u0664"),  # a digit
        "a²b": ("a-b", "a-b"),  # a number that is no digit
        "!?": ("", ""),
        "": ("", ""),
        "a1-2b": ("a1-2b", "a1-2b"),
    }
    assert {name: (slugify(name), cased_slug(name)) for name in cases} == cases
    assert (slugify("a.b_c d", "._"), slugify("a]b", "]"), slugify("a.b")) == (
        "a.b_c-d", "a]b", "a-b",
    )  # fmt: skip


def test_taxonomies_are_categories_tags_and_what_else_there_is() -> None:
    cases: list[tuple[list[tuple[str, str]], tuple[str, ...], tuple[str, ...]]] = [
        ([("category", "categories"), ("tag", "tags")], ("categories",), ("tags",)),
        ([("Category", "Sections"), ("x", "Tags")], ("sections",), ("tags",)),
        ([("x", "Categories"), ("tag", "Labels")], ("categories",), ("labels",)),
        ([("series", "series"), ("kind", "kinds")], ("series",), ("kinds",)),
        ([("series", "series"), ("c", "categories")], ("categories",), ("series",)),
        ([("tag", "tags"), ("series", "series")], ("series",), ("tags",)),
        ([("author", "authors"), ("x", "author"), ("authors", "y")], (), ()),
        ([("tag", "tags"), ("author", "people")], (), ("tags",)),
        ([], (), ()),
    ]
    found = [(pairs, *taxonomies(pairs)) for pairs, *_ in cases]
    assert found == cases
    both = Taxonomies(("a", "b"), ("c",))
    assert [*both.by_kind()] == [("category", "a"), ("category", "b"), ("tag", "c")]
    matter: dict[str, Value] = {"a": ["x", "y z"], "b": ["y z", "w"], "c": "one name"}
    assert both.categories_of(matter) == ("x", "y z", "w")
    assert both.tags_of(matter) == ("one name",)


def test_terms_are_tidy_and_each_stands_once() -> None:
    assert clean_names((" a  b ", "a b", "", " ", "c\x00d", "a\nb")) == ("a b", "cd")
    assert listed_terms({"tags": "a b"}, "tags") == ("a b",)
    assert listed_terms({"x": [], "tags": ["a", "b"]}, "x", "tags") == ("a", "b")
    assert spaced_terms({"tags": "a b"}, "tag", "tags") == ("a", "b")
    assert spaced_terms({"tag": "a b"}, "tag", "tags") == ("a b",)
    assert spaced_terms({"tag": ["a b"]}, "tag", "tags") == ("a b",)
    assert spaced_terms({"tag": " ", "tags": ["a b"]}, "tag", "tags") == ("a b",)
    assert spaced_terms({}, "tag", "tags") == ()
    assert united(("Web Dev", "go", "web-dev", "Go")) == ("Web Dev", "go")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "a"),
        ([["a"], "b"], ["a", "b"]),
        ([[["a", "b"]], "c"], ["a", "b", "c"]),
        ([[[[["a"]]]]], [["a"]]),  # so deep and no deeper
        ([{"a": "b"}], [{"a": "b"}]),
        ([[]], []),
    ],
)
def test_lists_in_a_list_are_its_items(value: Value, expected: Value) -> None:
    assert flat(value) == expected


def test_a_name_may_begin_with_a_date_to_zola() -> None:
    cases = {
        "2024-07-26-a b": ("2024-07-26", "a-b", "2024-07-26-a-b"),
        "2024-07-26": ("2024-07-26", "2024-07-26", "2024-07-26"),
        "2024-07-26T10:20:30Z_a": ("2024-07-26T10:20:30Z", "a", "2024-07-26t10-20-30z-a"),
        "2024-7-26-a": ("", "2024-7-26-a", "2024-7-26-a"),
        "a-2024-07-26": ("", "a-2024-07-26", "a-2024-07-26"),
    }
    keeping = ZolaSlugs(keeps_dates=True)
    found = {
        name: (date_in_name(name), ZolaSlugs().of_name(name), keeping.of_name(name))
        for name in cases
    }
    assert found == cases
    assert ZolaSlugs("off").of_name("2024-07-26-A b") == "A b"
    assert ZolaSlugs("safe").of_text('a<b>:"/\\|?*. .') == "ab"
    assert ZolaSlugs().of_text("ÆØŁß ðıđþœ") == "aeolss-didthoe"


def test_the_settings_of_zola_say_how_names_are_spelled() -> None:
    assert zola_slugs({}) == ZolaSlugs("on", False)
    assert zola_slugs({"slugify": {"paths": "Safe", "paths_keep_dates": "true"}}) == ZolaSlugs(
        "safe", True
    )


def test_parts_of_a_permalink_count_together() -> None:
    assert LONGEST_PERMALINK == 8000
    refuse_long(["x" * 4000] * 2)


def test_each_letter_that_is_no_other_with_a_mark_has_its_own_spelling() -> None:
    expected = "ss ae ae oe oe o o d d d d th th l l i"
    assert [ZolaSlugs().of_text(sign) for sign in "ßæÆœŒøØđĐðÐþÞłŁı"] == expected.split()
