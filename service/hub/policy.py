"""The settings as the hub's pure parts take them."""

from __future__ import annotations

from service.hub.allowed_targets import Target, parse_ports
from service.hub.leases import LeaseBounds
from service.hub.rate_limit import Rate
from service.hub.retry import Schedule
from service.settings.settings import Settings


def target_of(settings: Settings) -> Target:
    """Where callbacks may lie."""
    return Target(settings.allow_private_callbacks, parse_ports(settings.callback_ports))


def leases_of(settings: Settings) -> LeaseBounds:
    return LeaseBounds(
        settings.lease_min_seconds, settings.lease_default_seconds, settings.lease_max_seconds
    )


def schedule_of(settings: Settings) -> Schedule:
    return Schedule(
        settings.retry_first_seconds,
        settings.retry_largest_seconds,
        settings.retry_give_up_seconds,
    )


def client_rate(settings: Settings) -> Rate:
    return Rate(settings.client_interval_seconds, settings.client_burst)


def verification_rate(settings: Settings) -> Rate:
    return Rate(settings.verification_interval_seconds, settings.verification_burst)
