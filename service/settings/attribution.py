"""The table `[attribution]`: which rules find the outlet that published a post first."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

from feeds.archive.attribution_rules import (
    DEFAULT_BODY_RULES,
    DEFAULT_OUTLET_ENDING,
    TAIL,
    BodyRule,
    Rules,
)
from service.settings.web_address import check_web_address


class _Table(BaseModel):
    """A key that is none of the table's is refused."""

    model_config = ConfigDict(extra="forbid")


class BodyRuleSettings(_Table):
    """One `[[attribution.body]]` table: see `feeds.archive.attribution_rules.BodyRule`."""

    field: str = Field(pattern="^(outlet|original_url|byline|navigation)$")
    pattern: str = Field(max_length=1000)
    only_known: bool = False
    within: int = Field(TAIL, ge=1, le=TAIL)  # characters before the end

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern, re.DOTALL)
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return pattern


class OutletSettings(_Table):
    """One `[attribution.outlets.NAME]` table: the outlet's home page and feed."""

    url: str | None = None
    feed: str | None = None

    @field_validator("url", "feed")
    @classmethod
    def _address(cls, address: str | None) -> str | None:
        return check_web_address(address) if address else address


class AttributionSettings(_Table):
    """The table `[attribution]`. A key that is left out keeps its default."""

    outlet_tag: str = Rules().outlet_tag
    outlet_ending: str = DEFAULT_OUTLET_ENDING
    body: list[BodyRuleSettings] | None = None
    outlets: dict[str, OutletSettings] = {}

    def rules(self) -> Rules:
        """The same as `feeds.archive.attribution_rules` has them."""
        body = DEFAULT_BODY_RULES
        if self.body is not None:
            body = tuple(BodyRule(**rule.model_dump()) for rule in self.body)
        return Rules(
            body=body,
            outlet_tag=self.outlet_tag,
            outlet_ending=self.outlet_ending,
            outlets={
                name: outlet.model_dump(exclude_none=True) for name, outlet in self.outlets.items()
            },
        )
