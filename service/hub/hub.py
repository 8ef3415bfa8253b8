"""The hub as the web side uses it: it checks requests and records them; a worker calls out."""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import Connection

from feeds.errors import StateError, UnknownAddressError
from feeds.outages import one_line, patiently
from feeds.render import FORMATS
from service.hub.capacity import LimitError, Room, check_filtered, check_waiting
from service.hub.index_id import index_id
from service.hub.leases import granted
from service.hub.one_at_a_time import OneAtATime
from service.hub.policy import client_rate, lease_bounds, verification_rate
from service.hub.report import SubscriptionReport, subscription_report
from service.hub.requests import Details, Publish, Subscribe, Unsubscribe
from service.hub.rows import scan_requests, subscriptions, verifications
from service.hub.rows.database import Database
from service.hub.rows.rate_limit import hold, reserve
from service.hub.rows.tables import key_of
from service.hub.rows.verifications import VerificationRequest
from service.hub.topics import Topics
from service.hub.work.queue import Queue
from service.publication.publication import Publication
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from service.traffic.clients import client_of

UNTOLD = "other machines cannot be told"
_PATIENCE_SECONDS = 5.0  # of a request, for one statement

_log = logging.getLogger("postwire.hub")


def check_hub(settings: Settings) -> None:
    """Refuse settings that the hub cannot use before anything starts; nothing is connected to.

    :raise ConfigurationError: database_url or queue_url has no meaning, or its extra is missing
    """
    Database(settings)
    Queue(settings)


def parts_away(settings: Settings) -> list[str]:
    """A line for the hub's database and for its queue where they cannot be used now. Both are
    connected to, which takes up to five seconds where a host does not answer."""
    database, queue = Database(settings, _PATIENCE_SECONDS), Queue(settings)
    lines = []
    for check in (database.check, queue.check):
        try:
            check()
        except StateError as error:
            lines.append(f"{one_line(error)}; meanwhile feeds are served, but nobody is told")
    database.close()
    return lines


class Hub:
    """Safe to use from any thread, and after a fork."""

    def __init__(self, publication: Publication, clock: Callable[[], float] = time.time) -> None:
        self.publication = publication
        self.settings = publication.settings
        self.database = Database(publication.settings, _PATIENCE_SECONDS)
        self.queue = Queue(publication.settings)
        self._topics = Topics(publication)
        self._tell_later = OneAtATime(lambda: patiently(UNTOLD, _log, self.tell))
        self._clock = clock

    def admit(self, address: str) -> str:
        """Count one request of the client at this IP address, in IPv6 of its /64 network; returns
        the client's key.

        :raise LimitError: the client sends too many
        """
        now = self._clock()
        client = self._anonymous(client_of(address))
        with self.database.writing() as connection:
            at = reserve(connection, client, client_rate(self.settings), now)
            if at > now:  # raised in the transaction: a refused request uses nothing up
                raise LimitError("too many requests", at - now)
        return client

    def _anonymous(self, address: str) -> str:
        """The client's key, from which no reader of the table can tell the address."""
        secret = refresh_token(self.settings).encode()
        return "client " + hmac.new(secret, address.encode(), hashlib.sha256).hexdigest()[:32]

    def subscribe(
        self, form: Subscribe, client: str, missed: Callable[[], None] = lambda: None
    ) -> None:
        """Record a request that is to be verified. `missed` is called before a topic is rendered
        that is not in the cache: a request that is refused costs no rendering.

        :raise QueryError: no such topic
        :raise LimitError: too many subscriptions, or requests that wait
        """
        address = self._topics.address_of(form.topic)
        request = VerificationRequest(
            mode="subscribe",
            topic_url=self._topics.canonical(address),
            spelled_url=form.topic,
            callback=form.callback,
            host=form.host,
            secret=form.secret,
            lease_seconds=granted(form.lease_seconds, lease_bounds(self.settings)),
            client=client,
            signature_method=form.signature_method,
            index_id=index_id(self.settings.state_folder),
            since=self._clock(),
        )
        with self.database.reading() as connection:
            self._check_room(connection, request)
        form_of = FORMATS[address.extension]
        document = self.publication.publish(address.query, form_of, missed)
        request = request._replace(request_digest=document.digest)
        with self.database.writing() as connection:
            # Others may have taken it meanwhile. That of subscriptions is taken by the worker.
            check_filtered(self.settings, connection, request)
            self._put(connection, request)
        self.queue.wake("verify")

    def unsubscribe(self, form: Unsubscribe, client: str) -> None:
        """Record a request that is to be verified. Where there is no such subscription, no
        callback is called: else strangers could have the hub call other strangers.

        :raise QueryError: an address that can be no topic
        :raise LimitError: too many requests that wait
        """
        request = VerificationRequest(
            mode="unsubscribe",
            topic_url=self._topics.canonical(self._topics.address_of(form.topic)),
            spelled_url=form.topic,
            callback=form.callback,
            host=form.host,
            client=client,
            since=self._clock(),
        )
        with self.database.writing() as connection:
            if not subscriptions.is_known(connection, request):
                return
            self._put(connection, request)
        self.queue.wake("verify")

    def publish(self, form: Publish) -> tuple[str, ...]:
        """Have the archive scanned; returns the topics that do not exist (yet).

        :raise UnknownAddressError: none of the topics can be a feed of this service
        """
        if not any(self._topics.can_be(url) for url in form.topics):
            raise UnknownAddressError(", ".join(form.topics))
        unknown = tuple(url for url in form.topics if not self._topics.is_there(url))
        with self.database.writing() as connection:
            scan_requests.request(connection, scan_requests.PING)
        self.queue.wake("rescan")
        return unknown

    def changed(self) -> None:
        """The index was refreshed: announce it now, not at the next sweep. Workers of other
        machines scan their copies of the archive. Where the database is away, a thread tells them
        when it is back: the refresh is done all the same."""
        try:
            self.tell()
        except StateError:
            threading.Thread(target=self._tell_later, name="tell", daemon=True).start()
        else:
            self.queue.wake("announce")

    def tell(self) -> None:
        """Have the workers of other machines scan their copies of the archive.

        :raise StateError: the database cannot be reached
        """
        with self.database.writing() as connection:
            scan_requests.request(connection, index_id(self.settings.state_folder))

    def details(self, form: Details) -> SubscriptionReport | None:
        """The state of a subscription, for its subscriber; None where there is none of this topic
        and callback with this secret.

        :raise QueryError: an address that can be no topic
        """
        key = key_of(self._topics.canonical(self._topics.address_of(form.topic)), form.callback)
        with self.database.reading() as connection:
            is_subscribers = subscriptions.has_secret(connection, key, form.secret)
            return subscription_report(connection, key) if is_subscribers else None

    def _check_room(self, connection: Connection, request: VerificationRequest) -> None:
        """:raise LimitError: too many subscriptions, or topics with filters"""
        if not subscriptions.is_known(connection, request):
            Room(self.settings, connection).take(request.host)
        check_filtered(self.settings, connection, request)

    def _put(self, connection: Connection, request: VerificationRequest) -> None:
        """A request that replaces another takes over its turn, and needs no room. Those that a
        client sends at once are put one after the other: they replace each other.

        :raise LimitError: too many requests wait
        """
        hold(connection, request.client)
        at = verifications.end_replaced(connection, request)
        if at is None:
            waiting = verifications.waiting(connection, request)
            check_waiting(self.settings, waiting, request.host)
            rate = verification_rate(self.settings)
            at = reserve(connection, f"host {request.host}", rate, self._clock())
        verifications.put(connection, request, at)
