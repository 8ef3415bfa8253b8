"""The archive of a Hugo site."""
