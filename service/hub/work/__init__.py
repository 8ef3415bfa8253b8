"""What the hub's worker does: steps that are woken by a queue, and by a sweep once a second.

`worker.py` has the steps. `announcing.py` turns a change of the index into deliveries that are
due. Three jobs (`verification.py`, `distribution.py`, `external_hubs.py`) take rows that are due,
send a request for each (`http_client.py`) and record the outcome; `work_loop.py` runs a job,
`concurrency.py` bounds its requests. The web side uses `queue.py` to wake a step, and
`rescan.py` to ask for a scan of the archive.
"""
