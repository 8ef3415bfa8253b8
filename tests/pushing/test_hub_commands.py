"""`postwire subscriptions` and `postwire hub`, on a hub with subscriptions."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

from service.cli import main
from service.hub.rows.database import Database
from service.hub.rows.tables import delivery, subscription, topic
from service.settings.settings import Settings
from tests.conftest import write

DAY = datetime(2026, 1, 2, tzinfo=UTC).timestamp()


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """The folder of an archive whose hub has one subscription, that failed twice."""
    write(tmp_path, "a.md", "---\ntitle: A\n---\nText.\n")
    state = tmp_path / "state"
    state.mkdir()
    feed = {"id": 1, "key": "1", "url": "https://feeds.example/feed.rss", "changed_at": DAY}
    one = {"id": 1, "topic_id": 1, "key": "k", "host": "a.example", "lease_seconds": 60}
    one |= {"callback": "http://a.example/1", "lease_end": DAY}
    failed = {"subscription_id": 1, "host": "a.example", "wanted": 1, "since": DAY, "tries": 2}
    with (
        closing(Database(Settings(archive=tmp_path, state=state))) as database,
        database.writing() as connection,
    ):
        connection.execute(insert(topic).values(feed))
        connection.execute(insert(subscription).values(one))
        connection.execute(
            insert(delivery).values(failed | {"delivered_at": DAY + 3600, "failure": "vorüber"})
        )
    return tmp_path


def run(hub: Path, *words: str | Path, state: str = "state", **environment: str) -> Result:
    given = [*words, hub, "--state", hub / state]
    return CliRunner().invoke(main, [str(word) for word in given], env=environment)


def test_subscriptions_are_listed_in_columns_or_as_json(hub: Path) -> None:
    listed = run(hub, "subscriptions", POSTWIRE_BASE_URL="https://feeds.example/")
    assert (listed.exit_code, listed.stderr) == (0, "")
    assert listed.stdout.rstrip("\n").split("\t") == [
        *("https://feeds.example/feed.rss", "http://a.example/1"),
        *("2026-01-02T00:00:00+00:00", "2026-01-02T01:00:00+00:00", "2", "", "vorüber"),
    ]
    as_json = run(hub, "subscriptions", "list", "--json").stdout
    assert '"failure": "vorüber"' in as_json
    (row,) = json.loads(as_json)
    assert (row["callback"], row["tries"], row["next_try"]) == ("http://a.example/1", 2, None)


def test_subscriptions_of_a_former_address_are_named_with_what_mends_it(hub: Path) -> None:
    assert run(hub, "subscriptions").stderr == (
        "postwire: 1 feeds below https://feeds.example have subscribers that get nothing, for the "
        "base URL is now http://127.0.0.1:8000; `postwire subscriptions move https://feeds.example "
        "http://127.0.0.1:8000` mends that\n"
    )
    former, now = "https://feeds.example/", "http://127.0.0.1:8000"
    moved = run(hub, "subscriptions", "move", former, now)
    assert moved.output == "1 topics, 1 subscriptions moved\n"
    listed = run(hub, "subscriptions")
    assert listed.stdout.startswith("http://127.0.0.1:8000/feed.rss\t")
    assert listed.stderr == ""


def test_a_hub_says_how_many_subscriptions_were_kept_and_brought_back(hub: Path) -> None:
    file = hub / "kept"
    assert run(hub, "hub", "backup", file).output == f"1 subscriptions in {file}\n"
    assert run(hub, "hub", "restore", file, state="new").output == "1 subscriptions restored\n"
    assert (hub / "new/.gitignore").exists()
    assert run(hub, "subscriptions", state="new").stdout == run(hub, "subscriptions").stdout
    again = run(hub, "hub", "restore", file)
    assert again.exit_code == 2, "it has some"
    replaced = run(hub, "hub", "restore", file, "--replace")
    assert replaced.output == "1 subscriptions restored\n"


def test_the_help_of_subscriptions_names_its_second_form() -> None:
    helped = CliRunner().invoke(main, ["subscriptions", "--help"])
    assert "postwire subscriptions move OLD NEW [ARCHIVE]" in helped.stdout
