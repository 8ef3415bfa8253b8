"""`postwire serve`: runs gunicorn, and beside it the hub's worker and the refreshing of the
index."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication

from feeds.errors import ConfigurationError
from feeds.model import Changes
from feeds.outages import patiently
from feeds.process_end import INTERRUPTED, leave
from service.app import create_app
from service.hub.hub import UNTOLD, Hub
from service.publication.publication import Publication
from service.server.fast_path import FastPath
from service.server.supervisor import Part, Supervisor
from service.settings.settings import Settings

_SILENT_SECONDS = 30  # for a client between two requests, and for all of a head
_DRAIN_SECONDS = 20  # after SIGTERM, for requests under way

_log = logging.getLogger("postwire")


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, settings: Settings, greet: Callable[[], None]) -> None:
        self._settings = settings
        self._greet = greet
        super().__init__()

    def load_config(self) -> None:
        for name, value in gunicorn_options(self._settings).items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", lambda _: self._greet())

    def load(self) -> Any:
        return FastPath(create_app(self._settings))


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """How gunicorn runs: see `docs/design.md` for the worker class."""
    return {
        "bind": f"{settings.host}:{settings.port}",
        "workers": settings.workers,
        "worker_class": "service.server.gunicorn_worker.FeedWorker",
        "asgi_lifespan": "off",
        "preload_app": True,
        "graceful_timeout": _DRAIN_SECONDS,
        "limit_request_line": 8190,
        "keepalive": _SILENT_SECONDS,
        "asgi_disconnect_grace_period": 0,  # else a reply is kept for a client that has gone
        "loglevel": "warning",
        # Whoever could speak to it could stop the service; nothing here needs it.
        "control_socket_disable": True,
        "proc_name": "postwire",
    }


def serve(
    settings: Settings,
    *,
    greet: Callable[[], None],
    with_worker: bool,
    watching: bool = False,
    refresh_once: Callable[[], None] | None = None,
) -> NoReturn:
    """Serve until SIGTERM or SIGINT. `greet` is called when clients can connect. Each of these runs
    in a process beside the web server: a worker for the hub, a watch on the archive, and, where
    nothing watches it, `refresh_once`, which brings the index up to date."""
    web = _Server(settings, greet)
    worker = [Part("worker", lambda: _work(settings))] if with_worker else []
    refreshing = _refreshing(settings, watching)
    if refresh_once and not refreshing:
        refreshing = [Part("look", lambda: look(refresh_once, settings), once=True)]
    web_part = Part("web", lambda: _serve(web), vital=True)
    sys.exit(Supervisor([web_part, *worker, *refreshing]).run())


def _refreshing(settings: Settings, watching: bool) -> list[Part]:
    """What follows the archive. A watch begins by bringing the index up to date."""
    watch = [Part("watch", lambda: _watch(settings))] if watching else []
    if settings.source or settings.pull:
        return [*watch, Part("pull", lambda: _pull(settings), on_hangup=True)]
    return watch


def look(refresh: Callable[[], None], settings: Settings) -> None:
    """Bring the index up to date, and tell other machines, whether anything is new or not: this one
    may have been killed before it could tell of its last refresh."""
    refresh()
    if settings.database_url:  # else there are none
        hub = Hub(Publication(settings))
        patiently(UNTOLD, _log, hub.tell)
        hub.database.close()


def _serve(web: _Server) -> None:
    from service.server.gunicorn_worker import keep_signals_over_forks, report_end

    keep_signals_over_forks()
    web.cfg.set("child_exit", report_end)
    web.run()


def work(settings: Settings, *, watching: bool) -> NoReturn:
    """Run the hub's worker alone until SIGTERM or SIGINT, with a watch on the archive beside it
    where asked for, and the asking of a repository where it comes from one."""
    beside = _refreshing(settings, watching)
    if not beside:
        leave(INTERRUPTED if _work(settings) else 0)
    worker = Part("worker", lambda: _work(settings), vital=True)
    sys.exit(Supervisor([worker, *beside]).run())


def _work(settings: Settings) -> bool:
    """Whether ^C ended it."""
    from service.hub.work.worker import HubWorker  # not in the web server's memory

    return patiently("the hub's worker waits", _log, lambda: HubWorker(settings).run())


def _pull(settings: Settings) -> None:
    from service.server.pulling import pull_by_the_clock

    publication = Publication(settings)
    hub = Hub(publication)

    def refresh() -> None:
        if publication.refresh():
            hub.changed()

    pull_by_the_clock(refresh, settings.pull_seconds)


def _watch(settings: Settings) -> None:
    patiently("the watch on the archive waits", _log, lambda: _watch_on(settings))


def _watch_on(settings: Settings) -> None:
    from service.server.watch import watch

    publication = Publication(settings)
    hub = Hub(publication)

    def refresh(paths: Iterable[str] | None) -> Changes:
        changes = publication.refresh(paths)
        hub.changed()
        return changes

    watch(publication.archive, settings.state_folder, refresh)


def check_port_is_free(settings: Settings) -> None:
    """Refuse a taken port before anything starts: gunicorn would try again for seconds.

    :raise ConfigurationError: the address cannot be listened on
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            where = f"{settings.host}:{settings.port}" if settings.port else settings.host
            raise ConfigurationError(f"cannot listen on {where}: {error.strerror}") from error
