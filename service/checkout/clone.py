"""The clone of a repository: bare, in the state folder, with as little history as is needed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import IO

from feeds.errors import ArchiveError
from feeds.model import Version
from service.checkout.blob_files import FILE, LINK, PROGRAM, Blob, is_fit
from service.checkout.commit_order import CommitLine, commit_lines, corrected_micros, lacks_parents
from service.checkout.git import Git, GitError
from service.settings.git_address import GitAddress

FETCHED = "refs/postwire/fetched"  # the newest commit
SERVED = "refs/postwire/served"  # the commit of the index
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FILES = (FILE, PROGRAM, LINK)
_MOST_LOOSE_KIB = 128 * 1024  # objects that a clone collects before it is tidied
_DEPTHS = (2, 16, 128, 1024)  # commits, one after the other, until their order is known
_MOST_GROWTH = 100  # times the objects, and so many bytes more
_ALWAYS_ALLOWED = 1 << 30
_LEAST_ROOM = 4096  # of a file on a disk, however short
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 2**33 * 1_000_000  # microseconds


class Clone:
    """What a repository's address gives, here. One process at a time may fetch."""

    def __init__(self, git: Git, address: GitAddress) -> None:
        self.git = git
        self._address = address

    def make(self) -> None:
        """Make the clone where there is none. It has no template, and so no hooks."""
        if not (self.git.repository / "HEAD").exists():
            self.git.repository.mkdir(parents=True, exist_ok=True)
            self.git.run("init", "--quiet", "--bare", "--template=", str(self.git.repository))

    def clear_up(self) -> None:
        """Do away with what a killed process left: programs of its own, locks, half packs."""
        self.git.end_strays()
        repository = self.git.repository
        for pattern in ("*.lock", "refs/**/*.lock", "objects/pack/tmp_*", "objects/??/tmp_*"):
            for path in repository.glob(pattern):
                with suppress(OSError):
                    path.unlink()

    @property
    def _branch(self) -> str:
        """The name of the branch at its home."""
        return f"refs/heads/{self._address.branch}" if self._address.branch else "HEAD"

    @property
    def _lack(self) -> str:
        """What is wrong where the branch is not at its home."""
        branch = self._address.branch
        lacked = f"has no branch {branch}" if branch else "has no commit on its default branch"
        return f"{self._address.url} {lacked}"

    def newest(self) -> str:
        """The commit that the branch has at its home: one question, which moves no object.

        :raise GitError: it cannot be asked, or has no such branch
        """
        printed = self.git.run("ls-remote", "--", self._address.url, self._branch, remote=True)
        for line in printed.decode("utf-8", "replace").splitlines():
            commit, _, name = line.partition("\t")
            if name == self._branch and _COMMIT.fullmatch(commit):
                return commit
        raise GitError(self._lack)

    def fetch(self) -> str:
        """Bring the newest commit here, whatever it has to do with the former one.

        :raise GitError: it cannot be had: the clone is as it was
        """
        self._fetch(f"--depth={_DEPTHS[0]}")
        commit = self.commit_at(FETCHED)
        if commit is None:
            raise GitError(f"{self._address.url}: what was fetched is no commit")
        with suppress(GitError):  # the commit is here; a part of its past may be asked for in vain
            self._deepen(commit)
        return self.commit_at(FETCHED) or commit

    def _deepen(self, commit: str) -> None:
        """Bring as much of the past here as tells when the commit counts as made."""
        for depth in _DEPTHS[1:]:
            lines = self._history(commit)
            if not lacks_parents(lines, self._cut()):
                return
            self._fetch(f"--depth={depth}")
            commit = self.commit_at(FETCHED) or commit

    def fetch_history(self, commit: str) -> None:
        """Bring the commits and folders that lead to this commit here, without contents of files
        where the host can leave these out (git-clone(1), `--filter=blob:none`).

        :raise GitError: they cannot be had: the clone is as it was
        """
        self.make()
        self.clear_up()
        self._fetch("--filter=blob:none")
        if self.commit_at(commit) is None:
            raise GitError(f"{self._address.url}: the branch has left the commit {commit}")

    def _fetch(self, part: str) -> None:
        """Bring a part of what the branch has here; an option of git-fetch(1) says which."""
        try:
            self.git.run(
                *("fetch", "--quiet", "--force", "--no-tags", "--no-write-fetch-head"),
                *("--no-recurse-submodules", "--no-auto-maintenance", part),
                *("--", self._address.url, f"+{self._branch}:{FETCHED}"),
                remote=True,
            )
        except GitError as error:
            if "couldn't find remote ref" in str(error):
                raise GitError(self._lack) from error
            raise

    def commit_at(self, ref: str) -> str | None:
        """The commit that a name of ours stands for."""
        try:
            printed = self.git.run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        except GitError:
            return None
        return printed.decode().strip()

    def keep(self, commit: str) -> None:
        """Keep the objects of the commit that is served."""
        self.git.run("update-ref", SERVED, commit)

    def version(self, commit: str) -> Version:
        """The commit with the moment at which it counts as made (see `commit_order`)."""
        micros = max(0, min(corrected_micros(self._history(commit)), _LATEST))
        return Version(commit, _EPOCH + timedelta(microseconds=micros))

    def _history(self, commit: str) -> list[CommitLine]:
        """The commit and those before it that are here, each before its parents."""
        most = f"--max-count={_DEPTHS[-1]}"
        arguments = ("--topo-order", "--timestamp", "--parents", most, commit, "--")
        return commit_lines(self.git.run("rev-list", *arguments).decode())

    def _cut(self) -> set[str]:
        """The commits whose parents were left out (gitrepository-layout(5), `shallow`)."""
        try:
            return set((self.git.repository / "shallow").read_text().split())
        except FileNotFoundError:
            return set()

    def files(self, commit: str) -> list[Blob]:
        """All files of the archive at a commit, in an order that keeps folders together.

        :raise ArchiveError: the commit has no such folder
        """
        below = (f"{self._address.folder}/",) if self._address.folder else ()
        printed = self.git.run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *below)
        blobs: list[Blob] = []
        for entry in filter(None, printed.split(b"\0")):
            words, _, path = entry.partition(b"\t")
            mode, _, name = words.decode().split(" ")
            blobs.extend(self._blob(path, mode, name))
        if not blobs:
            raise ArchiveError(f"no file of an archive in {self._address}")
        return blobs

    def difference(self, old: str, new: str) -> tuple[list[Blob], list[str]]:
        """What the files of one commit have to become those of another: new contents, and paths
        that are gone. It takes time by what differs, not by what there is.

        :raise GitError: one of the commits is not here
        """
        below = ("--", self._address.folder) if self._address.folder else ("--",)
        printed = self.git.run("diff-tree", "-r", "-z", "--raw", "--no-renames", old, new, *below)
        fields = printed.split(b"\0")
        written: list[Blob] = []
        gone: list[str] = []
        for words, path in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, name, _ = words.decode().split(" ")
            if blobs := list(self._blob(path, mode, name)):
                written += blobs
            elif (inside := self._inside(path)) is not None:
                gone.append(inside)
        return written, gone

    def contents(self, blobs: list[Blob], take: Callable[[Blob, IO[bytes], int], None]) -> None:
        """Hand each of these files to `take`, with where to read so many bytes.

        :raise GitError: one is not here
        """
        with self.git.objects((blob.name for blob in blobs), "--batch") as printed:
            for blob in blobs:
                words = printed.readline().split()
                if len(words) != 3:
                    raise GitError("git cat-file: an object of the commit is missing")
                take(blob, printed, int(words[2]))
                printed.read(1)  # the line's end after each object

    def refuse_bomb(self, blobs: list[Blob], most: int) -> None:
        """Refuse files that need far more room than the objects they come from: a few kilobytes of
        objects can stand for a file that fills any disk, or for millions of files. No more than
        `most` bytes of each file are written.

        :raise GitError: they are such files
        """
        with self.git.objects((blob.name for blob in blobs), "--batch-check") as printed:
            sizes = (int(words[2]) for line in printed if len(words := line.split()) == 3)
            room = sum(max(_LEAST_ROOM, min(size, most)) for size in sizes)
        if room <= _ALWAYS_ALLOWED:  # git need not be asked what is packed
            return
        packed = 1024 * _kib(self.git.run("count-objects", "-v"), "size", "size-pack")
        if room > _MOST_GROWTH * packed + _ALWAYS_ALLOWED:
            raise GitError(f"files of {room:,} bytes out of objects of {packed:,}")

    def tidy(self) -> None:
        """Drop the objects of former commits where they have come to much. git packs each time anew
        what a fetch brings; a folder of a million posts is a large object each time."""
        if _kib(self.git.run("count-objects", "-v"), "size") > _MOST_LOOSE_KIB:
            self.git.run("prune", "--expire=now")

    def _blob(self, path: bytes, mode: str, name: str) -> Iterator[Blob]:
        inside = self._inside(path)
        if inside is not None and mode in _FILES:
            yield Blob(inside, mode, name)

    def _inside(self, path: bytes) -> str | None:
        """A path relative to the archive; None outside it, and for a name that is no file's."""
        prefix = f"{self._address.folder}/" if self._address.folder else ""
        full = os.fsdecode(path)
        inside = full.removeprefix(prefix)
        return inside if full.startswith(prefix) and is_fit(inside) else None


def _kib(counts: bytes, *names: str) -> int:
    """Sizes in the answer of git-count-objects(1), together."""
    lines: Iterable[list[str]] = (line.split(": ") for line in counts.decode().splitlines())
    return sum(int(words[1]) for words in lines if words[0] in names)
