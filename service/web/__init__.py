"""Requests and responses, by Flask."""
