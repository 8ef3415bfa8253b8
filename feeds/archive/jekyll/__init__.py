"""The archive of a Jekyll site.

The settings of the site, a post's place and its front matter flow in; where the post is published,
when, under which terms and with which text flow out. `Jekyll` is the kind of archive that
`feeds.archive` reads it as; `is_here` recognises one.
"""

from feeds.archive.jekyll.jekyll import Jekyll, is_here

__all__ = ["Jekyll", "is_here"]
