"""The archive of a Jekyll site.

It takes the site's settings, a post's place and its front matter, and gives the address, the date,
the terms and the text that the post is published with. `Jekyll` is the kind of archive that
`feeds.archive` reads it as; `is_here` recognises one.
"""

from feeds.archive.jekyll.jekyll import Jekyll, is_here

__all__ = ["Jekyll", "is_here"]
