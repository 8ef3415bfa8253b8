"""The archive of a Jekyll site."""
