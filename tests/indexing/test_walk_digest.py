"""A digest of all files that a walk has passed."""

from __future__ import annotations

from feeds.archive.reading import Stat
from feeds.index.walk_digest import WalkDigest, digest_of


def test_the_digest_of_a_walk_changes_with_each_part_of_each_file() -> None:
    files = [Stat("a", 1, 2), Stat("b", 3, 4)]
    assert len(digest_of(files)) == 32
    others = [[], files[:1], files[::-1], [Stat("a", 1, 2), Stat("b", 3, 5)],
              [Stat("a", 1, 2), Stat("b", 4, 4)], [Stat("a", 1, 2), Stat("c", 3, 4)]]  # fmt: skip
    assert len({digest_of(other) for other in [files, *others]}) == 7
    digest = WalkDigest()
    assert [*digest.of_passing(files)] == files
    assert digest.value() == digest_of(files)
