"""A repository, or a checkout with its `.git`, that a stranger made: nothing of it runs, waits for
ever, or stops what is well."""

from __future__ import annotations

import io
import json
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.errors import StateError
from feeds.outages import Outage
from feeds.query import Query
from feeds.render import FORMATS
from service.checkout import file_history
from service.checkout.blob_files import Blob, BlobFiles, is_fit
from service.checkout.checkout import Checkout
from service.checkout.git import Git, program
from service.commands.common import loaded, opened, refreshed
from service.publication.publication import Publication
from tests.conftest import CONFIG, post, write
from tests.git_repository import Repository
from tests.serving.test_git_archive import git_input, git_tree

pytestmark = pytest.mark.process

_LACKING = """\
[core]
	repositoryformatversion = 1
	sshCommand = {program}
	fsmonitor = {program}
[extensions]
	partialClone = origin
[remote "origin"]
	url = {url}
	promisor = true
	uploadpack = {program}
[gpg]
	program = {program}
[log]
	showSignature = true
[diff]
	external = {program}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A site that asks for git's dates by itself, and has settings that it may not have."""
    (tmp_path / "host").mkdir()
    made = Repository(tmp_path / "host")
    made.push(
        {
            "hugo.toml": "title = 'x'\nbaseURL = 'https://x.example/'\nenableGitInfo = true\n",
            "content/posts/a.md": "---\ntitle: 甲\ndate: 2022-03-01\n---\n正文。",
        }
    )
    return made


def titles(address: str, state: Path, **given: int) -> list[str]:
    settings = loaded(address, state=state, processes=1, **given)
    refreshed(opened(settings), settings)
    prepared = Publication(settings).publish(Query(), FORMATS["json"])
    feed = json.loads(prepared.variants["identity"].full.body)
    return [item["title"] for item in feed["items"]]


@pytest.mark.parametrize(
    "url",
    [
        "ssh://git@127.0.0.1/x.git",
        "git@127.0.0.1:x.git",
        "file://{folder}",
        "{folder}",
        "ext::{program}",
        "http://127.0.0.1:9/x.git",
    ],
)
def test_a_checkouts_own_configuration_runs_no_program(
    repository: Repository,
    tmp_path: Path,
    url: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """git fetches an object that a partial clone lacks from where its configuration says, by the
    program that stands there."""
    outage = Outage("git was asked", file_history.log)  # which says so once a minute
    monkeypatch.setattr(file_history, "_outage", outage)
    marker, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    folder = repository.git("rev-parse", "HEAD:content").strip()
    (repository.work / ".git/objects" / folder[:2] / folder[2:]).unlink()
    url = url.format(folder=repository.bare, program=program)
    text = _LACKING.format(program=program, url=url)
    (repository.work / ".git/config").write_text(text)
    assert titles(str(repository.work), tmp_path / "state") == ["甲"]
    assert not marker.exists()
    assert "git was asked" in caplog.text


@pytest.mark.parametrize("name", [".git/config", ".git/HEAD", ".mailmap"])
def test_a_checkout_that_git_never_comes_to_an_end_with_is_given_up(
    repository: Repository, tmp_path: Path, name: str
) -> None:
    """git waits for whoever writes into a named pipe."""
    (repository.work / name).unlink(missing_ok=True)
    os.mkfifo(repository.work / name)
    assert titles(str(repository.work), tmp_path / "state", fetch_seconds=1) == ["甲"]


Trees = Callable[[Repository], str]


def _with_link(target: bytes) -> Trees:
    """A site with a link in it that no system has."""

    def tree(repository: Repository) -> str:
        good = repository.git("rev-parse", "HEAD:_posts/2022-03-01-a.md").strip()
        config = repository.git("rev-parse", "HEAD:_config.yml").strip()
        link = git_input(repository.work, target.decode(), "hash-object", "-w", "--stdin")
        posts = git_tree(
            repository.work,
            f"100644 blob {good}\t2022-03-01-a.md",
            f"120000 blob {link}\t2022-03-02-b.md",
        )
        return git_tree(
            repository.work, f"100644 blob {config}\t_config.yml", f"040000 tree {posts}\t_posts"
        )

    return tree


def _bomb(repository: Repository) -> str:
    """Ten objects that are ten thousand million files."""
    blob = repository.git("rev-parse", "HEAD:_posts/2022-03-01-a.md").strip()
    tree = git_tree(repository.work, *(f"100644 blob {blob}\t{n}" for n in range(10)))
    for _ in range(9):
        tree = git_tree(repository.work, *(f"040000 tree {tree}\t{n}" for n in range(10)))
    return tree


def _pushed(folder: Path, tree: Trees) -> Repository:
    folder.mkdir()
    made = Repository(folder)
    made.push({"_config.yml": CONFIG, "_posts/2022-03-01-a.md": post("甲", "2022-03-01")})
    commit = git_input(made.work, "odd", "commit-tree", tree(made))
    made.git("push", "--quiet", "--force", "origin", f"{commit}:main")
    return made


@pytest.mark.parametrize(
    "target", [b"", b"a\0b", b"x" * 4096, b"x" * 5_000_000], ids=["empty", "nul", "long", "huge"]
)
def test_a_link_that_can_be_none_costs_itself(tmp_path: Path, target: bytes) -> None:
    repository = _pushed(tmp_path / "host", _with_link(target))
    assert titles(repository.url, tmp_path / "state") == ["甲"]


def _served(place: Path) -> Repository:
    """A repository of one post, which the state folder beside it has been served from."""
    (place / "host").mkdir()
    repository = Repository(place / "host")
    repository.push({"_config.yml": CONFIG, "_posts/2022-03-01-a.md": post("甲", "2022-03-01")})
    assert titles(repository.url, place / "state") == ["甲"]
    return repository


def test_a_tree_of_more_files_than_there_is_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is served stays, and memory is bounded."""
    repository, state = _served(tmp_path), tmp_path / "state"
    monkeypatch.setattr("service.checkout.git._MOST_BYTES", 1 << 20)
    monkeypatch.setattr("service.checkout.git._MOST_MEMORY", 1 << 25)
    commit = git_input(repository.work, "bomb", "commit-tree", _bomb(repository))
    repository.git("push", "--quiet", "--force", "origin", f"{commit}:main")
    settings = loaded(repository.url, state=state, processes=1)
    with pytest.raises(StateError, match=r"git ls-tree: more than 1,048,576 bytes"):
        Checkout(settings).update()
    assert titles(repository.url, state) == ["甲"]


def test_each_program_is_bounded_in_memory_from_its_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git starts others at once: a bound that is set a moment later is not theirs."""
    programs, said = tmp_path / "programs", tmp_path / "said"
    real = program()
    write(programs, "git", f'#!/bin/sh\nulimit -d >> "{said}"\nexec "{real}" "$@"\n').chmod(0o755)
    git = Git(tmp_path / "clone", 60)
    git.run("init", "--quiet", "--bare", str(git.repository))
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    git.run("count-objects")
    with suppress(StateError):
        git.run("ls-remote", "--", f"file://{tmp_path}/none", remote=True)
    with git.objects(("0" * 40,), "--batch-check") as printed:
        printed.read()
    bounds = [str(kibibytes << 10) for kibibytes in (1 << 10, 2 << 10, 2 << 10)]
    assert said.read_text().split() == bounds


def test_a_fetch_that_takes_more_memory_than_it_may_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is served stays, and a larger bound lets the same commit through."""
    repository, state = _served(tmp_path), tmp_path / "state"
    big = {"large.bin": bytes(100 << 20), "_posts/2022-03-02-b.md": post("乙", "2022-03-02")}
    repository.push(big)
    with monkeypatch.context() as patched:
        patched.setattr("service.checkout.git._MOST_MEMORY_FOR_FILES", 1 << 26)
        with pytest.raises(StateError, match="git fetch"):
            Checkout(loaded(repository.url, state=state, processes=1)).update()
    assert titles(repository.url, state) == ["乙", "甲"]


def test_a_file_that_the_disk_has_no_room_for_leaves_nothing(tmp_path: Path) -> None:
    """A few kilobytes of a repository can be a file that fills any disk."""
    files = BlobFiles(tmp_path / "files", tmp_path / "draft")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            files.write(Blob("a.bin", "100644", "0" * 40), io.BytesIO(bytes(3 << 20)), 3 << 20)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list((tmp_path / "files").iterdir())
    assert not (tmp_path / "draft").exists()


@pytest.mark.parametrize(("most", "kept"), [(9, 9), (10, 10), (11, 10)])
def test_of_a_file_that_nobody_reads_its_first_bytes_and_its_size_are_kept(
    tmp_path: Path, most: int, kept: int
) -> None:
    blob = Blob("a.mp4", "100644", "1" * 40)
    files = BlobFiles(tmp_path / "files", tmp_path / "draft", most)
    printed = io.BytesIO(b"x" * 10 + b"next")
    files.write(blob, printed, 10)
    assert (tmp_path / "files/a.mp4").read_bytes() == b"x" * kept + bytes(10 - kept)
    assert files.is_written(blob)
    assert printed.read() == b"next"


def _many_times(text: str, times: int) -> Callable[[Repository], str]:
    def tree(repository: Repository) -> str:
        file = git_input(repository.work, text, "hash-object", "-w", "--stdin")
        names = (f"100644 blob {file}\t{number}" for number in range(times))
        return git_tree(repository.work, *names)

    return tree


@pytest.mark.parametrize(
    ("text", "times", "room"),
    [("x" * 100_000, 100, "10,000,000"), ("x", 2000, "8,192,000")],
    ids=["a long file", "a file of one byte, which takes a block of the disk"],
)
def test_files_that_take_far_more_room_than_their_objects_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, times: int, room: str
) -> None:
    repository = _pushed(tmp_path / "host", _many_times(text, times))
    monkeypatch.setattr("service.checkout.clone._ALWAYS_ALLOWED", 5_000_000)
    with pytest.raises(StateError, match=f"files of {room} bytes out of objects of"):
        titles(repository.url, tmp_path / "state")
    assert not list((tmp_path / "state").rglob("99"))


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("a/" * 100 + "b", True),
        ("a/" * 101 + "b", False),
        ("海" * 1365, True),
        ("海" * 1365 + "b", False),
        ("a/.Git/b", False),
        ("a//b", False),
        ("a/../b", False),
    ],
)
def test_a_path_of_a_file_has_an_end(path: str, is_one: bool) -> None:
    assert is_fit(path) is is_one
