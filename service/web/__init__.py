"""HTTP by Flask: a request in, a response out.

Each module answers requests of one kind: `feeds` (with deltas), `posts`, `opml`, `static_files`,
`pages/` for people, `refresh`, `hub`, `status` (with `status_numbers`, written by `status_json`),
`metrics`, `health`. Beside them, `current` gives views their application and request,
`request_body` reads bodies within a bound, `request_log` records every request, `problems` answers
every error, `condition` tells which part of the service cannot be used, and `old_addresses`
redirects the addresses of other programs.

`service.app.create_app` puts them together.
"""
