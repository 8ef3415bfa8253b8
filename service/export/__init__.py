"""Every feed as a file, for a static server.

    index ─ export ─▶ terms ─ chunk, in each process ─▶ files ─▶ the manifest of this export

Entries and documents are made as for the service: `feeds.feed`, `feeds.render` and the entry cache.
"""
