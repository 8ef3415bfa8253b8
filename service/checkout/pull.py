"""Pulling a checkout that its operator made: `pull = true`."""

from __future__ import annotations

from feeds.files import locked
from service.checkout.git import Git
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
