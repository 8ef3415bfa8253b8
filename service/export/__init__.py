"""Every feed as a file."""
