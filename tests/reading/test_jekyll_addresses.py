"""What the addresses of a Jekyll site's pages, posts and documents are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.archive.jekyll.defaults import Default
from feeds.archive.jekyll.document_place import (
    date_in_name,
    date_of_permalink,
    parser_with_utc,
    parts_of_document,
    parts_of_post,
    slug_of_name,
    unless_false,
)
from feeds.archive.jekyll.page_address import page_address
from feeds.archive.jekyll.permalinks import PermalinkParts, jekyll_permalink
from feeds.archive.jekyll.site_layout import site_layout
from feeds.archive.values import Value
from feeds.text.dates import Moment
from tests.reading.jekyll_by_hand import document

TOKYO = ZoneInfo("Asia/Tokyo")


def test_where_pages_that_are_no_posts_lie() -> None:
    def address(path: str, style: str = "date", **matter: Value) -> str:
        defaults = (Default("d/", "pages", {"permalink": "/of/:basename"}),)
        return page_address(path, matter, defaults, site_layout({}), style)

    cases = [
        ("a.md", "date", "/a.html"), ("a.md", "pretty", "/a/"), ("a.md", "weekdate", "/a"),
        ("b/index.md", "date", "/b/"), ("index.html", "pretty", "/"),
        ("b/a.htm", "date", "/b/a.htm"),
        ("b/a.xhtml", "pretty", "/b/a/"), ("b/index.xhtml", "date", "/b/"),
        ("b/a.txt", "pretty", "/b/a.txt"),
        ("b/index.txt", "pretty", "/b/index.txt"), ("b c/é.md", "date", "/b%20c/%C3%A9.html"),
        ("d/x.md", "date", "/of/x"),
    ]  # fmt: skip
    assert [(path, style, address(path, style)) for path, style, _ in cases] == cases
    assert address("b/a.md", permalink="/:path/:basename-x:output_ext") == "/b/a-x.html"
    assert address("b/a.md", permalink="//:path//c//") == "/b/c/"
    assert address("b/a.md", permalink="x") == "/x"
    assert address("a.md", permalink="/") == "/"
    assert address("a.md", permalink="/" + "x" * 998) == "/" + "x" * 998
    assert address("a.md", permalink="/" + "x" * 999) == "/a.html"


LOCAL = datetime(2024, 5, 6, 7, tzinfo=TOKYO)


def test_what_the_permalink_of_a_post_is_made_of() -> None:
    def parts(path: str, **matter: Value) -> tuple[str, ...]:
        made = parts_of_post(path, matter, LOCAL, site_layout({"feed": {"collections": "t"}}))
        assert made.local is LOCAL
        return (made.slug, made.stem, made.collection, made.path, made.output_ext, *made.categories)

    name = "2024-01-02-a.b"
    cases = [
        (f"_posts/{name}.md", ("a.b", name, "posts", f"/{name}", ".html")),
        (f"n/_posts/x/{name}.TXT", ("a.b", name, "posts", f"/n/x/{name}", ".txt", "n")),
        ("_drafts/a.md", ("a", "a", "posts", "/a", ".html")),
        ("_t/x/2024-01-02-a.htm", ("a", "2024-01-02-a", "t", "/x/2024-01-02-a", ".htm")),
        ("_posts/2024-1-2-a...md", ("a", "2024-1-2-a..", "posts", "/2024-1-2-a..", ".html")),
        ("_posts/24-1-2-.md", ("24-1-2-", "24-1-2-", "posts", "/24-1-2-", ".html")),
    ]  # fmt: skip
    assert [(path, parts(path)) for path, _ in cases] == cases
    assert parts("_posts/2024-01-02-a.md", slug="B c.")[0] == "B c"
    assert parts("_posts/2024-01-02-a.md", slug="No")[0] == "a"
    assert parts("_posts/2024-01-02-a.md", slug="..")[0] == "a"
    assert parts("x/_posts/2024-01-02-a.md", categories="y", category="z")[5:] == ("x", "y", "z")


def test_what_the_permalink_of_another_document_is_made_of() -> None:
    layout = site_layout({"collections_dir": "all"})
    path = "all/_notes/in/2024-01-02-a.b.md"
    made = parts_of_document(path, {"categories": "x"}, "notes", layout, LOCAL)
    assert made == PermalinkParts(
        LOCAL, "a.b", ("x",), "2024-01-02-a.b", "notes", "/in/2024-01-02-a.b", ".html"
    )
    assert parts_of_document(path, {"slug": "s"}, "notes", layout, LOCAL).slug == "s"
    assert parts_of_document("all/_notes/a.txt", {}, "notes", layout, LOCAL).output_ext == ".txt"
    assert parts_of_document(path, {"slug": "off"}, "notes", layout, LOCAL).slug == "a.b"
    assert [slug_of_name(name) for name in ("x/a.md", "99-1-2-b.md", "c..md", "2024-01-02-d")] == [
        "a", "b", "c", "2024-01-02-d",
    ]  # fmt: skip
    assert [unless_false({"a": value}, "a") for value in ("x", "False", "no", "OFF", "n", "")] == [
        "x", None, None, None, "n", None,
    ]  # fmt: skip


def test_which_instant_makes_the_permalink_of_a_post() -> None:
    naive, quoted = document("date: 2024-05-06 20:00:00"), document("date: '2024-05-06 20:00:00'")
    zoned = document("date: 2024-05-06 20:00:00 +0900")
    moment = Moment(datetime(2024, 5, 6, 11, tzinfo=UTC))
    cases = [(naive, True, 7), (naive, False, 6), (quoted, True, 6), (zoned, True, 6)]
    for written, is_written, day in cases:
        assert date_of_permalink(written, moment, is_written, TOKYO, False).day == day
        assert date_of_permalink(written, moment, is_written, TOKYO, True).day == 6
    for spelled, hour in (
        ("2024-05-06 20:00:00", 20), ("2024-05-06t20:00:00", 20), ("2024-05-06  2:00:00.5", 2),
        ("2024-05-06 20:00", 11), ("2024-05-06", 15), ("2024-05-06 20:00:00 +0900", 11),
    ):  # fmt: skip
        read = parser_with_utc(naive)(spelled, TOKYO)
        assert read is not None
        assert read.instant.hour == hour, spelled
    read = parser_with_utc(quoted)("2024-05-06 20:00:00", TOKYO)
    assert read is not None
    assert read.instant.hour == 11
    named = date_in_name("a/2024-05-06-b.md", TOKYO)
    assert named is not None
    assert named.instant == datetime(2024, 5, 5, 15, tzinfo=UTC)
    assert date_in_name("2024-05-06/b.md", TOKYO) is None


def test_a_permalink_of_many_or_long_placeholders_is_filled_as_any_other() -> None:
    moment = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    terms = ("A b", "c", "a B")
    place = PermalinkParts(moment, "S l", terms, "N m", "posts", "/in/N m", ".htm")
    usual = "/:title/:name/:collection/:path/:output_ext/:slug/:categories/:slugified_categories"
    filled = "/S-l/n-m/posts/in/N%20m/.htm/s-l/a%20b/c/a-b/c"
    dates = "/:year/:short_year/:month/:i_month/:short_month/:long_month/:day/:i_day/:y_day/:w_year"
    days = "/2024/24/05/5/May/May/06/6/127/2024"
    times = "/:week/:w_day/:short_day/:long_day/:hour/:minute/:second/:none/{x}"
    clock = "/19/1/Mon/Monday/07/08/09/:none/%7Bx%7D"
    cases = [
        (usual, filled), (dates, days), (times, clock),
        (usual + dates + times, filled + days + clock),
        ("/:titles/:month-x:day", "/S-ls/05-x06"),
        ("/" + "x" * 600 + "/:title", "/" + "x" * 600 + "/S-l"),
        ("a/..b/./c", "/a/b/c"), ("/a..b", "/a/b"), ("/:title../x", "/S-l/x"),
        ("/:TITLE", "/:TITLE"),
    ]  # fmt: skip
    assert [(template, jekyll_permalink(template, place)) for template, _ in cases] == cases
