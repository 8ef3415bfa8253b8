"""The settings that bound what one client, and all clients together, may cost a web worker."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ClientSettings(BaseModel):
    """Each web worker counts by itself. A client is an IP address, in IPv6 a /64 network."""

    client_bytes: int = Field(
        64 * 1024 * 1024,
        ge=4 * 1024 * 1024,
        description="what each web worker keeps for its clients: heads and bodies that are not "
        "whole, replies that are not taken; and as much again for open connections",
    )
    work_per_second: float = Field(
        30,
        ge=0,
        description="answers a second that are made for one client, because no cache has them: "
        "feeds, pages, searches, lists, deltas; 0: no bound",
    )
    work_burst: int = Field(
        2000, ge=1, description="answers made for one client before the rate counts"
    )

    @property
    def client_share_bytes(self) -> int:
        """The part of `client_bytes` that one client may take."""
        return self.client_bytes // 2
