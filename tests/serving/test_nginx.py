"""`deploy/nginx.conf` with a real nginx: before the service, and alone with an export."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.conftest import ALONE, Service, free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="NO NGINX: deploy/nginx.conf is not tested")

Started = Callable[[dict[str, str]], None]


@pytest.fixture
def nginx(tmp_path: Path, processes: None) -> Iterator[Started]:
    """Run nginx with the configuration, some of its words replaced."""
    servers: list[subprocess.Popen[bytes]] = []

    def start(words: dict[str, str]) -> None:
        text = CONFIGURATION.read_text()
        for word, other in words.items():
            assert word in text
            text = text.replace(word, other)
        prefix = tmp_path / "nginx"
        prefix.mkdir()
        (prefix / "nginx.conf").write_text(text)
        rights = " user root;" if os.geteuid() == 0 else ""  # to read the test's own folder
        command = [str(NGINX), "-p", str(prefix), "-c", "nginx.conf", "-g", f"daemon off;{rights}"]
        servers.append(subprocess.Popen(command))

    yield start
    for process in servers:
        process.terminate()
        process.wait(20)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send a GET, again until nginx listens."""
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return response.status, fields, response.read()
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise TimeoutError("nginx does not listen")


def test_an_export_is_served_under_the_addresses_of_the_feeds(
    archive: Path, tmp_path: Path, nginx: Started
) -> None:
    out, port = tmp_path / "out", free_port()
    CliRunner().invoke(main, ["export", str(archive), str(out)], catch_exceptions=False)
    nginx({"listen 80;": f"listen {free_port()};", "listen 81;": f"listen {port};"} | root(out))
    for path, kind in (
        ("/feed.rss", "application/xml; charset=utf-8"),
        (f"/tag/{quote('海州日报新闻')}.atom", "application/xml; charset=utf-8"),
        ("/category/haizhou.json", "application/feed+json"),
    ):
        status, headers, body = get(port, path)
        compressed = get(port, path, Accept_Encoding="gzip")
        assert (status, headers["content-type"]) == (200, kind)
        assert compressed[1]["content-encoding"] == "gzip"
        assert compressed[1]["vary"] == "Accept-Encoding"
        assert gzip.decompress(compressed[2]) == body
        assert get(port, path, If_None_Match=headers["etag"])[0] == 304
    feed_url = json.loads(get(port, "/category/haizhou.json")[2])["feed_url"]
    assert feed_url.endswith("/category/haizhou.json")


def root(out: Path) -> dict[str, str]:
    return {"root /srv/feeds;": f'root "{out}";'}


def test_nginx_does_not_serve_an_exports_own_files(
    archive: Path, tmp_path: Path, nginx: Started
) -> None:
    out, port = tmp_path / "out", free_port()
    CliRunner().invoke(main, ["export", str(archive), str(out)], catch_exceptions=False)
    nginx({"listen 80;": f"listen {free_port()};", "listen 81;": f"listen {port};"} | root(out))
    for path in ("/.postwire-export.json", "/feed.rss.gz", "/category/nothing.rss", "/../feed.rss"):
        assert get(port, path)[0] in (404, 400)


def test_no_client_names_itself_and_numbers_stay_inside(
    archive: Path, nginx: Started, serve: Callable[..., Service]
) -> None:
    """One client has one bound, however many addresses it claims in X-Forwarded-For."""
    service = serve(
        archive, *ALONE, POSTWIRE_TRUSTED_PROXIES="1", POSTWIRE_CLIENT_BURST="5",
        POSTWIRE_CLIENT_INTERVAL_SECONDS="600",
    )  # fmt: skip
    port = free_port()
    nginx(
        {
            "listen 80;": f"listen {port};",
            "listen 81;": f"listen {free_port()};",
            "127.0.0.1:8000": f"127.0.0.1:{service.port}",
        }
    )
    assert get(port, "/healthz")[0] == 200
    statuses = [ping(port, f"203.0.113.{number}", service.url) for number in range(12)]
    assert statuses[0] == 204
    assert statuses[-1] == 429
    # Another client, of an address of its own, is not held to that bound.
    assert ping(port, "203.0.113.1", service.url, source="127.0.0.2") == 204
    for path in ("/metrics", "/status", "//metrics", "/%6detrics", "/x/../status"):
        assert get(port, path)[0] == 404, path


def ping(port: int, forwarded_for: str, url: str, source: str = "127.0.0.1") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, 20, source_address=(source, 0))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": forwarded_for,
    }
    body = f"hub.mode=publish&hub.url={quote(url)}/feed.rss"
    connection.request("POST", "/hub", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_before_the_service_it_keeps_copies_and_hands_validators_on(
    archive: Path, tmp_path: Path, nginx: Started, serve: Callable[..., Service]
) -> None:
    service, port = serve(archive, *ALONE), free_port()
    nginx(
        {
            "listen 80;": f"listen {port};",
            "listen 81;": f"listen {free_port()};",
            "127.0.0.1:8000": f"127.0.0.1:{service.port}",
        }
    )
    path = f"/tag/{quote('海州日报新闻')}.rss"
    first, second = (get(port, path, Accept_Encoding="gzip") for _ in range(2))
    assert first[1]["x-cache-status"] == "MISS"
    assert second[1]["x-cache-status"] == "HIT"
    assert second[2] == service.get(path, Accept_Encoding="gzip")[2]
    plain = get(port, path)
    assert gzip.decompress(second[2]) == plain[2] == service.get(path)[2]
    assert get(port, path, If_None_Match=plain[1]["etag"])[0] == 304
    assert 'rel="hub"' in second[1]["link"]
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/category/nothing.rss")[0] == 404


def test_nginx_has_nothing_to_warn_of_and_a_folder_of_its_own(
    tmp_path: Path, processes: None
) -> None:
    """Its workers are another user's: they cannot enter the service's folder."""
    text = CONFIGURATION.read_text()
    assert "nginx -p /var/lib/postwire" not in text
    for port in (80, 81):
        text = text.replace(f"listen {port};", f"listen 127.0.0.1:{free_port()};")
    (tmp_path / "nginx.conf").write_text(text)
    command = [str(NGINX), "-t", "-p", str(tmp_path), "-c", "nginx.conf"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "[warn]" not in checked.stderr
    assert "syntax is ok" in checked.stderr
