"""The archive of a Hugo site.

The settings of the site, a page's place and its front matter flow in; where the page is published,
when, under which terms and with which text flow out. `Hugo` is the kind of archive that
`feeds.archive` reads it as; `is_here` recognises one, `has_own_settings` one that is
nothing else.
"""

from feeds.archive.hugo.hugo import Hugo
from feeds.archive.hugo.settings import has_own_settings, is_here

__all__ = ["Hugo", "has_own_settings", "is_here"]
