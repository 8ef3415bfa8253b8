"""Each commit counts as later than those it follows, whatever the clocks of committers said."""

from __future__ import annotations

import random
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.index.change_time import last_change
from feeds.index.index import open_index
from service.checkout.checkout import Checkout
from service.checkout.commit_order import CommitLine, corrected_micros, lacks_parents
from service.hub.content_order import follows, is_former, next_order
from service.settings.loading import load
from tests.conftest import CONFIG, post, write
from tests.git_repository import Repository, git

THEN = 1_654_000_000  # seconds since 1970
NOW = THEN + 100_000.0


def line(number: int, seconds: int, *parents: int) -> CommitLine:
    return CommitLine(f"c{number}", seconds, tuple(f"c{parent}" for parent in parents))


@st.composite
def histories(draw: st.DrawFn) -> list[CommitLine]:
    """Commits, each before its parents, of clocks that differ by less than a minute."""
    count = draw(st.integers(2, 12))
    lines = []
    for number in range(count):
        older = st.lists(st.integers(0, number - 1), min_size=1, max_size=2, unique=True)
        seconds = draw(st.integers(THEN, THEN + 30))
        lines.append(line(number, seconds, *(draw(older) if number else ())))
    return lines[::-1]


@given(histories())
def test_each_commit_is_later_than_its_parents_and_not_before_its_own_time(
    lines: list[CommitLine],
) -> None:
    moments = {each.commit: corrected_micros(lines[n:]) for n, each in enumerate(lines)}
    for each in lines:
        assert moments[each.commit] >= each.seconds * 1_000_000
        assert all(moments[each.commit] > moments[parent] for parent in each.parents)


@given(histories(), st.integers(61, 10**9))
def test_what_lies_more_than_a_minute_before_changes_nothing(
    lines: list[CommitLine], seconds: int
) -> None:
    last = lines[-1]
    older = CommitLine("older", last.seconds - 30 - seconds, ())
    lengthened = [*lines[:-1], last._replace(parents=("older",)), older]
    assert corrected_micros(lengthened) == corrected_micros(lines)


def test_a_clock_that_was_hours_ahead_once_raises_nothing_after_it() -> None:
    lines = [line(2, THEN, 1), line(1, THEN + 7200, 0), line(0, THEN - 10)]
    assert corrected_micros(lines) == THEN * 1_000_000
    assert corrected_micros([line(2, THEN, 1), line(1, THEN + 40)]) == (THEN + 40) * 10**6 + 1000


def test_a_commit_of_no_time_or_of_one_before_1970_counts_as_made_then() -> None:
    assert corrected_micros([line(0, 0)]) == 0
    assert corrected_micros([line(0, -7)]) == 0
    assert corrected_micros([line(1, -7, 0), line(0, -8)]) == 1000


@pytest.mark.parametrize(
    ("times", "lacks"),
    [((THEN, THEN - 61), False), ((THEN, THEN - 60), True), ((THEN, THEN), True)],
)
def test_more_of_the_past_is_asked_for_only_where_a_commit_follows_soon(
    times: tuple[int, int], lacks: bool
) -> None:
    new, old = times
    assert lacks_parents([line(1, new, 0), line(0, old)], cut={"c0"}) == lacks
    assert not lacks_parents([line(1, new, 0), line(0, old)], cut=())


@pytest.mark.parametrize("seed", range(20))
def test_of_three_machines_told_at_their_own_times_none_announces_older_after_newer(
    seed: int,
) -> None:
    """Some thousand commits, most of them within one second of each other."""
    chance = random.Random(seed)
    seconds, lines = THEN, list[CommitLine]()
    for number in range(120):
        seconds += chance.choice((0, 0, 0, 0, 1, 2, -3))
        lines.insert(0, line(number, seconds, *([number - 1] if number else [])))
    orders = [corrected_micros(lines[len(lines) - 1 - n :]) for n in range(len(lines))]
    newest = [0, 0, 0]  # the commit that each machine has
    last: list[int | None] = [None, None, None]
    topic, announced = 0, [0]
    for number in range(1, len(lines)):
        for machine in range(3):
            if chance.random() < 0.5 and machine != number % 3:
                continue  # it is told of this one and the next at once
            newest[machine] = chance.randint(newest[machine], number)
            order = next_order(orders[newest[machine]], last[machine], NOW)
            last[machine] = order
            if newest[machine] != announced[-1] and follows(order, topic, NOW):
                topic = order
                announced.append(newest[machine])
    assert announced == sorted(announced)
    assert len(announced) > 50
    alone = next_order(orders[-1], last[0], NOW)  # the others are gone
    assert follows(alone, topic, NOW)


def test_a_commit_that_restores_what_was_announced_before_is_no_older_content() -> None:
    assert is_former("a", ["a"], order=5, announced=4)
    assert not is_former("a", ["a"], order=5, announced=4, by_commit=True)
    assert is_former("a", ["a"], order=4, announced=4, by_commit=True)


def test_a_committers_clock_that_is_some_seconds_ahead_does_not_make_machines_differ() -> None:
    ahead = int((NOW + 20) * 1_000_000)
    assert next_order(ahead, None, NOW) == next_order(ahead, None, NOW + 5) == ahead


def order_of(checkout: Checkout, state: Path) -> int:
    checkout.update()
    with open_index(state) as index:
        return last_change(index, datetime.now().timestamp())


@pytest.mark.process
def test_commits_of_one_second_are_ordered_the_same_by_who_followed_and_who_did_not(
    tmp_path: Path,
) -> None:
    """One machine is told of each push, one of the last alone, and one clones after all."""
    repository = Repository(tmp_path)
    write(repository.work, "_config.yml", CONFIG)
    dates = {"GIT_AUTHOR_DATE": f"@{THEN} +0000", "GIT_COMMITTER_DATE": f"@{THEN} +0000"}

    def commit(number: int) -> None:
        text = post(f"第{number}篇", "2022-04-01 08:00:00 +0800")
        write(repository.work, f"_posts/2022-04-01-{number}.md", text)
        repository.git("add", "--all")
        git(repository.work, "commit", "--quiet", "-m", "post", **dates)

    def machine(name: str) -> tuple[Checkout, Path]:
        settings = load(archive=repository.url, state=tmp_path / name)
        return Checkout(settings), settings.state_folder

    commit(0)
    repository.git("push", "--quiet", "origin", "HEAD:main")
    follows_all, leaps = machine("a"), machine("b")
    orders = [order_of(*follows_all)]
    order_of(*leaps)
    for number in range(1, 4):
        commit(number)
        repository.git("push", "--quiet", "origin", "HEAD:main")
        orders.append(order_of(*follows_all))
    for number in range(4, 20):  # more than the second depth
        commit(number)
    repository.git("push", "--quiet", "origin", "HEAD:main")
    orders.append(order_of(*follows_all))
    assert all(one < other for one, other in pairwise(orders))
    assert order_of(*leaps) == order_of(*machine("c")) == orders[-1]
