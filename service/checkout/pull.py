"""A checkout that the operator made: pulls it (`pull = true`), and dates posts by its history."""

from __future__ import annotations

from feeds.archive import Archive
from feeds.archive.kind import holds
from feeds.files import locked
from service.checkout.file_history import dates_or_former, report_missing
from service.checkout.git import Git, GitError
from service.settings.settings import Settings


def pull(settings: Settings) -> None:
    """Bring a checkout to the newest commit of the branch that it follows, by fast-forward only.
    Nothing happens unless the operator has set `pull`.

    :raise GitError: it cannot be had, or the checkout has commits of its own; its files are as
        they were
    """
    if settings.pull and settings.source is None:
        git = Git(settings.archive, settings.fetch_seconds, has_files=True)
        with locked(settings.state_folder / "pull.lock"):
            git.run("pull", "--ff-only", "--quiet", "--no-recurse-submodules", remote=True)


def redated(archive: Archive, settings: Settings) -> list[str]:
    """The posts of a checkout that commits have dated anew since the last look at it. Empty where
    its archive takes no dates from git. Where there is no history, a line says so."""
    dates = archive.kind.file_dates
    if dates is None or settings.source is not None:
        return []
    git = Git(archive.root, settings.fetch_seconds, has_files=True)
    with locked(settings.state_folder / "git-dates.lock"):
        try:
            commit = git.run("rev-parse", "--verify", "HEAD").decode().strip()
            folder = git.run("rev-parse", "--show-prefix").decode().strip().rstrip("/")
        except GitError as error:
            report_missing(error)
            return []
        paths = dates_or_former(git, dates, commit, folder)
        return [path for path in paths if holds(archive.kind, path)]
