"""`/healthz` and `/readyz`: whether a process lives, and what it lacks to do all its work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import free_port


def test_what_watches_a_service_is_told_in_plain_text_that_no_cache_keeps(
    client: FlaskClient,
) -> None:
    for path, words in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, words)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_type == "text/plain; charset=utf-8"


def test_a_service_is_ready_without_what_it_is_asked_without(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    """Its queue, which is away as well here, nobody needs."""
    settings = indexed(database_url=f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/x")
    client = create_app(settings).test_client()
    shutil.rmtree(archive)

    def ready(query: str = "") -> tuple[int, str]:
        answer = client.get(f"/readyz?{query}")
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status_code, answer.text

    away = "archive: the archive cannot be read\n", "hub: the hub's database cannot be used\n"
    assert ready() == (503, "".join(away))
    assert ready("exclude=archive") == (503, away[1])
    assert ready("exclude=hub&exclude=index") == (503, away[0])
    assert ready("exclude=hub&exclude=archive") == (200, "ready\n")
    assert client.get("/healthz").status_code == 200
