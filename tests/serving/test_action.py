"""The action in `action.yml` does what it says: its commands run as a runner runs them, and what
they write is served."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from tests.conftest import three_posts
from tests.pushing.subscribers import Subscribers
from tests.serving.static_host import static_host

ROOT = Path(__file__).parents[2]
SOURCES = ("requirements.txt", "requirements-build.txt", "pyproject.toml", "README.md", "LICENSE")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = ACTION["runs"]["steps"]
IN_ONE_PROCESS = pytest.mark.xdist_group("action")  # they share what is installed
Run = Callable[..., subprocess.CompletedProcess[str]]
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the runner has of the action's repository: an installation leaves folders in it."""
    folder = tmp_path_factory.mktemp("action")
    for name in (*SOURCES, "wsgi.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("feeds", "service"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def python_folder(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Path:
    """What `actions/setup-python` puts before the PATH: a Python with pip, and here with the
    packages of the tests, which are those of requirements.txt: nothing is fetched."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, symlinks=True)
    (own,) = folder.glob("lib/python*/site-packages")
    (own / "packages.pth").write_text("\n".join(p for p in sys.path if p.endswith("-packages")))
    return folder / "bin"


@pytest.fixture(scope="module")
def runner(checkout: Path, python_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A machine on which the action has installed what it needs. Its other lines come after those
    of pip, and are run for each site."""
    (step,) = [step for step in STEPS if "run" in step]
    lines = step["run"].splitlines(keepends=True)
    pip = [line for line in lines if line.startswith("python -m pip install ")]
    assert lines[: len(pip)] == pip
    assert len(pip) == 3
    work = tmp_path_factory.mktemp("installing")
    done = run(checkout, python_folder, "".join(pip), work)
    assert done.returncode == 0, done.stderr
    return partial(run, checkout, python_folder, "".join(lines[len(pip) :]))


def run(
    checkout: Path, python_folder: Path, script: str, work: Path, **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Lines of the action's own step, with each expression as the runner writes it."""
    values = {
        "github.action_path": str(checkout),
        "runner.temp": str(work / "temp"),
        **{f"inputs.{name}": one["default"] for name, one in ACTION["inputs"].items()},
        **{f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()},
    }
    (step,) = [step for step in STEPS if "run" in step]
    assert step["shell"] == "bash"
    assert not EXPRESSION.search(step["run"]), "an input in the script itself could be a command"
    given = {
        name: EXPRESSION.sub(lambda match: values[match[1]], spelled)
        for name, spelled in step["env"].items()
    }
    (work / "temp").mkdir(parents=True, exist_ok=True)
    path = f"{python_folder}:{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSTWIRE_")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=work,
        env={**kept, **given, "PATH": path},
        capture_output=True,
        text=True,
    )


def test_every_step_is_pinned_and_every_input_used() -> None:
    for step in STEPS:
        assert "run" in step or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
    spelled = yaml.safe_dump(STEPS)
    assert set(ACTION["inputs"]) == set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", spelled))


def test_the_docs_hand_the_action_what_it_takes() -> None:
    page = (ROOT / "docs" / "static-hosting.md").read_text()
    workflow = yaml.safe_load(re.findall(r"^```yaml\n(.*?)^```", page, re.M | re.S)[0])
    steps = workflow["jobs"]["pages"]["steps"]
    (ours,) = [step for step in steps if "postwire@" in step.get("uses", "")]
    assert set(ours["with"]) <= set(ACTION["inputs"])


@IN_ONE_PROCESS
def test_the_action_merges_feeds_into_a_site_that_serves_them(runner: Run, tmp_path: Path) -> None:
    """Also from a folder with a space, which a shell would part; and the hub is told of changes."""
    archive, site = three_posts(tmp_path / "a site"), tmp_path / "a site" / "_site"
    site.mkdir()
    (site / "index.html").write_text("the site's own")
    hub = Subscribers()
    try:
        with static_host(tmp_path / "host") as url:
            (tmp_path / "host" / "blog").symlink_to(site)
            inputs = {"base_url": f"{url}/blog", "hubs": f"{hub.url}/hub"}
            done = runner(archive, **inputs)
            assert done.returncode == 0, done.stderr
            assert urlopen(f"{url}/blog/").read() == b"the site's own"
            assert b"yunling.rss" in urlopen(f"{url}/blog/feeds/").read()
            feed = urlopen(f"{url}/blog/category/yunling.rss").read().decode()
            assert f"{url}/blog/category/yunling.rss" in feed
    finally:
        hub.close()
    assert hub.received
    record = archive / "temp" / "postwire" / "export.json"
    assert "category/yunling.rss" in record.read_text(), "the next run tells of changes alone"


@IN_ONE_PROCESS
def test_the_action_takes_the_sites_own_address_where_none_is_given(
    runner: Run, tmp_path: Path
) -> None:
    archive = three_posts(tmp_path / "site")
    (archive / "_site").mkdir()
    result = runner(archive)
    assert result.returncode == 0, result.stderr
    assert "https://site.example/feed.rss" in (archive / "_site" / "feed.rss").read_text()
