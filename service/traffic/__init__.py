"""Statistics of requests: counted in the process, written to a file in the background.

request ─▶ recorder (a deque) ─ each second ─▶ summing ─▶ store (one SQLite file of all processes)
                                                             └─▶ /metrics, /status

The path of a request pays for one tuple. No address of a client is ever looked at.
"""
