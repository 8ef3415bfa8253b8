"""The names in docstrings, comments and pages exist: modules, attributes, files, settings."""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from pathlib import Path

import pytest

from service.settings.settings import Settings
from tests.source_files import ROOT, modules, nodes, tree

pytestmark = [
    pytest.mark.any_python,
    pytest.mark.xdist_group("source"),  # every file is parsed once for them
]

FOLDERS = ("feeds", "service", "tests", "benchmarks", "docs")
PAGES = [*sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*.md"))]
# Code that other text than Python's makes names in.
OTHER_CODE = ("deploy/*", "service/web/templates/*", "Makefile", "pyproject.toml", ".ci/run")

DOTTED = re.compile(r"`((?:feeds|service|tests|benchmarks)(?:\.\w+)+)(?:\(\))?`")
MEMBER = re.compile(r"`([A-Z]\w+)\.(\w+)(?:\(\))?`")
PYTHON_FILE = re.compile(r"(?<![\w/.*…-])((?:[\w.-]+/)*\w[\w-]*\.py)\b")
CAPITAL_PAGE = re.compile(r"(?<![\w/.-])([A-Z]+\.md)\b")
OUR_PATH = re.compile(
    r"`((?:feeds|service|tests|benchmarks|deploy|examples|\.ci|docs)/[^`\s…]*)`|\b(docs/[\w-]+\.md)"
)
RAISES = re.compile(r":raise (\w+):")
CALL = re.compile(r"`(\w+)\(\)`")
# The names of metrics are put together where they are given out.
IDENTIFIER = re.compile(r"`((?!postwire_)[a-z]+(?:_[a-z0-9]+)+)`")
# A list in `docs/developing.md` makes what it names; `tests/people/test_developing.py` follows it.
WORKED_LIST = re.compile(r"^## How to add .*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"\bPOSTWIRE_([A-Z_]+)\b")


def texts() -> Iterator[tuple[Path, str]]:
    """Each file with each docstring and comment in it, and each page's text."""
    for path in modules(*FOLDERS).values():
        if "work" not in path.relative_to(ROOT).parts:
            yield from ((path, text) for text in (*docstrings(path), *comments(path)))
    for page in PAGES:
        text = WORKED_LIST.sub("", page.read_text())
        if page.name == "CHANGELOG.md":  # what was released may name what is gone since
            text = "".join(re.split(r"^(?=## )", text, flags=re.MULTILINE)[:2])
        yield page, text


def docstrings(path: Path) -> Iterator[str]:
    for node in nodes(path):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield ast.get_docstring(node) or ""


def comments(path: Path) -> Iterator[str]:
    """Comments of several lines are one text each."""
    lines: list[tuple[int, str]] = []
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.COMMENT:
            lines.append((token.start[0], token.string.lstrip("# ")))
    yield "\n".join(text for _, text in lines)


@cache
def classes() -> dict[str, list[ast.ClassDef]]:
    named: dict[str, list[ast.ClassDef]] = {}
    for path in modules("feeds", "service", "benchmarks", "tests").values():
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                named.setdefault(node.name, []).append(node)
    return named


@cache
def names_in(node: ast.Module | ast.ClassDef) -> set[str]:
    """What a module or a class binds, with the attributes that its methods set."""
    names = set()
    for inner in ast.walk(node):
        if isinstance(inner, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(inner.name)
        elif isinstance(inner, ast.alias):
            names.add((inner.asname or inner.name).split(".")[0])
        elif isinstance(inner, (ast.Name, ast.Attribute)) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id if isinstance(inner, ast.Name) else inner.attr)
    return names


def is_there(dotted: str) -> bool:
    """Whether a module, something in it, or a member of a class in it has this name."""
    ours = modules(*FOLDERS)
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if path := ours.get(".".join(parts[:length])):
            names, rest = names_in(tree(path)), parts[length:]
            return not rest or (rest[0] in names and all(part in names for part in rest[1:]))
    return (ROOT / Path(*parts)).is_dir()


def is_member(name: str, attribute: str) -> bool:
    """True also for classes that are not ours."""
    ours = classes().get(name)
    return ours is None or any(attribute in names_in(node) for node in ours)


@cache
def words_of_code() -> frozenset[str]:
    """Identifiers, and the words of strings that are no docstrings."""
    words: set[str] = set()
    for path in modules(*FOLDERS).values():
        documented = set(docstrings(path))
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if cleandoc(node.value) not in documented:
                    words |= set(re.findall(r"\w+", node.value))
            elif isinstance(node, ast.Name):
                words.add(node.id)
            elif isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, (ast.arg, ast.keyword)):
                words.add(node.arg or "")
        words |= names_in(tree(path)) | set(path.relative_to(ROOT).with_suffix("").parts)
    for pattern in OTHER_CODE:
        for path in ROOT.glob(pattern):
            words |= set(re.findall(r"\w+", path.read_text()))
    return frozenset(words)


def dead(path: Path, text: str) -> Iterator[str]:
    """The pointers of a text that lead nowhere."""
    yield from (name for name in DOTTED.findall(text) if not is_there(name))
    yield from (f"{a}.{b}" for a, b in MEMBER.findall(text) if not is_member(a, b))
    for name in PYTHON_FILE.findall(text):
        if not ((ROOT / name).exists() or (path.parent / name).exists()):
            yield name
    yield from (name for name in CAPITAL_PAGE.findall(text) if not (ROOT / name).exists())
    for quoted, bare in OUR_PATH.findall(text):
        if not [*ROOT.glob(quoted or bare)]:
            yield quoted or bare
    for name in RAISES.findall(text):
        if not (name.isdigit() or name in classes() or hasattr(builtins, name)):
            yield name
    for name in (*CALL.findall(text), *IDENTIFIER.findall(text)):
        if name not in words_of_code() and not hasattr(builtins, name):
            yield name
    fields = Settings.model_fields
    yield from (f"POSTWIRE_{n}" for n in SETTING.findall(text) if n.lower() not in fields)


@pytest.mark.long
def test_names_in_docstrings_comments_and_pages_exist() -> None:
    nowhere = {
        f"{path.relative_to(ROOT)}: {name}" for path, text in texts() for name in dead(path, text)
    }
    assert not nowhere, "\n".join(["these lead nowhere:", *sorted(nowhere)])


def test_the_tests_that_show_a_rule_of_security_exist() -> None:
    """Each line of docs/security.md with a file of tests names functions of that file."""
    page = (ROOT / "docs" / "security.md").read_text()
    shown = re.findall(r"^- `(tests/[\w/]+\.py)`(.*?)(?=^\S|^\n|\Z)", page, re.M | re.S)
    assert len(shown) > 15
    for file, rest in shown:
        names = {node.name for node in nodes(ROOT / file) if hasattr(node, "name")}
        missing = set(re.findall(r"`(test_\w+)`", rest)) - names
        assert not missing, f"{file} has no {missing}"


def test_the_changes_that_no_test_can_notice_are_of_code_that_is_there() -> None:
    page = tomllib.loads((ROOT / "docs" / "equivalent_mutants.toml").read_text())
    for mutant in page["mutant"]:
        file, name = mutant["change"].partition(":")[0].split()
        names = {getattr(node, "name", getattr(node, "id", "")) for node in nodes(ROOT / file)}
        assert names.issuperset({*name.split(".")} - {"<lambda>"}), mutant["change"]


@pytest.mark.long
def test_a_dead_pointer_of_each_kind_is_noticed() -> None:
    text = """
    `feeds.archive.§`, `service.§`, `Archive.§`, §.py, FEEDS.md, `docs/§.md`, `§_there()`,
    `§_there`, POSTWIRE_MISSING.
    :raise UnheardError: never
    """
    assert len([*dead(ROOT / "README.md", text.replace("§", "missing"))]) == 10
    text = """
    `feeds.archive.open_archive`, `feeds.archive.archive.Archive.read`, `service.cli`,
    `Archive.read`, wsgi.py, README.md, `docs/feeds.md`,
    `open_archive()`, `open_archive`, POSTWIRE_PORT.
    :raise PostwireError: sometimes
    """
    assert not [*dead(ROOT / "README.md", text)]
