"""A bare git repository of an archive, as a git host has it, and what its authors do to it."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.conftest import write

_QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@site.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@site.example",
}


class Repository:
    """`bare` is the host's, `work` an author's clone of it."""

    def __init__(self, folder: Path, branch: str = "main") -> None:
        self.bare, self.work = folder / "site.git", folder / "work"
        self.branch = branch
        self._day = 0
        git(folder, "init", "--quiet", "--bare", f"--initial-branch={branch}", str(self.bare))
        git(folder, "init", "--quiet", f"--initial-branch={branch}", str(self.work))
        self.git("remote", "add", "origin", str(self.bare))

    @property
    def url(self) -> str:
        return f"file://{self.bare}"

    def git(self, *arguments: str) -> str:
        return git(self.work, *arguments)

    def push(self, files: dict[str, str | bytes | None], *options: str) -> str:
        """Commit these files (None: removed), and push; the commit's name."""
        for path, text in files.items():
            if text is None:
                (self.work / path).unlink()
            else:
                write(self.work, path, text)
        return self.push_as_it_is(*options)

    def push_as_it_is(self, *options: str) -> str:
        """Commit whatever the files are now, and push."""
        self._day += 1
        date = f"2022-06-01T00:{self._day // 60 % 60:02}:{self._day % 60:02}Z"
        self.git("add", "--all")
        amend = [option for option in options if option == "--amend"]
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        git(self.work, "commit", "--quiet", "--allow-empty", "-m", "post", *amend, **dates)
        force = [option for option in options if option == "--force"]
        self.git("push", "--quiet", *force, "origin", f"HEAD:{self.branch}")
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()


def git(folder: Path, *arguments: str, **env: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **_QUIET, **env},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class GitServer:
    """A git host on the loopback: git's own http-backend behind a small server. With a `secret` it
    asks for it as a password; `before` is called before each answer."""

    def __init__(
        self, root: Path, secret: str = "", before: Callable[[], None] = lambda: None
    ) -> None:
        handler = type("Handler", (_Handler,), {"root": root, "secret": secret, "before": before})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    root: Path
    secret: str
    before: Callable[[], None]
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        type(self).before()
        if not self._is_allowed():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else self._chunked()
        printed = self._backend(body)
        head, _, rest = printed.partition(b"\r\n\r\n")
        self.send_response(200)
        for line in head.decode().split("\r\n"):
            self.send_header(*line.split(": ", 1))
        self.end_headers()
        self.wfile.write(rest)

    do_POST = do_GET

    def _is_allowed(self) -> bool:
        expected = base64.b64encode(f"git:{self.secret}".encode()).decode()
        return not self.secret or self.headers.get("Authorization") == f"Basic {expected}"

    def _chunked(self) -> bytes:
        body = b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
        return body

    def _backend(self, body: bytes) -> bytes:
        path, _, query = self.path.partition("?")
        env = {
            **os.environ,
            **_QUIET,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "git",
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True)
        return done.stdout

    def log_message(self, *_: Any) -> None:
        pass
