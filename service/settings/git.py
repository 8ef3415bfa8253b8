"""The settings of an archive that comes from git."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class GitSettings(BaseModel):
    """Which part of a repository is the archive, when it is fetched, and with what."""

    git_branch: str | None = Field(
        None, description="the branch of an archive that comes from git; the repository's default"
    )
    git_folder: str | None = Field(
        None, description="the archive's folder in a repository that it comes from"
    )
    git_user: str | None = Field(
        None, description="the name that git gives beside `git_token`; `git` where not given"
    )
    git_token: SecretStr | None = Field(
        None, description="a password or token for git over HTTP; else git's own helpers are asked"
    )
    pull: bool = Field(
        False, description="pull a checkout before each look at it, by fast-forward only"
    )
    pull_seconds: int = Field(
        300, ge=0, description="seconds between two looks at the repository by the clock; 0: never"
    )
    git_dates: bool | None = Field(
        None,
        description="posts without a date get that of the commit that added their file, and all "
        "the last commit's as their change; where not given, changes alone, and of Hugo sites with "
        "`enableGitInfo`",
    )
    fetch_seconds: int = Field(
        120, ge=1, description="after so many seconds a fetch that hangs is ended"
    )
    revision_header: bool = Field(
        False, description="feeds say in `Archive-Revision` which commit they are made of"
    )
