"""How a git host proves that it knows the secret of a webhook.

Most sign the body with HMAC-SHA256. GitLab sends the secret itself, or signs as Standard Webhooks
do (standardwebhooks.com, "Verifying webhook authenticity"). An empty secret proves nothing. The
names of `headers` are in lower case everywhere.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping

from service.hosts.notice import payload_of

# The headers that hold a signature in hexadecimal, and what stands before it.
_SIGNATURES = {
    "x-hub-signature-256": "sha256=",  # GitHub, Gitea, Forgejo, and whoever signs as they do
    "x-hub-signature": "sha256=",  # Bitbucket; where it is a SHA-1, as GitHub's, it proves nothing
    "x-forgejo-signature": "",
    "x-gitea-signature": "",
    "x-gogs-signature": "",
}
_TOKEN = "x-gitlab-token"
_STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")
_STANDARD_PREFIX = "whsec_"
_STANDARD_SECONDS = 300  # how far its clock may be from ours
_HEX = re.compile(r"[0-9a-f]{64}")


def has_proof(headers: Mapping[str, str]) -> bool:
    """Whether any header of a webhook's proof is there, right or wrong."""
    return any(name in headers for name in (*_SIGNATURES, _TOKEN, _STANDARD[-1]))


def may_be_proven(headers: Mapping[str, str], secret: str) -> bool:
    """Whether the body can still show that the sender knows the secret. False is final, so that no
    stranger's body need be read."""
    if not secret:
        return False
    if _TOKEN in headers:
        return _is_token(headers, secret)
    return bool(_signatures(headers)) or all(name in headers for name in _STANDARD)


def is_proven(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Whether the sender knows the secret. `now` is in seconds since 1970.

    Gitea and Forgejo sign the JSON that they send in a form, GitHub signs the form.
    """
    if not secret:
        return False
    if _TOKEN in headers and not _is_token(headers, secret):
        return False
    payload = payload_of(body, headers.get("content-type", ""))
    return (
        _is_token(headers, secret)
        or any(_signs(headers, content, secret) for content in (body, payload))
        or _is_standard(headers, body, secret, now)
    )


def _is_token(headers: Mapping[str, str], secret: str) -> bool:
    return hmac.compare_digest(headers.get(_TOKEN, "").encode(), secret.encode())


def _signatures(headers: Mapping[str, str]) -> list[str]:
    """In lower case: hexadecimal digits have no case of their own."""
    signatures = (
        (headers.get(name, "").strip().lower(), prefix) for name, prefix in _SIGNATURES.items()
    )
    digests = (text.removeprefix(prefix) for text, prefix in signatures if text.startswith(prefix))
    return [digest for digest in digests if _HEX.fullmatch(digest)]


def _signs(headers: Mapping[str, str], content: bytes, secret: str) -> bool:
    expected = hmac.digest(secret.encode(), content, "sha256").hex()
    return any(hmac.compare_digest(text, expected) for text in _signatures(headers))


def _is_standard(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    identity, timestamp, signatures = (headers.get(name, "") for name in _STANDARD)
    if not timestamp.isdecimal() or abs(now - int(timestamp[:15])) > _STANDARD_SECONDS:
        return False
    signed = f"{identity}.{timestamp}.".encode() + body
    digest = hmac.digest(_standard_key(secret), signed, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(text.encode(), expected) for text in signatures.split())


def _standard_key(secret: str) -> bytes:
    """Behind the prefix stands the key in base64; a secret of another form is the key itself."""
    if not secret.startswith(_STANDARD_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_STANDARD_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
