"""The settings of refresh and push: what may cause work, and how much of it."""

from __future__ import annotations

from pydantic import BaseModel, Field, SecretStr


class RefreshSettings(BaseModel):
    """`POST /refresh`: who may, and how much they may send."""

    refresh_token: SecretStr | None = Field(
        None,
        description="the bearer token; made in the state folder where not given",
    )
    webhook_secret: SecretStr | None = Field(
        None, description="the secret a git host signs its webhooks with"
    )
    webhook_folder: str = Field(
        "", description="the archive's folder inside the repository that the webhook speaks of"
    )
    refresh_body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="a larger body of a refresh is refused"
    )
