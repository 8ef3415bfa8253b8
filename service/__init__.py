"""The service around `feeds`: HTTP, hub, export and command line.

Each room imports only those before it:

    settings ─▶ traffic ─▶ checkout ─▶ moving ─▶ publication ─▶ hub, hosts ─▶ web ─▶ export
             ─▶ server ─▶ commands

    settings     every setting, the state folder, the credentials
    traffic      statistics: events in, sums in a file out
    checkout     an archive that comes from a git repository
    moving       another program's export ─▶ posts; its feed, compared with ours
    publication  Feed ─▶ prepared response, cached and brought up to date
    hub          W3C WebSub: subscriptions, verification, delivery
    hosts        what git hosts send when somebody pushes
    web          request ─▶ response, by Flask; the pages for people
    export       every feed and page as a file
    server       sockets, the fast path for cached feeds, processes
    commands     the command line

`app.py` makes the Flask application of `web`, complete under any WSGI server. `cli.py` is the entry
point `postwire`.
"""
