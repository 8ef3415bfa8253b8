"""Whole documents, byte for byte, for each format and case: `golden/` holds what is expected.

After an intended change, `GOLDEN=write pytest tests/rendering/test_golden.py` writes them anew; the
difference is then for a person to read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.render.stylesheet import PATH
from feeds.version import VERSION
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from tests.rendering import rules_atom, rules_json_feed, rules_rss

GOLDEN = Path(__file__).with_name("golden")
CASES = {
    "whole": "/feed?limit=6",
    "summaries": "/feed?content=summary",
    "page": "/category/haizhou?limit=1&page=2",
    "month": "/archive/2022-03/feed",
    "corrections": "/corrections",
    "nothing": "/feed?since=2030-01-01",
}
RULES = {"rss": rules_rss.faults, "atom": rules_atom.faults, "json": rules_json_feed.faults}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    state = tmp_path_factory.mktemp("state")
    settings = load(archive=GOLDEN / "archive", state=state, base_url="https://feeds.example")
    refreshed(opened(settings), settings)
    return create_app(settings).test_client()


@pytest.mark.parametrize("extension", RULES)
@pytest.mark.parametrize("case", CASES)
def test_a_document_is_its_golden_file(client: FlaskClient, case: str, extension: str) -> None:
    path, _, query = CASES[case].partition("?")
    document = client.get(f"{path}.{extension}?{query}").data
    assert RULES[extension](document) == []
    # What changes with a release or the style sheet, and says nothing of the feeds.
    neutral = document.replace(VERSION.encode(), b"VERSION").replace(PATH.encode(), b"/feed.css")
    file = GOLDEN / f"{case}.{extension}"
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(neutral)
    assert neutral == file.read_bytes()
