"""Servers to measure, started on free ports of the loopback and stopped in the end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_NGINX = """\
worker_processes {workers};
daemon off;
pid nginx.pid;
error_log stderr crit;
events {{ worker_connections 4096; }}
http {{
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; gzip_static on;
  keepalive_requests 1000000000; types {{ application/xml rss; }}
  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u;
  scgi_temp_path s;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


_OF_KIND = {"gthread": ("--threads", "8"), "asgi": ("--asgi-lifespan", "off")}


@dataclass(frozen=True)
class Server:
    name: str
    port: int

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def running(
    name: str, command: Sequence[str], port: int, path: str, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start the command and give its server as soon as that answers `path`; afterwards end the
    command's process group."""
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": os.getcwd(), **(env or {})},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    server = Server(name, port)
    try:
        _wait(server.url(path), process)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"{url} is not answered")


def gunicorn(app: str, kind: str, port: int, workers: int, python: str) -> list[str]:
    """gunicorn with an application of `benchmarks.peers`."""
    return _gunicorn(f"benchmarks.peers.{app}:app", kind, port, workers, python)


def alone(kind: str, port: int, workers: int) -> list[str]:
    """`gunicorn wsgi:app`, without what `postwire serve` has in front of it."""
    return _gunicorn("wsgi:app", kind, port, workers, sys.executable)


def _gunicorn(app: str, kind: str, port: int, workers: int, python: str) -> list[str]:
    return [
        *(python, "-m", "gunicorn", app, "-k", kind),
        *("-w", str(workers), "-b", f"127.0.0.1:{port}", "--log-level", "error"),
        *_OF_KIND.get(kind, ()),
    ]


def nginx(root: Path, port: int, workers: int) -> list[str]:
    """nginx with the files below `root`, and its own files beside them."""
    prefix = root.parent / "nginx"
    prefix.mkdir(exist_ok=True)
    text = _NGINX.format(workers=workers, port=port, root=root)
    (prefix / "nginx.conf").write_text(text)
    rights = ["-g", "user root;"] if os.geteuid() == 0 else []
    return ["nginx", "-p", str(prefix), "-c", "nginx.conf", *rights]


def postwire(archive: Path, state: Path, port: int, workers: int) -> list[str]:
    """`postwire serve`, without the hub's worker."""
    return [
        *(sys.executable, "-m", "service", "serve", str(archive), "--state", str(state)),
        *("--port", str(port), "--workers", str(workers), "--no-worker"),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
