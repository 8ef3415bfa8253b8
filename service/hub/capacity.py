"""Bounds on what the hub keeps: subscriptions, topics with filters, requests that wait.

Each check raises where there is no room for more, and names the time to try again. A request that
waits takes no room from subscriptions, for anybody can send it: so room is taken when it is
granted, and before that only looked for. Of topics with filters it does take room.
"""

from __future__ import annotations

from sqlalchemy import Connection

from service.hub.rows import subscriptions
from service.hub.rows.rate_limit import hold
from service.hub.rows.verifications import VerificationRequest, WaitingCounts
from service.settings.settings import Settings


class LimitError(Exception):
    """A request beyond a bound; `str()` says which one."""

    def __init__(self, reason: str, retry_seconds: float = 60) -> None:
        super().__init__(reason)
        self.retry_seconds = retry_seconds


def check_waiting(settings: Settings, waiting: WaitingCounts, host: str) -> None:
    """Bounded by client, so that one client leaves room for the others.

    :raise LimitError: too many requests wait
    """
    if waiting.in_all >= settings.most_verifications:
        raise LimitError("too many requests wait for their verification")
    if waiting.of_client >= settings.verifications_per_client:
        raise LimitError("too many of your requests wait for their verification")
    if waiting.of_client_and_host >= settings.verifications_per_host:
        raise LimitError(f"too many of your requests wait for {host}")


class Room:
    """The room for further subscriptions in one transaction, in which each callback host is counted
    once."""

    def __init__(self, settings: Settings, connection: Connection) -> None:
        self._settings = settings
        self._connection = connection
        self._in_all = 0
        self._at_host: dict[str, int] = {}

    def hold(self) -> None:
        """Have other workers wait with what they grant until the transaction ends: on PostgreSQL
        two that run at once would each count without the other's."""
        hold(self._connection, "room")

    def take(self, host: str) -> None:
        """Have one subscription more at this host.

        :raise LimitError: too many subscriptions
        """
        if host not in self._at_host:
            self._in_all, self._at_host[host] = subscriptions.counts(self._connection, host)
        if self._in_all >= self._settings.most_subscriptions:
            raise LimitError("this hub takes no more subscriptions", 3600)
        if self._at_host[host] >= self._settings.subscriptions_per_host:
            raise LimitError(f"too many subscriptions at {host}", 3600)
        self._in_all += 1
        self._at_host[host] += 1


def check_filtered(
    settings: Settings, connection: Connection, request: VerificationRequest
) -> None:
    """The archive has a limited number of feeds without filters, but filters make any number of
    feeds, and the hub keeps the content of each that has a subscriber.

    :raise LimitError: too many topics with filters
    """
    url, base_url = request.topic_url, settings.public_url
    if not subscriptions.is_filtered(url, base_url) or subscriptions.is_known(connection, request):
        return
    if subscriptions.filtered_topics(connection, base_url, url) >= settings.filtered_topics:
        raise LimitError("this hub takes no more topics with filters", 3600)
    of_host = subscriptions.filtered_topics(connection, base_url, url, request.host)
    if of_host >= settings.filtered_topics_per_host:
        raise LimitError(f"too many topics with filters at {request.host}", 3600)
