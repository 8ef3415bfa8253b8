"""A feed as a prepared response, kept as long as the feed is unchanged.

    Query, format ─▶ publication ─ cached? ─▶ PreparedResponse ─ negotiation ─▶ Reply
                         └─ composed ─ rendered ─ compressed ─▶ response_cache

The hub, the web and the server use `Publication`, and `negotiate`, which chooses what a request
gets of a prepared response. `thread_index` has the index open, `due_posts` serves what appears or
expires by the clock, and `feed_documents` makes a feed and its document. `entry_cache` keeps the
entries that feeds share, `editions` what earlier documents showed, and `full_text` brings the words
that are searched up to date.
"""
