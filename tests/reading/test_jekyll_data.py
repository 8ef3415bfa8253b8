"""Documents of collections and data files of a Jekyll site, as its bodies see them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.archive.jekyll.authors import Authors
from feeds.archive.jekyll.collection_documents import Collection
from feeds.archive.jekyll.defaults import Default
from feeds.archive.jekyll.site_data import data_at, documents_of, stamps_of
from feeds.archive.jekyll.site_layout import site_layout
from feeds.archive.values import FrontMatter, Value
from tests.conftest import write

TOKYO = ZoneInfo("Asia/Tokyo")


def test_the_documents_of_a_collection_come_by_their_dates(tmp_path: Path) -> None:
    """As Jekyll 4.3 has them, asked of it."""
    for name, matter in {
        "a": "date: 2024-05-06 23:30:00 +0000", "b": "title: B\nPermalink: /no/",
        "sub/it's-SO--": "",
        "2023-01-02-c": "date: 2024-05-06 23:30:00", "2023-01-02-d": "slug: dd\nn: 03",
        "e": "date: '2024-05-06 23:30:00'\npermalink: /own/:title/",
    }.items():  # fmt: skip
        write(tmp_path, f"_notes/{name}.md", f"---\n{matter}\n---\n")
    defaults = (Default("_notes", "notes", {"k": "v"}), Default("", "posts", {"k": "w"}))
    pattern = "/:collection/:year/:month/:day/:hour/:title:output_ext"
    notes = Collection(tmp_path, "notes", pattern, site_layout({}), defaults, TOKYO)
    documents = [value for value in notes.documents() if isinstance(value, dict)]
    assert [(d["url"], d["title"], d.get("date", "")) for d in documents[:4]] == [
        ("/notes/2023/01/02/00/dd.html", "D", "2023-01-02 00:00:00 +0900"),
        ("/own/e/", "E", "2024-05-06 23:30:00 +0900"),
        ("/notes/2024/05/07/08/c.html", "C", "2024-05-07 08:30:00 +0900"),
        ("/notes/2024/05/07/08/a.html", "A", "2024-05-07 08:30:00 +0900"),
    ]
    assert [(d["title"], d["slug"], "date" in d) for d in documents[4:]] == [
        ("B", "b", False), ("It's So", "it's-SO--", False),
    ]  # fmt: skip
    assert {str(d["k"]) for d in documents} == {"v"}
    year = str(documents[4]["url"]).split("/")[2]
    assert year in {str(datetime.now(TOKYO).year), str(datetime.now(TOKYO).year - 1)}
    assert notes.document("_notes/none.md") is None


def test_a_document_that_comes_or_changes_is_seen(tmp_path: Path) -> None:
    notes = Collection(tmp_path, "n", "/:name", site_layout({}), (), TOKYO)
    for text in ("one", "longer"):
        write(tmp_path, "_n/a.md", f"---\ntitle: {text}\n---\n")
        assert [value["title"] for value in notes.documents()] == [text]  # type: ignore[index, call-overload]
    write(tmp_path, "_n/b.md", "---\ntitle: b\n---\n")
    assert len(notes.documents()) == 2
    for other in (
        Collection(tmp_path, "m", "/:name", site_layout({}), (), TOKYO),
        Collection(tmp_path, "n", "/:path", site_layout({}), (), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({"source": "x"}), (), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({}), (Default("", None, {}),), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({}), (), ZoneInfo("UTC")),
        Collection(tmp_path / "x", "n", "/:name", site_layout({}), (), TOKYO),
    ):
        assert notes != other
    assert notes != "n"
    assert notes == Collection(tmp_path, "n", "/:name", site_layout({}), (), TOKYO)
    assert stamps_of(tmp_path, ("_n/none.md",)) == ((0, 0),)


def test_a_body_looks_at_two_thousand_documents(tmp_path: Path) -> None:
    paths = [f"_n/{number:04}.md" for number in range(2001)]
    (tmp_path / "_n").mkdir()
    for path in reversed(paths):
        (tmp_path / path).touch()
    assert documents_of(tmp_path, "_n") == tuple(paths[:2000])


def test_what_data_files_hold(tmp_path: Path) -> None:
    for path, text in {
        "a.yml": "%YAML 1.1\n---\nb: {c: d}\nn: 0x10\n", "list.yaml": "--- \n- x\n- y\n",
        "e.yml": "",
        "in/j.json": '{"k": [1, "2"]}', "t.tsv": "p\tq\n1\t2,3\n", "c.csv": 'p,q\n1,"2,3"\n4\n',
        "bad.json": "{", "bad.yml": "a: [", "word.yml": "word", "both.yml": "x: 1", "both.json":
        "[2]",
        "none.yml": "---\n",
    }.items():  # fmt: skip
        write(tmp_path, f"_data/{path}", text)
    cases: list[tuple[str, Value | None]] = [
        ("a", {"b": {"c": "d"}, "n": "16"}), ("a.b.c", "d"), ("a.b.x", None), ("a.b.c.x", None),
        ("list", ["x", "y"]), ("in.j.k", ["1", "2"]), ("in.j", {"k": ["1", "2"]}), ("in", None),
        ("t", [{"p": "1", "q": "2,3"}]), ("c", [{"p": "1", "q": "2,3"}, {"p": "4", "q": "None"}]),
        ("bad", None), ("word", "word"), ("both", {"x": "1"}), ("nothing", None), ("none", ""),
        ("e", None), ("..a", None), ("a\0", None),
    ]  # fmt: skip
    found = [(keys, data_at(tmp_path, "_data", keys.split("."))) for keys, _ in cases]
    assert [each for each in found if each not in cases] == []
    write(tmp_path, "_data/word.yml", "other word")
    assert data_at(tmp_path, "_data", ["word"]) == "other word"


@pytest.mark.parametrize("file", ["authors.yml", "authors.yaml", "authors.json"])
def test_authors_are_described_by_their_short_names(tmp_path: Path, file: str) -> None:
    text = '{"ada": {"name": "Ada L."}, "bo": "Bo"}'
    write(tmp_path, f"_data/{file}", text)
    authors = Authors(tmp_path)
    ada = {"name": "Ada L."}
    cases: list[tuple[FrontMatter, FrontMatter]] = [
        ({"author": "ADA"}, {"author": ada}), ({"author": "bo"}, {}),
        ({"author": {"name": "x"}}, {}),
        ({"authors": ["ada", "eve"]}, {"authors": [ada, "eve"]}), ({"other": "ada"}, {}),
        ({"author": "ada", "authors": "eve"}, {"author": ada}),
    ]  # fmt: skip
    assert [(matter, authors.described_in(matter)) for matter, _ in cases] == cases
    assert Authors(tmp_path / "x").described_in({"authors": ["ada"]}) == {}
    assert repr(authors) != repr(Authors(tmp_path / "x"))
