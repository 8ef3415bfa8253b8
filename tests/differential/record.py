"""Asks the generators that are installed, and keeps their answers for machines without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.differential import hugo_sites, jekyll_sites
from tests.differential.frame import Answers, Maker, store, written

SITES = range(60)


def main() -> None:
    _record("jekyll", jekyll_sites.site_of, jekyll_sites.ask_jekyll)
    if hugo := hugo_sites.hugo():
        _record("hugo", hugo_sites.site_of, partial(hugo_sites.ask_hugo, hugo))


def _record(generator: str, site_of: Maker, ask: Callable[[Iterable[Path]], list[Answers]]) -> None:
    with TemporaryDirectory() as folder:
        roots = [written(Path(folder) / str(number), site_of(number)) for number in SITES]
        store(generator, dict(zip(SITES, ask(roots), strict=True)))


if __name__ == "__main__":
    main()
