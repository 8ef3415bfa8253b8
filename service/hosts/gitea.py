"""Gitea, Forgejo (which Codeberg runs) and Gogs: their documents, "Webhooks".

As GitHub's, with the events in headers of their own and in those of the hosts they come from. The
number of commits that are listed is a setting of the host, 5 at first; `total_commits` is the true
one. Nothing says whether a push was forced.
"""

from __future__ import annotations

from service.hosts.host import Host
from service.hosts.push import read_push


def _host(name: str, header: str) -> Host:
    return Host(
        name=name,
        event_header=header,
        pushes=frozenset({"push"}),
        read=lambda payload: [read_push(payload)],
        always_incomplete=f"{name} does not say whether a push took something back",
    )


FORGEJO = _host("Forgejo", "x-forgejo-event")  # sends Gitea's, Gogs's and GitHub's header as well
GITEA = _host("Gitea", "x-gitea-event")  # sends Gogs's and GitHub's as well
GOGS = _host("Gogs", "x-gogs-event")
