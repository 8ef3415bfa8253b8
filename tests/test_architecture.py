"""Which module may import which."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source_files import ROOT, imports, modules, nodes

pytestmark = [
    pytest.mark.any_python,
    pytest.mark.xdist_group("source"),  # every file is parsed once for them
]

# Each room imports only from rooms that stand left of it. Rooms of one step do not import each
# other, except for the loose modules of the first.
CHAINS = {
    "feeds": (
        (
            "model",
            "errors",
            "identity",
            "version",
            "query",
            "parameters",
            "addresses",
            "files",
            "outages",
            "process_end",
        ),
        ("bounded",),
        ("text",),
        ("html",),
        ("archive",),
        ("index",),
        ("feed",),
        ("render",),
    ),
    "service": (
        ("settings",),
        ("traffic",),
        ("checkout",),
        ("moving",),
        ("publication",),
        ("hub", "hosts"),
        ("web",),
        ("app", "export"),
        ("server",),
        ("commands",),
        ("cli",),
        ("__main__",),
    ),
}

# Each dependency has one door (docs/design.md).
DOORS = {
    "frontmatter": {"feeds/archive/matter_forms.py"},
    "yaml": {"feeds/archive/yaml_texts.py"},
    "feedgen": {"feeds/render/generator.py"},
    "msgspec": {
        "feeds/model.py",
        "feeds/index/codec.py",
        "feeds/index/rows.py",
        "feeds/render/json_feed.py",
        "service/publication/entry_work.py",
    },
    "xxhash": {"feeds/identity.py"},
    "zlib_ng": {"service/publication/compression.py"},
    "comrak": {"feeds/html/markdown.py"},
    "nh3": {"feeds/html/sanitise.py"},
    "cachetools": {
        "service/publication/entry_cache.py",
        "service/publication/response_cache.py",
    },
    "gunicorn": {"service/server/serve.py", "service/server/gunicorn_worker.py"},
    "gunicorn_h1c": {"service/server/heads.py"},
    "brotli": {"service/export/target.py"},
    "a2wsgi": {"service/server/fast_path.py"},
    "pydantic_settings": {
        "service/settings/loading.py",
        "service/settings/settings.py",
        "service/settings/texts.py",
    },
    "rensa": {"feeds/text/minhash.py"},
    "opencc": {"feeds/text/search_forms.py"},
    "pypinyin": {"feeds/text/search_forms.py"},
    "babel": {"service/web/pages/languages.py"},
    "prometheus_client": {"service/web/metrics.py"},
    "dateutil": {"feeds/text/dates.py"},
    "watchfiles": {"service/server/watch.py"},
    "aiohttp": {"service/hub/work/http_client.py"},
    "huey": {"service/hub/work/consumer.py"},
    "psycopg": {"service/hub/rows/postgresql.py"},
}


OURS = modules("feeds", "service")
MODULE_OF = {path.relative_to(ROOT).as_posix(): name for name, path in OURS.items()}


@cache
def our_imports() -> list[tuple[str, str]]:
    """Each file of the project with each module of the project that it imports."""
    return [
        (file, module)
        for file in MODULE_OF
        for module in sorted(imports(ROOT / file))
        if module in OURS
    ]


def broken_rule(file: str, module: str) -> str:
    """Why this file may not import that module; empty where it may."""
    package, _, rest = MODULE_OF[file].partition(".")
    other, _, others = module.partition(".")
    room, target = rest.split(".")[0], others.split(".")[0]
    if other != package:
        return "feeds imports nothing of service" if package == "feeds" else ""
    if not room or not target or room == target:
        return ""
    here, there = step(package, room), step(package, target)
    if here > there or (here == there and package == "feeds" and here == 0):
        return ""
    chain = " → ".join(", ".join(step) for step in CHAINS[package])
    return f"{target} does not stand left of {room} in {package}: {chain}"


def step(package: str, room: str) -> int:
    for number, rooms in enumerate(CHAINS[package]):
        if room in rooms:
            return number
    raise LookupError(f"give {package}/{room} a place in CHAINS of tests/test_architecture.py")


def test_the_pages_draw_the_chain_that_holds() -> None:
    design = (ROOT / "docs" / "design.md").read_text()
    for package, rooms in CHAINS.items():
        named = [step for step in rooms if not {"model", "__main__"} & set(step)]
        assert " → ".join(", ".join(step) for step in named) in design, package


def test_imports_go_from_left_to_right_only() -> None:
    broken = [
        f"{file} imports {module}, but {rule}"
        for file, module in our_imports()
        if (rule := broken_rule(file, module))
    ]
    assert not broken, "\n".join(broken)


def test_no_modules_and_no_rooms_import_each_other_in_a_circle() -> None:
    packages = [name for name, path in OURS.items() if path.stem == "__init__"]
    for package in ("", *packages):
        graph: dict[str, set[str]] = {}
        for file, module in our_imports():
            ends = child(package, MODULE_OF[file]), child(package, module)
            if all(ends) and ends[0] != ends[1]:
                graph.setdefault(ends[0], set()).add(ends[1])
        refuse_circles(graph)


def child(package: str, module: str) -> str:
    """The room or module of a package that a module belongs to; "" where it lies elsewhere. The
    modules themselves, if the package is \"\"."""
    if not package:
        return module
    inside = module.startswith(f"{package}.")
    return ".".join(module.split(".")[: package.count(".") + 2]) if inside else ""


def refuse_circles(graph: dict[str, set[str]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("a circle of imports: " + ", which is imported by ".join(error.args[1]))


def test_feeds_imports_neither_flask_nor_sockets() -> None:
    forbidden = {"flask", "socket", "aiohttp", "gunicorn"}
    for path in modules("feeds").values():
        assert not {name.split(".")[0] for name in imports(path)} & forbidden, path


def test_each_dependency_has_one_door() -> None:
    for path in OURS.values():
        used = {name.split(".")[0] for name in imports(path)}
        for package in used & set(DOORS):
            assert str(path.relative_to(ROOT)) in DOORS[package], f"{path} imports {package}"


def test_no_module_stands_beside_a_package_of_its_name() -> None:
    for path in OURS.values():
        assert not path.with_suffix("").is_dir(), path


def test_every_class_has_a_name_of_its_own() -> None:
    names = Counter(
        node.name
        for path in OURS.values()
        for node in nodes(path)
        if isinstance(node, ast.ClassDef)
    )
    shared = [name for name, count in names.items() if count > 1]
    assert not shared, f"two classes are called {shared}: one word, one thing"


def test_no_folder_of_tests_has_the_name_of_a_package() -> None:
    packages = {name.split(".")[-1] for name, path in OURS.items() if path.stem == "__init__"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert not folders & packages


def test_no_pattern_has_a_possessive_group() -> None:
    """Python before 3.11.5, Debian 12's among them, goes on from where a failed try of one ended.
    A class of characters may be possessive."""
    possessive = re.compile(r"(?<!\()\)(?:[*+?]|\{[0-9,]+\})\+|\(\?>")
    assert possessive.search(r"(?:[^<]*+<p>)*+")
    assert not possessive.search(r"[a-z()*+,]([^<]*+)*")
    for path in OURS.values():
        assert not possessive.search(path.read_text()), path


DOOR_OF_FILES = "feeds/archive/archive_files.py"
OPENING = {
    "open",
    "fdopen",
    "read_text",
    "read_bytes",
    "glob",
    "rglob",
    "iterdir",
    "listdir",
    "scandir",
}


def test_one_module_opens_the_files_of_an_archive() -> None:
    """Its rules hold at each opening only where nothing opens a file beside it."""
    rooms = ("feeds/archive/", "feeds/feed/", "feeds/html/", "feeds/text/")
    openings = {file: openings_in(ROOT / file) for file in MODULE_OF if file.startswith(rooms)}
    assert openings.pop(DOOR_OF_FILES)
    assert not {file: calls for file, calls in openings.items() if calls}


def openings_in(path: Path) -> list[str]:
    """The calls in a module that open a file or list a folder by its path: `os.scandir` takes the
    descriptor of one that is open, too."""
    calls = (
        node.func
        for node in nodes(path)
        if isinstance(node, ast.Call) and ast.unparse(node) != "os.scandir(descriptor)"
    )
    return [
        ast.unparse(called)
        for called in calls
        if (isinstance(called, ast.Name) and called.id == "open")
        # A kind of archive is opened by `KINDS[name].open`.
        or (
            (isinstance(called, ast.Attribute) and called.attr in OPENING)
            and not isinstance(called.value, ast.Subscript)
        )
    ]


def test_no_statement_numbers_its_places() -> None:
    """Python 3.12.1 warns where `?1` gets a sequence: a place is `?`, or has a name."""
    strings = [
        (name, node.value)
        for name, path in modules("feeds", "service").items()
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [name for name, text in strings if re.search(r"[ (=]\?[1-9]\b", text)]
