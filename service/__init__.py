"""The service around `feeds`: HTTP, hub, export and command line.

Each room imports only those before it:

    settings ─▶ traffic ─▶ publication ─▶ hub, export ─▶ web ─▶ server ─▶ commands

    settings     every setting, the state folder, the credentials
    traffic      statistics: events in, sums in a file out
    publication  Feed ─▶ prepared response, cached and brought up to date
    hub          W3C WebSub: subscriptions, verification, delivery
    export       every feed as a file
    web          request ─▶ response, by Flask; the pages for people
    server       sockets, the fast path for cached feeds, processes
    commands     the command line

`app.py` makes the Flask application of `web`, complete under any WSGI server. `cli.py` is the entry
point `postwire`.
"""
