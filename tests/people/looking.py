"""What a browser shows of a page."""

from __future__ import annotations

import lxml.html
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def looked_at(client: FlaskClient, address: str, status: int = 200) -> lxml.html.HtmlElement:
    response = client.get(address, headers=BROWSER)
    assert response.status_code == status, response.text
    return lxml.html.fromstring(response.text)


def targets(document: lxml.html.HtmlElement, selector: str) -> list[str]:
    """Where the links lead that a selector finds."""
    return [link.get("href") for link in document.cssselect(selector)]


def words(document: lxml.html.HtmlElement, selector: str) -> list[str]:
    """The texts of the elements that a selector finds."""
    return [" ".join(found.text_content().split()) for found in document.cssselect(selector)]
