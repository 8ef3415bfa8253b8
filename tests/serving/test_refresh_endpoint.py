"""`POST /refresh` and `postwire refresh`: permissions, the files they look at, their answers."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.errors import ConfigurationError
from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened, refreshed
from service.hosts.notice import PushRules, read_notice
from service.hosts.proof import is_proven, may_be_proven
from service.hosts.push import BadPushError
from service.settings.credentials import TOKEN_NAME, bears, is_token, refresh_token
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import Service, post, write

NEW = "_posts/2022-04-01-4.md"
TEXT = post("第4篇", "2022-04-01 08:00:00 +0800", "yunling")


def bearer(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {refresh_token(settings)}"}


def titles(client: FlaskClient, path: str = "/category/yunling.json") -> list[str]:
    return [item["title"] for item in client.get(path).get_json()["items"]]


def test_an_empty_body_looks_at_the_whole_archive(client: FlaskClient, settings: Settings) -> None:
    write(settings.archive, NEW, TEXT)
    (settings.archive / "_posts/2022-03-01-1.md").unlink()
    write(settings.archive, "_posts/2022-04-02-5.md", "---\ntitle: [\n---\nx")
    answer = client.post("/refresh", headers=bearer(settings)).get_json()
    assert answer["added"] == [NEW]
    assert answer["removed"] == ["_posts/2022-03-01-1.md"]
    assert answer["broken"] == ["_posts/2022-04-02-5.md"]
    assert answer["changed"] == []
    assert "/category/yunling" in answer["feeds"]
    assert "/category/haizhou" in answer["feeds"]
    assert "/all" in answer["feeds"]
    assert answer["understood"] == "a request for a look at everything"
    assert answer["rebuilt"] is False
    assert answer["milliseconds"] > 0
    assert titles(client)[0] == "第4篇"


@pytest.mark.long
def test_a_scheduled_post_that_arrives_alone_comes_when_its_time_does(
    client: FlaskClient, settings: Settings
) -> None:
    assert "第9篇" not in titles(client, "/feed.json")
    for lead in (3, 10, 60, 300):  # a busy machine may take longer than the first
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=lead)
        title = f"第9{lead}篇"
        text = post(title, f"{at:%Y-%m-%d %H:%M:%S} +0000")
        write(settings.archive, f"_posts/{at:%Y-%m-%d}-9{lead}.md", text)
        answer = client.post("/refresh", headers=bearer(settings)).get_json()
        if datetime.now(UTC) < at:
            break
    assert (answer["added"], answer["feeds"]) == ([], [])
    while datetime.now(UTC) < at + timedelta(seconds=0.2):
        time.sleep(0.1)
    assert title in titles(client, "/feed.json")


def test_paths_limit_the_look(client: FlaskClient, settings: Settings) -> None:
    write(settings.archive, NEW, TEXT)
    write(settings.archive, "_posts/2022-04-02-5.md", post("第5篇", "2022-04-02", "yunling"))
    answer = client.post("/refresh", json={"paths": [NEW]}, headers=bearer(settings)).get_json()
    assert answer["added"] == [NEW]
    assert answer["understood"] == "a list of 1 path"
    assert "第5篇" not in titles(client)


@pytest.mark.parametrize("folder", ["", "site"])
def test_a_git_hosts_push_names_the_paths_of_all_its_commits(
    settings: Settings, folder: str
) -> None:
    settings = settings.model_copy(update={"webhook_folder": folder})
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    write(settings.archive, NEW, TEXT)
    changed = "_posts/2022-03-01-1.md"
    write(settings.archive, changed, post("改", "2022-03-01 08:00:00 +0800"))
    (settings.archive / "_posts/2022-03-03-3.md").unlink()
    prefix = f"{folder}/" if folder else ""
    push = {
        "ref": "refs/heads/main",
        "commits": [
            {
                "added": [prefix + NEW],
                "modified": [],
                "removed": [prefix + "_posts/2022-03-03-3.md"],
            },
            {"added": [], "modified": [prefix + changed, ".github/workflows/x.yml"], "removed": []},
        ],
    }
    answer = client.post("/refresh", json=push, headers=bearer(settings)).get_json()
    assert (answer["added"], answer["changed"], answer["removed"]) == (
        [NEW],
        [changed],
        ["_posts/2022-03-03-3.md"],
    )


def test_a_webhooks_signature_over_the_raw_body_is_enough(settings: Settings) -> None:
    settings = load(**{**settings.model_dump(exclude_unset=True), "webhook_secret": "钥匙 key"})
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    body = json.dumps({"commits": []}, indent=3).encode()
    digest = hmac.new("钥匙 key".encode(), body, hashlib.sha256).hexdigest()
    good = client.post("/refresh", data=body, headers={"X-Hub-Signature-256": f"sha256={digest}"})
    assert good.status_code == 200
    bad = client.post(
        "/refresh", data=body + b" ", headers={"X-Hub-Signature-256": f"sha256={digest}"}
    )
    assert bad.status_code == 403


def test_a_signature_means_nothing_without_a_secret(client: FlaskClient) -> None:
    digest = hmac.new(b"", b"", hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={digest}"}
    assert client.post("/refresh", headers=headers).status_code == 403


def test_an_empty_token_opens_nothing_and_is_replaced(
    client: FlaskClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.state_folder / TOKEN_NAME).write_text(" \n")
    assert client.post("/refresh", headers={"Authorization": "Bearer "}).status_code == 403
    assert client.get("/status", headers={"Authorization": "Basic Og=="}).status_code == 401
    assert client.post("/refresh", headers=bearer(settings)).status_code == 200
    assert f"{TOKEN_NAME} was empty" in caplog.text


@pytest.mark.parametrize("setting", ["refresh_token", "webhook_secret", "webhook_former_secret"])
def test_an_empty_secret_of_the_settings_is_refused(settings: Settings, setting: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{setting} .*empty"):
        load(archive=settings.archive, **{setting: " "})


def test_no_secret_that_is_empty_opens_anything() -> None:
    digest = hmac.new(b"", b"x", hashlib.sha256).hexdigest()
    for headers in ({"x-hub-signature-256": f"sha256={digest}"}, {"x-gitlab-token": ""}):
        assert not may_be_proven(headers, "")
        assert not is_proven(headers, b"x", "", now=0)
    assert not bears("Bearer ", "")
    assert not is_token("", "")
    assert not is_token(None, "")


def test_another_event_of_a_git_host_changes_nothing(
    client: FlaskClient, settings: Settings
) -> None:
    write(settings.archive, NEW, TEXT)
    headers = {**bearer(settings), "X-GitHub-Event": "ping"}
    answer = client.post("/refresh", json={"zen": "…"}, headers=headers)
    assert answer.status_code == 200
    assert answer.get_json()["added"] == []


def test_without_credentials_401_with_wrong_ones_403(
    client: FlaskClient, settings: Settings
) -> None:
    missing = client.post("/refresh")
    assert missing.status_code == 401
    assert missing.headers["WWW-Authenticate"].startswith("Bearer")
    for wrong in ("Bearer x", "Bearer ", f"Basic {refresh_token(settings)}", "Bearer Ünïcödé"):
        assert client.post("/refresh", headers={"Authorization": wrong}).status_code == 403


class Unread(io.RawIOBase):
    """A body that nobody may read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read before the credentials")


def sent(body: Any, length: int) -> dict[str, Any]:
    """What a server gives the application of a body that it has not read itself."""
    return {"wsgi.input": body, "CONTENT_LENGTH": str(length)}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer x"}, 403),
        ({"X-Hub-Signature-256": "sha256=x"}, 403),
        ({"X-Hub-Signature-256": f"sha1={'0' * 64}"}, 403),
    ],
)
def test_the_body_of_a_stranger_is_not_read(
    indexed: Callable[..., Settings], headers: dict[str, str], status: int
) -> None:
    client = create_app(indexed(webhook_secret="key")).test_client()
    refused = client.post("/refresh", headers=headers, environ_overrides=sent(Unread(), 1 << 20))
    assert refused.status_code == status


def test_without_a_webhook_secret_no_signature_has_a_body_read(client: FlaskClient) -> None:
    headers = {"X-Hub-Signature-256": f"sha256={'0' * 64}"}
    refused = client.post("/refresh", headers=headers, environ_overrides=sent(Unread(), 5))
    assert refused.status_code == 403


def test_bodies_whose_signature_is_to_be_checked_share_one_bound(
    indexed: Callable[..., Settings],
) -> None:
    app = create_app(indexed(webhook_secret="key", refresh_body_bytes=200_000))
    headers = {"X-Hub-Signature-256": f"sha256={'0' * 64}"}

    class Asking(io.BytesIO):
        """In the midst of the first body a second client sends one as long."""

        def readinto(self, buffer: Any) -> int:
            count = super().readinto(buffer)
            if self.tell() == 150_000 and not second:
                body = b"x" * 150_000
                second.append(app.test_client().post("/refresh", data=body, headers=headers))
            return count

    second: list[Any] = []
    body = sent(Asking(b"x" * 150_000), 150_000)
    first = app.test_client().post("/refresh", headers=headers, environ_overrides=body)
    assert first.status_code == 403
    assert second[0].status_code == 503
    assert second[0].headers["Retry-After"]
    again = app.test_client().post("/refresh", data=b"x" * 200_000, headers=headers)
    assert again.status_code == 403  # the room is free again


def test_wrong_credentials_cause_no_work(client: FlaskClient, settings: Settings) -> None:
    write(settings.archive, NEW, TEXT)
    client.post("/refresh", headers={"Authorization": "Bearer x"})
    assert "第4篇" not in titles(client)


@pytest.mark.parametrize("path", ["../x.md", "/etc/passwd", "_posts/../../x", "", ".", "a\0b"])
def test_a_path_outside_the_archive_is_refused(
    client: FlaskClient, settings: Settings, path: str
) -> None:
    answer = client.post("/refresh", json={"paths": [NEW, path]}, headers=bearer(settings))
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"x",
        b"[]",
        b"{}",
        b'"a"',
        b'{"paths": 1}',
        b'{"commits": [1]}',
        b'{"commits": 5}',
        b"[" * 100_000,
    ],
)
def test_a_body_without_meaning_is_refused(
    client: FlaskClient, settings: Settings, body: bytes
) -> None:
    assert client.post("/refresh", data=body, headers=bearer(settings)).status_code == 400
    with pytest.raises(BadPushError):
        read_notice({}, body, PushRules(), {})


def test_a_body_beyond_its_bound_is_refused(settings: Settings) -> None:
    settings = settings.model_copy(update={"refresh_body_bytes": 2000})
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    body = json.dumps({"paths": ["x" * 2000]})
    assert client.post("/refresh", data=body, headers=bearer(settings)).status_code == 413


def test_the_token_is_made_once_and_readable_for_its_owner_only(settings: Settings) -> None:
    create_app(settings)
    file = settings.state_folder / TOKEN_NAME
    first = file.read_text()
    assert len(first) > 40
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    create_app(settings)
    assert file.read_text() == first


def test_a_token_in_the_settings_wins_and_is_not_written(settings: Settings) -> None:
    settings = load(**{**settings.model_dump(exclude_unset=True), "refresh_token": "own"})
    client = create_app(settings).test_client()
    refreshed(opened(settings), settings)
    assert client.post("/refresh", headers={"Authorization": "Bearer own"}).status_code == 200
    assert not (settings.state_folder / TOKEN_NAME).exists()
    assert "own" not in repr(settings.refresh_token)


def test_a_burst_of_full_refreshes_is_coalesced(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that waits during another's scan is answered by that scan or by the next one."""
    scans: list[int] = []
    whole = Refresher._scan

    def counted(self: Refresher, *arguments: Any) -> Any:
        scans.append(1)
        threading.Event().wait(0.05)  # so that all of the burst arrives meanwhile
        return whole(self, *arguments)

    monkeypatch.setattr(Refresher, "_scan", counted)
    statuses: list[int] = []
    app = client.application
    headers = bearer(settings)

    def ask() -> None:
        statuses.append(app.test_client().post("/refresh", headers=headers).status_code)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20
    assert len(scans) <= 5


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", "refresh", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=cwd)


def test_the_command_refreshes_a_running_service_which_bounds_chunked_bodies(
    archive: Path, serve: Callable[..., Service]
) -> None:
    service = serve(archive, "--no-worker", POSTWIRE_REFRESH_BODY_BYTES="2000")
    state = str(service.state)
    write(archive, NEW, TEXT)
    done = run(
        "--state", state, "--url", service.url, "--archive", str(archive), str(archive / NEW)
    )
    assert done.returncode == 0, done.stderr
    assert f"added: {NEW}" in done.stdout
    for _ in range(10):  # whichever worker answers
        assert "第4篇" in service.get("/category/yunling.json")[2].decode()
    again = run("--state", state, "--url", service.url, "--json")
    assert json.loads(again.stdout)["added"] == []
    check_chunked_bodies(archive, service)


@pytest.mark.process
def test_the_command_says_in_one_line_why_it_failed(tmp_path: Path) -> None:
    no_token = run("--state", str(tmp_path), "--url", "http://127.0.0.1:9")
    assert no_token.returncode == 2
    assert "no refresh token" in no_token.stderr
    (tmp_path / TOKEN_NAME).write_text("x\n")
    unreachable = run("--state", str(tmp_path), "--url", "http://127.0.0.1:9")
    assert unreachable.returncode == 2
    assert len(unreachable.stderr.splitlines()) == 1


def check_chunked_bodies(archive: Path, service: Service) -> None:
    """:raise AssertionError: the real server reads one wrongly, or without a bound"""
    token = (service.state / TOKEN_NAME).read_text().strip()
    other = "_posts/2022-04-03-6.md"
    for path, title in ((other, "第6篇"), ("_posts/2022-04-02-5.md", "第5篇")):
        write(archive, path, post(title, "2022-04-02", "yunling"))

    def send(body: bytes) -> int:
        request = urllib.request.Request(f"{service.url}/refresh", method="POST")
        request.add_header("Authorization", f"Bearer {token}")
        request.data = iter([body[:100], body[100:]])  # no length: sent in chunks
        try:
            with urllib.request.urlopen(request) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    assert send(json.dumps({"paths": [other, "a" * 200]}).encode()) == 200
    document = service.get("/category/yunling.json")[2].decode()
    assert "第6篇" in document
    assert "第5篇" not in document
    assert send(json.dumps({"paths": ["x" * 3000]}).encode()) == 413
