"""What a post, a term and a feed are called, and what makes each of them another one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds.identity import entry_id, id_origin, key, page_id, post_key, term_id
from feeds.index.codec import decode, encode, micros, moment
from feeds.model import (
    SITE,
    TERM_KINDS,
    Attribution,
    Changes,
    Enclosure,
    Entry,
    Episode,
    IdScheme,
    Person,
    Post,
    Site,
    Term,
    TextLocation,
    Transcript,
    united_name,
)

AT = datetime(2022, 3, 1, 8, tzinfo=UTC)
OWN = Site("S", "https://s.example/b", tag_authority="s.example")


def post(**fields: object) -> Post:
    return Post("a.md", "/a.html", "A", AT, **fields)  # type: ignore[arg-type]


def test_an_entrys_id_is_of_its_permalink_or_its_former_id() -> None:
    tag = "tag:s.example,2000:"
    cases: list[tuple[IdScheme, str | None, str, str]] = [
        ("postwire", None, "", f"{tag}/a.html"),
        ("postwire", None, "1f", f"{tag}/a.html#1f"),
        ("postwire", "/x", "", f"{tag}/x"),
        ("hugo", None, "", "https://s.example/b/a.html"),
        ("permalink", None, "1f", "https://s.example/b/a.html#1f"),
        ("wordpress", "/?p=1", "", "https://s.example/b/?p=1"),
        ("jekyll-feed", "urn:x:1", "", "urn:x:1"),
        ("jekyll-feed", "urn:x:1", "1f", "urn:x:1#1f"),
    ]
    for ids, former, distinct, expected in cases:
        named = post(former_id=former)
        assert entry_id(named, replace(OWN, ids=ids), distinct) == expected
        assert id_origin(named) == (former or "/a.html")
    assert entry_id(post(), OWN) == f"{tag}/a.html"


def test_a_feeds_id_is_of_its_term_or_its_path() -> None:
    assert term_id(SITE, OWN) == "tag:s.example,2000:/"
    assert term_id(Term("tag", "a/b c"), OWN) == "tag:s.example,2000:/tag/a%2Fb%20c"
    assert page_id("/corrections", OWN) == "tag:s.example,2000:/corrections"
    assert OWN.scheme("tag") == "tag:s.example,2000:/tag"


def test_a_key_has_63_bits_and_is_the_same_everywhere() -> None:
    """Databases keep it, so that another one would be another post."""
    assert (key(""), key("a")) == (0x7253502BBA3CD95A, 0x207C4F1CADB32117)
    assert all(0 <= key(str(number)) < 1 << 63 for number in range(20))
    assert post_key(post()) == f"{key('/a.html'):x}"
    assert post_key(post(former_id="/x")) == f"{key('/x'):x}"
    assert key("\udcff") != key("?")  # a name that is not in UTF-8


def test_a_post_stands_in_the_feeds_of_all_its_terms_once() -> None:
    attribution = Attribution("Daily", bylines=(Person("Ann"), Person("Ben"), Person("Ann", "/")))
    full = post(categories=("a", "b", "a"), tags=("a",), attribution=attribution)
    assert full.terms() == (
        SITE,
        Term("category", "a"),
        Term("category", "b"),
        Term("tag", "a"),
        Term("source", "Daily"),
        Term("author", "Ann"),
        Term("author", "Ben"),
    )
    assert post().terms() == (SITE,)
    assert TERM_KINDS == ("category", "tag", "source", "author", "collection")
    beside = post(categories=("a", "a", "b"), tags=("t",), collection="notes")
    assert beside.terms() == tuple(
        Term("collection", name) for name in ("notes", "notes/a", "notes/b")
    )


def test_a_post_was_changed_when_it_was_corrected_else_when_it_was_published() -> None:
    assert post().modified == AT
    later = datetime(2022, 4, 1, tzinfo=UTC)
    assert post(updated=later).modified == later


def test_what_a_post_does_not_say_is_as_most_posts_have_it() -> None:
    assert post() == Post(
        "a.md", "/a.html", "A", AT, False, None, None, True, (), (), Attribution(), None, None,
        None, None, (), None, None, (), None, False, None,
    )  # fmt: skip
    assert Enclosure("/a.mp3", "audio/mpeg") == Enclosure("/a.mp3", "audio/mpeg", 0, None)
    assert Transcript("/t", "text/vtt") == Transcript("/t", "text/vtt", None, False)
    site = Site("S", "https://s.example")
    assert (site.timezone, site.labels, site.old_collection_feeds) == (ZoneInfo("UTC"), {}, {})
    assert not any((site.unites_terms, site.excerpt_only, site.shows_stories_once))
    assert not site.joins_below_base
    assert isinstance(hash(site), int)
    assert site != replace(site, labels={SITE: "x"})
    assert site != replace(site, old_collection_feeds={"/x": "x"})


def test_the_words_of_the_domain_cannot_be_changed() -> None:
    words = (post(), Person("A"), Attribution(), Enclosure("/", "a/b"), Transcript("/", "a/b"),
             Episode(), TextLocation("", 0, 0))  # fmt: skip
    for word in words:
        with pytest.raises(AttributeError):
            setattr(word, word.__struct_fields__[0], "x")
        assert isinstance(hash(word), int)


def test_entries_are_the_same_whenever_their_file_was_touched() -> None:
    entry = Entry(post(), "id", "/a", AT, "", "")
    assert entry == replace(entry, stamp=(1, 2))
    assert entry.stamp is None
    assert entry != replace(entry, summary="x")


def test_spellings_that_are_one_term_to_hugo_have_one_key() -> None:
    united = replace(OWN, unites_terms=True)
    assert united_name("Web Dev") == "web-dev"
    for kind in ("category", "tag"):
        assert united.key(Term(kind, "Web Dev")) == "web-dev"  # type: ignore[arg-type]
        assert OWN.key(Term(kind, "Web Dev")) == "Web Dev"  # type: ignore[arg-type]
    assert united.key(Term("source", "Web Dev")) == "Web Dev"


def test_a_term_has_a_label_under_its_name_or_its_folders() -> None:
    labels = {Term("tag", "web-dev"): "of the folder", Term("tag", "Go"): "of the name"}
    site = replace(OWN, labels=labels)
    assert site.label(Term("tag", "Web Dev")) == "of the folder"
    assert site.label(Term("tag", "Go")) == "of the name"
    assert site.label(Term("tag", "go")) == "go"
    assert site.label(Term("category", "Go")) == "Go"
    assert site.given_label(Term("tag", "go")) is None
    both = replace(OWN, labels={**labels, Term("tag", "go"): "of the folder"})
    assert both.label(Term("tag", "Go")) == "of the name"


def test_broken_files_alone_are_no_change() -> None:
    assert not Changes(broken=("a.md",))
    assert Changes(rebuilt=True)
    assert not Changes().rebuilt


def test_a_post_is_kept_without_its_path_and_comes_back_whole() -> None:
    full = post(tags=("t",), enclosures=(Enclosure("/a.mp3", "audio/mpeg", 3),), former_id="x")
    assert decode("a.md", encode(post(aliases=("/old",)))) == post()  # they have a table
    kept = encode(full)
    assert decode("b.md", kept).path == "b.md"
    assert decode("a.md", kept) == full
    assert isinstance(json.loads(kept), list)
    assert "a.md" not in kept


def test_an_instant_is_kept_to_the_microsecond() -> None:
    late = datetime(2022, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
    assert micros(late) == 1_646_121_600_123_456
    assert moment(1_646_121_600_123_456) == late
    assert micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert moment(-1) == datetime(1970, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
