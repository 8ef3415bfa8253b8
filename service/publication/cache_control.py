"""The field Cache-Control: how long a client, and a cache between, may keep a feed."""

from __future__ import annotations

from feeds.feed.feed import Feed

_FOR_GOOD = 365 * 86400  # seconds


def cache_control(feed: Feed) -> str:
    """Fresh for as long as the feed's own frequency says. A proxy may serve an old copy while it
    asks for a new one, or while this service is away (RFC 5861). A client does not ask for a
    sealed archive document again (RFC 8246)."""
    if feed.is_sealed:
        return f"public, max-age={_FOR_GOOD}, immutable"
    fresh = feed.frequency.fresh_seconds
    return f"public, max-age={fresh}, stale-while-revalidate={fresh}, stale-if-error=86400"
