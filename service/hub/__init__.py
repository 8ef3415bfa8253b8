"""The hub: a state machine over rows (W3C WebSub, 23 January 2018).

    POST /hub ─ requests ─▶ verification rows ─ verification ─▶ subscription rows
    refresh ─▶ announcing ─▶ topic and delivery rows ─ distribution ─▶ callbacks

`tables.py` says what the rows mean, `tasks.py` what wakes the steps, `worker.py` runs them.
"""
