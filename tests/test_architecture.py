"""The house keeps its walls: who may import whom."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Each dependency has one door (docs/design.md).
DOORS = {
    "frontmatter": {"feeds/archive/front_matter.py"},
    "yaml": {"feeds/archive/yaml_texts.py"},
    "feedgen": {"feeds/render/generator.py"},
    "msgspec": {
        "feeds/model.py",
        "feeds/index/codec.py",
        "feeds/index/rows.py",
        "feeds/render/json_feed.py",
    },
    "xxhash": {"feeds/identity.py"},
    "comrak": {"feeds/html/markdown.py"},
    "nh3": {"feeds/html/sanitise.py"},
    "cachetools": {
        "service/publication/entry_cache.py",
        "service/publication/response_cache.py",
    },
    "gunicorn": {"service/server/serve.py", "service/server/front.py"},
    "gunicorn_h1c": {"service/server/front.py"},
    "brotli": {"service/export/chunk.py"},
    "zlib_ng": {"service/publication/compression.py"},
    "isal": {"service/publication/compression.py"},
    "a2wsgi": {"service/server/fast_path.py"},
    "pydantic_settings": {"service/settings/settings.py", "service/settings/hub.py"},
    "babel": {"service/web/pages/languages.py"},
    "prometheus_client": {"service/web/metrics.py"},
    "dateutil": {"feeds/text/dates.py"},
    "watchfiles": {"service/server/watch.py"},
    "aiohttp": {"service/hub/work/http_client.py"},
    "huey": {"service/hub/work/consumer.py"},
}


def imports(path: Path) -> set[str]:
    """The full names of all modules a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_feeds_imports_neither_the_service_nor_flask_nor_sockets() -> None:
    forbidden = {"service", "flask", "socket", "aiohttp", "gunicorn"}
    for path in modules("feeds"):
        assert not {name.split(".")[0] for name in imports(path)} & forbidden, path


def test_each_dependency_has_one_door() -> None:
    for path in [*modules("feeds"), *modules("service")]:
        used = {name.split(".")[0] for name in imports(path)}
        for package in used & set(DOORS):
            assert str(path.relative_to(ROOT)) in DOORS[package], f"{path} imports {package}"


def test_the_tree_of_errors_is_drawn_whole() -> None:
    drawing = ast.get_docstring(ast.parse((ROOT / "feeds/errors.py").read_text())) or ""
    drawn = set(re.findall(r"\b[A-Z][A-Za-z]+Error\b", drawing))
    classes = {
        node.name
        for path in [*modules("feeds"), *modules("service")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and not node.name.startswith("_")
        and any(re.search(r"(Error|Exception)$", ast.unparse(base)) for base in node.bases)
    }
    assert drawn == classes


def test_no_pattern_has_a_possessive_group() -> None:
    """Python before 3.11.5, Debian 12's among them, goes on from where a failed try of one ended.
    A class of characters may be possessive."""
    possessive = re.compile(r"(?<!\()\)(?:[*+?]|\{[0-9,]+\})\+|\(\?>")
    assert possessive.search(r"(?:[^<]*+<p>)*+")
    assert not possessive.search(r"[a-z()*+,]([^<]*+)*")
    for path in [*modules("feeds"), *modules("service")]:
        assert not possessive.search(path.read_text()), path
