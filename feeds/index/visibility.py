"""Whether a post is shown at a given moment: scheduled, served or expired, and until when."""

from __future__ import annotations

from datetime import datetime

from feeds.index.codec import micros
from feeds.index.schema import State
from feeds.model import Post


def state_of(post: Post, now: datetime) -> tuple[int, int | None]:
    """The state at `now`, and when (microseconds) it changes by itself."""
    if post.expires and post.expires <= now:
        return State.EXPIRED, None
    if post.scheduled and post.published > now:
        return State.SCHEDULED, micros(post.published)
    return State.SERVED, micros(post.expires) if post.expires else None
