"""Which files are as they were when they were indexed."""

from __future__ import annotations

from feeds.archive.faults import Fault
from feeds.identity import key
from feeds.index.known_files import stamp_of, stamps, unopened
from tests.indexing.index_by_hand import ByHand, post, row


def test_stamps_tell_the_files_that_are_as_they_were(made: ByHand) -> None:
    made.put(
        row(post("a.md"), stamp=(5, 6)),
        row(post("b.md"), stamp=(7, 8)),
        row("c.md", faults=(Fault(1, "E01", "x"),)),
        row("\\xff.md", faults=(Fault(1, "E01", "x"),)),
    )
    with made.open() as index:
        known = stamps(index.connection, ["b.md", "none.md"])
        assert known == {
            key("a.md"): stamp_of(5, 6),
            key("b.md"): -1,
            key("c.md"): -1,
            key("\\xff.md"): stamp_of(1, 2),
        }
        assert unopened(index.connection) == [key("c.md")]
    assert stamp_of(1, 0) == 1 << 32
    assert stamp_of(0, (1 << 32) + 5) == 5
    assert stamp_of(0, (1 << 32) - 1) == (1 << 32) - 1
    assert stamp_of(3, 4) == (3 << 32) + 4
