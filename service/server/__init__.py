"""Sockets and processes: gunicorn, the fast path, supervision."""
