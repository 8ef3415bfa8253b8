"""Statistics of requests: counted in the process, written to a file in the background.

request ─▶ recorder (a deque) ─ each second ─▶ summing ─▶ store (one SQLite file of all processes)
                                                             └─▶ /metrics, /status

A request itself costs one tuple. The statistics never read the address of a client.
"""
