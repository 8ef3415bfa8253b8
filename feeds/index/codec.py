"""A Post as text for one column of the index, and back."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from feeds.model import Attribution, Enclosure, Episode, Passage, Person, Post

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decoded = json.JSONDecoder().raw_decode  # `loads` looks for white space first, which is not there


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    """The datetime in UTC that `micros` came from."""
    return _EPOCH + timedelta(microseconds=micros)


def encode(post: Post) -> str:
    """Post → JSON list; the path is not in it, for it has a column of its own."""
    said = post.attribution
    row = [
        post.permalink,
        post.title,
        micros(post.published),
        post.day_only,
        micros(post.updated) if post.updated else None,
        micros(post.expires) if post.expires else None,
        post.scheduled,
        post.categories,
        post.tags,
        [
            said.outlet, said.outlet_url, said.outlet_feed, said.original_url,
            [[person.name, person.url] for person in said.bylines], said.rights, said.licence_url,
        ],
        post.summary,
        post.excerpt_separator,
        post.language,
        post.image,
        [[e.url, e.media_type, e.length, e.duration_seconds] for e in post.enclosures],
        _encode_episode(post.episode),
        post.passage,
        post.aliases,
    ]  # fmt: skip
    return _encoded(row)


@lru_cache(maxsize=1024)  # feeds of one outlet, and a feed's formats, have the same posts
def decode(path: str, text: str) -> Post:
    """What `encode` wrote → Post."""
    row: list[Any] = _decoded(text)[0]
    return Post(
        path=path,
        permalink=row[0],
        title=row[1],
        published=moment(row[2]),
        day_only=row[3],
        updated=None if row[4] is None else moment(row[4]),
        expires=None if row[5] is None else moment(row[5]),
        scheduled=row[6],
        categories=tuple(row[7]),
        tags=tuple(row[8]),
        attribution=_decode_attribution(row[9]),
        summary=row[10],
        excerpt_separator=row[11],
        language=row[12],
        image=row[13],
        enclosures=tuple(Enclosure(*fields) for fields in row[14]),
        episode=None if row[15] is None else Episode(*row[15]),
        passage=None if row[16] is None else Passage(*row[16]),
        aliases=tuple(row[17]),
    )


def _encode_episode(episode: Episode | None) -> list[Any] | None:
    return None if episode is None else [*astuple(episode)]


def _decode_attribution(fields: list[Any]) -> Attribution:
    outlet, home, feed, original, people, rights, licence = fields
    bylines = tuple(Person(name, url) for name, url in people)
    return Attribution(outlet, home, feed, original, bylines, rights, licence)
