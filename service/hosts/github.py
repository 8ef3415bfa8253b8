"""GitHub: docs.github.com, "Webhook events and payloads", `push` and `ping`.

At most 2,048 commits are listed, and at most 3,000 files of a commit. A renamed file is listed
twice, as removed and as added. The payload is JSON, or a form with the JSON in `payload`.
"""

from __future__ import annotations

from service.hosts.host import Host
from service.hosts.push import read_push

GITHUB = Host(
    name="GitHub",
    event_header="x-github-event",
    pushes=frozenset({"push"}),
    read=lambda payload: [read_push(payload, most_commits=2048, most_files=3000)],
)
