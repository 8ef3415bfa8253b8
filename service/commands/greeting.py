"""What `postwire serve` prints when it is ready: what it serves, and at which addresses."""

from __future__ import annotations

from feeds.archive import Archive
from feeds.index.index import open_index
from service.settings.credentials import TOKEN_NAME
from service.settings.settings import Settings


def greeting(archive: Archive, settings: Settings) -> list[str]:
    """Lines for a person, the address first."""
    with open_index(settings.state_folder) as index:
        counts = index.counts()
    url = settings.public_url
    lines = [
        f"serving {counts.served:,} posts in {counts.feeds:,} feeds "
        f"from {settings.archive_name} ({archive.kind.name})",
        f"  {url}/           the feeds, to look at and to search",
        f"  {url}/feed.rss   the whole site",
        f"  {url}/status     for you; the password is in {settings.state_folder / TOKEN_NAME}",
    ]
    if counts.broken:
        posts = "post" if counts.broken == 1 else "posts"
        lines.append(
            f"  {counts.broken:,} {posts} cannot be read; "
            f"`postwire check {settings.archive_name}` says why"
        )
    return lines
