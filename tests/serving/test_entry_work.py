"""Entries, fragments, faults, notes and texts that a bounded process makes of posts, each at the
place of its post."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from feeds.archive import open_archive
from feeds.archive.faults import Fault
from feeds.feed.entries import entries_of
from feeds.model import Post
from feeds.render import FORMATS
from feeds.render.links import Links
from service.publication.entry_maker import EntryMaker
from service.publication.entry_work import Form
from tests.conftest import CONFIG, post, write

LINKS = Links("https://feeds.example")
FORM: Form = ("atom", "full")


class Posts:
    """An archive of some posts; one has a line of a tag that is not known, one is gone."""

    def __init__(self, folder: Path, number: int) -> None:
        write(folder, "_config.yml", CONFIG)
        for each in range(number):
            body = "正文。{% none %}" if each == 1 else f"正文{each}。"
            text = post(f"第{each}篇", "2022-03-01 08:00:00 +0800", body=body)
            write(folder, f"_posts/2022-03-01-{each}.md", text)
        self.archive = open_archive(folder)
        found = [self.archive.read(stat.path).post for stat in self.archive.files()]
        self.posts = sorted((each for each in found if each), key=lambda each: each.path)
        self.maker = EntryMaker(self.archive, LINKS)


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Posts:
    four = Posts(tmp_path_factory.mktemp("four"), 4)
    (four.archive.root / four.posts[2].path).unlink()
    return four


def shown(posts: list[Post]) -> list[tuple[Post, str]]:
    return [(post, "") for post in posts]


def test_each_post_has_its_entry_and_its_fragment_and_one_whose_file_is_gone_has_none(
    four: Posts,
) -> None:
    outcomes = four.maker.entries(shown(four.posts), FORM)
    assert [outcome.fault for outcome in outcomes] == [None] * 4
    assert outcomes[2].entry is outcomes[2].fragment is None
    for number in (0, 1, 3):
        entry, fragment = outcomes[number].entry, outcomes[number].fragment
        assert entry
        assert fragment
        whole = entry.of(four.posts[number])
        assert whole in entries_of(four.archive, shown(four.posts))
        assert f"<title>第{number}篇</title>".encode() in fragment
        assert four.maker.fragments([whole], FORM) == [fragment]


def test_entries_alone_have_no_fragment(four: Posts) -> None:
    outcomes = four.maker.entries(shown(four.posts))
    assert [outcome.fragment for outcome in outcomes] == [None] * 4
    assert [outcome.entry is None for outcome in outcomes] == [False, False, True, False]


def test_entries_are_written_in_any_format_in_their_order(four: Posts) -> None:
    entries = [entry for entry in entries_of(four.archive, shown(four.posts)) if entry]
    for extension in FORMATS:
        written = four.maker.fragments(entries, (extension, "full"))
        for entry, fragment in zip(entries, written, strict=True):
            assert isinstance(fragment, bytes)
            assert entry.post.title in fragment.decode()


def test_a_note_and_a_text_are_those_of_their_post(four: Posts) -> None:
    notes = four.maker.notes(four.posts)
    assert [(each.path, note.code) for each, note in notes] == [(four.posts[1].path, "N02")]
    assert four.maker.faults(four.posts) == []
    texts = [str(text).split() for text in four.maker.texts(four.posts, "body")]
    assert texts == [["第0篇", "正文0。"], ["第1篇", "正文。"], ["第2篇"], ["第3篇", "正文3。"]]


@pytest.mark.parametrize("changed", [{"permalink": "/\ud800"}, {"title": "\ud800"}])
def test_a_post_that_cannot_be_made_an_entry_or_be_written_has_a_fault_alone(
    four: Posts, changed: dict[str, str]
) -> None:
    """Half a character, which no document can hold, in an address or in a title."""
    before, post, _, after = four.posts
    posts = [before, structs.replace(post, **changed), after]
    outcomes = four.maker.entries(shown(posts), FORM)
    assert [outcome.fault and outcome.fault.code for outcome in outcomes] == [None, "E10", None]
    assert [outcome.fragment is None for outcome in outcomes] == [False, True, False]
    assert outcomes[1].entry is None
    assert [(each, fault.code) for each, fault in four.maker.faults(posts)] == [(posts[1], "E10")]


def test_an_entry_that_cannot_be_written_has_a_fault_in_place_of_its_fragment(four: Posts) -> None:
    entries = [entry for entry in entries_of(four.archive, shown(four.posts)) if entry]
    entries[1] = replace(entries[1], post=structs.replace(entries[1].post, title="\ud800"))
    first, second, third = four.maker.fragments(entries, FORM)
    assert isinstance(second, Fault)
    assert second.code == "E10"
    assert isinstance(first, bytes)
    assert isinstance(third, bytes)


@pytest.mark.parametrize("number", [0, 29, 31])
def test_a_page_of_posts_keeps_its_order_however_many_processes_make_it(
    four: Posts, number: int
) -> None:
    posts = [structs.replace(four.posts[0], title=str(each)) for each in range(number)]
    made = four.maker.entries(shown(posts), FORM)
    titles = [
        (outcome.fragment or b"").partition(b"<title>")[2][:2].strip(b"<") for outcome in made
    ]
    assert titles == [str(each).encode() for each in range(number)]
