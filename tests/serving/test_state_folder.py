"""The state folder is its owner's alone, and nothing in it leads elsewhere."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.errors import StateError
from service.settings.state_folder import (
    check_writable,
    default_state_folder,
    prepare_state,
    public_files,
)
from tests.conftest import Service


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def wait_for_file(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise TimeoutError(path)


@pytest.mark.process
def test_other_users_cannot_read_the_state_folder(
    archive: Path, serve: Callable[..., Service]
) -> None:
    service = serve(archive, "--workers", "1")
    for path in ("/feed.rss", "/metrics", "/feed.rss?q=a"):
        assert service.get(path)[0] == 200
    wait_for_file(service.state / "queue.sqlite")  # the hub's worker starts beside
    assert mode(service.state) == 0o700
    modes, files = {}, {}
    for path in service.state.iterdir():
        with suppress(FileNotFoundError):  # SQLite takes its own files beside a database away
            modes[path.name] = mode(path)
            files |= {path.name: mode(path)} if path.is_file() else {}
    assert {"hub.sqlite", "refresh.token", "traffic.sqlite", "queue.sqlite"} <= set(files)
    assert set(files.values()) == {0o600}
    assert not any(each & 0o077 for each in modes.values())


def test_a_state_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    state = prepare_state(tmp_path / "state")
    hub = state / "hub.sqlite"
    hub.touch()
    hub.chmod(0o644)
    state.chmod(0o755)
    prepare_state(state)
    assert (mode(state), mode(hub)) == (0o700, 0o600)


def test_a_folder_with_other_things_in_it_keeps_its_mode(tmp_path: Path) -> None:
    """`--state /tmp` must not close /tmp."""
    (tmp_path / "other").touch()
    tmp_path.chmod(0o777)
    (tmp_path / "hub.sqlite").touch(0o644)
    prepare_state(tmp_path)
    assert mode(tmp_path) == 0o777
    assert mode(tmp_path / "hub.sqlite") == 0o600
    assert mode(tmp_path / "other") == 0o644


@pytest.mark.parametrize("name", ["", "refresh.token", "hub.sqlite", "index-13.sqlite"])
def test_a_link_is_no_state(tmp_path: Path, name: str) -> None:
    state, elsewhere = tmp_path / "state", tmp_path / "elsewhere"
    if name:
        state.mkdir()
        elsewhere.touch()
    else:
        elsewhere.mkdir()
    (state / name).symlink_to(elsewhere)
    with pytest.raises(StateError, match="is a link"):
        prepare_state(state)


@pytest.mark.process
def test_an_export_is_readable_by_everybody(archive: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "service", "export", str(archive), str(tmp_path / "out")]
    command += ["--state", str(tmp_path / "state")]
    subprocess.run(command, check=True, capture_output=True)
    assert mode(tmp_path / "out") == 0o755
    assert mode(tmp_path / "out/feed.rss") == 0o644
    assert mode(tmp_path / "out/category/haizhou.rss.gz") == 0o644
    assert mode(tmp_path / "state") == 0o700


def test_public_files_are_made_with_the_umask_of_the_start(tmp_path: Path) -> None:
    prepare_state(tmp_path / "state")
    narrow = os.umask(0o077)
    with public_files():
        outside = os.umask(0o022)
        os.umask(outside)
    assert os.umask(narrow) == 0o077
    assert outside != 0o077


@pytest.mark.parametrize(
    "suffix", [".sqlite", ".sqlite-wal", ".sqlite-shm", ".token", ".lock", ".revision", ".id"]
)
def test_each_kind_of_file_is_closed_to_others_and_no_link(tmp_path: Path, suffix: str) -> None:
    state = prepare_state(tmp_path / "state")
    file = state / f"a{suffix}"
    file.touch()
    file.chmod(0o664)
    prepare_state(state)
    assert mode(file) == 0o600
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError, match="is a link"):
        prepare_state(state)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def hard_link(path: Path) -> None:
    elsewhere = path.parent.parent / "elsewhere"
    elsewhere.touch()
    path.hardlink_to(elsewhere)


def of_another_user(path: Path) -> None:
    path.touch()
    try:
        os.chown(path, os.getuid() + 1, -1)
    except PermissionError:
        pytest.skip("ONLY ROOT CAN GIVE A FILE AWAY")


@pytest.mark.parametrize(
    "name",
    [
        *("refresh.token", "hub.sqlite", "hub.sqlite-journal", "index-20.sqlite-wal"),
        *("index-20.sqlite.building", "refresh.lock", "index.revision", "refresh.last"),
        *("rescan.begun", "pushes.json", "words.progress", "checkout", "workers"),
    ],
)
@pytest.mark.parametrize("plant", [pipe, hard_link, of_another_user])
def test_what_is_no_file_of_ours_is_refused(
    tmp_path: Path, name: str, plant: Callable[[Path], None]
) -> None:
    state = prepare_state(tmp_path / "state")
    plant(state / name)
    with pytest.raises(StateError, match=f"{name} (is|belongs)"):
        prepare_state(state)


@pytest.mark.parametrize("name", ["refresh.token", "hub.sqlite", "pushes.json"])
def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    state = prepare_state(tmp_path / "state")
    (state / name).mkdir()
    with pytest.raises(StateError, match="is a folder"):
        prepare_state(state)


@pytest.mark.parametrize("name", ["checkout", "workers", "refresh.last", "pushes.json"])
def test_a_link_is_refused_whatever_its_name_ends_with(tmp_path: Path, name: str) -> None:
    state = prepare_state(tmp_path / "state")
    (state / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StateError, match="is a link"):
        prepare_state(state)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    state, elsewhere = tmp_path / "state", tmp_path / "elsewhere"
    state.mkdir()
    (state / ".gitignore").symlink_to(elsewhere)
    prepare_state(state)
    assert not elsewhere.exists()


def test_others_keep_their_files_in_a_folder_that_is_shared(tmp_path: Path) -> None:
    other = tmp_path / "of-another.lock"
    of_another_user(other)
    other.chmod(0o644)
    (tmp_path / "checkout").mkdir(0o755)
    prepare_state(tmp_path)
    assert mode(other) == 0o644


def test_our_own_files_are_closed_in_a_folder_that_is_shared_too(tmp_path: Path) -> None:
    (tmp_path / "of-another.txt").touch()
    for name in ("hub.sqlite", "index-20.sqlite-wal", "refresh.token", "words.progress"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    prepare_state(tmp_path)
    open_to_others = {path.name for path in tmp_path.iterdir() if mode(path) & 0o077}
    assert open_to_others == {"of-another.txt"}


def test_a_draft_that_is_another_file_is_left_alone(tmp_path: Path) -> None:
    state = prepare_state(tmp_path / "state")
    draft = state / ".refresh.token.4711"
    draft.write_text("of one that is at work\n")
    hard_link(state / "refresh.token")
    (state / ".refresh.token.4712").symlink_to("refresh.token")
    with pytest.raises(StateError, match="a file elsewhere too"):
        prepare_state(state)
    assert draft.read_text() == "of one that is at work\n"
    assert (state / ".refresh.token.4712").is_symlink()


def test_a_token_whose_writer_was_killed_is_taken(tmp_path: Path) -> None:
    """`write_once` gives the file its name before it takes the draft's away."""
    state = prepare_state(tmp_path / "state")
    draft, token = state / ".refresh.token.4711", state / "refresh.token"
    draft.write_text("secret\n")
    token.hardlink_to(draft)
    prepare_state(state)
    assert not draft.exists()
    assert token.read_text() == "secret\n"


def test_folders_of_ours_are_no_links_though_they_have_several_names(tmp_path: Path) -> None:
    """Each folder in a folder is one more name of it."""
    state = prepare_state(tmp_path / "state")
    (state / "checkout" / "posts").mkdir(parents=True)
    (state / "workers").mkdir()
    assert prepare_state(state) == state


def test_what_has_no_name_of_ours_stays_as_it_is(tmp_path: Path) -> None:
    own, shared = prepare_state(tmp_path / "own"), tmp_path / "shared"
    (shared / "checkout").mkdir(parents=True)
    kept = [shared / "checkout"]
    for folder in (own, shared):
        for name in ("notes.txt", "hub.txt"):
            (folder / name).touch()
            kept.append(folder / name)
        (folder / "drafts").mkdir()
        (folder / "link").symlink_to("/elsewhere")
    for path in kept:
        path.chmod(0o755)
    prepare_state(own)
    prepare_state(shared)
    assert [mode(path) for path in kept] == [0o755] * 5


@pytest.mark.parametrize("text", ["", "*", "*\n!x\n", "link"])
def test_a_folder_with_another_mark_than_ours_is_shared(tmp_path: Path, text: str) -> None:
    mark = tmp_path / "shared" / ".gitignore"
    mark.parent.mkdir(0o755)
    if text == "link":
        (tmp_path / "mark").write_text("*\n")
        mark.symlink_to("../mark")
    else:
        mark.write_text(text)
    prepare_state(mark.parent)
    assert mode(mark.parent) == 0o755


def test_a_folder_that_takes_no_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_writable(tmp_path)
    assert [*tmp_path.iterdir()] == []
    gone = tmp_path / "gone"
    with pytest.raises(StateError, match=f"cannot write the state folder {gone}: No such file"):
        check_writable(gone)
    monkeypatch.setattr(os, "access", lambda path, what: what != os.W_OK)
    with pytest.raises(StateError, match="cannot write the state folder"):
        prepare_state(tmp_path / "closed")


def test_the_state_lies_at_the_users_home_where_no_variable_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for elsewhere in (None, "", "not/absolute"):
        monkeypatch.delenv("XDG_STATE_HOME", raising=False)
        if elsewhere is not None:
            monkeypatch.setenv("XDG_STATE_HOME", elsewhere)
        assert default_state_folder(tmp_path, "x") == tmp_path / ".local/state/postwire/x"
