"""Globs hold for the paths that the generators take them to hold for."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.glob import matches


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
