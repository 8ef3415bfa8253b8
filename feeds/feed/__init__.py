"""A selection of posts as a feed, before any format.

    query ─ index ─▶ posts ─ entries (archive, html) ─▶ entries ─ compose ─▶ Feed

`compose` does it all. A `Feed` holds everything a document says: what comes after it is pure.
"""
