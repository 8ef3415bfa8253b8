"""Which feed a topic names: one of today's, in any spelling, or one from before Postwire."""

from __future__ import annotations

from urllib.parse import unquote

from feeds.addresses import Address, read_feed_url, read_target
from feeds.errors import QueryError, UnknownAddressError, UnknownFormatError
from feeds.index.select import revision_of
from service.hub.topic_address import target_below
from service.publication.old_feeds import feed_at
from service.publication.publication import Publication


class Topics:
    """The topics of one publication."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication

    def address_of(self, url: str) -> Address:
        """:raise QueryError: no feed of this service lies there, nor did one before Postwire"""
        target = target_below(url, self._publication.settings.public_url)
        if target is None:
            raise UnknownAddressError(url)
        address: Address | None
        try:
            address = read_target(target, self._publication.defaults)
        except (UnknownAddressError, UnknownFormatError):
            address = None
        if address is None or not address.extension:
            address = self._former_address(target)
        if address is None:
            raise UnknownAddressError(url)
        return address

    def canonical(self, address: Address) -> str:
        """The one spelling under which subscriptions of a feed are kept."""
        return self._publication.links.feed(address.query, address.extension)

    def can_be(self, url: str) -> bool:
        """Whether a feed could lie there, of a term that may have no posts yet."""
        try:
            self.address_of(url)
        except QueryError:
            return False
        return True

    def is_there(self, url: str) -> bool:
        """Whether a feed lies there now."""
        try:
            revision_of(self._publication.index, self.address_of(url).query)
        except QueryError:
            return False
        return True

    def _former_address(self, target: str) -> Address | None:
        """Where an address from before Postwire leads now."""
        path, _, query_string = target.partition("?")
        current = feed_at(unquote(path), self._publication)
        if current is None:
            return None
        whole = f"{current}?{query_string}" if query_string else current
        base_url = self._publication.settings.public_url
        return read_feed_url(whole, base_url, self._publication.defaults)
