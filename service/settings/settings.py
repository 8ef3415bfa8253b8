"""Every setting: its name, its default, its bounds, and what follows from several of them.

`service.settings.loading` gives them their values.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from feeds.archive import Options
from feeds.archive.file_dates import FileDates
from feeds.archive.kinds import KINDS
from feeds.archive.language_names import language_tag
from feeds.model import IdScheme, Stories, Term, TermKind
from service.settings.attribution import AttributionSettings
from service.settings.clients import ClientSettings
from service.settings.git import GitSettings
from service.settings.git_address import GitAddress
from service.settings.hub import HubSettings
from service.settings.kubernetes import is_of_kubernetes
from service.settings.permalink import check_permalink
from service.settings.refresh import RefreshSettings
from service.settings.state_folder import default_state_folder
from service.settings.time_zone import check_time_zone
from service.settings.web_address import (
    check_authority,
    check_base_address,
    check_host,
    check_mail_address,
    check_web_address,
)

_CENTURY = 100 * 366 * 86_400  # seconds
_LARGEST = 2**53  # a larger number is not exact in JSON, nor everywhere in a database
_CHECKS: dict[str, Callable[[str], str]] = {
    "base_url": check_base_address,
    "site_url": check_base_address,
    "icon": check_web_address,
    "logo": check_web_address,
    "email": check_mail_address,
    "permalink": check_permalink,
    "timezone": check_time_zone,
    "tag_authority": check_authority,
}


class _Variables(EnvSettingsSource):
    """The environment, without what Kubernetes writes into it."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        value, key, is_complex = super().get_field_value(field, field_name)
        is_none = value is not None and is_of_kubernetes(field_name.upper(), value)
        return (None if is_none else value), key, is_complex


class Settings(GitSettings, RefreshSettings, HubSettings, ClientSettings, BaseSettings):
    """What is read, what feeds say of the site, and how the service runs."""

    model_config = SettingsConfigDict(env_prefix="POSTWIRE_", extra="forbid", allow_inf_nan=False)

    archive: Path = Field(
        Path("."), description="the folder of posts, or the address of a git repository"
    )
    state: Path | None = Field(
        None,
        description="the folder of the index and the hub's data; where not given, one for each "
        "archive in ~/.local/state/postwire",
    )
    config: Path | None = Field(
        None, description="the TOML file; ARCHIVE/postwire.toml where not given"
    )
    base_url: str | None = Field(
        None, description="the public address of this service; http://HOST:PORT where not given"
    )
    host: str = Field("127.0.0.1", description="the address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="the port to listen on")
    workers: int = Field(2, ge=1, le=256, description="web worker processes")
    processes: int | None = Field(
        None, ge=1, le=256, description="processes that read posts; one a core where not given"
    )

    kind: str | None = Field(
        None,
        pattern=f"^({'|'.join(KINDS)})$",
        description=f"what the archive is: {', '.join(KINDS)}; Postwire finds out where not given",
    )
    title: str | None = Field(None, description="the site's title, instead of the archive's own")
    site_url: str | None = Field(None, description="where the site itself lies, with its baseurl")
    description: str | None = Field(None, description="the site's description")
    language: str | None = Field(None, description="the site's language as a BCP 47 tag")
    page_language: str | None = Field(
        None,
        description="the language of the pages for people: a tag, or `browser` for what each "
        "browser asks for; the site's where not given",
    )
    timezone: str | None = Field(None, description="the IANA zone of dates without one")
    permalink: str | None = Field(
        None,
        description="where the pages of a plain folder's posts lie, with Jekyll's placeholders: "
        "`/:year/:month/:title/`; the files' own paths where not given",
    )
    naive_dates: Literal["site", "utc"] = Field(
        "site",
        description="the zone of full timestamps without one on a Jekyll site: the site's, as "
        "their writers mean them, or `utc`, as Jekyll takes them",
    )
    author: str | None = Field(None, description="the site's author")
    rights: str | None = Field(None, description="the rights in the feeds")
    icon: str | None = Field(None, description="a small square picture of the site")
    logo: str | None = Field(None, description="a larger picture of the site")
    tag_authority: str | None = Field(
        None, description="the host in entry ids: keep the old one when the site moves"
    )
    ids: IdScheme = Field(
        "postwire",
        description="how entries' ids are made: as the site's former feeds made them, so that "
        "no reader shows anything twice (see moving.md)",
    )
    email: str | None = Field(None, description="the e-mail address of a podcast's owner")
    podcast_category: str = Field("News", description="Apple's category of podcasts in the feeds")
    content: Literal["full", "summary"] = Field(
        "full", description="whole texts or summaries, where a request does not say"
    )
    search: Literal["title", "summary", "body"] = Field(
        "summary",
        description="what `q` searches: titles, titles and summaries, or whole texts as well",
    )
    stories: Stories = Field(
        "off",
        description="whether feeds can show each story once, with `unique=1`: `asked`; the site's "
        "feed also unasked: `site`; `off`: nothing is worked out",
    )
    tombstones: int = Field(
        0,
        ge=0,
        le=36500,
        description="days that Atom feeds name withdrawn entries (RFC 6721); 0: never",
    )
    drafts: bool | None = Field(None, description="serve drafts")
    future: bool | None = Field(None, description="serve posts whose date lies ahead")
    largest_file: int = Field(
        16 * 1024 * 1024, ge=1024, description="bytes of a post's file; a larger file is broken"
    )
    post_seconds: float = Field(
        5.0,
        ge=0.1,
        le=3600,
        description="processor time that reading or rendering one post may take, and again for "
        "each megabyte: a post that takes more is broken",
    )
    post_memory: int = Field(
        1024 * 1024 * 1024,
        ge=256 * 1024 * 1024,
        description="memory that reading or rendering one post may take",
    )

    cache_bytes: int = Field(
        64 * 1024 * 1024,
        ge=0,
        description="memory for the finished responses that each web worker keeps",
    )

    log_requests: bool = Field(
        False,
        description="a JSON line on standard error for each request; takes cached feeds off "
        "their fast path",
    )

    names: dict[TermKind, dict[str, str]] = Field(
        {}, description="tables `[names.category]`, `[names.tag]`, …: what feeds are called"
    )
    attribution: AttributionSettings = AttributionSettings()

    _source: GitAddress | None = PrivateAttr(None)

    @field_validator("*", mode="before")
    @classmethod
    def _number(cls, value: Any, info: ValidationInfo) -> Any:
        """`port = true` of a file is no 1."""
        annotation = str(cls.model_fields[info.field_name or ""].annotation)
        if isinstance(value, bool) and "bool" not in annotation:
            raise ValueError(f"{str(value).lower()!r} is no value of this setting")
        return value

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any, info: ValidationInfo) -> Any:
        """No number that moments and databases have no room for."""
        most = _CENTURY if "seconds" in str(info.field_name) else _LARGEST
        if isinstance(value, int | float) and value > most:
            raise ValueError(f"{value} is more than {most}")
        return value

    @field_validator("state", "config", mode="before")
    @classmethod
    def _path(cls, value: Any) -> Any:
        """`~` is the home folder: no shell has replaced it in a file, or in one of systemd's. An
        empty variable counts as none, as everywhere, and is not the current folder."""
        return Path(value).expanduser() if isinstance(value, str) and value else value or None

    @field_validator(*_CHECKS)
    @classmethod
    def _checked(cls, value: str | None, info: ValidationInfo) -> str | None:
        return _CHECKS[str(info.field_name)](value) if value else value

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        return check_host(value)

    @field_validator("language", "page_language")
    @classmethod
    def _language(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and language_tag(value) is None:
            is_of_pages = info.field_name == "page_language" and value == "browser"
            if not is_of_pages:
                raise ValueError(f"{value!r} is no language: 'en' is one, 'pt-BR' another")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """No .env file: it would be read from wherever the process happens to start."""
        return init_settings, _Variables(settings_cls)

    @property
    def source(self) -> GitAddress | None:
        """The repository that the archive comes from: `archive` is then the folder in the state
        folder that its files are written to. None where the archive is a folder of somebody's."""
        return self._source

    @property
    def checkout_folder(self) -> Path:
        """What belongs to the repository: the clone, the files, and notes on both."""
        return self.state_folder / "checkout"

    @property
    def former_files(self) -> Path | None:
        """Where files are kept that a fetch replaced; None where nothing is fetched to here."""
        return self.checkout_folder / "former" if self.source else None

    @property
    def archive_name(self) -> str:
        """The archive as its operator names it, without any secret."""
        return str(self.source or self.archive)

    @property
    def state_folder(self) -> Path:
        if self.state or not self.source:
            return self.state or default_state_folder(self.archive)
        return default_state_folder(self.archive, f"{self.source.name}-{self.source.digest}")

    def come_from(self, source: GitAddress) -> None:
        """Have the archive come from this repository."""
        self._source = source
        self.archive = self.checkout_folder / "files" / source.name / source.folder

    @property
    def public_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    def options(self) -> Options:
        """The settings that reading the archive takes."""
        alike = set(Options.__dataclass_fields__) - {"rules", "names", "dates"}
        return Options(
            dates=FileDates(self.state_folder / "git-dates.sqlite", self.git_dates is True),
            **{name: getattr(self, name) for name in alike},
            names={
                Term(kind, name): shown
                for kind, named in self.names.items()
                for name, shown in named.items()
            },
            rules=self.attribution.rules(),
        )
