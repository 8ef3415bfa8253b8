"""Sites and documents of Jekyll that a test makes by itself."""

from __future__ import annotations

from pathlib import Path

from feeds.archive import Options
from feeds.archive.front_matter import Document, parse
from feeds.archive.jekyll import Jekyll
from tests.conftest import write


def document(raw: str) -> Document:
    """A document with this YAML."""
    parsed = parse(f"---\n{raw}\n---\n", "jekyll")
    assert parsed is not None
    return parsed


def made(root: Path, config: str = "", *options: tuple[str, object]) -> Jekyll:
    """A site at https://x.example with these settings."""
    write(root, "_config.yml", f"url: https://x.example\n{config}")
    return Jekyll(root, Options(**dict(options)))  # type: ignore[arg-type]
