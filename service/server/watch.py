"""The one door to watchfiles: refreshes the index when files of the archive change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import watchfiles

from feeds.archive import Archive
from feeds.model import Changes
from feeds.outages import MENDABLE, Outage
from service.checkout.changed_posts import changed_posts

_QUIET_MS = 100  # a batch ends when nothing more happens for so long
_IDLE_MS = 1000  # after which watchfiles gives an empty batch

Refresh = Callable[[Iterable[str] | None], Changes]

log = logging.getLogger("postwire")


def watch(archive: Archive, state: Path, refresh: Refresh) -> None:
    """Refresh after every change of a post file, until interrupted. Changes within `state` do not
    count.

    `refresh` is called with the paths that changed, or with None for all of the archive.
    """
    outage = Outage("cannot refresh", log)
    for paths in batches(archive, state):
        try:
            refresh(paths)
        except MENDABLE as error:
            outage.report(error)


def batches(archive: Archive, state: Path) -> Iterator[list[str] | None]:
    """The paths of posts that changed, batch by batch; None where any post may have changed.

    The first is None, so that a change between the last scan and the start is not missed.
    """
    root, own = archive.root.resolve(), str(state.resolve())
    batches_of_changes = watchfiles.watch(
        root,
        watch_filter=lambda _, path: not path.startswith(own),
        debounce=_QUIET_MS * 4,
        step=_QUIET_MS,
        rust_timeout=_IDLE_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    next(batches_of_changes)
    yield None
    for changes in batches_of_changes:
        touched = {str(Path(path).relative_to(root)) for _, path in changes}
        if touched and (paths := changed_posts(archive, touched)) != []:
            yield paths
