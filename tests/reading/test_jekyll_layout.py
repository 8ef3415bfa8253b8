"""Where the folders of a Jekyll site lie, what they hold, and where collections lead."""

from __future__ import annotations

from feeds.archive.jekyll.site_collections import (
    FolderPlace,
    collection_patterns,
    ending,
    other_patterns,
    place_of,
)
from feeds.archive.jekyll.site_layout import site_layout
from feeds.archive.values import FrontMatter


def test_the_folders_of_a_site() -> None:
    usual = site_layout({})
    assert (usual.source, usual.collections_dir, usual.includes_dir) == ("", "", "_includes")
    assert (usual.base, usual.collections) == ("", ("posts", "drafts"))
    own = site_layout({
        "source": "./site/", "collections_dir": "/all/./x", "includes_dir": "parts/",
        "markdown_ext": "MD, text", "feed": {"collections": ["news"]},
    })  # fmt: skip
    assert (own.source, own.collections_dir, own.includes_dir) == ("site", "all/x", "parts")
    assert (own.base, own.collections) == ("site/all/x/", ("news", "posts", "drafts"))
    assert own.markdown == (".md", ".text")
    assert own.suffixes[:7] == (".md", ".text", ".html", ".htm", ".xhtml", ".txt", ".mdown")
    assert ".rst" in own.unread
    assert ".markdown" in own.unread
    assert not {".md", ".mdown"} & {*own.unread}
    assert own.below_source("a", "", "b") == "site/a/b"
    assert usual.below_source("", "a") == "a"


def test_paths_inside_the_folders_of_a_site() -> None:
    own, usual = site_layout({"source": "a/b", "collections_dir": "c"}), site_layout({})
    cases = [
        ("a/b/c/x.md", "c/x.md", "x.md"), ("a/b/x.md", "x.md", "a/b/x.md"),
        ("a/x.md", None, "a/x.md"),
        ("a/bc/x.md", None, "a/bc/x.md"), ("a/b", None, "a/b"), ("a/b/c/", "c/", "a/b/c/"),
    ]  # fmt: skip
    assert [(path, own.in_source(path), own.in_collections(path)) for path, *_ in cases] == cases
    assert (usual.in_source("x.md"), usual.in_collections("x.md")) == ("x.md", "x.md")
    folders = ("a", "a/b", "a/b/c", "b", "a/bc", "")
    assert [folder for folder in folders if own.leads_to_source(folder)] == ["a", "a/b"]
    assert not usual.leads_to_source("a")
    assert not usual.leads_to_source("")


def test_the_suffix_of_a_page() -> None:
    cases = [
        ("a.md", ".html"), ("a.MKD", ".html"), ("a.markdown", ".html"), ("a.mkdn", ".html"),
        ("a.mkdown", ".html"), ("a.htm", ".htm"), ("a.txt", ".txt"), ("a.mdown", ".mdown"),
        ("a", ""),
    ]  # fmt: skip
    layout = site_layout({})
    assert [(path, layout.output_suffix(path)) for path, _ in cases] == cases


def test_what_a_folder_holds() -> None:
    def place(folder: str, base: str = "") -> FolderPlace | None:
        return place_of(folder, base, ("posts", "drafts", "talks"))

    cases = [
        ("_posts", ("posts", (), "")), ("_posts/2022/x", ("posts", (), "2022/x")),
        ("news/_posts", ("posts", ("news",), "")), ("a/b/_drafts/c", ("drafts", ("a", "b"), "c")),
        ("_talks/in", ("talks", (), "in")), ("a/_talks", None), ("talks", None), ("_other", None),
        ("_talks/_posts", ("talks", (), "_posts")),
        ("_other/_posts/c", ("posts", ("_other",), "c")),
        ("_posts/_drafts", ("posts", (), "_drafts")), ("a", None), ("", None), ("_", None),
        ("xposts", None), ("talks/_posts", ("posts", ("talks",), "")),
    ]  # fmt: skip
    assert [(folder, place(folder)) for folder, _ in cases] == cases
    assert place("all/_posts/x", "all/") == ("posts", (), "x")
    assert place("_posts", "all/") is None
    layout = site_layout({})
    assert layout.place_of_file("a/_drafts/b/c.md") == ("drafts", ("a",), "b")
    assert layout.place_of_file("c.md") == layout.place_of_file("a/c.md") == ("posts", (), "")


def test_the_permalinks_of_collections() -> None:
    settings: FrontMatter = {"talks": {"permalink": "/t/:name"}, "notes": {"output": "true"}}
    config: FrontMatter = {"collections": settings, "feed": {"collections": ["talks", "notes"]}}
    date = "/:categories/:year/:month/:day/:title:output_ext"
    notes = "/:collection/:path:output_ext"
    assert collection_patterns({}) == {"posts": date, "drafts": date}
    both = {"talks": "/t/:name", "notes": notes, "posts": date, "drafts": date}
    assert collection_patterns(config) == both
    assert collection_patterns(config | {"feed": {"collections": {"notes": {}}}}) == {
        "notes": notes, "posts": date, "drafts": date,
    }  # fmt: skip
    own: FrontMatter = {"collections": {"posts": {"permalink": "/p/:title"}}, "permalink": "pretty"}
    assert collection_patterns(own) == {"posts": "/p/:title", "drafts": "/p/:title"}
    assert collection_patterns({"permalink": "/x/"})["posts"] == "/x/"
    assert other_patterns(config) == {"talks": "/t/:name", "notes": notes}
    assert other_patterns({"collections": ["posts", "a"], "permalink": "pretty"}) == {
        "a": "/:collection/:path/",
    }  # fmt: skip
    assert other_patterns({}) == {}


def test_what_permalinks_of_pages_end_in() -> None:
    cases = [
        ("date", ":output_ext"), ("ordinal", ":output_ext"), ("none", ":output_ext"),
        ("weekdate", ""), ("pretty", "/"), ("/a/:title", ""), ("/a/:title/", "/"),
        ("/a/:title:output_ext", ":output_ext"), ("/a/:title.html", ""),
    ]  # fmt: skip
    assert [(style, ending(style)) for style, _ in cases] == cases
