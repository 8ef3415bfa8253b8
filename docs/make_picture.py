"""Draw the pictures of README.md, `docs/img/catalogue-light.png` and `docs/img/catalogue-dark.png`:
the catalogue of the English example in Chromium. `make picture`.
"""

from __future__ import annotations

import logging
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Literal

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "img"
WIDTH, HEIGHT = 1040, 560  # CSS pixels
SCALE = 1.25  # image pixels to one of CSS: sharp enough for dense screens, and small


def picture(browser: Browser, url: str, scheme: Literal["light", "dark"]) -> bytes:
    """A page of the service as a PNG, as an English reader has it."""
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        color_scheme=scheme,
        locale="en",
    )
    # The example's own site lies on a host that there is not.
    context.route(lambda asked: "127.0.0.1" not in asked, lambda route: route.fulfill(status=204))
    page = context.new_page()
    page.goto(url)
    png = page.screenshot()
    context.close()
    return png


def main() -> None:
    """Serve the example on a free port of the loopback, and draw both pictures."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is not installed")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # not a line for each request
    with TemporaryDirectory() as state:
        settings = load(archive=ROOT / "examples" / "english", state=Path(state))
        refreshed(opened(settings), settings)
        server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for scheme in ("light", "dark"):
                (FOLDER / f"catalogue-{scheme}.png").write_bytes(picture(browser, url, scheme))
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
