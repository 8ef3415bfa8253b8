"""The hub's tables. All times are seconds since 1970 in UTC.

A row that waits for an outgoing request has `try_at`: when it is due. The worker that takes the
row writes its own name in `claim` and moves `try_at` forward, so that a worker that dies with the
row in hand only delays it.

A column with `key` has that name in the code, and its older name in the database.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

# SQLite numbers rows by itself only in a column of exactly this type.
_Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()


def key_of(*parts: str) -> str:
    """A short text that stands for long ones in a unique index: PostgreSQL indexes 2,700 bytes at
    most."""
    return sha256("\n".join(parts).encode()).hexdigest()


topic = Table(
    "topic",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # key_of(url)
    Column("url", Text, nullable=False),  # canonical
    Column("version", BigInteger, nullable=False, server_default="0"),  # contents announced
    Column("digest", String(64), nullable=False, server_default=""),  # last announced, first seen
    # of the content that external hubs were last told of
    Column("told_digest", String(64), key="external_digest"),
    Column("content_type", Text, nullable=False, server_default=""),
    Column("link", Text, nullable=False, server_default=""),  # the Link header
    Column("body", LargeBinary),  # the newest content, mostly gzip; null until it is announced
    Column("changed_at", Double, nullable=False),
    # of the content, of the machine that announced it, and of contents before it, parted by spaces:
    # see `service.hub.content_order`
    Column("content_order", BigInteger, nullable=False, server_default="0"),
    Column("announcer", String(32), nullable=False, server_default=""),
    Column("former_digests", Text, nullable=False, server_default=""),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("topic_id", ForeignKey("topic.id"), nullable=False),
    Column("key", String(64), nullable=False, unique=True),  # key_of(topic's url, callback)
    Column("callback", Text, nullable=False),
    Column("host", Text, nullable=False),  # the callback's
    Column("secret", Text),
    Column("signature_method", String(8)),  # of X-Hub-Signature; null: as the settings say
    Column("lease_seconds", BigInteger, nullable=False),
    Column("lease_end", Double, nullable=False),
    Column("client", String(64), nullable=False, server_default=""),  # see `service.hub.hub`
    Index("subscription_topic", "topic_id"),
    Index("subscription_host", "host"),
    Index("subscription_lease_end", "lease_end"),
)

delivery = Table(  # at most one for each subscription: a slow subscriber has no queue
    "delivery",
    metadata,
    Column(
        "subscription_id",
        ForeignKey("subscription.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("host", Text, nullable=False),
    Column("wanted", BigInteger, nullable=False),  # the topic's version to be delivered
    Column("since", Double, nullable=False),  # when that was announced
    Column("try_at", Double),  # null: nothing to do
    Column("claim", String(80)),
    Column("tries", Integer, nullable=False),  # failures since then
    Column("delivered_at", Double),
    Column("delivered_digest", String(64)),
    Column("failed_at", Double),
    Column("failure", Text),  # the last one, in a few words
    Index("delivery_try_at", "try_at"),
    Index("delivery_claim", "claim"),
)

verification = Table(  # a request to the hub whose intent is not verified yet
    "verification",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # VerificationRequest.waiting_key
    Column("topic_url", Text, nullable=False),  # canonical
    Column("asked_url", Text, nullable=False, key="spelled_url"),  # the subscriber's spelling
    Column("callback", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("mode", String(12), nullable=False),  # subscribe, unsubscribe
    Column("secret", Text),
    Column("signature_method", String(8)),
    Column("lease_seconds", BigInteger, nullable=False),
    # of the content at the time of the request
    Column("seen_digest", String(64), nullable=False, key="request_digest"),
    Column("client", String(64), nullable=False, server_default=""),  # see `service.hub.hub`
    # of the machine that took the request: see `service.hub.index_id`
    Column("index_id", String(32), nullable=False, server_default=""),
    Column("since", Double, nullable=False, server_default="0"),  # when it was sent
    Column("tries", Integer, nullable=False, server_default="0"),  # failures
    Column("nonce", String(32), nullable=False),  # another request for the same key has another
    Column("try_at", Double, nullable=False),
    Column("claim", String(80)),
    Index("verification_try_at", "try_at"),
    Index("verification_host", "host"),
    Index("verification_client", "client", "host"),
)

ping = Table(  # a topic that an external hub is to be told of
    "ping",
    metadata,
    Column("key", String(64), primary_key=True),  # key_of(hub, topic_url)
    Column("hub", Text, nullable=False),
    Column("topic_url", Text, nullable=False),
    Column("since", Double, nullable=False),
    Column("try_at", Double, nullable=False),
    Column("claim", String(80)),
    Column("tries", Integer, nullable=False),
    Index("ping_try_at", "try_at"),
)

rate_limit = Table(  # how often a host is called and a client may call: see rate_limit.py
    "pace",
    metadata,
    Column("key", Text, primary_key=True),
    Column("reserved_until", Double, nullable=False),
)

announced = Table(  # up to which revision each index has been announced
    "announced",
    metadata,
    Column("index_id", String(32), primary_key=True),
    Column("revision", BigInteger, nullable=False),
    # of the index at that revision: see `service.hub.content_order`
    Column("content_order", BigInteger, nullable=False, server_default="0"),
)

scan_request = Table(  # how often a scan was asked for: see scan_requests.py
    "scan_request",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
)
