"""The hub: a state machine over rows (W3C WebSub, 23 January 2018).

    POST /hub ─ requests ─▶ verification rows ─ verification ─▶ subscription rows
    a refresh ─ announcing ─▶ topic and delivery rows ─ distribution ─▶ callbacks

The pure decisions are in requests, policy, signature, leases, retry and allowed_targets. The web
side calls `hub.py`, which first asks `topics.py` which feed is meant, and `capacity.py` whether
there is room. `report.py` is for the operator. `rows/` keeps the hub's rows, and `work/` is the
worker process that acts on them.
"""
