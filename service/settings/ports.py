"""Reads the ports in a setting: numbers and ranges. Pure."""

from __future__ import annotations

import re

_RANGE = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?")

Ports = tuple[range, ...]


def parse_ports(text: str) -> Ports:
    """`80,443,8000-8999` as ranges.

    :raise ValueError: any other text
    """
    ranges = []
    for part in text.split(","):
        ends = _RANGE.fullmatch(part.strip())
        ports = range(int(ends[1]), int(ends[2] or ends[1]) + 1) if ends else range(0)
        if not ports or ports[0] < 1 or ports[-1] > 65535:
            raise ValueError(f"{part!r} is no port or range of ports")
        ranges.append(ports)
    return tuple(ranges)
