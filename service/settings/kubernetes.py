"""Tells environment variables that Kubernetes sets for each service from our settings.

For a service called `postwire`, Kubernetes sets variables with our prefix in every container of the
namespace: the service's host and port, and `PORT=tcp://10.0.0.11:80` with parts of that. For
`postwire-web` it sets the same ones after `WEB_`. They are not settings of ours.
https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""

from __future__ import annotations

import re

_HOST_OR_PORT = re.compile(r"(?:\w+_)?SERVICE_(?:HOST|PORT(?:_\w+)?)")
# Docker's links of containers, in whose form Kubernetes repeats each port.
_LINK = re.compile(r"(?:\w+?_)??PORT(?:_[0-9]+_(?:TCP|UDP|SCTP)(?P<part>_PROTO|_PORT|_ADDR)?)?")
_LINK_ADDRESS = re.compile(r"(?:tcp|udp|sctp)://\S+")


def is_of_kubernetes(name: str, value: str) -> bool:
    """Whether a variable is one of these. `name` is what follows `POSTWIRE_`, in capitals.
    `PORT` alone is: a setting where its value is a number."""
    if _HOST_OR_PORT.fullmatch(name):
        return True
    link = _LINK.fullmatch(name)
    return link is not None and bool(link["part"] or _LINK_ADDRESS.fullmatch(value))
