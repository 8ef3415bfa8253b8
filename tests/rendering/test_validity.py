"""Every feed of the example archive, in every form, against the rules of its format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.addresses import write_target
from feeds.index.index import open_index
from feeds.index.select import terms
from feeds.parameters import parse
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from tests.conftest import EXAMPLES
from tests.rendering import rules_atom, rules_json_feed, rules_rss

RULES = {"rss": rules_rss.faults, "atom": rules_atom.faults, "json": rules_json_feed.faults}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, list[str]]:
    """A client of the example archive, and the paths of all its feeds without a format."""
    state: Path = tmp_path_factory.mktemp("state")
    settings = load(archive=EXAMPLES, state=state, base_url="https://feeds.example")
    refreshed(opened(settings), settings)
    with open_index(state) as index:
        paths = [write_target(parse(row.term, ()), "rss")[:-4] for row in terms(index)]
    return create_app(settings).test_client(), paths


def documents(client: FlaskClient, paths: list[str], extension: str) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        bare, _, query = path.partition("?")
        address = f"{bare}.{extension}" + (f"?{query}" if query else "")
        response = client.get(address)
        assert response.status_code == 200, address
        yield address, response.data


@pytest.mark.long
@pytest.mark.parametrize("extension", RULES)
def test_no_feed_of_the_example_archive_breaks_a_rule(
    example: tuple[FlaskClient, list[str]], extension: str
) -> None:
    client, paths = example
    for address, document in documents(client, paths, extension):
        assert RULES[extension](document) == [], address


@pytest.mark.parametrize("extension", RULES)
def test_no_other_form_of_a_feed_breaks_a_rule(
    example: tuple[FlaskClient, list[str]], extension: str
) -> None:
    client, paths = example
    forms = [
        "/feed?limit=500", "/feed?content=summary", "/feed?limit=7&page=3", "/feed?q=轮渡",
        "/feed?-category=haizhouribao&since=2022-02-01&until=2022-02-28", "/corrections",
        "/feed?tag=AI&category=markets", "/feed?since=2090-01-01", "/archive/2022-03/feed",
        "/archive/2022-02/feed?content=summary", "/archive/2024-12/feed", "/archive/1999-01/feed",
    ]  # fmt: skip
    forms += [f"/archive/2022-03{path}" for path in paths[::9]]
    for address, document in documents(client, forms, extension):
        assert RULES[extension](document) == [], address


def test_the_rules_find_what_is_wrong(example: tuple[FlaskClient, list[str]]) -> None:
    """Rules that find nothing could be rules that look at nothing."""
    client, _ = example
    atom = client.get("/feed.atom?limit=3").data
    again = re.findall(rb"<updated>[^<]+</updated>", atom)[1]
    assert rules_atom.faults(re.sub(rb"<updated>[^<]+</updated>", again, atom))
    assert rules_atom.faults(atom.replace(b"<id>", b"<id>x y", 1))
    assert rules_atom.faults(atom.replace(b'rel="via"', b'rel="alternate"'))
    rss = client.get("/feed.rss?limit=3").data
    assert rules_rss.faults(rss.replace(b"<language>zh-CN", b"<language>zh_CN"))
    assert rules_rss.faults(rss.replace(b"updatePeriod", b"UpdatePeriod"))
    assert rules_rss.faults(rss.replace(b"<link>https://news", "<link>https://新闻".encode()))
    feed = client.get("/feed.json?limit=3").data
    assert rules_json_feed.faults(feed.replace(b'"url"', b'"uri"'))
