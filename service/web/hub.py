"""`POST /hub`: subscribe, unsubscribe, publish (W3C WebSub section 5.1). Answers are plain text."""

from __future__ import annotations

import math
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from feeds.errors import QueryError, StateError
from service.hub.capacity import LimitError
from service.hub.policy import allowed_callbacks
from service.hub.report import report_as_json
from service.hub.requests import BadRequestError, Publish, Subscribe, read_details, read_request
from service.web.awaited_body import FORM
from service.web.current import hub
from service.web.problems import SECONDS_TO_RETRY, reported
from service.web.rate_limit import charge
from service.web.request_body import bounded_body

blueprint = Blueprint("hub", __name__)


@blueprint.post("/hub")
def hub_endpoint() -> Response:
    """202: recorded, to be verified; or the archive is scanned, and some topics are unknown.
    204: the archive is scanned. 400: no such request. 404: no such topic. 413, 415, 429: beyond
    a bound. 503: the hub's database is away.
    """
    if request.mimetype != FORM:
        return _plain(f"Content-Type: {FORM} is expected\n", 415)
    return _refusals(lambda: _carried_out(bounded_body(hub().settings.hub_body_bytes)))


def _refusals(answer: Callable[[], Response]) -> Response:
    """The answer, or in plain text why there is none."""
    try:
        return answer()
    except RequestEntityTooLarge as error:
        return _plain(f"{error.description}\n", 413)
    except BadRequestError as error:
        return _plain(f"{error}\n", 400)
    except QueryError as error:
        return _plain(f"no such topic: {error}\n", 404)
    except LimitError as error:
        response = _plain(f"{error}\n", 429)
        response.headers["Retry-After"] = str(math.ceil(error.retry_seconds))
        return response
    except StateError as error:
        response = _plain(f"{reported(error)}\n", 503)
        response.headers["Retry-After"] = SECONDS_TO_RETRY
        return response


@blueprint.route("/hub/subscription-details", methods=["GET", "POST"])
def subscription_details() -> Response:
    """The state of a subscription as JSON, for whoever knows its secret; under the name that
    Google's hub has for it. A form keeps the secret out of logs, which a query string does not.

    400: a parameter is missing. 404: no such subscription with this secret. 413, 429: beyond a
    bound. 503: the hub's database is away.
    """
    return _refusals(_details)


def _details() -> Response:
    most = hub().settings.hub_body_bytes
    form = request.query_string if request.method == "GET" else bounded_body(most)
    details = read_details(form)
    hub().admit(request.remote_addr or "")
    report = hub().details(details)
    if report is None:
        return _plain("no subscription of this topic and callback has this secret\n", 404)
    response = jsonify(report_as_json(report))
    response.headers["Cache-Control"] = "no-store"
    return response


def _carried_out(body: bytes) -> Response:
    settings = hub().settings
    form = read_request(body, allowed_callbacks(settings), settings.callback_characters)
    client = hub().admit(request.remote_addr or "")
    if isinstance(form, Publish):
        unknown = hub().publish(form)
        lines = "".join(f"unknown topic: {url}\n" for url in unknown)
        return _plain(lines, 202) if unknown else _plain("", 204)
    if isinstance(form, Subscribe):
        hub().subscribe(form, client, charge)
    else:
        hub().unsubscribe(form, client)
    return _plain("accepted: the callback will be asked\n", 202)


def _plain(text: str, status: int) -> Response:
    response = Response(text, status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
