"""Moving what the hub keeps to another base URL, when the service moves."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, select, update

from service.hub.rows.tables import announced, key_of, subscription, topic, verification


class MovedSubscriptions(NamedTuple):
    """How many of each were moved. A subscription that exists already under the new address is
    not counted: the older of the two ends."""

    topics: int
    subscriptions: int


def foreign_topics(connection: Connection, base_url: str) -> list[str]:
    """The addresses of topics that have a subscriber and do not lie below this base URL."""
    has_subscriber = exists().where(subscription.c.topic_id == topic.c.id)
    below = topic.c.url.startswith(f"{base_url}/", autoescape=True)
    query = select(topic.c.url).where(has_subscriber, ~below).order_by(topic.c.url)
    return list(connection.execute(query).scalars())


def move(connection: Connection, old: str, new: str) -> MovedSubscriptions:
    """Move every topic below the base URL `old` with its subscriptions below `new`. Neither ends
    with a slash. A request that waits for its verification names an address that is no topic any
    more: it is dropped, and its subscriber sends it again."""
    below = topic.c.url.startswith(f"{old}/", autoescape=True)
    rows = connection.execute(select(topic.c.id, topic.c.url).where(below)).all()
    moved = 0
    for row in rows:
        url = new + row.url.removeprefix(old)
        moved += _move_subscriptions(connection, row.id, _topic_at(connection, row.id, url), url)
    waits = verification.c.topic_url.startswith(f"{old}/", autoescape=True)
    connection.execute(delete(verification).where(waits))
    # Changes since the base URL changed found no topic: each machine compares all topics again.
    connection.execute(update(announced).values(revision=-1))
    return MovedSubscriptions(len(rows), moved)


def _topic_at(connection: Connection, topic_id: int, url: str) -> int:
    """The id of the topic at the new address: this one, renamed, where none is there."""
    query = select(topic.c.id).where(topic.c.key == key_of(url))
    there = connection.execute(query).scalar()
    if there is not None:
        return int(there)
    renamed = update(topic).where(topic.c.id == topic_id).values(url=url, key=key_of(url))
    connection.execute(renamed)
    return topic_id


def _move_subscriptions(connection: Connection, old_id: int, new_id: int, url: str) -> int:
    of_old = select(subscription.c.id, subscription.c.callback)
    moved = 0
    for row in connection.execute(of_old.where(subscription.c.topic_id == old_id)).all():
        key, own = key_of(url, row.callback), subscription.c.id == row.id
        if connection.execute(select(exists().where(subscription.c.key == key))).scalar():
            connection.execute(delete(subscription).where(own))
            continue
        values = {"key": key, "topic_id": new_id}
        connection.execute(update(subscription).where(own).values(values))
        moved += 1
    if old_id != new_id:
        connection.execute(delete(topic).where(topic.c.id == old_id))
        # Its content was announced to others: whoever has it already is not sent it again.
        connection.execute(update(topic).where(topic.c.id == new_id).values(digest=""))
    return moved
