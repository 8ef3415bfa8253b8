"""A post that turns out to be broken while feeds are served: all processes know, and the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive.faults import Fault
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from feeds.model import Post
from service.commands.common import opened
from service.publication.broken_posts import recorded
from service.settings.settings import Settings

PATH = "_posts/2022-03-01-1.md"
FAULT, OTHER = (Fault(1, "E10", words) for words in ("too long", "too deep"))  # each logged once


@pytest.fixture
def refresher(indexed: object, settings: Settings) -> Refresher:
    assert callable(indexed)
    indexed()
    return Refresher(opened(settings), settings.state_folder)


def a_post(refresher: Refresher) -> Post:
    post = refresher.archive.read(PATH).post
    assert post
    return post


def test_a_broken_post_is_in_the_log_and_the_index_says_so(
    refresher: Refresher, caplog: pytest.LogCaptureFixture
) -> None:
    recorded(refresher, [(a_post(refresher), FAULT)])
    with open_index(refresher.state) as index:
        assert [*index.faults()] == [(PATH, FAULT)]
        assert (index.counts().served, index.counts().broken) == (2, 1)
    assert [f"{PATH}" in line and "too long" in line for line in caplog.messages] == [True]


def test_a_broken_post_that_cannot_be_written_down_says_why(
    refresher: Refresher, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way: Path = refresher.state / "refresh.lock"
    in_the_way.unlink()
    in_the_way.mkdir()
    recorded(refresher, [(a_post(refresher), OTHER)])
    first, second = caplog.messages
    assert "too deep" in first
    assert "too deep (cannot write in the state folder" in second
    with open_index(refresher.state) as index:
        assert index.counts().served == 3
