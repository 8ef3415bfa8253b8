"""The signature of a delivery (W3C WebSub section 7.1)."""

from __future__ import annotations

import hmac


def signature(body: bytes, secret: str, method: str) -> str:
    """The value of `X-Hub-Signature`: `method=` and the HMAC of the body in hexadecimal.

    `method` is one of sha1, sha256, sha384, sha512.
    """
    return f"{method}={hmac.digest(secret.encode(), body, method).hex()}"
