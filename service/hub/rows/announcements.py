"""The content that each topic was last announced with. To announce one makes its deliveries due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, or_, select, tuple_, update

from service.hub.rows.deliveries import make_due_for_all
from service.hub.rows.tables import key_of, subscription, topic
from service.publication.compression import gunzipped
from service.publication.response import PreparedResponse

_MOST_FORMER = 20  # digests that a topic keeps
_GZIP = b"\x1f\x8b"  # RFC 1952 section 2.3.1: no document of XML or JSON begins like that


class SubscribedTopic(NamedTuple):
    """A topic that has a subscriber."""

    id: int
    url: str
    digest: str  # of the content last announced
    content_order: int = 0  # its
    announcer: str = ""  # the id of the index it came from
    former_digests: str = ""  # of contents that were announced before it, parted by spaces


class TopicContent(NamedTuple):
    """The newest announced content of a topic."""

    version: int
    digest: str
    content_type: str
    link: str
    body: bytes


def subscribed_topics(
    connection: Connection, now: float, urls: Collection[str] | None = None
) -> list[SubscribedTopic]:
    """The topics with a subscription whose lease has not ended; of these `urls` only, where they
    are given."""
    among = [] if urls is None else [topic.c.key.in_([key_of(url) for url in urls])]
    living = exists().where(subscription.c.topic_id == topic.c.id, subscription.c.lease_end > now)
    columns = [topic.c[name] for name in SubscribedTopic._fields]
    rows = connection.execute(select(*columns).where(living, *among))
    return [SubscribedTopic(*row) for row in rows]


def announce(
    connection: Connection,
    changed: SubscribedTopic,
    content: PreparedResponse,
    now: float,
    order: int = 0,
    announcer: str = "",
) -> int:
    """Store a topic's new content once, and make a delivery of it due for every subscriber;
    returns how many. 0 where it is the same content as before, or another worker has announced the
    same, or newer content (`order`: see `service.hub.content_order`) since `changed` was read."""
    if content.digest == changed.digest:
        return 0
    former = [*changed.former_digests.split(), changed.digest]
    statement = (
        update(topic)
        .where(
            topic.c.id == changed.id,
            topic.c.digest != content.digest,
            or_(topic.c.content_order <= order, topic.c.content_order == changed.content_order),
        )
        .values(
            version=topic.c.version + 1,
            changed_at=now,
            content_order=order,
            announcer=announcer,
            former_digests=" ".join(former[-_MOST_FORMER:]),
            **_columns_of(content),
        )
        .returning(topic.c.version)
    )
    version = connection.execute(statement).scalar()
    return 0 if version is None else make_due_for_all(connection, changed.id, version, now)


def raise_order(connection: Connection, digests: Mapping[int, str], order: int) -> None:
    """Give topics a higher order where they have the same contents already. `digests` are those of
    the contents, by the id of the topic."""
    same = tuple_(topic.c.id, topic.c.digest).in_(digests.items())
    raised = update(topic).where(same, topic.c.content_order < order)
    connection.execute(raised.values(content_order=order))


def _columns_of(content: PreparedResponse) -> dict[str, Any]:
    """What a topic keeps of its content, in the smallest of its codings."""
    headers = {name.lower(): value for name, value in content.variants["identity"].stored.headers}
    smallest = content.variants.get("gzip", content.variants["identity"])
    return {
        "digest": content.digest,
        "content_type": headers["content-type"],
        "link": headers["link"],
        "body": smallest.full.body,
    }


def content_of(connection: Connection, topic_id: int) -> TopicContent | None:
    """The newest announced content; None where nothing was announced."""
    columns = [topic.c[name] for name in TopicContent._fields]
    row = connection.execute(select(*columns).where(topic.c.id == topic_id)).first()
    if row is None or row.body is None:
        return None
    content = TopicContent(*row)
    packed = content.body.startswith(_GZIP)
    return content._replace(body=gunzipped(content.body)) if packed else content


def versions(connection: Connection, topics: Collection[int]) -> dict[int, int]:
    """The version of the newest announced content, by topic."""
    query = select(topic.c.id, topic.c.version).where(topic.c.id.in_(topics))
    return {row.id: row.version for row in connection.execute(query)}
