"""The words of the domain, all of them frozen.

A *Post* lives in the archive, an *Entry* stands in a feed, a *Term* names a feed. Every
datetime here is aware and in UTC; every address is ASCII, percent-encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

TermKind = Literal["site", "category", "tag", "source", "author", "collection"]
IdScheme = Literal["postwire", "permalink", "hugo", "jekyll-feed", "wordpress"]
"""Whose ids the entries have: those of Postwire, or those of the site's former feeds."""
Stories = Literal["off", "asked", "site"]
"""Whether feeds can show each story once: not at all, where a request asks for it, or the site's
feed also where it does not."""
LONGEST_NAME = 200
"""Characters of a term's name. A longer one is a sentence that slipped into the wrong key."""

TERM_KINDS: tuple[TermKind, ...] = ("category", "tag", "source", "author", "collection")


class Term(NamedTuple):
    """What one feed is about: a kind and the exact name, case and spaces included."""

    kind: TermKind
    name: str


SITE = Term("site", "")
"""The term every served post has: the feed of the whole site is a feed like any other."""


def united_name(name: str) -> str:
    """The same for all spellings that are one term to Hugo, and the name of the term's folder:
    `web-dev` of `Web Dev`."""
    return name.lower().replace(" ", "-")


_UNITED: frozenset[TermKind] = frozenset({"category", "tag"})


class _Words(Struct, frozen=True, array_like=True, gc=False):
    """The base of the values that describe a post: msgspec makes, compares and writes them in a
    fraction of the time that dataclasses take. As JSON it is a list (see `feeds.index.codec`)."""


class Person(_Words, frozen=True):
    name: str
    url: str | None = None


class Attribution(_Words, frozen=True):
    """Who published a post first, and where. Everything is optional: archives are uneven."""

    outlet: str | None = None
    outlet_url: str | None = None  # the outlet's home page
    outlet_feed: str | None = None  # the outlet's own feed
    original_url: str | None = None
    bylines: tuple[Person, ...] = ()
    rights: str | None = None
    licence_url: str | None = None


class Enclosure(_Words, frozen=True):
    """A media file that belongs to a post (RSS 2.0 `enclosure`, RFC 4287 section 4.2.7.2)."""

    url: str
    media_type: str
    length: int = 0  # bytes; 0 where the post does not say
    duration_seconds: int | None = None


class Transcript(_Words, frozen=True):
    """The words of an episode in a file of their own (Podcast Namespace, "transcript")."""

    url: str
    media_type: str
    language: str | None = None
    is_caption: bool = False  # with times, to be shown while the episode plays


class Episode(_Words, frozen=True):
    """What a podcast's post says beside its enclosure (the itunes and the Podcast namespace)."""

    explicit: bool | None = None
    number: int | None = None
    season: int | None = None
    image: str | None = None
    chapters: str | None = None  # the address of a file in JSON
    transcripts: tuple[Transcript, ...] = ()


class Version(NamedTuple):
    """A state of an archive that has a name everywhere: a commit, and when (UTC) it was made."""

    commit: str
    moment: datetime


Stamp = tuple[int, int]
"""A file's time of change in nanoseconds and its size: both equal means not touched."""


class TextLocation(_Words, frozen=True):
    """Where in a file of this digest its post's text stands (see `feeds.archive.text_location`)."""

    digest: str
    start: int  # bytes; negative where it does not stand there in one piece
    end: int


class Post(_Words, frozen=True):
    """One post as its front matter and body say it, without the body itself."""

    path: str  # relative to the archive, with "/"
    permalink: str  # path on the site: starts with "/"
    title: str  # plain text
    published: datetime
    day_only: bool = False  # the archive gives a day and no time of day
    updated: datetime | None = None  # a correction, later than `published`
    expires: datetime | None = None
    scheduled: bool = True  # hidden until `published`, when that lies ahead
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attribution: Attribution = Attribution()
    summary: str | None = None  # plain text, where the front matter gives one
    excerpt_separator: str | None = None
    language: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    episode: Episode | None = None
    text_location: TextLocation | None = None
    aliases: tuple[str, ...] = ()  # its former paths on the site
    collection: str | None = None  # it stands beside the site's posts, in feeds of its own
    excerpt_only: bool = False  # feeds show its summary and no text
    former_id: str | None = None
    """What its id is made of instead of its permalink, where the site keeps the ids of former
    feeds: what follows the site's address, with "/" before it, or the whole id."""

    @property
    def modified(self) -> datetime:
        return self.updated or self.published

    def terms(self) -> tuple[Term, ...]:
        """Every feed this post stands in, the site's own first; no term twice."""
        if self.collection:
            return self._terms_of_collection(self.collection)
        outlet = self.attribution.outlet
        named = [Term("category", name) for name in self.categories]
        named += [Term("tag", name) for name in self.tags]
        named += [Term("source", outlet)] if outlet else []
        named += [Term("author", person.name) for person in self.attribution.bylines]
        return (SITE, *dict.fromkeys(named))

    def _terms_of_collection(self, name: str) -> tuple[Term, ...]:
        """The collection, and each of its own categories as `NAME/CATEGORY`: the feeds of the
        site's posts are not for it."""
        parts = (f"{name}/{category}" for category in self.categories)
        return tuple(Term("collection", each) for each in (name, *dict.fromkeys(parts)))


@dataclass(frozen=True, slots=True)
class Site:
    """What the archive's own configuration says of the site that publishes the posts."""

    title: str
    url: str  # scheme and host, with `baseurl`, no slash at the end
    description: str = ""
    language: str = "en"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    author: Person | None = None
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    tag_authority: str = ""  # the host in tag URIs; keep the old one when a site moves
    labels: Mapping[Term, str] = field(default_factory=dict, hash=False)  # titles of terms
    email: str | None = None  # of who answers for a podcast (itunes:owner)
    podcast_category: str = "News"  # one of Apple's
    old_feed: str | None = None  # the path of the site's own feed, as its settings name it
    old_tag_feeds: str | None = None  # what stands before `TAG.xml` in the paths of tags' feeds
    unites_terms: bool = False  # whether `key` is the same for several spellings of a term
    old_collection_feeds: Mapping[str, str] = field(default_factory=dict, hash=False)  # path → name
    posts_limit: int | None = None  # entries of a feed where a request does not say
    excerpt_only: bool = False  # feeds show summaries and no texts
    ids: IdScheme = "postwire"
    shows_stories_once: bool = False  # in its own feed, where a request does not say
    joins_below_base: bool = False
    """Whether addresses in settings and front matter begin at `url`, its path included."""

    def key(self, term: Term) -> str:
        """What tells this term from all others of its kind: mostly its name. Hugo makes one page of
        names that differ in case alone, or in space and hyphen."""
        return united_name(term.name) if self.unites_terms and term.kind in _UNITED else term.name

    def scheme(self, kind: str) -> str:
        """The name of all categories, or all tags, of this site (RFC 4287 section 4.2.2.2)."""
        return f"tag:{self.tag_authority},2000:/{kind}"

    def given_label(self, term: Term) -> str | None:
        """A term's title, where the operator or the generator gives one. Generators name its page
        by the term, or by a folder made of it."""
        folder = Term(term.kind, united_name(term.name))
        return self.labels.get(term) or self.labels.get(folder)

    def label(self, term: Term) -> str:
        """A term's title, else its name."""
        return self.given_label(term) or term.name


class Repeat(NamedTuple):
    """Another post with the story of an entry, which a feed leaves out."""

    name: str  # of its outlet; its title where it has none
    url: str  # of the post
    original_url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a feed shows it: all addresses absolute, the content safe HTML."""

    post: Post
    id: str  # as `feeds.identity.entry_id` makes it
    url: str
    updated: datetime  # distinct from its neighbours' even where days have no times
    content: str
    summary: str  # plain text
    stamp: Stamp | None = field(default=None, compare=False)
    """Of the post's file when it was read; None where it was not."""
    repeats: tuple[Repeat, ...] = ()  # that it stands for in this feed


@dataclass(frozen=True, slots=True)
class Changes:
    """What one refresh found. Paths are relative to the archive; feeds are exact terms."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    feeds: tuple[Term, ...] = ()
    rebuilt: bool = False  # the index was made anew: anything may differ, nothing is listed

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.feeds or self.rebuilt)
