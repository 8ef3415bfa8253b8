"""What a post is made of: title, summary, dates and the rest, each from where it counts first."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.assemble import assemble
from feeds.archive.faults import Fault
from feeds.archive.file_dates import CHANGED, FileDates
from feeds.archive.front_matter import Document
from feeds.archive.lift import Lifted
from feeds.archive.reading import Facts
from feeds.archive.values import FrontMatter, Value
from feeds.html.dialect import COMMONMARK, Dialect
from feeds.model import Enclosure, Post, Site, TextLocation
from feeds.text.dates import Moment
from tests.conftest import write

AT = datetime(2022, 3, 1, 8, tzinfo=UTC)
SITE = Site("S", "https://s.example/b", timezone=ZoneInfo("Asia/Shanghai"))


def assembled(
    body: str = "Text.",
    path: str = "a.md",
    raw: str = "",
    dialect: Dialect = COMMONMARK,
    facts: Facts | None = None,
    site: Site = SITE,
    **matter: Value,
) -> tuple[Post | None, tuple[Fault, ...]]:
    document = Document(matter, body, raw, 1)
    given = facts or Facts("/x/a.html", Moment(AT, False))
    location = TextLocation("d", 0, 1)
    return assemble(path, document, Lifted(body, {}), given, location, site, dialect, Options())


def post_of(body: str = "Text.", **more: object) -> Post:
    post, _ = assembled(body, **more)  # type: ignore[arg-type]
    assert post is not None
    return post


def test_all_that_is_known_of_a_post_is_in_it() -> None:
    expires = datetime(2023, 1, 1, tzinfo=UTC)
    own = Fault(1, "R03", "own")
    facts = Facts(
        "/x/a.html", Moment(AT, True), ("c",), ("t",), expires, False, ("/old",), (own,), "notes"
    )
    post, faults = assembled(
        facts=facts,
        title="T",
        updated="2022-04-01",
        source="Daily",
        summary="S",
        lang="de",
        image="/i.png",
        enclosure="/a.mp3",
        season="2",
        excerpt_separator="--m--",
        feed={"excerpt_only": "true"},
    )
    assert post is not None
    assert post == Post(
        path="a.md",
        permalink="/x/a.html",
        title="T",
        published=AT,
        day_only=True,
        updated=datetime(2022, 3, 31, 16, tzinfo=UTC),
        expires=expires,
        scheduled=False,
        categories=("c",),
        tags=("t",),
        attribution=post.attribution,
        summary="S",
        excerpt_separator="--m--",
        language="de",
        image="https://s.example/i.png",
        enclosures=(Enclosure("https://s.example/a.mp3", "audio/mpeg"),),
        episode=post.episode,
        text_location=TextLocation("d", 0, 1),
        aliases=("/old",),
        collection="notes",
        excerpt_only=True,
    )
    assert (post.attribution.outlet, post.episode and post.episode.season) == ("Daily", 2)
    assert faults == (own,)
    plain = post_of(title="T")
    assert plain == Post("a.md", "/x/a.html", "T", AT, text_location=TextLocation("d", 0, 1))
    former = post_of(title="T", guid="urn:x", site=Site("S", "https://s.example", ids="hugo"))
    assert former.former_id == "urn:x"


def test_a_title_is_written_or_taken_from_the_text() -> None:
    cases: list[tuple[dict[str, object], str | None, bool]] = [
        ({"title": " T "}, "T", False),
        ({"title": "a\x00<b>b</b>"}, "ab", False),
        ({"title": "x" * 501}, "x" * 499 + "…", False),
        ({"title": "x" * 500}, "x" * 500, False),
        ({"title": "false", "raw": "title: 'false'\n"}, "false", False),
        ({"title": "false", "raw": "title: false\n"}, "Text.", True),
        ({"title": ""}, "Text.", True),
        ({"title": "<p></p>"}, "Text.", True),
        ({"body": "a\n\n# H *e*\n"}, "H e", True),
        ({"body": "# <b></b>\n\nText."}, "Text.", True),
        ({"body": "<img src='/a.png'>", "path": "2022-03-01-my-page.md"}, "my page", True),
        ({"body": "<img src='/a.png'>", "path": "x/22-3-1-p.md"}, "p", True),
        ({"body": "<img src='/a.png'>", "path": "a2022-03-01-p.md"}, "a2022 03 01 p", True),
        ({"body": "", "path": "p.md"}, None, False),
        ({"body": "<!-- x -->"}, None, False),
        ({"body": "{{< encrypt >}}\n# Locked\n{{< /encrypt >}}\nOpen"}, "Open", True),
        ({"body": "x" * 61}, "x" * 59 + "…", True),
        ({"body": "x" * 60}, "x" * 60, True),
        ({"body": " " * 1995 + "wordyx"}, "wordy", True),
        ({"body": "# " + "x" * 500}, "x" * 500, True),
    ]
    for given, title, is_taken in cases:
        post, faults = assembled(**given)  # type: ignore[arg-type]
        assert (post and post.title) == title, given
        codes = ["E08"] if title is None else ["R02"] if is_taken else []
        assert [fault.code for fault in faults] == codes, given
    _, (fault,) = assembled("x" * 61, raw="a: b\ntitle:\n")
    assert fault == Fault(3, "R02", f"no title: '{'x' * 40}' is taken from the text")
    _, (fault,) = assembled("", raw="a: b\ntitle:\n")
    assert fault == Fault(1, "E08", "neither a title nor any text")


def test_a_title_is_read_to_twenty_thousand_characters() -> None:
    assert post_of(title="<b></b>" * 2857 + "T").title == "T"  # at 20,000
    assert post_of(title="<b></b>" * 2857 + " T").title == "Text."


UPDATED = (
    *("last_modified_at", "updated", "lastmod", "modified", "last_modified", "date_modified"),
    *("updateddate", "updated_at", "modified_at", "moddatetime", "updatedat", "lastupdated"),
    *("last_updated", "datemodified", CHANGED),
)


def test_a_correction_is_dated_by_each_name_and_the_first_counts() -> None:
    day = datetime(2022, 3, 31, 16, tzinfo=UTC)
    for place, key in enumerate(UPDATED):
        assert post_of(title="T", **{key: "2022-04-01"}).updated == day
        weaker = dict.fromkeys(UPDATED[place + 1 :], "2022-05-01")
        assert post_of(title="T", **{key: "2022-04-01"}, **weaker).updated == day
    cases: list[tuple[Value, datetime | None, list[str]]] = [
        ("2022-03-01 16:00:00", None, []),  # when it was published, in the site's zone
        ("2022-03-01 16:00:01", datetime(2022, 3, 1, 8, 0, 1, tzinfo=UTC), []),
        ("2022-02-01", None, []),
        ("soon", None, ["R07"]),
        ("no", None, []),
        ("", None, []),
        (["2022-04-01"], None, []),
    ]
    for value, updated, codes in cases:
        post, faults = assembled(title="T", raw="a: b\nlastmod: x\n", lastmod=value)
        assert post is not None
        assert (post.updated, [fault.code for fault in faults]) == (updated, codes), value
    assert post_of(title="T", lastmod="no", modified="2022-04-01").updated == day
    _, (fault,) = assembled(title="T", raw="a: b\nlastmod: x\n", lastmod="s" * 61)
    assert fault == Fault(3, "R07", f"lastmod: '{'s' * 60}' names no day: ignored")


def test_a_summary_is_markdown_but_for_a_description() -> None:
    keys = COMMONMARK.summary_keys + COMMONMARK.weaker_summary_keys
    assert keys[0] != "description"
    first = keys[0]
    cases: list[tuple[FrontMatter, str | None]] = [
        ({first: "a *b*"}, "a b"),
        ({"description": "a *b*"}, "a *b*"),
        ({"description": "a <b>b</b> &amp; c"}, "a b & c"),
        ({first: "no"}, None),
        ({first: "<p></p>"}, None),
        ({first: "~~a~~ [b](c) `d` _e_ &amp;"}, "a b d e &"),
        ({first: "a" * 501}, "a" * 499 + "…"),
        ({first: "*" + "a" * 501 + "*"}, "a" * 499 + "…"),
        ({first: "_" + " " * 19_999 + "a"}, "_"),
        ({first: "a\x00b"}, "ab"),
        ({first: "no", keys[1]: "of the second"}, "of the second"),
        ({first: "of the first", keys[1]: "of the second"}, "of the first"),
    ]
    for matter, summary in cases:
        assert post_of(title="T", **matter).summary == summary, matter


def test_some_summaries_give_way_to_the_text_above_a_divider() -> None:
    dialect = COMMONMARK._replace(
        summary_keys=("excerpt",), weaker_summary_keys=("summary",), separator="<!--more-->"
    )
    with_excerpt, without = "a\n\n<!--more-->\n\nb", "a\n\nb"
    for body, matter, summary in [
        (without, {"summary": "S"}, "S"),
        (with_excerpt, {"summary": "S"}, None),
        (with_excerpt, {"summary": "S", "excerpt": "E"}, "E"),
        (without, {"summary": "S", "excerpt": "E"}, "E"),
        (with_excerpt, {"summary": "S", "excerpt_separator": "--x--"}, "S"),
        ("a\n\n--x--\n\nb", {"summary": "S", "excerpt_separator": "--x--"}, None),
        (without, {}, None),
    ]:
        assert post_of(body, dialect=dialect, title="T", **matter).summary == summary


def test_the_rest_that_only_some_posts_say_is_asked_for_where_they_do() -> None:
    for key in ("lang", "language", "locale"):
        assert post_of(title="T", **{key: "de_DE"}).language == "de-DE"
    assert post_of(title="T", lang="no", language="fr").language == "fr"
    assert post_of(title="T", lang="de", language="fr").language == "de"
    assert post_of(title="T", excerpt_separator=" \x00 ").excerpt_separator is None
    assert post_of(title="T", feed={"excerpt_only": "false"}).excerpt_only is False
    usual = (
        "layout",
        "title",
        "date",
        "category",
        "categories",
        "tag",
        "tags",
        "permalink",
        "slug",
    )
    assert post_of(**dict.fromkeys(usual, "x"), body="y").title == "x"


def folder(root: Path, options: Options | None = None, **files: str) -> dict[str, object]:
    """Of a plain folder with these files: its post's category and day, or why it is none."""
    for name, text in files.items():
        write(root, name.replace("__", "/") + ".md", text)
    archive = open_archive(root, options)
    found: dict[str, object] = {}
    for name in files:
        reading = archive.read(name.replace("__", "/") + ".md")
        if reading.post:
            found[name] = (reading.post.published.day, reading.post.categories)
        else:
            found[name] = reading.excluded and reading.excluded.reason
    return found


def test_a_file_of_a_folder_is_a_post_where_a_day_is_said_anywhere(tmp_path: Path) -> None:
    found = folder(
        tmp_path,
        **{
            "2024/05/06/2024-05-07-a": "x",
            "2024/05/06/b": "x",
            "2024-05-08-c/d": "x",
            "2024-05-08-c/2024-05-09": "x",
            "x/e": "---\ndate: 2024-05-10\n---\nx",
            "f": "---\ntitle: x\n---\nx",
            "_g": "x",
            "_drafts/2024-05-06-h": "x",
            "my_drafts/2024-05-06-i": "x",
            "x/2024-05-06-j": "---\ndraft: true\n---\nx",
            "x/_2024-05-06-k": "x",
        },
    )
    assert found == {
        "2024/05/06/2024-05-07-a": (7, ()),
        "2024/05/06/b": (6, ()),
        "2024-05-08-c/d": (8, ()),
        "2024-05-08-c/2024-05-09": (9, ()),
        "x/e": (10, ("x",)),
        "f": "no post: no date in its name or front matter",
        "_g": "no post: its name begins with an underscore",
        "_drafts/2024-05-06-h": "draft",
        "my_drafts/2024-05-06-i": (6, ("my_drafts",)),
        "x/2024-05-06-j": "draft",
        "x/_2024-05-06-k": "no post: its name begins with an underscore",
    }


def test_drafts_and_the_future_are_the_operators_choice(tmp_path: Path) -> None:
    files = {"_drafts/2024-05-06-a": "x", "2024-05-07-b": "---\nstatus: draft\n---\nx"}
    assert set(folder(tmp_path, **files).values()) == {"draft"}
    assert set(folder(tmp_path, Options(drafts=True), **files).values()) == {
        (6, ("_drafts",)),
        (7, ()),
    }
    write(tmp_path, "2024-05-08-c.md", "x")
    for future in (True, False):
        post = open_archive(tmp_path, Options(future=future)).read("2024-05-08-c.md").post
        assert post is not None
        assert post.scheduled is not future


def test_a_folder_is_looked_into_but_for_what_belongs_to_tools(tmp_path: Path) -> None:
    write(tmp_path, "2024-05-08-c.md", "x")
    kind = open_archive(tmp_path).kind
    passed = ("node_modules", "vendor", "_site", "public", "_includes", "_layouts", "_data",
              "scaffolds", ".git", "a/.b", "a/public")  # fmt: skip
    looked = ("", "a", "a/b", "_posts", "publications")
    assert [name for name in passed if kind.walks(name)] == []
    assert [name for name in looked if not kind.walks(name)] == []
    names = ["a.md", ".b.md", "c.htm", "d.HTML", "e.mkdown", "f.txt", "g.rst", ".md"]
    assert kind.posts_among(names, "x") == ["a.md", "c.htm", "d.HTML", "e.mkdown", "g.rst"]
    assert kind.bundle_names("x") == frozenset()
    dates = FileDates(tmp_path / "dates")
    for given, counts in ((None, False), (True, True)):
        options = Options(dates=dates, git_dates=given)
        assert (open_archive(tmp_path, options).kind.file_dates is dates) == counts
    assert kind.name == "folder"
    assert kind.site.title == tmp_path.name


def test_a_link_with_a_scheme_or_to_what_is_no_file_stays(tmp_path: Path) -> None:
    write(tmp_path, "x/2024-05-08-b c.md", "x")
    links = (
        "[a](file://x/2024-05-08-b.md) [b](2024-05-08-b%20c.md#d) [c](/x/../x/2024-05-08-b%20c.md)"
    )
    write(tmp_path, "x/2024-05-08-a.md", links)
    archive = open_archive(tmp_path, Options(site_url="https://s.example"))
    post = archive.read("x/2024-05-08-a.md").post
    assert post is not None
    to = "https://s.example/x/2024-05-08-b%20c.html"
    assert archive.text(post) == f"[a](file://x/2024-05-08-b.md) [b]({to}#d) [c]({to})"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("'a, b c'", ("a", "b c")), ("a b", ("a", "b")), ("[a b, [c, d]]", ("a b", "c", "d")),
        ("[]", ()), ("{a: b}", ()), ("a", ("a",)),
    ],
)  # fmt: skip
def test_tags_of_a_folder_are_parted_by_commas_or_spaces(
    tmp_path: Path, tags: str, expected: tuple[str, ...]
) -> None:
    write(tmp_path, "2024-05-08-a.md", f"---\ntags: {tags}\naliases: [/x, /y]\n---\nx")
    post = open_archive(tmp_path).read("2024-05-08-a.md").post
    assert post is not None
    assert (post.tags, post.aliases) == (expected, ("/x", "/y"))
