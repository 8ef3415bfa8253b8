"""A feed as a finished response, kept as long as the feed is unchanged."""
