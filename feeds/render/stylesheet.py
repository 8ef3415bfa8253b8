"""The style sheet that makes a feed readable when somebody opens it in a browser.

CSS and no XSLT: browsers warn of the latter and are about to drop it.
"""

from __future__ import annotations

from pathlib import Path

from feeds.identity import fingerprint

CSS = Path(__file__).with_name("feed.css").read_bytes()

# The name changes with the content, so a copy may be kept for good.
PATH = f"/feed.{fingerprint(CSS)[:12]}.css"
