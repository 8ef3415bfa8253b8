"""The archive of a Hugo site.

It takes the site's settings, a page's place and its front matter, and gives the address, the date,
the terms and the text that the page is published with. `Hugo` is the kind of archive that
`feeds.archive` reads it as; `is_here` recognises one, `has_own_settings` one that is
nothing else.
"""

from feeds.archive.hugo.hugo import Hugo
from feeds.archive.hugo.settings import has_own_settings, is_here

__all__ = ["Hugo", "has_own_settings", "is_here"]
