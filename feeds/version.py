"""The version of Postwire, as feeds and the command line name it."""

from __future__ import annotations

from importlib.metadata import version

VERSION = version("postwire")
