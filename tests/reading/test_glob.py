"""Globs hold for the paths that the generators take them to hold for."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.glob import globs, matches


@pytest.mark.parametrize(
    ("pattern", "path", "stops_at_slash", "crosses"),
    [
        ("a*b", "axxb", True, True),
        ("a*b", "ax/b", False, True),
        ("a?b", "a/b", False, True),
        ("a**b", "ax/b", True, True),
        ("**/notes/**", "content/notes/a.md", True, True),
        ("**/*.md", "a.md", False, False),
        ("*.{md,html}", "a.md", True, True),
        ("{/a,/b}/**x{1,2}", "/b/c/x2", True, True),
        ("[a-c]x", "bx", True, True),
        ("[a]x", "ax", True, True),
        ("[!a-c]x", "bx", False, False),
        ("[^a]x", "bx", True, True),
        ("[]x", "[]x", True, True),
        ("[", "[", True, True),
        (r"a\*", "a*", True, True),
        (r"a\*", "ab", False, False),
        ("", "", True, True),
    ],
)
def test_a_pattern_holds_for_whole_paths(
    pattern: str, path: str, stops_at_slash: bool, crosses: bool
) -> None:
    assert (matches(pattern, path), matches(pattern, path, cross=True)) == (stops_at_slash, crosses)


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_signs_mean_what_they_mean_to_the_standard_library(pattern: str, path: str) -> None:
    assert matches(pattern, path, cross=True) == fnmatch.fnmatchcase(path, pattern)


def test_many_wildcards_take_no_longer_than_a_few() -> None:
    start = time.perf_counter()
    assert not matches("*a" * 200 + "b", "a" * 4000, cross=True)
    assert time.perf_counter() - start < 2


def test_signs_of_a_glob_by_themselves() -> None:
    cases = {
        # pattern: (paths it holds for, paths it does not)
        "[a-c]": ("b", "d", "-", "[", "ab"),
        "[!a]": ("b", "a", ""),
        "[^a]": ("b", "a"),
        "[a!]": ("!", "b"),
        "[[]": ("[", "a"),
        "[z-a]": (None, "z", "a", "-"),
        r"[\]": (None, "\\", "]", "[\\]"),
        "{a,b}c": ("bc", "c", "{a,b}c"),
        r"\{a,b}": ("{a,b}", "a"),
        "{a{b,c},d}": ("ac", "a", "abc"),
        r"\{b,c}{b,c}": ("{b,c}c", "bb"),
        "{,a}b": ("b", "aab"),
        "{a}": ("a", "{a}"),
        "a{": ("a{", "a"),
        "***": ("a/b", None),
        "*": ("ab", "a/b"),
        "?": ("a", "/", "", "ab"),
        r"\?": ("?", "a"),
        "\\": ("\\", "a"),
        ".": (".", "a"),
        "a*": ("a", "ba"),
    }
    for pattern, (path, *others) in cases.items():
        assert path is None or matches(pattern, path), pattern
        assert not any(other is not None and matches(pattern, other) for other in others), pattern


def test_a_glob_with_braces_has_a_hundred_spellings_at_most() -> None:
    digits = "{0,1,2,3,4,5,6,7,8,9}"
    assert len(globs(digits * 2)) == 100
    many = f"{{{','.join(map(str, range(101)))}}}"
    assert (matches(many, "99"), matches(many, "100")) == (True, False)
