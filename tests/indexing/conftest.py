"""What the index's tests share: an index that is written by hand, and one of many posts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds.index.full_text import bring_up_to_date
from feeds.index.index import Index
from tests.indexing.index_by_hand import ByHand, post, titles, with_words


@pytest.fixture
def made(tmp_path: Path) -> ByHand:
    return ByHand(tmp_path)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """Posts with words behind so many others of one month that the full text is asked first."""
    made = ByHand(tmp_path_factory.mktemp("many"))
    one = post("x.md", categories=("a", "b"))
    others = (
        replace(one, path=f"others/{n}.md", permalink=f"/others/{n}", title="other",
                published=one.published.replace(month=2, day=20, microsecond=n + 1))
        for n in range(1001)
    )  # fmt: skip
    made.put(*with_words(), *others)
    with made.open() as index:
        bring_up_to_date(index, titles, patient=True)
        yield index


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The posts with words alone: each of them is looked up in the full text."""
    made = ByHand(tmp_path_factory.mktemp("few"))
    made.put(*with_words())
    with made.open() as index:
        bring_up_to_date(index, titles, patient=True)
        yield index
