"""Records in the index that posts are broken, for all processes, when rendering finds it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Thread

from feeds.archive.faults import Fault, report_left_out
from feeds.errors import StateError
from feeds.index.refresh import Refresher
from feeds.model import Post

_PATIENCE_SECONDS = 1.0  # somebody waits for a feed, and a refresh of all files may be under way


def recorded(refresher: Refresher, faults: Sequence[tuple[Post, Fault]]) -> None:
    """Have the index say that these posts are broken, at once where nobody else is writing it."""
    for post, fault in faults:
        report_left_out(post.path, fault)
    writing = Thread(target=_record, args=(refresher, faults), name="broken posts", daemon=True)
    writing.start()
    writing.join(_PATIENCE_SECONDS)


def _record(refresher: Refresher, faults: Sequence[tuple[Post, Fault]]) -> None:
    try:
        refresher.break_off(faults, datetime.now(UTC))
    except StateError as error:  # this process leaves them out all the same
        for post, fault in faults:
            report_left_out(post.path, fault._replace(message=f"{fault.message} ({error})"))
