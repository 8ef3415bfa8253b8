"""The rules of a hub, made of the settings: allowed callbacks, leases, pauses, rates."""

from __future__ import annotations

from service.hub.allowed_targets import AllowedTargets
from service.hub.leases import LeaseBounds
from service.hub.retry import Backoff
from service.hub.rows.rate_limit import Rate
from service.settings.ports import parse_ports
from service.settings.settings import Settings


def allowed_callbacks(settings: Settings) -> AllowedTargets:
    """Where callbacks may lie."""
    return AllowedTargets(settings.allow_private_callbacks, parse_ports(settings.callback_ports))


def lease_bounds(settings: Settings) -> LeaseBounds:
    return LeaseBounds(
        settings.lease_min_seconds, settings.lease_default_seconds, settings.lease_max_seconds
    )


def backoff(settings: Settings) -> Backoff:
    """How deliveries and requests to external hubs are tried again."""
    return Backoff(
        settings.retry_first_seconds, settings.retry_largest_seconds, settings.retry_give_up_seconds
    )


def client_rate(settings: Settings) -> Rate:
    """How often one client may send a form."""
    return Rate(settings.client_interval_seconds, settings.client_burst)


def verification_rate(settings: Settings) -> Rate:
    """How often callbacks of one host are called to verify."""
    return Rate(settings.verification_interval_seconds, settings.verification_burst)
