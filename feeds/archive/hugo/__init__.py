"""The archive of a Hugo site.

It takes the site's settings, a page's place and its front matter, and gives the address, the date,
the terms and the text that the page is published with. `Hugo` is the kind of archive that
`feeds.archive` reads it as. `is_here` recognises a Hugo site; `has_own_settings` says that its
settings have a name that no other generator uses.
"""

from feeds.archive.hugo.hugo import Hugo
from feeds.archive.hugo.settings import has_own_settings, is_here

__all__ = ["Hugo", "has_own_settings", "is_here"]
