"""The hub: a state machine over rows (W3C WebSub, 23 January 2018).

    POST /hub ─ requests ─▶ verification rows ─ verification ─▶ subscription rows
    a refresh ─ announcing ─▶ topic and delivery rows ─ distribution ─▶ callbacks

Here lie what decides, which is pure (requests, policy, signature, leases, retry,
allowed_targets), `hub.py`, which the web side calls, with what it asks first (`topics.py`: which
feed is meant; `capacity.py`: is there room), and `report.py`, which the operator reads.
`rows/` is what is kept, `work/` is what the worker process does with it.
"""
