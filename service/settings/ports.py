"""The ports in a setting: numbers and ranges. Pure."""

from __future__ import annotations

Ports = tuple[range, ...]


def parse_ports(text: str) -> Ports:
    """`80,443,8000-8999` as ranges.

    :raise ValueError: any other text
    """
    ranges = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        ports = range(int(first), int(last or first) + 1)
        if not ports or ports[0] < 1 or ports[-1] > 65535:
            raise ValueError(f"{part!r} is no port or range of ports")
        ranges.append(ports)
    return tuple(ranges)
