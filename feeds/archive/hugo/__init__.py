"""The archive of a Hugo site.

The settings of the site, a page's place and its front matter flow in; where the page is published,
when, under which terms and with which text flow out. `Hugo` is the kind of archive that
`feeds.archive` reads it as; `is_here` recognises one.
"""

from feeds.archive.hugo.hugo import Hugo
from feeds.archive.hugo.settings import is_here

__all__ = ["Hugo", "is_here"]
