"""Asks the generators that are installed, and keeps their answers for machines without them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.differential.frame import store, written
from tests.differential.jekyll_sites import ask_jekyll, site_of

SITES = range(60)


def main() -> None:
    with TemporaryDirectory() as folder:
        roots = [written(Path(folder) / str(number), site_of(number)) for number in SITES]
        store("jekyll", dict(zip(SITES, ask_jekyll(roots), strict=True)))


if __name__ == "__main__":
    main()
