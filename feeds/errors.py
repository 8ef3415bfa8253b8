"""What can go wrong that an operator or a client can mend.

    PostwireError
    ├── ArchiveError            the archive as a whole cannot be read
    ├── ConfigurationError      a setting has no meaning
    ├── StateError              the state folder or the index in it cannot be used: 503
    │   ├── ArchiveAwayError        an archive that was there cannot be read now: 503
    │   └── NotReadyError           the full text is being read: 503, a few seconds later 200
    ├── QueryError              a request asks for what there is not
    │   ├── BadParameterError       400
    │   ├── UnknownTermError        404
    │   ├── UnknownAddressError     404
    │   └── UnknownFormatError      404
    ├── BadRefreshError         a refresh request that cannot be understood: 400 (service/web)
    └── RefreshFailedError      `postwire refresh` was refused (service/commands)

Errors that stay within one room and are answered there have no base in common:

    BrokenFileError             of one post (feeds/archive): it becomes a `Fault`
    GrowthError                 far more is made of a post than it is (feeds/text): a `Fault`, too
    BadRequestError             a request of WebSub without meaning: 400 (service/hub)
    LimitError                  too many subscriptions or requests: 429 (service/hub)
    ForbiddenTargetError        where nothing is sent (service/hub)
    NoAnswerError               a request of the hub without an answer (service/hub)

One post that cannot be read is not an error: it is a `Fault`, reported and left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from feeds.model import Term


class PostwireError(Exception):
    """The base of all of them; `str()` is one line for a person."""


class ArchiveError(PostwireError):
    pass


class ConfigurationError(PostwireError):
    pass


class StateError(PostwireError):
    pass


class ArchiveAwayError(StateError):
    """The archive's folder is gone, empty or unreadable. What is known of its posts stays."""


class NotReadyError(StateError):
    """The words of posts are being read: the same request succeeds in a few seconds. `read` of
    `posts` posts are done."""

    def __init__(self, read: int, posts: int) -> None:
        super().__init__(f"{read} of {posts} posts are read for the first search: ask again soon")
        self.read = read
        self.posts = posts


class QueryError(PostwireError):
    pass


class BadParameterError(QueryError):
    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(f"{name}={value[:80]}: {reason}")
        self.name = name
        self.value = value
        self.reason = reason


class UnknownTermError(QueryError):
    def __init__(self, term: Term) -> None:
        super().__init__(f"no {term.kind} named “{term.name[:200]}” has any post")
        self.term = term


class UnknownAddressError(QueryError):
    """An address at which no feed of this service can lie."""

    def __init__(self, address: str) -> None:
        super().__init__(f"no feed of this service lies at {address[:300]}")


class UnknownFormatError(QueryError):
    """An address of a feed, but for its extension."""

    def __init__(self, extension: str, formats: Iterable[str]) -> None:
        super().__init__(f"no feed format “{extension[:20]}”: one of {', '.join(formats)}")
