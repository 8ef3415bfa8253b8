"""The lines of `deploy/Dockerfile` without a container engine: `make image`.

Dockerfile ─▶ instructions ─▶ a folder in place of the root of the file system ─▶ its CMD serves

Both stages share the folder, so nothing has to be copied from one to the other. Every absolute path
of a line lies below the folder. What needs a system of its own, `apt-get` and `useradd`, is
printed and left out; where the folder is a Debian that debootstrap made, nothing is: each line
runs in a chroot. https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from tests.conftest import free_port, wait_until_ready

ROOT = Path(__file__).parents[2]
_PATH = re.compile(r"(?<![\w./:-])/(?=(?:opt|src|wheel|state|archive)\b)")
_OF_A_SYSTEM = ("apt-get ", "useradd ")


class Instruction(NamedTuple):
    """A line of a Dockerfile, with those that continue it."""

    name: str  # in capitals
    text: str


def instructions(dockerfile: str) -> Iterator[Instruction]:
    """Those of the file, in order, without comments."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, text = line.strip().partition(" ")
            yield Instruction(name.upper(), " ".join(text.split()))


class Image:
    """A folder in place of the root of the image's file system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.is_system = (root / "etc" / "debian_version").exists()
        self.environment: dict[str, str] = {}
        self.command: list[str] = []

    def mapped(self, text: str) -> str:
        """With each absolute path below the folder."""
        return text if self.is_system else _PATH.sub(f"{self.root}/", text)

    def run(self, text: str) -> bool:
        """Whether a `RUN` was run: not where it needs a system of its own. A command
        that fails ends the whole build."""
        if not self.is_system and any(word in text for word in _OF_A_SYSTEM):
            return False
        chroot = ["chroot", str(self.root)] if self.is_system else []
        subprocess.run([*chroot, "sh", "-ec", self.mapped(text)], check=True)
        return True

    def copy(self, text: str) -> None:
        """A `COPY` from the checkout."""
        *sources, target = text.split()
        into = self.root / target.lstrip("/")
        for source in (ROOT / name for name in sources):
            if source.is_dir():
                shutil.copytree(source, into, symlinks=True, dirs_exist_ok=True)
            else:
                into.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, into)


def build(root: Path) -> Image:
    """The image below a folder; each line is printed before it is run."""
    image = Image(root)
    for name, text in instructions((ROOT / "deploy" / "Dockerfile").read_text()):
        print(name, text, flush=True)
        if name == "RUN" and not image.run(text):
            print("  left out: it needs a system of its own")
        elif name == "COPY" and not text.startswith("--from="):
            image.copy(text)
        elif name == "ENV":
            image.environment |= dict(pair.split("=", 1) for pair in text.split())
        elif name == "CMD":
            image.command = re.findall(r'"([^"]*)"', text)
    return image


def served(image: Image, archive: Path) -> bytes:
    """The feed of an archive as the image's own command serves it, as its own user.

    :raise RuntimeError: the service ended
    """
    port, path = str(free_port()), os.environ["PATH"]
    given = {name: image.mapped(value) for name, value in image.environment.items()}
    given |= {"PATH": given["PATH"].replace("$PATH", path), "POSTWIRE_HOST": "127.0.0.1"}
    shutil.copytree(archive, image.root / "archive", dirs_exist_ok=True)
    chroot = ["chroot", "--userspec=postwire", str(image.root)] if image.is_system else []
    command = ["env", f"PATH={given['PATH']}", *image.command]
    with subprocess.Popen(
        [*chroot, *command],
        env=given | {"POSTWIRE_PORT": port, "PATH": path},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz?exclude=hub", process)
        with urlopen(f"http://127.0.0.1:{port}/feed.rss") as response:
            feed: bytes = response.read()
        process.terminate()
    return feed


def main() -> None:
    """Build below a folder, and serve the example from it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="Empty, or a Debian made by debootstrap.")
    folder: Path = parser.parse_args().folder.resolve()
    folder.mkdir(exist_ok=True)
    feed = served(build(folder), ROOT / "examples" / "archive")
    print(feed[:300].decode(), f"… {len(feed)} bytes")


if __name__ == "__main__":
    main()
