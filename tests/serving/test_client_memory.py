"""What a worker keeps for its clients has one bound, and a body that many wait for counts once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.server.client_memory import ClientMemory


class Keeper:
    def __init__(self, name: str = "") -> None:
        self.name = name
        self.given_up = 0

    def give_up(self) -> None:
        self.given_up += 1


def test_a_body_that_many_wait_for_is_kept_and_counted_once() -> None:
    memory, keepers = ClientMemory(10_000, 10_000), [Keeper() for _ in range(300)]
    bodies = [memory.keep(each, f"c{n}", 10, bytes([7]) * 4000) for n, each in enumerate(keepers)]
    assert memory.total_bytes == 4000 + 300 * 10
    assert all(body is bodies[0] for body in bodies)
    for each in keepers:
        memory.release(each)
    assert memory.total_bytes == 0


def test_the_client_that_has_the_most_kept_loses_it_first() -> None:
    memory = ClientMemory(1000, 900)
    greedy, modest, late = Keeper(), Keeper(), Keeper()
    memory.keep(greedy, "a", 700)
    memory.keep(modest, "b", 200)
    memory.keep(late, "c", 200)
    assert (greedy.given_up, modest.given_up, late.given_up) == (1, 0, 0)
    assert memory.total_bytes == 400


def test_what_is_just_within_its_bound_is_kept() -> None:
    memory, mine, others = ClientMemory(100, 50), [Keeper(), Keeper()], Keeper()
    memory.keep(mine[0], "mine", 50)
    memory.keep(others, "others", 50)
    assert (memory.total_bytes, mine[0].given_up, others.given_up) == (100, 0, 0)
    memory.keep(mine[1], "mine", 1)
    assert (mine[0].given_up, mine[1].given_up, others.given_up) == (1, 0, 0)


def test_an_eighth_of_a_bound_is_made_free_at_once() -> None:
    for memory in (ClientMemory(72, 10**6), ClientMemory(10**6, 72)):
        for number in range(73):
            is_bounded_in_all = memory._most_bytes == 72
            memory.keep(Keeper(), f"c{number}" if is_bounded_in_all else "c", 1)
        assert memory.total_bytes == 63


def test_one_client_has_a_bound_of_its_own() -> None:
    memory = ClientMemory(10_000, 1000)
    mine = [Keeper() for _ in range(20)]
    other = Keeper()
    memory.keep(other, "other", 900)
    for each in mine:
        memory.keep(each, "mine", 100)
    assert other.given_up == 0
    assert sum(each.given_up for each in mine) >= 10
    assert memory.total_bytes <= 900 + 1000


def test_of_what_one_client_has_the_largest_goes_first() -> None:
    memory = ClientMemory(10_000, 1000)
    small, large, late = Keeper(), Keeper(), Keeper()
    for keeper, own, body in ((small, 100, b""), (large, 300, b"x" * 400), (late, 300, b"")):
        memory.keep(keeper, "a", own, body)
    assert (small.given_up, large.given_up, late.given_up) == (0, 1, 0)
    assert memory.total_bytes == 400


def test_all_who_wait_for_the_largest_body_give_it_up() -> None:
    """One of them alone would free nothing of it."""
    memory = ClientMemory(10_000, 1000)
    waiting, other = [Keeper(), Keeper()], Keeper()
    for keeper in waiting:
        memory.keep(keeper, "a", 10, b"x" * 600)
    memory.keep(other, "a", 400)
    assert ([each.given_up for each in waiting], other.given_up) == ([1, 1], 0)
    assert memory.total_bytes == 400


def test_who_shares_the_largest_body_gives_it_up_before_anybody_with_less() -> None:
    memory = ClientMemory(10_000, 1000)
    waiting, other = [Keeper(), Keeper()], Keeper()
    for keeper, own in zip(waiting, (10, 0), strict=True):
        memory.keep(keeper, "a", own, b"x" * 600)
    memory.keep(other, "a", 605)
    assert ([each.given_up for each in waiting], other.given_up) == ([1, 1], 0)


STEPS = st.tuples(
    st.integers(0, 5),
    st.sampled_from(("a", "b", "c")),
    st.integers(0, 400),
    st.sampled_from((b"", b"x" * 300, b"y" * 500)),
)


@given(st.lists(STEPS, max_size=40), st.sets(st.integers(0, 5)))
def test_the_bounds_hold_and_nothing_is_left_when_all_are_gone(
    steps: list[tuple[int, str, int, bytes]], early: set[int]
) -> None:
    memory, keepers = ClientMemory(1200, 800), [Keeper() for _ in range(6)]
    for number, client, own, body in steps:
        memory.keep(keepers[number], client, own, bytes(bytearray(body)))
        assert 0 <= memory.total_bytes <= 1200
    for number in [*early, *range(6)]:
        memory.release(keepers[number])
    assert memory.total_bytes == 0
