"""`/post/ID`: the address of a post that stays when the post moves or is withdrawn.

ID is the key of the post's permalink in hexadecimal, as `feeds.identity.post_key` gives it.
"""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, redirect

from feeds.index.corrections import permalink_of
from feeds.text.urls import percent_encoded
from service.web.current import publication
from service.web.problems import problem

blueprint = Blueprint("posts", __name__)

_ID = re.compile(r"[0-9a-f]{1,16}")
_FRESH = "public, max-age=300"


@blueprint.get("/post/<name>")
def post(name: str) -> Response:
    """302 to the permalink; 410 where the post was served once and is withdrawn.

    Not 301: where the site moves, the same ID leads to its new address.

    :raise 404: no post has ever had this ID
    """
    if not _ID.fullmatch(name) or int(name, 16) >= 1 << 63:
        abort(404, "no post has this id")
    here = publication()
    permalink, withdrawn = permalink_of(here.index, int(name, 16))
    if permalink is None:
        abort(404, "no post has this id")
    if withdrawn:
        return problem(410, "this post was withdrawn")
    answer = redirect(here.archive.site.url + percent_encoded(permalink), 302)
    answer.headers["Cache-Control"] = _FRESH
    return Response(answer.get_data(), answer.status, answer.headers)
