"""What a post is made of: title, summary, dates and the rest, each from where it counts first."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feeds.archive import Options
from feeds.archive.assemble import assemble
from feeds.archive.faults import Fault
from feeds.archive.file_dates import CHANGED
from feeds.archive.front_matter import Document
from feeds.archive.lift import Lifted
from feeds.archive.reading import Facts
from feeds.archive.values import FrontMatter, Value
from feeds.html.dialect import COMMONMARK, Dialect
from feeds.model import Enclosure, Post, Site, TextLocation
from feeds.text.dates import Moment

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
