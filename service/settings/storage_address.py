"""The addresses of the hub's database and queue. What is wrong is said without the address: it may
hold a password."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

DATABASES = ("postgresql", "postgresql+psycopg", "postgres")
QUEUES = (*DATABASES, "redis", "rediss")


def check_storage_address(address: str, schemes: Collection[str], example: str) -> str:
    """The address as it was given.

    :raise ValueError: it has none of these schemes, or a host, port or password that cannot be read
    """
    scheme, separator, rest = address.partition("://")
    if not separator or scheme not in schemes:
        raise ValueError(f"it is no address of a service that can be used: {example} is one")
    if rest.partition("?")[0].partition("/")[0].count("@") > 1 or "#" in address:
        raise ValueError("a name or password has '@', '#' or '/' in it: write %40, %23, %2F")
    try:
        _ = urlsplit(address).port
    except ValueError as error:
        raise ValueError("its port is no number up to 65535, or its host is none") from error
    return address
