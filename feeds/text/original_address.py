"""Writes the address of an original in one spelling, without the parameters of trackers."""

from __future__ import annotations

import re

# What campaigns and networks add to an address, which leads to the same page without: Google,
# Meta, Microsoft, Yandex, X, Mailchimp, HubSpot, Matomo, Adobe, Baidu and Alibaba.
_TRACKING = re.compile(
    r"(?:utm|hsa|mtm|pk|piwik|matomo)_\w{1,50}|_hs(?:enc|mi)|_g[al]|[gy]clid|dclid|[gw]braid|fbclid"
    r"|msclkid|twclid|igsh(?:id)?|mc_[ce]id|ml_subscriber(?:_hash)?|vero_id|s_cid|ref_(?:src|url)"
    r"|spm|scm|hmsr|hmpl|hmcu|hmkw|hmci|bd_vid|share_token|cmpid|ncid|ito"
)


def one_spelling(address: str) -> str:
    """An absolute address as a text that is the same for `http` and `https`, with and without
    `www.`, tracking parameters, fragment and slash at the end, and in any order of the parameters.
    "" for an outlet's home page, which is no original of a post."""
    _, _, rest = address.partition("://")
    if "#" in rest:
        rest, _, fragment = rest.partition("#")
        if fragment.startswith(("/", "!")):  # it names a page that a script shows
            rest += f"#{fragment}"
    place, _, parameters = rest.partition("?")
    host, _, path = place.partition("/")
    path = path.rstrip("/")
    query = _without_tracking(parameters) if parameters else ""
    if not path and not query:
        return ""
    return f"{_plain_host(host)}/{path}?{query}" if query else f"{_plain_host(host)}/{path}"


def _without_tracking(parameters: str) -> str:
    return "&".join(sorted(pair for pair in parameters.split("&") if pair and _is_kept(pair)))


def _is_kept(pair: str) -> bool:
    return not _TRACKING.fullmatch(pair.partition("=")[0].lower())


def _plain_host(host: str) -> str:
    return host.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
