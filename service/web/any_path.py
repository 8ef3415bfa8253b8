"""The rest of a path, whatever it is: a term may begin with a slash, or hold two in a row."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class Anything(BaseConverter):
    regex = ".+"
    part_isolating = False
    weight = 200
