"""wrk, and what it says."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """One run: requests a second, and milliseconds by percentile."""

    rate: float
    percentiles: Mapping[int, float]
    failed: int  # answers that are neither 2xx nor 3xx


def load(url: str, seconds: float, headers: Mapping[str, str], connections: int = 16) -> Load:
    """Ask for `url` as fast as it is answered, on connections that are kept."""
    named = [part for pair in headers.items() for part in ("-H", ": ".join(pair))]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", *named, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate, said
    return Load(float(rate[1]), _percentiles(said), int(failed[1]) if failed else 0)


def _percentiles(said: str) -> dict[int, float]:
    rows = re.findall(r"^\s*(50|75|90|99)%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    return {int(number): float(value) * _UNITS[unit] for number, value, unit in rows}
