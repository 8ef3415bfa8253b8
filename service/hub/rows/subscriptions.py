"""Requests that wait for their verification, and the subscriptions that come of them."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    union,
    update,
)

from service.hub.requests import Mode
from service.hub.rows.claims import Claim, claim_due
from service.hub.rows.database import insert
from service.hub.rows.tables import key_of, subscription, topic, verification

_RENEWED = ("secret", "signature_method", "lease_seconds", "lease_end")


class VerificationRequest(NamedTuple):
    """A request to the hub that passed every check that needs no call to the subscriber."""

    mode: Mode
    topic_url: str  # canonical
    spelled_url: str  # the topic in the subscriber's spelling
    callback: str
    host: str
    secret: str | None = None
    lease_seconds: int = 0  # granted
    request_digest: str = ""  # of the topic's content at the time of the request
    client: str = ""  # a key that stands for the client
    signature_method: str | None = None  # None: as the settings say
    index_id: str = ""  # of the machine that took the request
    since: float = 0  # when it was sent

    @property
    def key(self) -> str:
        """Section 5.1: a subscription is the tuple of topic and callback."""
        return key_of(self.topic_url, self.callback)

    @property
    def waiting_key(self) -> str:
        """A request replaces one of its mode only: a stranger's `unsubscribe` must not take the
        place of a `subscribe` that is not verified yet."""
        return self.key if self.mode == "subscribe" else self._unsubscribe_key

    @property
    def waiting_keys(self) -> tuple[str, str]:
        """Of both modes."""
        return self.key, self._unsubscribe_key

    @property
    def _unsubscribe_key(self) -> str:
        return key_of(self.topic_url, self.callback, "unsubscribe")


class Verification(NamedTuple):
    """A request that waits; `nonce` tells it from a later request with the same key."""

    id: int
    nonce: str
    request: VerificationRequest
    tries: int = 0  # failures

    @property
    def host(self) -> str:
        return self.request.host


class Waiting(NamedTuple):
    """How many requests wait."""

    in_all: int
    of_client: int
    of_client_and_host: int


def turn_of(connection: Connection, request: VerificationRequest) -> float | None:
    """When the request is due that this one replaces; None where it replaces none, or one whose
    callback is being called already."""
    same = verification.c.key == request.waiting_key, verification.c.claim.is_(None)
    return connection.execute(select(verification.c.try_at).where(*same)).scalar()


def put(connection: Connection, request: VerificationRequest, at: float) -> None:
    """Let a request wait for its verification at `at`. It replaces an earlier one of its key."""
    row = {
        **request._asdict(),
        "key": request.waiting_key,
        "nonce": secrets.token_hex(16),
        "try_at": at,
        "claim": None,
        "tries": 0,
    }
    # Not kept in its place: a later request has a larger id.
    connection.execute(delete(verification).where(verification.c.key == request.waiting_key))
    statement = insert(connection, verification).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[verification.c.key],
            set_={verification.c[name]: statement.excluded[name] for name in row if name != "key"},
        )
    )


def take_due(
    connection: Connection,
    claim: Claim,
    most: int,
    busy_hosts: Collection[str] = (),
) -> list[Verification]:
    """Claim requests that are due; none for `busy_hosts`."""
    key = verification.c.id
    ids = claim_due(connection, verification, key, claim, most, busy_hosts)
    rows = connection.execute(select(verification).where(key.in_(ids)))
    return [_verification(row._mapping) for row in rows]


def remove(connection: Connection, row: Verification) -> bool:
    """End a request. False where a later one has replaced it meanwhile."""
    same = and_(verification.c.id == row.id, verification.c.nonce == row.nonce)
    return connection.execute(delete(verification).where(same)).rowcount == 1


def put_off(connection: Connection, row: Verification, tries: int, at: float) -> None:
    """Let a claimed request wait until `at`, unless a later one has replaced it meanwhile."""
    same = and_(verification.c.id == row.id, verification.c.nonce == row.nonce)
    connection.execute(update(verification).where(same).values(claim=None, tries=tries, try_at=at))


def is_secret(connection: Connection, key: str, secret: str) -> bool:
    """Whether the subscription of this key has this secret."""
    query = select(subscription.c.secret).where(subscription.c.key == key)
    kept = connection.execute(query).scalar()
    return kept is not None and hmac.compare_digest(str(kept).encode(), secret.encode())


def remove_earlier(connection: Connection, row: Verification) -> None:
    """End the requests that the subscriber sent before this one, which it has confirmed."""
    earlier = verification.c.key.in_(row.request.waiting_keys), verification.c.id < row.id
    connection.execute(delete(verification).where(*earlier))


def is_known(connection: Connection, key: str) -> bool:
    """Whether there is a subscription, or a request for one."""
    either = or_(
        exists().where(subscription.c.key == key),
        exists().where(and_(verification.c.key == key, verification.c.mode == "subscribe")),
    )
    return bool(connection.execute(select(either)).scalar())


def lease_end(connection: Connection, key: str) -> float | None:
    """Seconds since 1970; None where there is no such subscription."""
    query = select(subscription.c.lease_end).where(subscription.c.key == key)
    return connection.execute(query).scalar()


def waiting(connection: Connection, request: VerificationRequest) -> Waiting:
    """How many requests wait beside this one, of its client and for its callback host."""
    in_all = select(func.count()).select_from(verification)
    of_client = in_all.where(verification.c.client == request.client)
    of_both = of_client.where(verification.c.host == request.host)
    queries = (in_all, of_client, of_both)
    return Waiting(*(connection.execute(query).scalar_one() for query in queries))


def count(connection: Connection, host: str | None = None) -> int:
    """The number of subscriptions: in all, or at this callback host."""
    query = select(func.count()).select_from(subscription)
    if host is not None:
        query = query.where(subscription.c.host == host)
    return int(connection.execute(query).scalar_one())


def is_filtered(topic_url: str, base_url: str) -> bool:
    """Whether a topic has filters or is that of a month: as `_filtered` has it in SQL."""
    return "?" in topic_url or topic_url.startswith(f"{base_url}/archive/")


def filtered_topics(
    connection: Connection, base_url: str, beside: str, host: str | None = None
) -> int:
    """The number of topics with filters or of a month, `beside` one, of subscriptions and of
    requests that wait: in all, or at this callback host."""
    kept = select(topic.c.url).where(*_filtered(topic.c.url, base_url, beside))
    url = verification.c.topic_url
    waits = select(url).where(*_filtered(url, base_url, beside))
    if host is not None:
        kept = kept.join(subscription).where(subscription.c.host == host)
        waits = waits.where(verification.c.host == host)
    topics = union(kept, waits).subquery()
    return int(connection.execute(select(func.count()).select_from(topics)).scalar_one())


def _filtered(url: Column[str], base_url: str, beside: str) -> tuple[ColumnElement[bool], ...]:
    of_month = url.startswith(f"{base_url}/archive/", autoescape=True)
    return url != beside, or_(url.contains("?"), of_month)


def subscribe(connection: Connection, request: VerificationRequest, now: float) -> None:
    """Grant a verified request. Section 5.1: it overrides all of the old state, the secret or its
    absence included."""
    topic_id = _topic(connection, request, now)
    row = {
        "topic_id": topic_id,
        "key": request.key,
        "callback": request.callback,
        "host": request.host,
        "secret": request.secret,
        "signature_method": request.signature_method,
        "lease_seconds": request.lease_seconds,
        "lease_end": now + request.lease_seconds,
    }
    renewed = {name: row[name] for name in _RENEWED}
    statement = insert(connection, subscription).values(row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[subscription.c.key], set_=renewed)
    )


def unsubscribe(connection: Connection, key: str) -> None:
    connection.execute(delete(subscription).where(subscription.c.key == key))


def any_ended(connection: Connection, now: float) -> bool:
    """Whether the lease of any subscription has ended."""
    ended = exists().where(subscription.c.lease_end <= now)
    return bool(connection.execute(select(ended)).scalar())


def end_leases(connection: Connection, now: float) -> int:
    """Delete the subscriptions whose lease has ended (section 5.3: leases are enforced); returns
    how many."""
    return connection.execute(delete(subscription).where(subscription.c.lease_end <= now)).rowcount


def forget_topics(connection: Connection) -> None:
    """Drop the content of topics without a subscriber, and the topics themselves, but for those
    that external hubs were told of."""
    unwanted = ~exists().where(subscription.c.topic_id == topic.c.id)
    connection.execute(delete(topic).where(unwanted, topic.c.external_digest.is_(None)))
    emptied = update(topic).where(unwanted, topic.c.body.is_not(None))
    connection.execute(emptied.values(body=None, digest=""))


def _topic(connection: Connection, request: VerificationRequest, now: float) -> int:
    """The id of the topic's row. Where the topic had no subscriber, later contents are compared
    with what the new one could read when it sent its request."""
    row = {
        "key": key_of(request.topic_url),
        "url": request.topic_url,
        "digest": request.request_digest,
        "changed_at": now,
    }
    connection.execute(insert(connection, topic).values(row).on_conflict_do_nothing())
    topic_id = connection.execute(select(topic.c.id).where(topic.c.key == row["key"])).scalar_one()
    alone = ~exists().where(subscription.c.topic_id == topic_id)
    connection.execute(
        update(topic).where(topic.c.id == topic_id, alone).values(digest=request.request_digest)
    )
    return int(topic_id)


def _verification(row: Any) -> Verification:
    fields = {name: row[verification.c[name]] for name in VerificationRequest._fields}
    request = VerificationRequest(**fields)
    return Verification(row["id"], row["nonce"], request, row["tries"])
