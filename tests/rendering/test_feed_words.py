"""What a feed says beside its posts' own words: title and id, phrases, credits, other outlets of a
story, instants that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.archive import open_archive
from feeds.feed.compose import compose, feed_of
from feeds.feed.corrections import entries_of_corrections
from feeds.feed.entries import ShownPost, apart, credit_of, entries_of
from feeds.feed.feed import NEVER, Feed, id_of, title_of
from feeds.feed.frequency import UpdateFrequency, frequency_of
from feeds.feed.months import is_sealed, newer_month, older_month
from feeds.feed.names import display_name
from feeds.feed.phrases import phrases_for
from feeds.feed.repeats import naming_repeats
from feeds.identity import key
from feeds.index.corrections import Correction
from feeds.index.index import open_index
from feeds.index.select import Selection
from feeds.model import SITE, Attribution, Entry, Post, Repeat, Site, Term
from feeds.query import Place, Query
from service.commands.common import opened, refreshed
from service.settings.settings import Settings
from tests.conftest import write

HARBOUR, TIDES, PAPER = Term("category", "a/b"), Term("tag", "c d"), Term("source", "P & Q")
NEWS = Site("News", "https://x.example", tag_authority="x.example", language="en")
DAY = datetime(2022, 3, 1, tzinfo=UTC)


def post(path: str = "a.md", **fields: object) -> Post:
    return Post(path, "/财", "A < B", DAY, **fields)  # type: ignore[arg-type]


def entry(shown: Post, updated: datetime = DAY, content: str = "<p>x</p>") -> Entry:
    return Entry(shown, "tag:x", "https://x.example/a", updated, content, "a")


# Titles and ids


@pytest.mark.parametrize(
    ("query", "title", "own_id"),
    [
        (Query(), "News", "/"),
        (Query((HARBOUR,)), "Harbour · News", "/category/a%2Fb"),
        (
            Query((HARBOUR, TIDES), without=(PAPER,)),
            "Harbour · c d · −P & Q · News",
            "/category/a%2Fb&tag/c%20d?-source=P%20%26%20Q",
        ),
        (Query(words=("ebb", "mole")), "“ebb mole” · News", "/?q=ebb%20mole"),
        (Query(since="2022-01-01"), "2022-01-01– · News", "/?since=2022-01-01"),
        (Query(until="2022-02-01"), "–2022-02-01 · News", "/?until=2022-02-01"),
        (
            Query(since="2022-01-01", until="2022-02-01", words=("/",)),
            "“/” · 2022-01-01–2022-02-01 · News",
            "/?q=%2F&since=2022-01-01&until=2022-02-01",
        ),
        (Query(corrections=True), "Corrections · News", "/corrections"),
        (Query(unique=True), "each story once · News", "/?unique=1"),
        (Query(unique=False), "News", "/?unique=0"),
        (Query(page=2, limit=5, month="2022-03", content="summary"), "News", "/"),
    ],
)
def test_a_feed_is_named_after_what_it_asks_for(query: Query, title: str, own_id: str) -> None:
    names = {HARBOUR: "Harbour", TIDES: "c d", PAPER: "P & Q"}
    assert title_of(query, NEWS, names) == title
    assert id_of(query, NEWS) == f"tag:x.example,2000:{own_id}"


def test_a_term_goes_by_the_first_name_that_there_is() -> None:
    site = replace(NEWS, labels={HARBOUR: "Harbour", PAPER: "The Paper"})
    assert display_name(site, SITE, None) == "News"
    assert display_name(site, HARBOUR, PAPER) == "Harbour"
    assert display_name(site, Term("category", "p"), PAPER) == "The Paper"
    assert display_name(site, Term("category", "p"), None) == "p"
    assert display_name(site, Term("tag", "p"), PAPER) == "p"


def test_phrases_are_those_of_the_closest_language() -> None:
    languages = {
        **dict.fromkeys(("en", "en-GB", "", "xx", "zz-en"), "First published by"),
        **dict.fromkeys(("zh", "zh-CN", "ZH-Hans"), "原载"),
        **dict.fromkeys(("zh-Hant", "zh-TW", "zh-HK", "zh-MO"), "原載"),
        **dict.fromkeys(("de", "de-AT"), "Zuerst erschienen bei"),
        "fr-CA": "Publié à l’origine par",
        "es": "Publicado originalmente por",
        "ja": "初出：",
    }
    assert {each: phrases_for(each).first_published for each in languages} == languages
    kinds = phrases_for("en").kinds
    assert list(kinds.items()) == [
        ("category", "Categories"),
        ("tag", "Tags"),
        ("source", "Sources"),
        ("author", "Authors"),
        ("collection", "Collections"),
    ]
    for language in ("en", "zh", "zh-hant", "de", "fr", "es", "ja"):
        phrases = phrases_for(language)
        assert phrases.entries.format(3).startswith("3 ")
        assert phrases.withdrawn[-1] in " ："
        assert len({*phrases.kinds.values(), phrases.unique, phrases.corrections}) == 7


# Entries


@pytest.mark.parametrize(
    ("attribution", "line"),
    [
        (Attribution(), ""),
        (Attribution(outlet_url="https://o.example/"), ""),
        (Attribution("A & B"), "A &amp; B"),
        (Attribution("A", "https://o.example/?a&b"), '<a href="https://o.example/?a&amp;b">A</a>'),
        (
            Attribution("A", "https://o.example/", original_url="https://o.example/1"),
            '<a href="https://o.example/1">A</a>',
        ),
        (
            Attribution(original_url="https://o.example/1"),
            '<a href="https://o.example/1">the original publisher</a>',
        ),
    ],
)
def test_a_credit_leads_to_the_original_else_to_the_outlet(
    attribution: Attribution, line: str
) -> None:
    credit = f"<p>First published by {line}</p>" if line else ""
    assert credit_of(attribution, phrases_for("en")) == credit


def test_entries_of_one_instant_are_spread_over_its_second() -> None:
    first, second, third = (entry(post(path)) for path in ("a.md", "b.md", "c.md"))
    alone = entry(post("d.md"), DAY + timedelta(days=1))
    spread = apart([first, second, third, alone])
    moments = [each.updated for each in spread]
    assert len(set(moments)) == 4
    assert all(DAY < moment < DAY + timedelta(seconds=1) for moment in moments[:3])
    assert spread[3] is alone
    assert [each.updated for each in apart([third, first])] == [moments[2], moments[0]]


def test_entries_that_meet_within_a_second_are_a_microsecond_apart() -> None:
    moment = DAY + timedelta(microseconds=5)
    entries = [entry(post(path), moment) for path in ("a.md", "b.md", "c.md")]
    entries.append(entry(post("d.md"), moment + timedelta(microseconds=1)))
    later = [(each.updated - moment) / timedelta(microseconds=1) for each in apart(entries)]
    assert later == [0, 1, 2, 3]


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    moments = [DAY, DAY + timedelta(days=2), DAY + timedelta(days=1)]
    entries = [entry(post(str(day)), moment) for day, moment in enumerate(moments)]
    feed = feed_of(Query(content="summary"), NEWS, [None, *entries, None], "full")
    assert (feed.updated, feed.entries, feed.content) == (moments[1], tuple(entries), "summary")
    empty = feed_of(Query((HARBOUR,)), replace(NEWS, description="Of the sea"), [], "full")
    assert (empty.updated, empty.content, empty.subtitle) == (NEVER, "full", "Of the sea")
    assert datetime(2000, 1, 1, tzinfo=UTC) == NEVER
    assert (empty.title, empty.names, empty.limit) == ("a/b · News", {HARBOUR: "a/b"}, 50)
    assert feed.subtitle == "News"
    place = Place(1, 2)
    named = {
        "more": True,
        "total": 7,
        "last": place,
        "older_month": "2022-02",
        "newer_month": "2022-04",
    }
    other = feed_of(Query(), NEWS, [], "full", names={SITE: "x"}, **named)  # type: ignore[arg-type]
    assert {name: getattr(other, name) for name in named} == named
    assert other.names == {SITE: "x"}
    assert (empty.more, empty.total, empty.last) == (False, None, None)


@pytest.mark.parametrize(
    ("fields", "settings", "content"),
    [
        ({}, {}, "<p>Words</p>"),
        (
            {"attribution": Attribution("P"), "image": "https://x.example/?a&b"},
            {},
            "<p>First published by P</p>\n"
            '<p><img src="https://x.example/?a&amp;b" alt=""></p>\n<p>Words</p>',
        ),
        (
            {"attribution": Attribution("P"), "language": "de"},
            {},
            "<p>Zuerst erschienen bei P</p>\n<p>Words</p>",
        ),
        (
            {"attribution": Attribution("P")},
            {"lang": "de"},
            "<p>Zuerst erschienen bei P</p>\n<p>Words</p>",
        ),
        ({"image": "Words"}, {}, "<p>Words</p>"),
        ({"excerpt_only": True}, {}, ""),
        ({}, {"feed": {"excerpt_only": "true"}}, ""),
    ],
)
def test_the_content_is_the_text_behind_its_credit_and_its_image(
    tmp_path: Path, fields: dict[str, Any], settings: dict[str, Any], content: str
) -> None:
    config = "".join(f"{name}: {value}\n" for name, value in settings.items())
    write(tmp_path, "_config.yml", f"title: News\nurl: https://x.example\n{config}")
    write(tmp_path, "a.md", "---\ntitle: A\n---\nWords")
    archive = open_archive(tmp_path)
    (shown,) = entries_of(archive, [(post(day_only=True, **fields), "2")])
    assert shown is not None
    assert (shown.content, shown.summary) == (content, "Words")
    assert shown.id.endswith(":/财#2")
    status = tmp_path.joinpath("a.md").stat()
    assert shown.stamp == (status.st_mtime_ns, status.st_size)
    assert shown.url == "https://x.example/%E8%B4%A2"
    moved = timedelta(microseconds=key("a.md") % 1_000_000)
    assert shown.updated == DAY + moved


@pytest.mark.parametrize(
    ("fields", "updated"),
    [
        ({}, DAY),
        ({"updated": DAY + timedelta(days=2)}, DAY + timedelta(days=2)),
        ({"updated": DAY + timedelta(days=2), "day_only": True}, DAY + timedelta(days=2)),
    ],
)
def test_an_entry_is_as_new_as_its_post_says(
    tmp_path: Path, fields: dict[str, Any], updated: datetime
) -> None:
    write(tmp_path, "_config.yml", "title: News\nurl: https://x.example\n")
    write(tmp_path, "a.md", "---\ntitle: A\n---\nWords")
    (shown,) = entries_of(open_archive(tmp_path), [(post(summary="Own", **fields), "")])
    assert shown is not None
    assert (shown.updated, shown.summary) == (updated, "Own")


def made(posts: Sequence[ShownPost]) -> list[Entry | None]:
    return [replace(entry(shown), id=f"made {distinct}") for shown, distinct in posts]


def test_a_withdrawn_post_leaves_its_title_and_nothing_else() -> None:
    gone = post(
        language="de", attribution=Attribution("P"), summary="s", categories=("c",), image="/i",
        former_id="/old", updated=DAY,
    )  # fmt: skip
    later = DAY + timedelta(days=1)
    corrections = [
        Correction(later, gone, "2", withdrawn=True),
        Correction(DAY, post("b.md"), "3", withdrawn=False),
        Correction(DAY, post(), "", withdrawn=True),
    ]
    withdrawn, changed, other = entries_of_corrections(corrections, NEWS, made)
    assert changed is not None
    assert changed.id == "made 3"
    assert withdrawn is not None
    assert withdrawn.post == Post(
        "a.md", "/财", "Zurückgezogen: A < B", DAY, attribution=Attribution("P"), updated=later,
        language="de", former_id="/old",
    )  # fmt: skip
    assert withdrawn.id == "tag:x.example,2000:/old#2withdrawn"
    assert (withdrawn.url, withdrawn.updated) == ("https://x.example/%E8%B4%A2", later)
    assert (withdrawn.content, withdrawn.summary) == ("", "Zurückgezogen: A < B")
    assert other is not None
    assert other.post.title == "Withdrawn: A < B"


def test_an_entry_names_the_other_outlets_of_its_story() -> None:
    shown = post("a.md", attribution=Attribution("P"), language="de")
    others = (
        post("b.md", attribution=Attribution("Q & R", original_url="https://q.example/?a&b")),
        post("c.md"),
    )
    credit = "<p>Zuerst erschienen bei P</p>"
    also = (
        'Auch bei: <a href="https://q.example/?a&amp;b">Q &amp; R</a>, '
        '<a href="https://x.example/%E8%B4%A2">A &lt; B</a>'
    )
    entries = [
        None,
        entry(shown, content=f"{credit}\n<p>x</p>"),
        entry(shown, content="<p>x</p>"),
        entry(shown, content=""),
        entry(post("d.md")),
    ]
    _, credited, bare, empty, alone = naming_repeats(entries, {"a.md": others}, NEWS)
    assert credited is not None
    assert credited.content == f"<p>Zuerst erschienen bei P · {also}</p>\n<p>x</p>"
    assert credited.repeats == (
        Repeat("Q & R", "https://x.example/%E8%B4%A2", "https://q.example/?a&b"),
        Repeat("A < B", "https://x.example/%E8%B4%A2", None),
    )
    assert bare is not None
    assert bare.content == f"<p>{also}</p>\n<p>x</p>"
    assert empty is not None
    assert (empty.content, empty.repeats) == ("", credited.repeats)
    assert alone is entries[4]
    own = naming_repeats([entry(post())], {"a.md": others}, replace(NEWS, language="fr"))[0]
    assert own is not None
    assert own.content.startswith("<p>Aussi dans : ")


# Months and frequency


def test_months_are_those_of_the_sites_zone() -> None:
    site = replace(NEWS, timezone=ZoneInfo("Asia/Shanghai"))
    newest = datetime(2022, 2, 28, 16, tzinfo=UTC)  # the first of March there
    selection = Selection(((Post("a.md", "/a", "A", newest), ""),), False, None, None)
    assert older_month(Query(), selection, site) == "2022-03"
    assert older_month(Query(page=2), selection, site) is None
    assert older_month(Query(before=Place(1, 1)), selection, site) is None
    assert older_month(Query(), selection._replace(posts=()), site) is None
    assert older_month(Query(month="2022-03"), selection, site) is None
    older = selection._replace(older=newest - timedelta(microseconds=1))
    assert older_month(Query(month="2022-03"), older, site) == "2022-02"
    assert newer_month(selection, site) is None
    assert newer_month(selection._replace(newer=newest), site) == "2022-03"
    early = selection._replace(newer=datetime(1000, 1, 1, tzinfo=UTC))
    assert newer_month(early, NEWS) == "1000-01"
    west = replace(NEWS, timezone=ZoneInfo("America/New_York"))
    assert newer_month(early, west) == "0999-12"
    assert is_sealed(Query(month="2022-03"), "2022-04")
    assert not is_sealed(Query(month="2022-03"), None)
    assert not is_sealed(Query(), "2022-04")


def test_a_frequency_is_of_the_middle_gap_within_bounds() -> None:
    def of(*seconds: int) -> UpdateFrequency:
        return frequency_of(DAY + timedelta(seconds=each) for each in seconds)

    assert of() == of(7) == UpdateFrequency(14_400, None)
    assert of(0, 599) == UpdateFrequency(300, 599)
    assert of(0, 602) == UpdateFrequency(301, 602)
    assert of(0, 28_799) == UpdateFrequency(14_399, 28_799)
    assert of(0, 28_802) == UpdateFrequency(14_400, 28_802)
    assert of(1000, 0, 4000) == UpdateFrequency(1000, 2000)
    assert [UpdateFrequency(seconds, 0).ttl_minutes for seconds in (0, 59, 119, 120)] == [
        1,
        1,
        1,
        2,
    ]
    periods = {299: 12, 300: 12, 301: 11, 1801: 1, 3600: 1}
    assert {gap: UpdateFrequency(300, gap).period for gap in periods} == {
        gap: ("hourly", count) for gap, count in periods.items()
    }


def test_a_query_is_composed_with_all_that_a_document_says(settings: Settings) -> None:
    shown = opened(settings)
    refreshed(shown, settings)
    with open_index(settings.state_folder) as index:

        def composed(query: Query, **more: Any) -> Feed:
            return compose(shown, index, query, **more)

        first = composed(Query(limit=2))
        assert [each.post.title for each in first.entries] == ["第3篇", "第2篇"]
        assert (first.more, first.total, first.older_month) == (True, 3, "2022-03")
        assert (first.title, first.content, first.newer_month) == ("测试站", "full", None)
        assert first.last is not None
        second = composed(Query(limit=2).on_page(2, first.last), content="summary")
        assert [each.post.title for each in second.entries] == ["第1篇"]
        assert (second.more, second.content, second.older_month) == (False, "summary", None)
        term = Term("category", "haizhou")
        assert composed(Query((term,))).names == {term: "haizhou"}
        assert composed(Query(month="2022-02")).newer_month == "2022-03"
        assert composed(Query(month="2022-04")).older_month == "2022-03"
        bare = composed(Query(), make_entries=made)
        assert [each.id for each in bare.entries] == ["made "] * 3
        corrections = composed(Query(corrections=True))
        assert (corrections.entries, corrections.title) == ((), "更正与撤回 · 测试站")
