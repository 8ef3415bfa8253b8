"""Runs wrk, and reads what it prints."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_POLLERS = Path(__file__).with_name("pollers.lua")
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """One run: requests a second, and milliseconds by percentile."""

    rate: float
    percentiles: Mapping[int, float]
    failed: int  # answers that are neither 2xx nor 3xx


def load(url: str, seconds: float, headers: Mapping[str, str], connections: int = 16) -> Load:
    """Send the same request as fast as it is answered, on connections that are kept."""
    return _run([url], seconds, headers, connections)


def load_of_pollers(url: str, seconds: float, headers: Mapping[str, str], etag: str = "") -> Load:
    """The same with every request another poller's. With `etag`, the document's present tag, each
    is answered 304; without, in full. See `pollers.lua`."""
    script = ["-s", str(_POLLERS), url, "--", *([etag] if etag else [])]
    return _run(script, seconds, headers, connections=16)


def _run(
    arguments: Sequence[str], seconds: float, headers: Mapping[str, str], connections: int
) -> Load:
    named = [part for pair in headers.items() for part in ("-H", ": ".join(pair))]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", *named]
    done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
    output = done.stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", output)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    assert rate, output
    return Load(float(rate[1]), _percentiles(output), int(failed[1]) if failed else 0)


def _percentiles(output: str) -> dict[int, float]:
    rows = re.findall(r"^\s*(50|75|90|99)%\s+([\d.]+)(us|ms|s)$", output, re.MULTILINE)
    return {int(number): float(value) * _UNITS[unit] for number, value, unit in rows}
