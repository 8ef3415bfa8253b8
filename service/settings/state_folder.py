"""The state folder: the index, the hub's database and the refresh token lie in it.

It holds secrets (the token, and those of the hub's subscribers), so only its owner can read it: the
folder has mode 0700, its files 0600. The default place is outside of the archive, because an
archive could come with a state folder that a stranger made.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.errors import StateError
from feeds.identity import fingerprint

_OTHERS = 0o077  # what the group and everybody else may do
_OURS = (
    *(".sqlite", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal", ".sqlite.building"),
    *(".token", ".lock", ".revision", ".id", ".last", ".begun", ".progress", "pushes.json"),
)
_FOLDERS = frozenset({"checkout", "workers"})
# In a folder with other things in it, somebody else may have files with such endings.
_STEM = re.compile(
    r"(?:hub|queue|traffic|git-dates|refresh|rescan|announce|pull|pushes|(?:index|words)(?:-\d+)?)\."
)
_IGNORED = "*\n"
_LONGEST_NAME = 60  # characters

_umask: int | None = None  # of this process, before it was narrowed


def default_state_folder(archive: Path, name: str | None = None) -> Path:
    """The state folder of an archive whose operator names none: `postwire/NAME-DIGEST` below the
    user's state folder (XDG Base Directory Specification), by the archive's path. `name` stands in
    place of NAME-DIGEST for an archive that has no path of its own.

    :raise StateError: the user has no home
    """
    spelled = os.environ.get("XDG_STATE_HOME", "")
    try:
        base = Path(spelled) if os.path.isabs(spelled) else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise StateError("this user has no home: name a state folder (--state)") from error
    if name:
        return base / "postwire" / name
    # Not resolved: where a link leads to the newest of several checkouts, they share their state.
    path = Path(os.path.abspath(archive))
    digest = fingerprint(os.fsencode(path))[:12]
    return base / "postwire" / f"{path.name[:_LONGEST_NAME]}-{digest}"


def former_state_folder(archive: Path) -> Path:
    """Where the state lay before, without being asked to."""
    return archive / ".postwire"


def prepare_state(folder: Path) -> Path:
    """Make the folder where it is missing, with a `.gitignore` that keeps it out of version
    control. From now on this process makes files that only its own user can read.

    :raise StateError: it cannot be made or written, or it or something in it is a link, or no
        file, or somebody else's; the message is one line
    """
    _narrow_umask()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_strange(folder)
        _close_to_others(folder)
        ignore = folder / ".gitignore"
        if not os.path.lexists(ignore):
            ignore.write_text(_IGNORED)
    except OSError as error:
        raise StateError(f"cannot write the state folder {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise StateError(f"cannot write the state folder {folder}")
    return folder


def check_writable(folder: Path) -> None:
    """Whether a file can be made in the folder now, and something be written into it: a full disk
    refuses no empty file.

    :raise StateError: it cannot
    """
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".write-") as file:
            file.write(b" " * 4096)
            file.flush()
    except OSError as error:
        raise StateError(f"cannot write the state folder {folder}: {error.strerror}") from error


@contextmanager
def public_files() -> Iterator[None]:
    """Files that are made meanwhile are as readable as the process was started to make them."""
    narrow = os.umask(0)
    os.umask(narrow if _umask is None else _umask)
    try:
        yield
    finally:
        os.umask(narrow)


def _narrow_umask() -> None:
    global _umask
    before = os.umask(_OTHERS)
    os.umask(before | _OTHERS)
    if _umask is None:
        _umask = before


def _refuse_strange(folder: Path) -> None:
    """A link could lead a secret out, or somebody else's database in. A pipe holds up whoever opens
    it. What another user made may be what that user wants us to believe.

    :raise StateError: the folder, or something in it, is so
    """
    if folder.is_symlink():
        raise StateError(f"{folder} is a link: name the state folder itself")
    users = {os.geteuid(), 0, folder.stat().st_uid}
    for path in _ours(folder):
        with suppress(FileNotFoundError):  # other processes take files of their own away
            if why := _strange(path, users):
                raise StateError(f"{path} {why}: take it away, or name another state folder")


def _strange(path: Path, users: set[int]) -> str:
    """Why this can be nothing of ours; empty where it can."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return "is a link"
    if stat.S_ISDIR(status.st_mode) != (path.name in _FOLDERS):
        return "is a folder" if stat.S_ISDIR(status.st_mode) else "is no folder"
    if not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode):
        return "is no file"
    if status.st_uid not in users:
        return "belongs to another user"
    if stat.S_ISREG(status.st_mode) and not _has_one_name(path):
        return "is a link: it is a file elsewhere too"
    return ""


def _has_one_name(path: Path) -> bool:
    """Whether the file has one name. Another may be a draft of ours (`feeds.files.write_once`),
    which a process may have been killed over: that is taken away."""
    for draft in path.parent.glob(f".{path.name}.*"):
        with suppress(FileNotFoundError):
            if not draft.is_symlink() and draft.samefile(path):
                draft.unlink()
    return path.lstat().st_nlink == 1


def _close_to_others(folder: Path) -> None:
    # A folder that was there before and has other things in it keeps its mode: it may be shared.
    for path in (*([folder] if _is_marked(folder) else []), *_ours(folder)):
        # Its owner may be another user, who decides; or another process took it away.
        with suppress(PermissionError, FileNotFoundError):
            mode = path.stat().st_mode
            if mode & _OTHERS:
                path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _is_marked(folder: Path) -> bool:
    """Whether the folder is empty, or has our mark."""
    ignore = folder / ".gitignore"
    if ignore.is_symlink() or not ignore.is_file():
        return not any(folder.iterdir())
    with ignore.open("rb") as file:
        return file.read(len(_IGNORED) + 1) == _IGNORED.encode()


def _ours(folder: Path) -> list[Path]:
    """What lies there under names that Postwire gives."""
    is_shared = not _is_marked(folder)
    return [
        path
        for path in folder.iterdir()
        if (path.name in _FOLDERS and not is_shared)
        or (path.name.endswith(_OURS) and (_STEM.match(path.name) or not is_shared))
    ]
