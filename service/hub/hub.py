"""The hub as the web side has it: it checks and records; a worker calls out."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from sqlalchemy import Connection

from feeds.addresses import Address, UnknownAddressError, read_address
from feeds.errors import QueryError
from feeds.index.select import revision_of
from service.hub import rescan, subscriptions
from service.hub.database import Database
from service.hub.leases import granted
from service.hub.policy import client_rate, leases_of, verification_rate
from service.hub.queue import Queue
from service.hub.rate_limit import reserve
from service.hub.requests import Publish, Subscribe, Unsubscribe
from service.hub.subscriptions import Asked
from service.publication.publication import Publication
from service.settings.credentials import refresh_token


class LimitError(Exception):
    """Too many of something: `str()` says of what."""

    def __init__(self, reason: str, retry_seconds: float = 60) -> None:
        super().__init__(reason)
        self.retry_seconds = retry_seconds


class Hub:
    """Safe to use from any thread, and after a fork."""

    def __init__(self, publication: Publication, clock: Callable[[], float] = time.time) -> None:
        self.publication = publication
        self.settings = publication.settings
        self.database = Database(publication.settings)
        self.queue = Queue(publication.settings)
        self._clock = clock

    def admit(self, client: str) -> None:
        """:raise LimitError: this client asks too often"""
        now = self._clock()
        with self.database.writing() as connection:
            at = reserve(connection, self._unnamed(client), client_rate(self.settings), now)
            if at > now:  # raised here: what is refused uses nothing up
                raise LimitError("too many requests", at - now)

    def _unnamed(self, client: str) -> str:
        """The client's key, which nobody who reads the table can turn back into an address."""
        secret = refresh_token(self.settings).encode()
        return "client " + hmac.new(secret, client.encode(), hashlib.sha256).hexdigest()[:32]

    def subscribe(self, request: Subscribe) -> None:
        """Record what is to be verified.

        :raise QueryError: no such topic
        :raise LimitError: too many subscriptions, or requests that wait
        """
        address = self._address(request.topic)
        asked = Asked(
            mode="subscribe",
            topic_url=self._canonical(address),
            asked_url=request.topic,
            callback=request.callback,
            host=request.host,
            secret=request.secret,
            lease_seconds=granted(request.lease_seconds, leases_of(self.settings)),
            seen_digest=self.publication.publish(*address).digest,
        )
        with self.database.writing() as connection:
            if not subscriptions.is_known(connection, asked.key):
                self._check_room(connection, asked.host)
            self._put(connection, asked)
        self.queue.wake("verify")

    def unsubscribe(self, request: Unsubscribe) -> None:
        """Record what is to be verified. Of a subscription that there is not, nobody is asked:
        the hub would only call strangers for strangers.

        :raise QueryError: an address that can be no topic
        """
        asked = Asked(
            mode="unsubscribe",
            topic_url=self._canonical(self._address(request.topic)),
            asked_url=request.topic,
            callback=request.callback,
            host=request.host,
        )
        with self.database.writing() as connection:
            if not subscriptions.is_known(connection, asked.key):
                return
            self._put(connection, asked)
        self.queue.wake("verify")

    def publish(self, request: Publish) -> tuple[str, ...]:
        """Have the archive looked at; returns the topics nobody knows (yet).

        :raise UnknownAddressError: where none of them can be a feed of this service
        """
        unknown = tuple(url for url in request.topics if not self._is_topic(url))
        if not any(self._can_be_topic(url) for url in request.topics):
            raise UnknownAddressError(", ".join(request.topics))
        rescan.ask(self.settings.state_folder)
        self.queue.wake("look")
        return unknown

    def changed(self) -> None:
        """The index was refreshed: announce it now, not at the next sweep."""
        self.queue.wake("announce")

    def _put(self, connection: Connection, asked: Asked) -> None:
        """:raise LimitError: too many wait"""
        total, of_host = subscriptions.waiting(connection, asked.host)
        if total >= self.settings.most_verifications:
            raise LimitError("too many requests wait for their verification")
        if of_host >= self.settings.verifications_per_host:
            raise LimitError(f"too many requests wait for {asked.host}")
        rate = verification_rate(self.settings)
        at = reserve(connection, f"host {asked.host}", rate, self._clock())
        subscriptions.put(connection, asked, at)

    def _check_room(self, connection: Connection, host: str) -> None:
        if subscriptions.count(connection) >= self.settings.most_subscriptions:
            raise LimitError("this hub takes no more subscriptions", 3600)
        if subscriptions.count(connection, host) >= self.settings.subscriptions_per_host:
            raise LimitError(f"too many subscriptions at {host}", 3600)

    def _address(self, url: str) -> Address:
        return read_address(url, self.settings.public_url, self.settings.content)

    def _canonical(self, address: Address) -> str:
        return self.publication.links.feed(address.query, address.form.extension)

    def _can_be_topic(self, url: str) -> bool:
        try:
            self._address(url)
        except QueryError:
            return False
        return True

    def _is_topic(self, url: str) -> bool:
        try:
            revision_of(self.publication.index, self._address(url).query)
        except QueryError:
            return False
        return True
