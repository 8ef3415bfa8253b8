"""A selection of posts as a feed."""
