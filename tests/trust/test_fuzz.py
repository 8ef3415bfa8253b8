"""The short form of `tests/trust/fuzz.py`: `make trust` has many more examples."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from tests.trust.fuzz import FuzzedArchive, files

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))


@pytest.fixture(scope="module")
def fuzzed() -> Iterator[FuzzedArchive]:
    with TemporaryDirectory() as folder:
        yield FuzzedArchive(Path(folder))


@pytest.mark.long
@given(data=files)
@settings(max_examples=EXAMPLES)
def test_whatever_a_file_holds_is_served_well_formed_or_has_a_fault(
    fuzzed: FuzzedArchive, data: bytes
) -> None:
    fuzzed.check(data)
