"""Partials that a Hugo site's plain shortcodes call (gohugo.io, "partials.Include")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_FOLDERS = ("layouts/partials", "layouts/_partials")
_CALL = re.compile(r'\bpartial(?:Cached|s\.Include(?:Cached)?)?\s{1,9}"([\w./-]{1,200})"')
_MOST = 200


def partials_of(
    templates: Iterable[str], folders: Iterable[str], template_at: Callable[[str], str]
) -> dict[str, str]:
    """The partials that templates name, and those that these name, by their names as they are
    called. `folders`: the site's own ("") and its themes, the strongest first."""
    places = [above + folder for above in folders for folder in _FOLDERS]
    partials: dict[str, str] = {}
    names = [name for template in templates for name in _CALL.findall(template)]
    while names and len(partials) < _MOST:
        name = names.pop()
        if name in partials or ".." in name:
            continue
        file = name if name.endswith(".html") else f"{name}.html"
        sources = (template_at(f"{place}/{file}") for place in places)
        partials[name] = next((source for source in sources if source), "")
        names += _CALL.findall(partials[name])
    return {name: source for name, source in partials.items() if source}
