"""Ids that outlive moves: of posts, outlets and feeds, and short keys.

They are tag URIs (RFC 4151). Where a site keeps the ids of its former feeds (`Site.ids`), its
entries have those ids instead; most of them are addresses.
"""

from __future__ import annotations

from hashlib import blake2b
from urllib.parse import quote

import xxhash

from feeds.model import Post, Site, Term

# A tag URI names a day on which its authority was held. It is part of every id, so it is one
# constant: a corrected date must not change an id.
_TAG_DATE = "2000"


def entry_id(post: Post, site: Site, distinct: str = "") -> str:
    """The id of a post: from its permalink or its former id, so that a moved or renamed file keeps
    it.

    `distinct` tells posts apart that share what their ids are made of; it is empty for the first of
    them.
    """
    suffix = f"#{distinct}" if distinct else ""
    origin = id_origin(post)
    if site.ids == "postwire":
        return _tag(site, origin) + suffix
    return (site.url + origin if origin.startswith("/") else origin) + suffix


def id_origin(post: Post) -> str:
    """What the id of a post is made of. No two served posts of an index have one origin and one
    distinct part."""
    return post.former_id or post.permalink


def term_id(term: Term, site: Site) -> str:
    """The id of a feed, or of the outlet that a source feed is about."""
    name = quote(term.name, safe="")
    return _tag(site, f"/{term.kind}/{name}" if name else "/")


def page_id(path: str, site: Site) -> str:
    """The id of a feed that is about no term."""
    return _tag(site, path)


def _tag(site: Site, specific: str) -> str:
    return f"tag:{site.tag_authority},{_TAG_DATE}:{specific}"


def post_key(post: Post) -> str:
    """The short name of a post in `/post/NAME`: a key of its id's origin, in hexadecimal."""
    return f"{key(id_origin(post)):x}"


def key(text: str) -> int:
    """63 bits of a text, the same on every host: the key of a path in the index."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def fingerprint(data: bytes) -> str:
    """128 bits of some bytes, in hexadecimal, the same on every host. XXH3 tells bytes apart; it
    proves nothing about who wrote them. The one door to xxhash."""
    return xxhash.xxh3_128_hexdigest(data)


def quick_key(text: str) -> int:
    """63 bits of a text, the same on every host, in a quarter of the time of `key`. As with
    `fingerprint`, a text can be made that has the number of another one."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1
