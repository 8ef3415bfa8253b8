"""Reads the address of a git repository that an archive comes from, and tells it from a folder.

    https://host/owner/site.git#branch:folder    also http, ssh, git and file
    git@host:owner/site.git                      as ssh
    /srv/site.git                                a bare repository of this machine

A name and a password in an address are taken out of it, so that no log and no list of processes
shows them. An address never names a program: git's `ext::` and names that read as options are
refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from feeds.errors import ConfigurationError
from feeds.identity import fingerprint

SCHEMES = ("https", "http", "ssh", "git", "file")

_WITH_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# git-fetch(1), "GIT URLS": [user@]host:path, where no slash stands before the colon. What stands
# before `://` is a scheme to git.
_SHORT_SSH = re.compile(r"[^/:@\s]+@(?:\[[0-9A-Fa-f:.]+\]|[^/:@\s\[\]]+):(?!:|//)[^\s]")
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")  # gitremote-helpers(7): the word names a program
_UNFIT = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock(?:/|$)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_NAME = 60


class GitAddress(NamedTuple):
    """Where a repository is, without any secret, and which part of it is the archive."""

    url: str  # as the git program takes it
    branch: str = ""  # "" for the repository's own default
    folder: str = ""  # "" for the whole repository
    user: str = ""
    password: SecretStr | None = None

    @property
    def name(self) -> str:
        """The repository's own name, which a folder on disk may have."""
        last = re.split(r"[/:]", unquote(self.url).rstrip("/"))[-1].removesuffix(".git")
        return re.sub(r"[^\w.-]", "-", last)[:_LONGEST_NAME].lstrip(".-") or "archive"

    @property
    def digest(self) -> str:
        """What tells this archive from all others in a folder's name."""
        return fingerprint("\0".join(self[:3]).encode())[:12]

    def __str__(self) -> str:
        place = f"{self.branch}:{self.folder}" if self.folder else self.branch
        return f"{self.url}#{place}" if place else self.url


def git_address(spelled: str, settings: Mapping[str, str | None]) -> GitAddress | None:
    """The repository that an archive's name means; None where it names a folder. `settings` may
    give `branch` and `folder` that the name leaves out.

    :raise ConfigurationError: it can be neither; the message holds no secret
    """
    place, _, part = spelled.partition("#")
    if _HELPER.match(spelled):
        raise ConfigurationError("the archive's address names a program of git: not allowed")
    if scheme := _WITH_SCHEME.match(place):
        address = _with_scheme(place, scheme[1].lower())
        part = unquote(part)  # as a browser's address bar has it
    elif _SHORT_SSH.match(place):
        if _CONTROL.search(place):  # a space may stand in a folder's name
            raise ConfigurationError("the archive's address cannot be read")
        _refuse_option(unquote(place.partition("@")[2]), unquote(place))
        address = GitAddress(place)
    elif is_bare_repository(Path(spelled)):
        return _within(GitAddress(str(Path(spelled).absolute())), "", settings)
    elif is_bare_repository(Path(place)):
        address = GitAddress(str(Path(place).absolute()))
    else:
        return None
    return _within(address, part, settings)


def is_bare_repository(folder: Path) -> bool:
    """Whether this is a repository without files of its own: what such a one is made of lies in it
    (gitrepository-layout(5))."""
    return all((folder / name).exists() for name in ("HEAD", "objects", "refs"))


def _with_scheme(place: str, scheme: str) -> GitAddress:
    if _CONTROL.search(place) or (" " in place and scheme != "file"):
        raise ConfigurationError("the archive's address cannot be read: a space is %20 there")
    if scheme not in SCHEMES:
        schemes = ", ".join(SCHEMES)
        raise ConfigurationError(f"no archive comes by {scheme}: its address begins with {schemes}")
    try:
        parts = urlsplit(place)
        host, user, password = parts.hostname, parts.username or "", parts.password
    except ValueError as error:
        raise ConfigurationError("the archive's address cannot be read") from error
    if scheme == "file":
        if not place.partition("://")[2].startswith("/"):
            raise ConfigurationError(
                "the address of a repository on this machine begins with file:///"
            )
        return GitAddress(place)
    if not host:
        raise ConfigurationError("the archive's address names no host")
    _refuse_option(unquote(host), unquote(user))
    where = parts.netloc.rpartition("@")[2]
    if scheme == "ssh":  # the name is the account there, and no secret
        where = f"{user}@{where}" if user else where
    url = f"{scheme}://{where}{parts.path}"
    secret = SecretStr(unquote(password)) if password else None
    return GitAddress(url, user="" if scheme == "ssh" else unquote(user), password=secret)


def _refuse_option(*words: str) -> None:
    """The programs that git calls would take such a name for an option."""
    if any(word.startswith("-") for word in words):
        raise ConfigurationError("the archive's address has a name that reads as an option")


def _within(address: GitAddress, part: str, settings: Mapping[str, str | None]) -> GitAddress:
    branch, _, folder = part.partition(":")
    branch = (branch or settings.get("branch") or "").removeprefix("refs/heads/")
    folder = (folder or settings.get("folder") or "").strip("/")
    if _UNFIT.search(branch):
        raise ConfigurationError(f"no branch can be named {branch[:80]!r}")
    if folder and (_CONTROL.search(folder) or {"", ".", ".."} & set(folder.split("/"))):
        raise ConfigurationError(f"no folder of a repository can be {folder[:80]!r}")
    return address._replace(branch=branch, folder=folder)
