"""Every pinned package can be installed on every Python that the project names, and what serving
installs is pinned with hashes, at the same versions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PINS = [line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if line]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OLDEST = PROJECT["requires-python"].removeprefix(">=")
RUNS_ON = "Programming Language :: Python :: "


@pytest.mark.parametrize("name", [name for name, _ in PINS])
def test_a_pinned_package_admits_the_oldest_python_there_may_be(name: str) -> None:
    """Debian 12 has 3.11.2, and a release that asks for 3.11.5 is then none."""
    try:
        requirement = metadata(name).get("Requires-Python") or ""
    except PackageNotFoundError:
        pytest.skip("not installed on this platform")
    assert f"{OLDEST}.0" in SpecifierSet(requirement)


VERSIONS = {canonicalize_name(name): version for name, version in PINS}
HASHED = [ROOT / "requirements.txt", ROOT / "requirements-build.txt"]


def hashed(path: Path) -> dict[str, tuple[str, int]]:
    """(version, number of hashes) of each package of a file of pins with hashes."""
    text = path.read_text().replace("\\\n", " ")
    entries = [line.split() for line in text.splitlines()]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", entry[0]) for entry in entries)
    pins = {}
    for pin, *words in entries:
        name, version = pin.split("==")
        hashes = [word for word in words if word.startswith("--")]
        assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", word) for word in hashes)
        pins[canonicalize_name(name)] = (version, len(hashes))
    return pins


@pytest.mark.parametrize("path", HASHED, ids=lambda path: path.name)
def test_a_hashed_package_has_the_version_that_the_tests_run_with(path: Path) -> None:
    pins = hashed(path)
    assert pins
    for name, (version, hashes) in pins.items():
        assert version == VERSIONS[name]
        assert hashes


def needed(requirements: list[str], extras: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of the packages that these requirements bring here, with what those require."""
    for requirement in map(Requirement, requirements):
        environments = [{"extra": extra} for extra in extras or {""}]
        if requirement.marker and not any(map(requirement.marker.evaluate, environments)):
            continue
        yield canonicalize_name(requirement.name)
        further = metadata(requirement.name).get_all("Requires-Dist") or []
        yield from needed(further, frozenset(requirement.extras))


def test_all_that_serving_needs_has_hashes() -> None:
    serving = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["postgresql"]
    assert set(needed(serving)) <= set(hashed(HASHED[0]))


def test_the_pythons_it_runs_on_begin_with_the_oldest_that_installs_it() -> None:
    assert PROJECT["classifiers"][0] == RUNS_ON + OLDEST


@pytest.mark.process
@pytest.mark.parametrize(("recipe", "ending"), [("true", "passed"), ("false", "failed")])
def test_every_python_at_hand_runs_the_tests_and_the_others_are_named(
    recipe: str, ending: str, tmp_path: Path
) -> None:
    """The script goes by the classifiers: a Python of this machine, and one that is nowhere."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    makefile = f"test:\n\t@echo tests in $(VENV)\n\t@{recipe}\n"
    (tmp_path / f"python{here}").symlink_to(sys.executable)
    run = _pythons(tmp_path, [here, "3.999"], makefile)
    assert run.stdout.splitlines() == [
        f"tests in .venv-{here}",
        "Python 3.999 is not at hand",
        f"Python {here} {ending}",
    ]
    assert run.returncode == (ending == "failed")


@pytest.mark.process
def test_ci_runs_what_depends_on_the_python_on_the_newest_other_one(tmp_path: Path) -> None:
    for name in ("python3", "python3.996", "python3.997", "python3.998"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n[ python3 = ${0##*/} ] && echo 3.998\nexit 0\n")
        program.chmod(0o755)
    makefile = "twice:\n\t@echo all tests on $(PYTHON)\n"
    run = _pythons(tmp_path, ["3.996", "3.997", "3.998", "3.999"], makefile, "--newest", "twice")
    assert run.stdout.splitlines() == [
        "all tests on python3.997",
        "Python 3.999 is not at hand",
        "Python 3.997 passed",
    ]
    assert run.returncode == 0


def _pythons(
    work: Path, versions: list[str], makefile: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run the script of CI in a folder whose project names these versions; the folder's own
    programs come first."""
    (work / ".ci").mkdir(exist_ok=True)
    script = shutil.copy(ROOT / ".ci/pythons", work / ".ci")
    lines = [f'"{RUNS_ON}{version}",\n' for version in versions]
    (work / "pyproject.toml").write_text("".join(lines))
    (work / "Makefile").write_text(makefile)
    environment = {**os.environ, "PATH": f"{work}:{os.environ['PATH']}"}
    return subprocess.run([script, *arguments], env=environment, capture_output=True, text=True)
