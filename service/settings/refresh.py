"""The settings of `POST /refresh`."""

from __future__ import annotations

import re

from pydantic import BaseModel, Field, SecretStr, field_validator

from service.settings.texts import Texts


class RefreshSettings(BaseModel):
    """Who may refresh the index, and how much a request may send."""

    refresh_token: SecretStr | None = Field(
        None, description="the bearer token; made in the state folder where not given"
    )
    webhook_secret: SecretStr | None = Field(
        None, description="the secret a git host signs its webhooks with"
    )
    webhook_former_secret: SecretStr | None = Field(
        None, description="a further secret that counts, until every host has the new one"
    )
    webhook_folder: str = Field(
        "", description="the archive's folder inside the repository that the webhook speaks of"
    )
    webhook_branches: Texts = Field(
        (),
        description="the branches whose pushes count, such as `main release/*`; all where neither "
        "branches nor tags are given",
    )
    webhook_tags: Texts = Field((), description="the tags whose pushes count, such as `v*`")
    refresh_body_bytes: int = Field(
        32 * 1024 * 1024, ge=1024, description="a larger body of a refresh is refused"
    )

    refresh_alarm_seconds: float = Field(
        900, gt=0, description="a refresh that takes longer makes /readyz and /status say so"
    )

    @field_validator("refresh_token", "webhook_secret", "webhook_former_secret")
    @classmethod
    def _not_empty(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().strip():
            raise ValueError("an empty secret would open nothing: give one, or leave it out")
        return value

    @field_validator("refresh_token")
    @classmethod
    def _can_be_sent(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", value.get_secret_value()):
            raise ValueError("no header can carry it: take letters, digits and signs of ASCII")
        return value

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that a webhook may prove to know."""
        given = self.webhook_secret, self.webhook_former_secret
        return tuple(secret.get_secret_value() for secret in given if secret)
