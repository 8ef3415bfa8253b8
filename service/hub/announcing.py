"""What changed → what is due. No refresh need report anything: the index's own revision is
compared with the last one announced, so every way of refreshing counts, and what a killed
process left unannounced is announced by the next.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, select

from feeds.addresses import Address, read_address
from feeds.errors import NotReadyError, QueryError
from feeds.files import locked, write_once
from feeds.index.select import revision_of, touched_since
from feeds.query import parse
from feeds.render import FORMATS
from service.hub import deliveries, external_hubs
from service.hub.database import Database, insert
from service.hub.deliveries import Subscribed
from service.hub.tables import announced
from service.publication.publication import Publication
from service.publication.response import Finished

_IDENTITY_NAME = "index.id"
_BATCH = 20  # changed topics a transaction


class Announcer:
    """One at a time for an index, whichever process: an older content cannot overtake a newer."""

    def __init__(
        self,
        publication: Publication,
        database: Database,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._publication = publication
        self._database = database
        self._clock = clock

    def is_due(self) -> bool:
        """Whether the index changed since it was last announced."""
        return self._revision() != self._known()

    def announce(self) -> int:
        """Announce every change up to now; returns how many deliveries that made due."""
        with self._alone():
            revision, known = self._revision(), self._known()
            if revision == known:
                return 0
            due = self._announce_to_subscribers(known)
            if known is not None:
                self._announce_to_hubs(known)
            self._remember(revision)
            return due

    def look_at(self, urls: Iterable[str]) -> int:
        """Announce what changed of these topics: somebody has just subscribed to them, having
        seen what was there when they asked."""
        wanted = set(urls)
        if not wanted:
            return 0
        with self._alone():
            return self._announce(found for found in self._subscribed() if found.url in wanted)

    def refusal(self, url: str) -> str | None:
        """Why there is nothing to subscribe to at this address; None where there is."""
        try:
            self._finished(url)
        except QueryError as error:
            return str(error)
        return None

    def _announce_to_subscribers(self, known: int | None) -> int:
        found = self._subscribed()
        return self._announce(one for one in found if self._touched(one.url, known))

    def _announce(self, topics: Iterable[Subscribed]) -> int:
        due, late = 0, list[NotReadyError]()
        changed = self._changed(topics, late)
        while batch := list(islice(changed, _BATCH)):
            with self._database.writing() as connection:
                for found, content in batch:
                    due += deliveries.announce(connection, found, content, self._clock())
        if late:
            # After all the others. What is raised keeps the revision from counting as announced.
            raise late[0]
        return due

    def _changed(
        self, topics: Iterable[Subscribed], late: list[NotReadyError]
    ) -> Iterator[tuple[Subscribed, Finished]]:
        for found in topics:
            try:
                content = self._finished(found.url)
            except QueryError:  # the last post of it is gone: there is nothing to send
                continue
            except NotReadyError as error:  # its words are still being read: at the next look
                late.append(error)
                continue
            if content.digest != found.digest:
                yield found, content

    def _announce_to_hubs(self, known: int) -> None:
        """Exactly the feeds whose bytes changed. Where the index was built anew all seem
        touched: what was never told of then is only noted."""
        hubs = self._publication.links.hubs[1:]
        if not hubs:
            return
        index = self._publication.index
        touched = touched_since(index, known)
        rebuilt = len(touched) == len(touched_since(index, -1))
        for term in touched:
            query = parse(term, (), self._publication.settings.content)
            for form in FORMATS.values():
                digest = self._publication.publish(query, form).digest
                url = self._publication.links.feed(query, form.extension)
                with self._database.writing() as connection:
                    external_hubs.note(connection, hubs, url, digest, self._clock(), quiet=rebuilt)

    def _touched(self, url: str, known: int | None) -> bool:
        try:
            query, _ = self._address(url)
            return known is None or revision_of(self._publication.index, query) > known
        except QueryError:
            return False

    def _finished(self, url: str) -> Finished:
        return self._publication.publish(*self._address(url))

    def _address(self, url: str) -> Address:
        settings = self._publication.settings
        return read_address(url, settings.public_url, settings.content)

    def _revision(self) -> int:
        return self._publication.revision(self._publication.index)

    def _subscribed(self) -> list[Subscribed]:
        with self._database.reading() as connection:
            return deliveries.subscribed_topics(connection, self._clock())

    def _known(self) -> int | None:
        with self._database.reading() as connection:
            return _revision_in(connection, self._identity())

    def _remember(self, revision: int) -> None:
        row = {"index_id": self._identity(), "revision": revision}
        with self._database.writing() as connection:
            made = insert(connection, announced).values(row)
            connection.execute(
                made.on_conflict_do_update(
                    index_elements=[announced.c.index_id], set_={"revision": revision}
                )
            )

    def _identity(self) -> str:
        """What names this index among those of other machines."""
        path = self._state / _IDENTITY_NAME
        if not path.exists():
            write_once(path, secrets.token_hex(16))
        return path.read_text()

    def _alone(self) -> AbstractContextManager[object]:
        return locked(self._state / "announce.lock")

    @property
    def _state(self) -> Path:
        return self._publication.settings.state_folder


def _revision_in(connection: Connection, index_id: str) -> int | None:
    found = select(announced.c.revision).where(announced.c.index_id == index_id)
    return connection.execute(found).scalar()
