"""Sockets and processes: `postwire serve`.

    bytes ─▶ protocol ─ heads ─▶ fast_path ─▶ a reply from `service.publication`
                └──────── all else ─▶ gunicorn's protocol ─▶ the Flask application of `service.web`

`serve` starts gunicorn and, under `supervisor`, what runs beside it; `watch` follows the archive.
`gunicorn_worker` is the one place that depends on gunicorn's internals; `gunicorn_side` holds
gunicorn's protocol of one connection, once it is needed. `connection_limits` bounds how many
clients a worker has, and for how long.
"""
