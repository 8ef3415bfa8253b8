"""Older content never follows newer, whichever of several machines announces.

Real replicas are in `tests.trust.test_pushes`.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from service.commands.common import opened, refreshed
from service.hub.content_order import follows, is_former, next_order
from service.hub.rows import announcements, subscriptions
from service.hub.rows.database import Database
from service.hub.rows.tables import topic
from service.hub.rows.verifications import VerificationRequest
from service.hub.work.announcing import Announcer
from service.publication.publication import Publication
from service.settings.loading import load
from tests.conftest import post, three_posts, write

TOPIC = "https://feeds.example/category/haizhou.json"
NOW = 1_700_000_000.0
moments = st.integers(min_value=0, max_value=int(NOW * 1_000_000))


@given(st.lists(moments, min_size=2, max_size=20))
def test_a_machines_own_contents_follow_each_other_whatever_its_files_say(
    changes: list[int],
) -> None:
    last = None
    for change in changes:
        order = next_order(change, last, NOW)
        assert last is None or order > last
        assert last is None or follows(order, last, NOW)
        last = order


@given(moments, moments)
def test_of_two_machines_the_one_with_the_later_change_follows(one: int, other: int) -> None:
    first, second = (next_order(change, None, NOW) for change in (one, other))
    assert follows(second, first, NOW) == (other >= one)


def test_a_wrong_clock_holds_up_nobody() -> None:
    in_ten_years = int((NOW + 315_360_000) * 1_000_000)
    now = int(NOW * 1_000_000)
    assert next_order(in_ten_years, None, NOW) == now  # a file from the future is of now
    assert next_order(now, in_ten_years, NOW) == now  # the clock was set back
    assert follows(now, in_ten_years, NOW)
    assert not follows(now, now + 30_000_000, NOW)  # within what clocks may differ


class Machine:
    """A copy of the archive, its index, and what announces it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.archive = three_posts(folder / "archive")
        settings = load(archive=self.archive, state=folder, base_url="https://feeds.example")
        refreshed(opened(settings), settings)
        self.publication = Publication(settings)
        self.announcer = Announcer(self.publication, database)
        self.untold: list[str] = []

    def write(self, number: int) -> None:
        path = f"_posts/2022-04-01-n{number:03}.md"
        write(self.archive, path, post(f"新{number}", f"2022-04-01 08:{number:02}:00 +0800"))
        self.untold.append(path)

    def tell(self, count: int) -> None:
        """Tell it of the oldest changes that it does not know."""
        told, self.untold = self.untold[:count], self.untold[count:]
        if told:
            self.publication.refresh(told)
            self.announcer.announce()

    def scan(self) -> None:
        self.untold = []
        self.publication.refresh()
        self.announcer.announce()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[list[Machine], Database]]:
    (tmp_path / "shared").mkdir()
    shared = load(archive=tmp_path, state=tmp_path / "shared")
    database = Database(shared)
    made = [Machine(tmp_path / name, database) for name in "abc"]
    for machine in made:
        machine.announcer.announce()
    request = VerificationRequest(
        "subscribe", TOPIC, TOPIC, "http://127.0.0.1:9/", "127.0.0.1", None, 86400
    )
    with database.writing() as connection:
        subscriptions.subscribe(connection, request, time.time())
    yield made, database
    database.close()


def announced_posts(database: Database) -> int:
    """How many posts the announced content has."""
    with database.reading() as connection:
        topic_id = connection.execute(select(topic.c.id)).scalar_one()
        content = announcements.content_of(connection, topic_id)
    return len(json.loads(content.body)["items"]) if content else 0


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_a_machine_that_lags_announces_nothing_older(
    machines: tuple[list[Machine], Database], seed: int
) -> None:
    """The second is told later, some changes at once; the third looks by a timer."""
    (first, second, third), database = machines
    chance, seen = random.Random(seed), [0]
    for number in range(24):
        for machine in (first, second, third):
            machine.write(number)
        first.tell(chance.choice((0, 1, 1, 1, 2)))
        seen.append(announced_posts(database))
        second.tell(chance.choice((0, 0, 1, 1, 2, 3)) if len(second.untold) > 2 else 0)
        seen.append(announced_posts(database))
        if chance.random() < 0.2:
            third.scan()
            seen.append(announced_posts(database))
    for machine in (first, second, third):
        machine.scan()
        seen.append(announced_posts(database))
    assert seen == sorted(seen)
    assert seen[-1] == 2 + 24


@pytest.mark.long
def test_what_is_taken_back_is_announced_though_no_file_is_newer(
    machines: tuple[list[Machine], Database],
) -> None:
    (first, second, _), database = machines
    for machine in (first, second):
        machine.write(0)
    first.scan()
    assert announced_posts(database) == 3
    (first.archive / "_posts/2022-04-01-n000.md").unlink()
    first.scan()
    assert announced_posts(database) == 2
    second.scan()  # which still has it
    assert announced_posts(database) == 2


def test_content_that_was_announced_by_a_clock_far_ahead_is_replaced(
    machines: tuple[list[Machine], Database],
) -> None:
    (first, _, _), database = machines
    with database.writing() as connection:
        connection.execute(update(topic).values(content_order=int(time.time() * 1e6) + 10**15))
    first.write(0)
    first.scan()
    assert announced_posts(database) == 3


@pytest.mark.parametrize(
    ("digest", "order", "is_one"),
    [("a", 0, True), ("a", 59_999_999, True), ("a", 60_000_000, False), ("b", 0, False)],
)
def test_another_machines_content_is_former_for_a_minute(
    digest: str, order: int, is_one: bool
) -> None:
    assert is_former(digest, ["a"], order, announced=0) == is_one
