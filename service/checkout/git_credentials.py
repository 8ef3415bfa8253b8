"""The name and the password that git gives a host that asks for them over HTTP."""

from __future__ import annotations

from service.settings.git_address import GitAddress

# The helper's own text is the same for every secret: that stands in the environment alone.
_HELPER = (
    '!f() { test "$1" = get && '
    'printf "username=%s\\npassword=%s\\n" "$POSTWIRE_GIT_NAME" "$POSTWIRE_GIT_SECRET"; }; f'
)


class Credentials:
    """A name and a secret for one host, for git over HTTP."""

    def __init__(self, address: GitAddress, user: str | None, token: str | None) -> None:
        self.secret = token or (address.password.get_secret_value() if address.password else "")
        self._user = user or address.user or "git"
        scheme, _, rest = address.url.partition("://")
        self._host = f"{scheme}://{rest.partition('/')[0]}" if scheme.startswith("http") else ""

    def configuration(self) -> dict[str, str]:
        """Only this host is given the secret, wherever it may redirect to (gitcredentials(7))."""
        if not (self.secret and self._host):
            return {}
        return {f"credential.{self._host}.helper": _HELPER}

    def environment(self) -> dict[str, str]:
        return {"POSTWIRE_GIT_NAME": self._user, "POSTWIRE_GIT_SECRET": self.secret}
