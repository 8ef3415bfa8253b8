"""The docs as a site: `make docs` writes it into `build/docs` with Sphinx, which reads the pages as
they are. `docs/index.md` is its front page and says the order of the others.

https://www.sphinx-doc.org/en/master/usage/configuration.html
https://myst-parser.readthedocs.io/en/latest/configuration.html
"""

from __future__ import annotations

from sphinx.application import Sphinx

project = "Postwire"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Postwire"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
nitpicky = True
myst_heading_anchors = 4  # the anchors that git hosts give headings, for links lead to them

# Pages that lie above this folder, by the page here that includes each.
_ABOVE = {
    "../CHANGELOG.md": "changelog.md",
    "../CONTRIBUTING.md": "contributing.md",
    "../SECURITY.md": "reporting.md",
}


def _link_to_included(app: Sphinx, name: str, source: list[str]) -> None:
    """Links of a page to one that is not in this folder lead to the page that includes it.
    `source` holds the one text of the page, and gets the changed one."""
    for above, here in _ABOVE.items():
        source[0] = source[0].replace(f"]({above})", f"]({here})")


def setup(app: Sphinx) -> None:
    """Sphinx calls this before it reads the pages."""
    app.connect("source-read", _link_to_included)
