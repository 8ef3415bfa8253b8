"""The operator's own settings for reading an archive, which its files do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.archive.archive_files import LARGEST_FILE
from feeds.archive.attribution_rules import Rules
from feeds.archive.file_dates import FileDates
from feeds.bounded.limits import Limits
from feeds.model import IdScheme, Stories, Term


@dataclass(frozen=True, slots=True)
class Options:
    """Values that are None leave the archive's own configuration in force."""

    kind: str | None = None  # a name in `feeds.archive.kinds.KINDS`
    title: str | None = None
    site_url: str | None = None
    description: str | None = None
    language: str | None = None
    timezone: str | None = None  # an IANA name
    author: str | None = None
    rights: str | None = None
    icon: str | None = None
    logo: str | None = None
    tag_authority: str | None = None
    email: str | None = None
    podcast_category: str = "News"
    ids: IdScheme = "postwire"
    permalink: str | None = None  # of a plain folder: a pattern with Jekyll's placeholders
    naive_dates: str = "site"  # the zone of a Jekyll timestamp without one: `site` or `utc`
    dates: FileDates | None = None  # of its files, where version control tells them
    git_dates: bool | None = None  # whether they count; None: as the site itself says
    drafts: bool | None = None
    future: bool | None = None
    largest_file: int = LARGEST_FILE  # bytes
    post_seconds: float = 5.0  # of processor time
    post_memory: int = 1024 * 1024 * 1024  # bytes
    stories: Stories = "off"  # whether it is worked out which posts carry one story
    names: Mapping[Term, str] = field(default_factory=dict)  # of terms, for people
    rules: Rules = field(default_factory=Rules)

    @property
    def limits(self) -> Limits:
        """What reading or rendering one post may take."""
        return Limits(self.post_seconds, self.post_memory)

    def dates_where(self, configured: bool) -> FileDates | None:
        """The dates of files by version control, where they count; the site's own setting where
        the operator has none."""
        return self.dates if (configured if self.git_dates is None else self.git_dates) else None

    def builds_future(self, configured: bool | None) -> bool:
        """Whether posts stand in feeds before their date; the site's own setting where unset."""
        return bool(self.future if self.future is not None else configured)

    def builds_drafts(self, configured: bool | None) -> bool:
        """Whether drafts stand in feeds; the site's own setting where unset."""
        return bool(self.drafts if self.drafts is not None else configured)
