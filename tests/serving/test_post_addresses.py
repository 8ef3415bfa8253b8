"""`/post/ID`: where a post's own address leads, and which addresses are none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.identity import key
from feeds.index.refresh import Refresher
from service.commands.common import opened
from service.settings.settings import Settings

PERMALINK = "/haizhou/2022/03/01/1.html"
ID = f"{key(PERMALINK):x}"


def test_a_posts_own_address_leads_to_it_wherever_it_is_for_five_minutes(
    client: FlaskClient,
) -> None:
    answer = client.get(f"/post/{ID}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"https://site.example{PERMALINK}"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get(f"/post/0{ID}").status_code == (302 if len(ID) < 16 else 404)


@pytest.mark.parametrize(
    "name", ["0", "7" + "f" * 15, "8" + "0" * 15, "f" * 16, "0" * 17, "g", ID.upper() + "A", "-1"]
)
def test_what_no_post_is_called_is_not_found(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/post/{name}")
    assert (answer.status_code, answer.get_json()["detail"]) == (404, "no post has this id")


def test_a_post_that_was_withdrawn_is_gone(
    client: FlaskClient, archive: Path, settings: Settings
) -> None:
    (archive / "_posts" / "2022-03-01-1.md").unlink()
    assert client.get(f"/post/{ID}").status_code == 302
    Refresher(opened(settings), settings.state_folder, 1).refresh(datetime.now(UTC))
    answer = client.get(f"/post/{ID}")
    assert (answer.status_code, answer.get_json()["detail"]) == (410, "this post was withdrawn")
    assert answer.headers["Cache-Control"] == "no-store"
