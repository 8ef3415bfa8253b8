"""What a post's front matter comes to on a Jekyll site, with the site's defaults."""

from __future__ import annotations

from pathlib import Path

from feeds.archive.faults import Fault
from feeds.archive.jekyll.defaults import Default, default_values, written_defaults
from feeds.archive.jekyll.terms import category_list, comma_faults, jekyll_categories, jekyll_tags
from feeds.archive.values import FrontMatter, Value
from tests.conftest import write
from tests.reading.jekyll_by_hand import document, made


def test_which_defaults_a_document_has() -> None:
    def given(path: str, type: str = "posts") -> str:
        return "".join(
            str(value) for _, value in sorted(default_values(defaults, path, type).items())
        )

    config: FrontMatter = {"defaults": [
        {"scope": {"path": "all/a", "type": "post"}, "values": {"v": "1", "w": "1"}},
        {"scope": {"path": ""}, "values": {"v": "2"}},
        {"scope": {"path": "/a/b"}, "values": {"v": "3"}},
        {"scope": {"path": "a/b/*"}, "values": {"v": "4"}},
        {"scope": {"path": "c", "type": "drafts"}, "values": {"v": "5"}},
        {"scope": {"path": "c"}, "values": {"v": "6"}},
        {"values": {"x": "7"}}, {"scope": {"type": "page"}}, {"scope": {"type": "draft"}},
    ]}  # fmt: skip
    defaults = written_defaults(config, "all")
    assert [default.path for default in defaults[:4]] == ["a", "", "/a/b", "a/b/*"]
    assert [default.type for default in defaults] == [
        "posts", None, None, None, "drafts", None, None, "pages", "drafts",
    ]  # fmt: skip
    cases = [
        ("a.md", "posts", "117"), ("a.md", "pages", "27"), ("b.md", "posts", "27"),
        ("/a/b.md", "posts", "37"), ("a/b/c.md", "posts", "417"), ("a/b/c/d.md", "pages", "47"),
        ("a/bc.md", "posts", "117"), ("c.md", "drafts", "57"), ("c.md", "posts", "67"),
    ]  # fmt: skip
    assert [(path, type, given(path, type)) for path, type, _ in cases] == cases
    assert default_values((), "a.md", "posts") == {}
    assert written_defaults(config, "")[0].path == "all/a"


def test_which_paths_a_scope_begins() -> None:
    cases = [
        ("a/**/*.md", "a/x.md", True), ("a/**/*.md", "a/b/c/x.md", True),
        ("**/x.md", "a/x.md", True),
        ("**/x.md", "x.md", True), ("a**c", "abc/x.md", True), ("a**c", "a/c/x.md", False),
        ("*/b", "a/b/c/x.md", True), ("*/b", "a/c/x.md", False), ("a*", "ab.md", True),
        ("a/***/x", "a/b/c/x", True), ("b*", "a/b/x.md", False), ("a/b", "a/bc", True),
        ("a*", "ab/c/x.md", True), ("a*/c", "ab/c/d/x.md", True), ("a*", "b/ab/x.md", False),
    ]  # fmt: skip
    found = [
        (scope, path, bool(default_values((Default(scope, None, {"a": "b"}),), path, "posts")))
        for scope, path, _ in cases
    ]
    assert found == cases


def test_the_terms_of_a_post() -> None:
    assert jekyll_categories(("a", "b"), {"categories": "b c", "category": "d e"}) == (
        "a", "b", "c", "d e",
    )  # fmt: skip
    assert category_list({"categories": "a\u3000b\tc\n\n d"}) == ("a\u3000b", "c", "d")
    assert category_list({"categories": ["a b", ["c", ["d"]], {}]}) == ("a b", "c", "d")
    assert category_list({"categories": ["a b", "c"]}) == ("a b", "c")
    assert category_list({}) == category_list({"categories": {}}) == ()
    assert jekyll_tags({"tag": ["x y"], "tags": "z"}) == ("x y",)
    assert jekyll_tags({"tag": "", "tags": "y z"}) == ("y", "z")


def test_commas_in_a_text_of_terms_are_faults() -> None:
    def faults(raw: str) -> list[tuple[int, str]]:
        return [
            (fault.line, fault.message.partition(" has")[0])
            for fault in comma_faults(document(raw))
        ]

    assert faults("title: a\ntags: b c, d,e") == [(3, "tags: 'c,'")]
    assert faults("tags: b, c\ncategories: d,e") == [(2, "tags: 'b,'"), (3, "categories: 'd,e'")]
    assert faults("tag: x\ntags: b, c\ncategories: d, e") == [(4, "categories: 'd,'")]
    assert faults("tag:\ntags: b, c") == [(3, "tags: 'b,'")]
    assert faults("tags: [b, c]\ncategories: d e") == []
    (fault,) = comma_faults(document(f"tags: a {'x' * 40},y"))
    said = "has a comma: Jekyll parts a text of tags at white space only"
    assert fault == Fault(2, "R10", f"tags: {'x' * 40!r} {said}")


def test_what_front_matter_comes_to_on_a_jekyll_site(tmp_path: Path) -> None:
    config = (
        "collections_dir: all\ndefaults:\n"
        "- {scope: {path: _posts, type: posts}, values: {categories: a b, lang: de, author: ada}}\n"
        "- {scope: {path: _drafts, type: posts}, values: {lang: fr}}\n"
    )
    write(tmp_path, "_data/authors.yml", "ada: {name: Ada}\n")
    site = made(tmp_path, config)
    ada: Value = {"name": "Ada"}
    cases: list[tuple[str, FrontMatter, FrontMatter]] = [
        ("all/_posts/2024-01-02-a.md", {}, {"categories": "a b", "lang": "de", "author": ada}),
        ("all/_posts/2024-01-02-a.md", {"categories": ["c"], "lang": "en", "author": "x"},
         {"categories": ["a", "b", "c"], "lang": "en", "author": "x"}),
        ("all/_drafts/a.md", {"categories": "c d"}, {"categories": "c d", "lang": "fr"}),
        ("all/_drafts/a.md", {"author": "ada"}, {"author": ada, "lang": "fr"}),
    ]  # fmt: skip
    assert [(path, matter, site.front_matter(path, matter)) for path, matter, _ in cases] == cases
    bare = made(tmp_path)
    assert bare.front_matter("_posts/2024-01-02-a.md", {"a": "b"}) == {"a": "b"}
