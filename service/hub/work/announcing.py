"""Announcing: a change of the index becomes deliveries that are due.

No refresh has to report anything. The worker compares the index's revision with the last one that
it announced. So every way of refreshing counts, and a change that a killed process left unannounced
is announced by the next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from feeds.addresses import Address, read_feed_url
from feeds.errors import NotReadyError, QueryError
from feeds.files import locked
from feeds.index.change_time import last_change
from feeds.index.select import revision_of, touched_since
from feeds.model import Term
from feeds.parameters import parse
from feeds.render import FORMATS
from service.hub.content_order import follows, is_former, next_order
from service.hub.index_id import index_id
from service.hub.rows import announcements, publish_requests
from service.hub.rows.announcements import SubscribedTopic
from service.hub.rows.database import Database, insert
from service.hub.rows.subscriptions import is_filtered
from service.hub.rows.tables import announced
from service.publication.publication import Publication
from service.publication.response import PreparedResponse

_BEFORE_ALL = -1  # a revision before that of any feed
_BATCH = 20  # topics at once; changed ones in a transaction
_TURN_SECONDS = 0.005  # between two batches, for who waits for the lock
_DIGESTS = 300  # of feeds that external hubs are told of, in a transaction


class TopicsAnnounced(NamedTuple):
    """What came of announcing some topics."""

    due: int  # deliveries that became due
    unready: dict[str, NotReadyError]  # the topics whose words are still being read, and how far


class Announced(NamedTuple):
    """What a machine announced last: its index's revision, and the order of its contents."""

    revision: int
    order: int


class Announcer:
    """Only one process at a time announces for an index. So no older content can be announced after
    a newer one of the same index; `service.hub.content_order` orders those of other machines."""

    def __init__(
        self, publication: Publication, database: Database, clock: Callable[[], float] = time.time
    ) -> None:
        self._publication = publication
        self._database = database
        self._clock = clock

    def is_due(self) -> bool:
        """Whether the index changed since it was last announced."""
        announced = self._announced()
        return announced is None or self._revision() != announced.revision

    def announce(self) -> int:
        """Announce every change up to now; returns how many deliveries became due."""
        with locked(self._state / "announce-all.lock"):
            revision, announced = self._revision(), self._announced()
            if announced and announced.revision == revision:
                return 0
            last = announced.revision if announced else None
            if last is not None and revision < last:
                last = _BEFORE_ALL  # the index was made anew, and counts from elsewhere
            order = self._order(revision, announced)
            due = self._announce_to_subscribers(last)
            if last is not None:
                self._announce_to_external_hubs(last)
            self._remember(Announced(revision, order))
            return due

    def announce_topics(self, urls: Collection[str]) -> TopicsAnnounced:
        """Announce what changed of those of these topics that have a subscriber."""
        with self._locked():
            order = self._order(self._revision(), self._announced())
            return self._announce(self._subscribed(urls), order)

    def refusal(self, url: str) -> str | None:
        """Why there is nothing to subscribe to at this address; None where there is. Its content
        is not looked at: others wait for the answer."""
        try:
            query, _ = self._address(url)
            revision_of(self._publication.index, query)
        except QueryError as error:
            return str(error)
        return None

    def _order(self, revision: int, announced: Announced | None) -> int:
        """The number of this index's contents, read before they are: contents may be newer."""
        if announced and announced.revision == revision:
            return announced.order
        now = self._clock()
        last = announced.order if announced else None
        return next_order(last_change(self._publication.index, now), last, now)

    def _announce_to_subscribers(self, last: int | None) -> int:
        """Topics with filters come last: a stranger makes any number of them, each of which has
        to be rendered, and the others' deliveries begin before that. Between two batches of topics
        those that are subscribed to have their turn."""
        base_url = self._publication.settings.public_url
        touched = [each.url for each in self._subscribed() if self._touched(each.url, last)]
        touched.sort(key=lambda url: is_filtered(url, base_url))
        due, unready = 0, dict[str, NotReadyError]()
        for start in range(0, len(touched), _BATCH):
            done = self.announce_topics(touched[start : start + _BATCH])
            due += done.due
            unready |= done.unready
            time.sleep(_TURN_SECONDS)
        for error in unready.values():
            # After all the others. Raising keeps the revision from counting as announced.
            raise error
        return due

    def _announce(self, topics: Iterable[SubscribedTopic], order: int) -> TopicsAnnounced:
        due, unready = 0, dict[str, NotReadyError]()
        now = self._clock()
        newer = (topic for topic in topics if follows(order, topic.content_order, now))
        contents = self._contents(newer, order, unready)
        while batch := list(islice(contents, _BATCH)):
            with self._database.writing() as connection:
                for topic, content in batch:
                    now = self._clock()
                    due += announcements.announce(
                        connection, topic, content, now, order, self._index_id
                    )
                digests = {topic.id: content.digest for topic, content in batch}
                announcements.raise_order(connection, digests, order)
        return TopicsAnnounced(due, unready)

    def _contents(
        self, topics: Iterable[SubscribedTopic], order: int, unready: dict[str, NotReadyError]
    ) -> Iterator[tuple[SubscribedTopic, PreparedResponse]]:
        for topic in topics:
            try:
                content = self._content(topic.url)
            except QueryError:  # the topic's last post is gone: there is nothing to send
                continue
            except NotReadyError as error:  # its words are still being read: at the next step
                unready[topic.url] = error
                continue
            is_announced = content.digest == topic.digest and topic.content_order >= order
            if not is_announced and not self._is_former(topic, content.digest, order):
                yield topic, content

    def _is_former(self, topic: SubscribedTopic, digest: str, order: int) -> bool:
        if topic.announcer in ("", self._index_id):
            return False
        by_commit = self._publication.settings.source is not None
        former = topic.former_digests.split()
        return is_former(digest, former, order, topic.content_order, by_commit=by_commit)

    def _announce_to_external_hubs(self, last: int) -> None:
        """Tell them exactly the feeds whose bytes changed. Where the index was built anew every
        feed seems touched: feeds that no hub was told of are only recorded then."""
        hubs = self._publication.links.hubs[1:]
        if not hubs:
            return
        index = self._publication.index
        touched = touched_since(index, last)
        rebuilt = len(touched) == len(touched_since(index, _BEFORE_ALL))
        digests = self._digests(touched)
        # Many in a transaction: they come due together, and a hub is told in few requests.
        while batch := list(islice(digests, _DIGESTS)):
            with self._database.writing() as connection:
                for url, digest in batch:
                    publish_requests.note_content(
                        connection, hubs, url, digest, self._clock(), quiet=rebuilt
                    )

    def _digests(self, terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
        """The address and the content's digest of each feed of these terms."""
        for term in terms:
            query = parse(term, (), self._publication.defaults)
            for form in FORMATS.values():
                url = self._publication.links.feed(query, form.extension)
                yield url, self._publication.publish(query, form).digest

    def _touched(self, url: str, last: int | None) -> bool:
        """Whether the feed may have changed since that revision."""
        try:
            query, _ = self._address(url)
            return last is None or revision_of(self._publication.index, query) > last
        except QueryError:
            return False

    def _content(self, url: str) -> PreparedResponse:
        address = self._address(url)
        return self._publication.publish(address.query, FORMATS[address.extension])

    def _address(self, url: str) -> Address:
        here = self._publication
        return read_feed_url(url, here.settings.public_url, here.defaults)

    def _revision(self) -> int:
        return self._publication.revision(self._publication.index)

    def _subscribed(self, urls: Collection[str] | None = None) -> list[SubscribedTopic]:
        with self._database.reading() as connection:
            return announcements.subscribed_topics(connection, self._clock(), urls)

    def _announced(self) -> Announced | None:
        """What this machine announced last."""
        columns = announced.c.revision, announced.c.content_order
        query = select(*columns).where(announced.c.index_id == self._index_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Announced(*row)

    def _remember(self, last: Announced) -> None:
        values = {"revision": last.revision, "content_order": last.order}
        row = {"index_id": self._index_id, **values}
        with self._database.writing() as connection:
            statement = insert(connection, announced).values(row)
            connection.execute(
                statement.on_conflict_do_update(index_elements=[announced.c.index_id], set_=values)
            )

    def _locked(self) -> AbstractContextManager[object]:
        return locked(self._state / "announce.lock")

    @property
    def _index_id(self) -> str:
        return index_id(self._state)

    @property
    def _state(self) -> Path:
        return self._publication.settings.state_folder
