"""Posts that appear by the clock while feeds are served: when, and again after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from feeds.index.index import Index, open_index
from feeds.index.refresh import Refresher
from service.commands.common import opened
from service.publication.due_posts import DuePosts
from service.settings.settings import Settings

NEWEST = datetime(2022, 3, 3, tzinfo=UTC)  # of three posts, one a day


@pytest.fixture
def refresher(settings: Settings) -> Refresher:
    """Of an index that was made the day before the newest post appears."""
    made = Refresher(opened(settings), settings.state_folder)
    made.refresh(NEWEST - timedelta(days=1))
    return made


@pytest.fixture
def index(refresher: Refresher) -> Iterator[Index]:
    with closing(open_index(refresher.state)) as index:
        yield index


def test_a_post_is_due_from_its_very_moment_on(refresher: Refresher, index: Index) -> None:
    moment, revision = NEWEST.timestamp(), index.shared.get()

    def is_due(now: float) -> bool:
        return DuePosts(refresher, lambda: now).are_there(index, revision)

    moments = (moment - 86_400, moment - 1e-5, moment, moment + 1e-5, moment + 1e6)
    assert [is_due(now) for now in moments] == [False, False, True, True, True]


def test_nothing_is_due_where_all_posts_are_there(refresher: Refresher, index: Index) -> None:
    refresher.refresh_due(datetime.now(UTC))
    posts = DuePosts(refresher)
    assert not posts.are_there(index, index.shared.get())
    assert posts.serve(index) == index.shared.get()


def test_what_is_due_is_served_before_the_answer(refresher: Refresher, index: Index) -> None:
    now = NEWEST.timestamp() - 1
    posts = DuePosts(refresher, lambda: now)
    first = posts.serve(index)
    assert index.counts().served == 2
    now += 1
    second = posts.serve(index)
    assert second > first
    assert index.counts().served == 3
    assert posts.serve(index) == second


def test_what_failed_is_tried_again_after_a_second(
    refresher: Refresher, index: Index, caplog: pytest.LogCaptureFixture
) -> None:
    moments = iter((0.0, 0.0, 0.5, 0.999, 1.0, 1.5))  # twice at the failure: when, and until when
    posts = DuePosts(refresher, steady=lambda: next(moments))
    in_the_way = refresher.state / "refresh.lock"
    in_the_way.unlink()
    in_the_way.mkdir()  # whoever one is, no file can be written there
    revisions = [posts.serve(index)]
    in_the_way.rmdir()
    revisions += [posts.serve(index) for _ in range(4)]
    assert [after > before for before, after in pairwise(revisions)] == [False, False, True, False]
    assert index.counts().served == 3
    assert caplog.text.count("cannot serve what has become due") == 1
