"""The project's Python files, read for the tests that look at the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def modules(*folders: str) -> dict[str, Path]:
    """Dotted names of the modules in these folders of the project, with their files."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {module_name(path): path for path in files}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All of a file's nodes, which one test after another goes through."""
    return tuple(ast.walk(tree(path)))


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules that a file imports anywhere in it: `feeds.archive.kind` for both
    `from feeds.archive import kind` and `from feeds.archive.kind import Kind`."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    ours = modules("feeds", "service")
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in ours else node.module
