"""The ids that entries had in the feeds of the site's former program (`Site.ids`).

Jekyll's plugin jekyll-feed and WordPress make ids of their own; Hugo, Eleventy and others take the
address of the page. A post may name its id itself, in front matter.
"""

from __future__ import annotations

import re

from feeds.archive.values import FrontMatter, text
from feeds.model import Site
from feeds.text.clean import without_controls
from feeds.text.urls import percent_encoded

_LONGEST = 2000  # characters
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:")
_NUMBER = re.compile(r"[0-9]{1,18}")
# Programs that export posts from WordPress write its number of a post under these.
_WORDPRESS_NUMBERS = ("wordpress_id", "post_id", "id")


def former_id(
    front_matter: FrontMatter, permalink: str, jekyll_id: str | None, site: Site
) -> str | None:
    """What the post's id is made of, as in `Post.former_id`; None where that is the permalink.

    `jekyll_id` is Jekyll's own id of the post, percent-encoded; None where it was not asked for.
    """
    if site.ids == "postwire":
        return None
    written = _written(front_matter) or _of_wordpress(front_matter, site)
    if written:
        return _on_site(written, site)
    origin = jekyll_id or percent_encoded(permalink)
    return None if origin == permalink else origin


def _written(front_matter: FrontMatter) -> str | None:
    """The id that a post names: `guid`, else an `id` that is a URI. Many sites have an `id` for
    something else, such as a number in a database."""
    guid, id = (_cleaned(text(front_matter, key)) for key in ("guid", "id"))
    return guid or (id if id and _SCHEME.match(id) else None)


def _of_wordpress(front_matter: FrontMatter, site: Site) -> str | None:
    """The guid that WordPress gives a post when it is first saved: its address by its number."""
    if site.ids != "wordpress":
        return None
    if guid := _cleaned(text(front_matter, "wordpress_url")):
        return guid
    number = text(front_matter, *_WORDPRESS_NUMBERS)
    return f"/?p={number}" if number and _NUMBER.fullmatch(number) else None


def _cleaned(spelled: str | None) -> str | None:
    """An id without what no feed can hold; None for one that is longer than any program writes.
    "" is none, too."""
    cleaned = without_controls(spelled or "").strip()
    return cleaned if len(cleaned) <= _LONGEST else None


def _on_site(id: str, site: Site) -> str:
    """An id below the site's address as what follows it, so that it is told from permalinks."""
    return id.removeprefix(site.url) if id.startswith(f"{site.url}/") else id
