"""`make mutants` itself: which slips it makes of a piece of code, and how it names them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.source_files import ROOT, modules
from tests.trust.mutation.changes import changed_tree, changes_of


def slips(tmp_path: Path, code: str) -> list[str]:
    """The code with each of its changes."""
    (tmp_path / "a.py").write_text(code)
    return [ast.unparse(changed_tree(tmp_path, change)) for change in changes_of(tmp_path, "a.py")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = 5", ["x = 6", "x = 4"]),
        ("x = 0", ["x = 1"]),
        ("x = True", ["x = False"]),
        ("x = a < b", ["x = a <= b"]),
        ("x = a == 'b'", ["x = a != 'b'", "x = a == 'b~'"]),
        ("x = a < b <= c", ["x = a <= b <= c", "x = a < b < c"]),
        ("x = a + b", ["x = a - b"]),
        ("x = -a", ["x = a"]),
        ("x = a or b", ["x = a and b", "x = b or a"]),
        (
            "x = not a or (not b or not c)",
            ["x = not a and (not b or not c)", "x = not a or (not b and (not c))"],
        ),
        ("x = min(a, b)", ["x = max(a, b)"]),
        ("x = {**a, 'b': c}", ["x = {'b': c, **a}"]),
        (
            "if a: return 5",
            [
                "pass",
                *(f"if {test}:\n    return {n}" for test, n in (("not a", 5), ("a", 6), ("a", 4))),
            ],
        ),
        ("x = a and b", ["x = a or b", "x = b", "x = a"]),
        ("x = f(a, b=c)", ["x = f(a)"]),
        ("x = f(a, strict=True)", []),
        ("x = a.get(b, c)", ["x = a.get(b)"]),
        ("x = ('a', 'b')", ["x = ('b',)", "x = ('a',)"]),
        ("while a: pass", ["while not a:\n    pass"]),
        ("x = [a for a in b if not a]", ["x = [a for a in b if a]"]),
        (
            "if a or b: pass",
            [f"if {test}:\n    pass" for test in ("a and b", "b", "a", "not a or b", "a or not b")],
        ),
        ('"""A text."""\nx: Literal[1]', []),
        ("if TYPE_CHECKING:\n    x = 1", []),
        ("x = zip(a, b, strict=True)", []),
    ],
)
def test_each_slip_is_made_once(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert slips(tmp_path, code) == expected


def test_the_name_of_a_change_outlives_lines_that_are_added_above(tmp_path: Path) -> None:
    def names(code: str) -> list[str]:
        (tmp_path / "a.py").write_text(code)
        return [change.name for change in changes_of(tmp_path, "a.py")]

    code = "class A:\n    def b(self):\n        return x + (y < 1) + (y < 1)\n"
    former = names(code)
    assert former[0] == "a.py A.b: x + (y < 1) + (y < 1) → x + (y < 1) - (y < 1)"
    assert len(set(former)) == len(former)
    assert names(f"import x\n\n\n{code}") == former


@pytest.mark.parametrize("code", ["x = min(a, b)", "x = max(a, b)"])
def test_the_other_extreme_is_code_that_runs(tmp_path: Path, code: str) -> None:
    """A tree may be written down well and be none that compiles: such a change fails every test."""
    (tmp_path / "a.py").write_text(code)
    (change,) = changes_of(tmp_path, "a.py")
    compile(changed_tree(tmp_path, change), "a.py", "exec")


@pytest.mark.long
def test_each_change_of_a_real_module_is_another_module_that_compiles() -> None:
    path = modules("feeds")["feeds.feed.months"]
    name = str(path.relative_to(ROOT))
    unchanged = ast.unparse(ast.parse(path.read_text()))
    for change in changes_of(ROOT, name):
        tree = changed_tree(ROOT, change)
        assert ast.unparse(tree) != unchanged, change.name
        compile(tree, name, "exec")
