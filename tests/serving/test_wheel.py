"""The wheel holds all that serving needs: it is built, installed into a fresh environment and
served from, away from the source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import free_port, three_posts, wait_until_ready

ROOT = Path(__file__).parents[2]
SOURCES = (
    *("pyproject.toml", "README.md", "LICENSE", "wsgi.py", "feeds", "service"),
    "docs/faults.md",  # a page of the service, by a link
)
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


@pytest.fixture(scope="module")
def postwire(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Path:
    """The program `postwire` of a fresh environment: the wheel, and the packages that the tests
    run with."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:  # a build leaves folders beside its sources
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / "source" / name, symlinks=True)
        else:
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / "source" / name)
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir")
    subprocess.run([*PIP, *build, folder, folder / "source"], check=True)
    venv.create(folder / "venv")
    python = folder / "venv" / "bin" / "python"
    install = ("--python", python, "install", "--quiet", "--no-deps", "--no-index")
    subprocess.run([*PIP, *install, *folder.glob("*.whl")], check=True)
    packages = [path for path in sys.path if path.endswith("site-packages")]
    (own,) = (folder / "venv").glob("lib/python*/site-packages")
    (own / "packages.pth").write_text("\n".join(packages))
    return python.with_name("postwire")


@pytest.fixture
def url(postwire: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a service that was started from the wheel, in an empty folder."""
    port = free_port()
    (tmp_path / "empty").mkdir()
    command = [postwire, "serve", three_posts(tmp_path / "archive"), "--port", str(port)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    with subprocess.Popen(
        [*command, "--state", tmp_path / "state"],
        cwd=tmp_path / "empty",
        env={
            **environment,
            "POSTWIRE_PAGE_LANGUAGE": "browser",
            "POSTWIRE_ALLOW_PRIVATE_CALLBACKS": "true",
            "POSTWIRE_CALLBACK_PORTS": str(port),
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def body(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
        return str(response.read().decode())


def test_the_wheel_serves_feeds_pages_and_the_hub(url: str, postwire: Path) -> None:
    assert "第1篇" in body(f"{url}/feed.rss")
    assert "<?xml-stylesheet" in body(f"{url}/feed.atom")
    page = body(f"{url}/", **{"Accept-Language": "zh"})
    english = body(f"{url}/", **{"Accept-Language": "en"})
    assert "<html" in page
    assert page != english  # the catalogue of translations is there
    assert "E01" in body(f"{url}/about/faults")
    form = {
        "hub.mode": "subscribe",
        "hub.topic": f"{url}/feed.rss",
        "hub.callback": f"{url}/nobody-listens-here",
    }
    request = urllib.request.Request(f"{url}/hub", urllib.parse.urlencode(form).encode())
    with urllib.request.urlopen(request) as response:
        assert response.status == 202  # the migrations have made the tables
    code = "import feeds, service; print(feeds.__file__, service.__file__)"
    python = postwire.with_name("python")
    places = subprocess.run([python, "-c", code], cwd="/", capture_output=True, text=True)
    assert str(ROOT) not in places.stdout
    assert places.stdout.count("site-packages") == 2
