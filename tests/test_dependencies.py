"""Every pinned package can be installed on every Python that the project names."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PINS = [line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if line]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OLDEST = PROJECT["requires-python"].removeprefix(">=")


@pytest.mark.parametrize("name", [name for name, _ in PINS])
def test_a_pinned_package_admits_the_oldest_python_there_may_be(name: str) -> None:
    """Debian 12 has 3.11.2, and a release that asks for 3.11.5 is then none."""
    try:
        requirement = metadata(name).get("Requires-Python") or ""
    except PackageNotFoundError:
        pytest.skip("not installed on this platform")
    assert f"{OLDEST}.0" in SpecifierSet(requirement)
