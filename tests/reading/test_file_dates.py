"""Dates of files from commits: whatever the order in which these are taken in."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.archive import Options, open_archive
from feeds.archive.file_dates import ADDED, CHANGED, FileChange, FileDates
from feeds.model import Post
from service.checkout.file_history import file_changes
from tests.conftest import write

PATHS = ("a.md", "b.md", "c.md")
path = st.sampled_from(PATHS)
change = st.builds(FileChange, path, st.integers(0, 10**9), st.booleans(), st.none() | path)


@settings(max_examples=15, deadline=None)
@given(st.lists(change, max_size=12), st.randoms(), st.integers(0, 12))
def test_two_machines_that_know_the_same_commits_have_the_same_dates(
    changes: list[FileChange], chance: object, cut: int
) -> None:
    """One takes the whole history in at once, the other in two parts and another order."""
    with tempfile.TemporaryDirectory() as folder:
        one, two = (FileDates(Path(folder) / name) for name in ("one", "two"))
        one.take(changes, "x", whole=True)
        chance.shuffle(changes)  # type: ignore[attr-defined]
        two.take(changes[:cut], "w", whole=True)
        touched = two.take(changes[cut:], "x", whole=False)
        assert one.of(PATHS) == two.of(PATHS)
        assert set(touched) == {each.path for each in changes[cut:]}
        assert (one.commit(), two.commit()) == ("x", "x")
        assert one.take(changes, "y", whole=True) == []  # nothing that is different


def test_a_file_that_moves_keeps_the_date_of_its_first_commit(tmp_path: Path) -> None:
    """Also where two files change places. Names may hold line breaks, and be in no encoding."""
    new, old = b"0" * 40, b"1" * 40
    log = (
        b"300\0\n:100644 000000 1 0 D\0a.md\0:000000 100644 0 1 A\0b\n.md\0"
        b"200\0"
        b"200\0\n:100644 100644 1 2 M\0c.md\0"
        b"100\0\n:000000 100644 0 1 A\0a.md\0:000000 100644 0 2 A\0c.md\0"
        b":000000 100644 0 3 A\0\xff.md\0"
    )
    log = log.replace(b" 1 ", b" " + old + b" ").replace(b" 0 ", b" " + new + b" ")
    dates = FileDates(tmp_path / "dates")
    dates.take(file_changes(iter(log.split(b"\0"))), "x", whole=True)
    of = dates.of(("b\n.md", "c.md", "\\xff.md", "nowhere.md"))
    assert [(each[ADDED][14:19], each[CHANGED][14:19]) for each in of.values()] == [  # type: ignore[index]
        ("01:40", "05:00"),
        ("01:40", "03:20"),
        ("01:40", "01:40"),
    ]
    assert FileDates(tmp_path / "dates", tells_added=False).of(["c.md"]) == {
        "c.md": {CHANGED: "1970-01-01T00:03:20+00:00"}
    }
    assert FileDates(tmp_path / "nowhere").of(["c.md"]) == {}


def hugo_post(root: Path, config: str, *lines: str) -> Post:
    """The post of a file that was added on 1 May and changed on 2 May 2022."""
    write(root, "hugo.toml", config)
    text = "\n".join(("---", "title: a", "date: 2022-03-01", *lines, "---", "Text."))
    write(root, "content/posts/a.md", text)
    dates = FileDates(root / "dates")
    days = [int(datetime(2022, 5, day, tzinfo=UTC).timestamp()) for day in (1, 2)]
    changes = [FileChange("content/posts/a.md", days[0], True)]
    changes += [FileChange("content/posts/a.md", days[1], False)]
    dates.take(changes, "x", whole=True)
    (reading,) = open_archive(root, Options(dates=dates)).read_all(["content/posts/a.md"])
    assert reading.post is not None
    return reading.post


GIT = "enableGitInfo = true\n"


@pytest.mark.parametrize(
    ("config", "lines", "day"),
    [
        ("", [], None),
        (GIT, [], 2),
        (GIT, ["lastmod: 2022-04-01"], 2),
        (GIT + "[frontmatter]\nlastmod = [':git', 'lastmod']\n", ["lastmod: 2022-06-03"], 2),
        (GIT + "[frontmatter]\nlastmod = [':default']\n", ["lastmod: 2022-06-03"], 2),
        (GIT + "[frontmatter]\nlastmod = ['lastmod', ':git']\n", ["lastmod: 2022-06-03"], 3),
        (GIT + "[frontmatter]\nlastmod = ['lastmod', ':git']\n", [], 2),
    ],
)
def test_a_hugo_site_says_whether_git_or_its_front_matter_dates_a_change(
    tmp_path: Path, config: str, lines: list[str], day: int | None
) -> None:
    post = hugo_post(tmp_path, config, *lines)
    assert post.published.date().isoformat() == "2022-03-01"
    assert (post.updated and post.updated.day) == day


def test_a_file_without_a_commit_is_dated_by_its_front_matter(tmp_path: Path) -> None:
    hugo_post(tmp_path, GIT)
    write(tmp_path, "content/b.md", "---\ntitle: b\ndate: 2022-03-01\nlastmod: 2022-04-03\n---\n")
    options = Options(dates=FileDates(tmp_path / "dates"))
    (reading,) = open_archive(tmp_path, options).read_all(["content/b.md"])
    assert reading.post is not None
    assert reading.post.updated is not None
    assert reading.post.updated.day == 3
