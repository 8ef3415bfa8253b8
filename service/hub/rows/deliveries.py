"""Deliveries that are not done yet: new content makes rows, distribution ends them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    bindparam,
    case,
    delete,
    func,
    literal,
    select,
    update,
)

from service.hub.rows.claims import Claim, Turns
from service.hub.rows.database import insert
from service.hub.rows.tables import delivery, subscription, topic

# Whether the callback took its last delivery. One that failed once most often hangs again, and of
# one that has had none nothing is known.
_PROVEN = func.coalesce(delivery.c.delivered_at, 0.0) > func.coalesce(delivery.c.failed_at, 0.0)
_CLIENT = (
    select(subscription.c.client)
    .where(subscription.c.id == delivery.c.subscription_id)
    .scalar_subquery()
)
_DUE = ["subscription_id", "host", "wanted", "since", "try_at", "tries"]


class Delivery(NamedTuple):
    """One delivery that a worker has claimed: where it goes, and how often it was tried."""

    id: int  # the subscription's
    topic_id: int
    callback: str
    host: str
    secret: str | None
    signature_method: str | None  # None: as the settings say
    tries: int  # failures with this content
    since: float  # when this content was announced
    delivered_digest: str | None
    is_unproven: bool  # it has taken no delivery yet, or failed at the last one


class Delivered(NamedTuple):
    """The outcome of a delivery that the subscriber took."""

    id: int
    version: int
    digest: str


class Failed(NamedTuple):
    """The outcome of a delivery that the subscriber did not take."""

    id: int
    version: int
    failure: str  # in a few words
    next_try: float | None  # None: given up


def make_due_for_new(connection: Connection, key: str, request_digest: str, now: float) -> int:
    """Make a first delivery due for the subscription of this key, where content was announced
    that its subscriber could not read yet when it sent its request (`request_digest`); returns
    how many."""
    missed = select(*_due_columns(topic.c.version, now)).join_from(
        subscription, topic, subscription.c.topic_id == topic.c.id
    )
    missed = missed.where(
        subscription.c.key == key, topic.c.body.is_not(None), topic.c.digest != request_digest
    )
    # A subscription that is renewed has its delivery already.
    statement = insert(connection, delivery).from_select(_DUE, missed).on_conflict_do_nothing()
    return _inserted(connection, statement)


def make_due_for_all(connection: Connection, topic_id: int, version: int, now: float) -> int:
    """Make a delivery of this version due for every subscriber of a topic; returns how many.

    A delivery that waits is replaced: a subscriber gets the newest content, not a queue.
    A delivery that a worker has claimed stays with it: when the worker records the outcome, the
    row says that newer content is wanted."""
    due = select(*_due_columns(literal(version), now)).where(
        subscription.c.topic_id == topic_id, subscription.c.lease_end > now
    )
    statement = insert(connection, delivery).from_select(_DUE, due)
    at = case((delivery.c.claim.is_(None), statement.excluded.try_at), else_=delivery.c.try_at)
    renewed = {"wanted": version, "since": now, "tries": 0, "try_at": at}
    return _inserted(
        connection,
        statement.on_conflict_do_update(index_elements=[delivery.c.subscription_id], set_=renewed),
    )


def _inserted(connection: Connection, statement: Executable) -> int:
    """Execute an INSERT; the number of rows that it wrote, which SQLAlchemy forgets unless asked
    to keep it."""
    options = {"preserve_rowcount": True}
    return int(connection.execute(statement, execution_options=options).rowcount)


def _due_columns(version: ColumnElement[int], now: float) -> list[ColumnElement[Any]]:
    """The values of `_DUE` for a delivery of this version that is due now."""
    return [subscription.c.id, subscription.c.host, version, literal(now), literal(now), literal(0)]


class DueDeliveries:
    """Claims deliveries that are due, in turns between the clients that have subscribed them: first
    those to callbacks that took their last one."""

    def __init__(self) -> None:
        key = delivery.c.subscription_id
        self._proven = Turns(delivery, key, _CLIENT, _PROVEN)
        self._unproven = Turns(delivery, key, _CLIENT, ~_PROVEN)

    def take(
        self,
        connection: Connection,
        claim: Claim,
        most: int,
        busy_hosts: Collection[str],
        most_unproven: int,
    ) -> list[Delivery]:
        """None to `busy_hosts`, and no more than `most_unproven` to callbacks that are new or
        failed last."""
        ids = self._proven.claim(connection, claim, most, busy_hosts)
        room = min(most - len(ids), most_unproven)
        if room > 0:
            ids += self._unproven.claim(connection, claim, room, busy_hosts)
        return _claimed(connection, claim, ids)


def _claimed(connection: Connection, claim: Claim, ids: list[int]) -> list[Delivery]:
    rows = connection.execute(
        select(
            subscription.c.id,
            subscription.c.topic_id,
            subscription.c.callback,
            subscription.c.host,
            subscription.c.secret,
            subscription.c.signature_method,
            delivery.c.tries,
            delivery.c.since,
            delivery.c.delivered_digest,
            ~_PROVEN,
        )
        .join_from(delivery, subscription, delivery.c.subscription_id == subscription.c.id)
        .where(delivery.c.subscription_id.in_(ids), subscription.c.lease_end > claim.now)
    )
    taken = {row.id: Delivery(*row) for row in rows}
    return [taken[each] for each in ids if each in taken]


def record_delivered(
    connection: Connection, delivered: Iterable[Delivered], worker: str, now: float
) -> None:
    """End deliveries. Those whose topic was announced anew meanwhile are due again."""
    again = case((delivery.c.wanted <= bindparam("version"), None), else_=now)
    _record(
        connection,
        worker,
        [row._asdict() for row in delivered],
        try_at=again,
        tries=0,
        delivered_at=now,
        delivered_digest=bindparam("digest"),
    )


def record_failed(
    connection: Connection, failed: Iterable[Failed], worker: str, now: float
) -> None:
    """Make deliveries due again at their next try. One that was given up is tried at the next
    change, which may have come meanwhile."""
    given_up = case((delivery.c.wanted <= bindparam("version"), None), else_=now)
    _record(
        connection,
        worker,
        [row._asdict() for row in failed],
        try_at=func.coalesce(bindparam("next_try"), given_up),
        tries=delivery.c.tries + 1,
        failed_at=now,
        failure=bindparam("failure"),
    )


def give_back(connection: Connection, ids: Iterable[int], worker: str, now: float) -> None:
    """Make deliveries due again that this worker claimed and did not begin."""
    _record(connection, worker, [{"id": each} for each in ids], try_at=now)


def _record(
    connection: Connection, worker: str, rows: list[dict[str, object]], **values: object
) -> None:
    if not rows:
        return
    own = (delivery.c.subscription_id == bindparam("id")), (delivery.c.claim == worker)
    connection.execute(update(delivery).where(*own).values(claim=None, **values), rows)


def end_subscriptions(connection: Connection, ids: Collection[int]) -> None:
    """Section 7: a subscriber that answers 410 wants no more deliveries."""
    if ids:
        connection.execute(delete(subscription).where(subscription.c.id.in_(ids)))
