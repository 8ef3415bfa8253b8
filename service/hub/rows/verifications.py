"""Requests of subscribers that wait for their verification (W3C WebSub section 5.3)."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from service.hub.requests import Mode
from service.hub.rows.claims import Claim, Turns
from service.hub.rows.database import insert
from service.hub.rows.tables import key_of, verification

_HALF_KEY = 32  # hexadecimal digits


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
        """A request replaces one of its mode and its client only: a stranger's request, which the
        subscriber may refuse, must not take the place of the subscriber's own. It begins with what
        the requests for one subscription have in common."""
        return self.common_key + key_of(self.mode, self.client)[:_HALF_KEY]

    @property
    def common_key(self) -> str:
        return self.key[:_HALF_KEY]


class Verification(NamedTuple):
    """A request that waits; `nonce` tells it from a later request with the same key."""

    id: int
    nonce: str
    request: VerificationRequest
    tries: int = 0  # failures

    @property
    def host(self) -> str:
        return self.request.host

    @property
    def is_unproven(self) -> bool:
        return False  # all are alike


class WaitingCounts(NamedTuple):
    """How many requests wait."""

    in_all: int
    of_client: int
    of_client_and_host: int


def end_replaced(connection: Connection, request: VerificationRequest) -> float | None:
    """End the request that this one replaces; returns when that was due. None where it replaces
    none, or one whose callback is being called already."""
    ended = delete(verification).where(verification.c.key == request.waiting_key)
    columns = verification.c.try_at, verification.c.claim
    row = connection.execute(ended.returning(*columns)).one_or_none()
    return None if row is None or row.claim is not None else float(row.try_at)


def put(connection: Connection, request: VerificationRequest, at: float) -> None:
    """Let a request wait for its verification at `at`, in place of one of its key that another
    process puts at this moment. One from before is to be ended first: a later request has a larger
    id."""
    row = {
        **request._asdict(),
        "key": request.waiting_key,
        "nonce": secrets.token_hex(16),
        "try_at": at,
        "claim": None,
        "tries": 0,
    }
    statement = insert(connection, verification).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[verification.c.key],
            set_={verification.c[name]: statement.excluded[name] for name in row if name != "key"},
        )
    )


class DueVerifications:
    """Claims requests that are due, in turns between clients."""

    def __init__(self) -> None:
        self._turns = Turns(verification, verification.c.id, verification.c.client)

    def take(
        self, connection: Connection, claim: Claim, most: int, busy_hosts: Collection[str] = ()
    ) -> list[Verification]:
        """None for `busy_hosts`."""
        ids = self._turns.claim(connection, claim, most, busy_hosts)
        rows = connection.execute(select(verification).where(verification.c.id.in_(ids)))
        requests = {row.id: _verification(row._mapping) for row in rows}
        return [requests[each] for each in ids]


def remove(connection: Connection, row: Verification) -> bool:
    """End a request. False where a later one has replaced it meanwhile."""
    same = and_(verification.c.id == row.id, verification.c.nonce == row.nonce)
    return connection.execute(delete(verification).where(same)).rowcount == 1


def put_off(connection: Connection, row: Verification, tries: int, at: float) -> None:
    """Let a claimed request wait until `at`, unless a later one has replaced it meanwhile."""
    same = and_(verification.c.id == row.id, verification.c.nonce == row.nonce)
    connection.execute(update(verification).where(same).values(claim=None, tries=tries, try_at=at))


def remove_earlier(connection: Connection, row: Verification) -> None:
    """End the requests that the subscriber sent before this one, which it has confirmed."""
    earlier = and_(waits_for_same(row.request), verification.c.id < row.id)
    connection.execute(delete(verification).where(earlier))


def waits_for_same(request: VerificationRequest) -> ColumnElement[bool]:
    """Whether a request is for the same subscription as this one."""
    key = verification.c.key
    return key.between(request.common_key, request.common_key + "g")  # after each hexadecimal digit


def waiting(connection: Connection, request: VerificationRequest) -> WaitingCounts:
    """How many requests wait beside this one, of its client and for its callback host."""
    in_all = select(func.count()).select_from(verification)
    of_client = in_all.where(verification.c.client == request.client)
    of_both = of_client.where(verification.c.host == request.host)
    queries = (query.scalar_subquery() for query in (in_all, of_client, of_both))
    return WaitingCounts(*connection.execute(select(*queries)).one())


def _verification(row: Any) -> Verification:
    fields = {name: row[verification.c[name]] for name in VerificationRequest._fields}
    request = VerificationRequest(**fields)
    return Verification(row["id"], row["nonce"], request, row["tries"])
