"""The state folder: the index, the hub's database and the refresh token lie in it.

It holds secrets (the token, those of the hub's subscribers), so it is its owner's alone: the folder
has mode 0700, its files 0600. Where the operator names none it does not lie in the archive, which
could come with a state folder of a stranger's making.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feeds.errors import StateError
from feeds.identity import fingerprint

_OTHERS = 0o077  # what the group and everybody else may do
_OURS = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".token", ".lock", ".revision", ".id")
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

    :raise StateError: it cannot be made or written, or is a link, or a file in it is one; the
        message is one line
    """
    _narrow_umask()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_links(folder)
        _close_to_others(folder)
        ignore = folder / ".gitignore"
        if not ignore.exists():
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


def _refuse_links(folder: Path) -> None:
    """A link could lead a secret out, or somebody else's database in."""
    for path in (folder, *_files(folder)):
        if path.is_symlink():
            raise StateError(f"{path} is a link: name the state folder itself")


def _close_to_others(folder: Path) -> None:
    # A folder that was there before and has other things in it keeps its mode: it may be shared.
    for path in (*([folder] if _is_ours(folder) else []), *_files(folder)):
        mode = path.stat().st_mode
        if mode & _OTHERS:
            with suppress(PermissionError):  # its owner is another user, who decides
                path.chmod(mode & 0o7777 & ~_OTHERS)


def _is_ours(folder: Path) -> bool:
    """Whether the folder is empty, or has our mark."""
    ignore = folder / ".gitignore"
    return not any(folder.iterdir()) or (ignore.is_file() and ignore.read_text() == _IGNORED)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith(_OURS)]
