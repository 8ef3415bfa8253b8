"""A subscriber that another project wrote: Flask-WebSub 0.4.1.

It cannot be among the dependencies of the tests: it installs a package `tests` of its own, which
hides this folder. To run this test:

    pip install --target DIR --no-deps flask-websub && rm -r DIR/tests
    PYTHONPATH=DIR python -m pytest tests/pushing/test_hub_foreign_subscriber.py
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from werkzeug.serving import make_server

from tests.conftest import Service, free_port
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import PATIENCE_SECONDS

websub = pytest.importorskip(
    "flask_websub.subscriber", reason="Flask-WebSub is not here: see the top of this file"
)


def test_flask_websub_discovers_subscribes_and_gets_a_delivery(
    serve: Callable[..., Service], archive: Path, tmp_path: Path
) -> None:
    hub = HubUnderTest(serve(archive, **SETTINGS))
    subscriber = websub.Subscriber(
        websub.SQLite3SubscriberStorage(str(tmp_path / "long.sqlite")),
        websub.SQLite3TempSubscriberStorage(str(tmp_path / "short.sqlite")),
    )
    confirmed, delivered = threading.Event(), threading.Event()
    bodies: list[bytes] = []
    subscriber.add_success_handler(lambda topic, callback, mode: confirmed.set())
    subscriber.add_listener(lambda topic, callback, body: (bodies.append(body), delivered.set()))
    port = free_port()
    app = flask.Flask("subscriber")
    app.config["SERVER_NAME"] = f"127.0.0.1:{port}"
    app.register_blueprint(subscriber.build_blueprint(url_prefix="/callbacks"))
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with app.app_context():
            discovered = websub.discover(hub.topic("haizhou", "atom"))
            assert discovered["topic_url"] == hub.topic("haizhou", "atom")
            # Its own patience is 3 s, and a busy machine may need more.
            subscriber.subscribe(**discovered, requests_opts={"timeout": PATIENCE_SECONDS})
        assert confirmed.wait(PATIENCE_SECONDS)
        hub.until(lambda: hub.subscriptions() == 1)
        hub.add("haizhou")
        assert delivered.wait(PATIENCE_SECONDS)
        assert bodies[0] == hub.service.get("/category/haizhou.atom")[2]
    finally:
        server.shutdown()
        server.server_close()
        hub.close()
