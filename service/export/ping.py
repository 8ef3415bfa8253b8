"""Tells external hubs, after an export, which feeds changed: no worker runs beside a static site.

The manifest keeps the topics of requests that failed, and the next export sends them again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from service.export.manifest import read_untold, write_untold
from service.hub.allowed_targets import ANYWHERE
from service.hub.rows.publish_requests import MOST_TOPICS
from service.hub.work.http_client import HttpClient
from service.hub.work.publish_form import publish
from service.settings.settings import Settings


class Refusal(NamedTuple):
    """A hub that did not take a request, and why."""

    hub: str
    reason: str


def tell_hubs(
    settings: Settings, record: Path, changed: Collection[str]
) -> tuple[int, list[Refusal]]:
    """Tell every external hub of the feeds at these addresses, and of those that the last export
    could not tell of. Of how many feeds all hubs were told, and which did not take a request."""
    topics = sorted({*changed, *read_untold(record)})
    batches = [topics[at : at + MOST_TOPICS] for at in range(0, len(topics), MOST_TOPICS)]
    untold, refusals = asyncio.run(_tell(settings, batches))
    write_untold(record, untold)
    return len(topics) - len(untold), refusals


async def _tell(
    settings: Settings, batches: Sequence[list[str]]
) -> tuple[list[str], list[Refusal]]:
    untold: list[str] = []
    refusals: dict[str, str] = {}
    async with HttpClient(ANYWHERE, settings.request_timeout_seconds) as client:
        for batch in batches:
            reasons = {hub: await publish(client, hub, batch) for hub in settings.external_hubs}
            refusals |= {hub: reason for hub, reason in reasons.items() if reason}
            untold += batch if any(reasons.values()) else []
    return untold, [Refusal(hub, reason) for hub, reason in refusals.items()]
