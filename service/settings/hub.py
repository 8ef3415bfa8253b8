"""The settings of the hub: leases, pauses, and bounds on the work that it does."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, Field, field_validator, model_validator

from service.settings.ports import parse_ports
from service.settings.storage_address import DATABASES, QUEUES, check_storage_address
from service.settings.texts import Texts
from service.settings.web_address import check_web_address

SignatureMethod = Literal["sha1", "sha256", "sha384", "sha512"]  # W3C WebSub section 7.1


class HubSettings(BaseModel):
    """Where the hub's state lies, what the hub grants, how it delivers, what it refuses."""

    database_url: str | None = Field(
        None, description="the hub's database; hub.sqlite in the state folder where not given"
    )
    queue_url: str | None = Field(
        None, description="the queue: redis:// or postgresql://; beside the hub's where not given"
    )
    external_hubs: Texts = Field(
        (), description="further hubs that are listed in feeds and told of changes"
    )
    ping_interval_seconds: float = Field(
        10, ge=0, description="least time between two scans that publish pings cause"
    )

    lease_min_seconds: int = Field(300, ge=1, description="shorter leases are lengthened to this")
    lease_default_seconds: int = Field(
        10 * 86_400, ge=1, description="granted where none is asked for"
    )
    lease_max_seconds: int = Field(
        30 * 86_400, ge=1, description="longer leases are shortened to this"
    )

    retry_first_seconds: float = Field(
        30, gt=0, description="about the pause after the first failure; it doubles each time"
    )
    retry_largest_seconds: float = Field(3 * 3600, gt=0, description="the longest pause")
    retry_give_up_seconds: float = Field(
        86_400, ge=0, description="how long one content is tried; the next change tries anew"
    )
    sweep_seconds: int = Field(
        1, ge=1, le=60, description="how often the worker looks for what is due and was not queued"
    )
    claim_seconds: float = Field(
        60, gt=0, description="how long a worker may hold a delivery before another takes it"
    )
    verification_tries: int = Field(
        3, ge=1, description="how often a callback that does not answer is asked to verify"
    )
    signature_method: SignatureMethod = Field(
        "sha256", description="the method of X-Hub-Signature, where the subscriber wishes none"
    )

    request_timeout_seconds: float = Field(
        10, gt=0, description="for one outgoing request as a whole"
    )
    requests_at_once: int = Field(100, ge=1, description="outgoing requests of a worker at once")
    requests_per_host: int = Field(50, ge=1, description="of these, to one host")
    allow_private_callbacks: bool = Field(
        False, description="callbacks at private, loopback and link-local addresses"
    )
    callback_ports: str = Field("80,443,1024-65535", description="ports a callback may have")

    hub_body_bytes: int = Field(16 * 1024, ge=1024, description="a larger form is refused")
    callback_characters: int = Field(
        2000, ge=100, description="a longer callback or topic is refused"
    )
    most_subscriptions: int = Field(200_000, ge=1, description="subscriptions in all")
    subscriptions_per_host: int = Field(20_000, ge=1, description="at one callback host")
    filtered_topics: int = Field(
        1000, ge=1, description="topics with filters, or of a month, that have a subscriber"
    )
    filtered_topics_per_host: int = Field(50, ge=1, description="of these, at one callback host")
    verifications_per_host: int = Field(
        5000, ge=1, description="verifications of one client that wait for one callback host"
    )
    verifications_per_client: int = Field(
        5000, ge=1, description="verifications of one client that wait in all"
    )
    most_verifications: int = Field(50_000, ge=1, description="verifications that wait in all")
    verification_interval_seconds: float = Field(
        0.01, ge=0, description="between two verifications at one callback host"
    )
    verification_burst: int = Field(
        200, ge=1, description="verifications at one host before the interval counts"
    )
    client_interval_seconds: float = Field(
        0.2, ge=0, description="between two requests of one client to the hub"
    )
    client_burst: int = Field(20_000, ge=1, description="requests before the interval counts")
    trusted_proxies: int = Field(
        0, ge=0, description="proxies in front whose X-Forwarded-For is believed"
    )

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        example = "postgresql://USER:PASSWORD@HOST/NAME"
        return check_storage_address(value, DATABASES, example) if value else None

    @field_validator("queue_url")
    @classmethod
    def _queue(cls, value: str | None) -> str | None:
        return check_storage_address(value, QUEUES, "redis://HOST:6379/0") if value else None

    @field_validator("external_hubs")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(check_web_address, value))

    @field_validator("callback_ports")
    @classmethod
    def _ports(cls, value: str) -> str:
        parse_ports(value)
        return value

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.lease_min_seconds > self.lease_max_seconds:
            raise ValueError("lease_min_seconds is larger than lease_max_seconds")
        return self
