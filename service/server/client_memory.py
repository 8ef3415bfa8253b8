"""One bound on the memory that a worker uses for its clients.

A client can make a worker keep three things: an incomplete head, an incomplete body, and a reply
that the client has not taken. All three are counted here. A reply's body that several clients wait
for is kept, and counted, once. Beyond the bound, the client that uses most loses the largest parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

_FREED_SHARE = 8  # of a bound: that much is made free at once, so that not each byte costs a look


class Keeper(Protocol):
    """The owner of kept bytes: a connection, or a body that comes in."""

    def give_up(self) -> None:
        """Let go of all that is kept, at once."""


@dataclass(frozen=True, slots=True)
class _Kept:
    own_bytes: int
    body: bytes  # which others may wait for too; empty where there is none


class _Account:
    """What is kept for some keepers together, in bytes."""

    def __init__(self) -> None:
        self.keepers: dict[Keeper, _Kept] = {}
        self.total_bytes = 0
        self._waiting: dict[bytes, int] = {}  # for each body, how many keepers

    def put(self, keeper: Keeper, kept: _Kept) -> None:
        self.keepers[keeper] = kept
        self.total_bytes += kept.own_bytes
        if kept.body:
            waiting = self._waiting.get(kept.body, 0)
            self._waiting[kept.body] = waiting + 1
            self.total_bytes += 0 if waiting else len(kept.body)

    def take(self, keeper: Keeper) -> bool:
        """Whether no other keeper waits for the body of this one."""
        kept = self.keepers.pop(keeper)
        self.total_bytes -= kept.own_bytes
        if not kept.body:
            return False
        waiting = self._waiting.pop(kept.body) - 1
        if waiting:
            self._waiting[kept.body] = waiting
            return False
        self.total_bytes -= len(kept.body)
        return True

    def largest(self) -> list[Keeper]:
        """The keepers that share the largest body, where one of them alone would free nothing; or
        the keeper that has more than that by itself."""
        kept = self.keepers
        first = max(kept, key=lambda each: kept[each].own_bytes + len(kept[each].body))
        body = kept[first].body
        return [each for each in kept if body and kept[each].body == body] or [first]


class ClientMemory:
    """The memory that one worker keeps for its clients. Only the worker's event loop may use it."""

    def __init__(self, most_bytes: int, most_client_bytes: int) -> None:
        """The bound in all, and that for one client."""
        self._most_bytes = most_bytes
        self._most_client_bytes = most_client_bytes
        self._all = _Account()
        self._accounts: dict[str, _Account] = {}
        self._clients: dict[Keeper, str] = {}
        self._bodies: dict[bytes, bytes] = {}

    @property
    def total_bytes(self) -> int:
        return self._all.total_bytes

    def keep(self, keeper: Keeper, client: str, own_bytes: int, body: bytes = b"") -> bytes:
        """Note what is kept for `keeper` from now on. Returns `body`, or the equal one that
        another client waits for. May call `give_up`, of this keeper too."""
        self.release(keeper)
        kept = _Kept(own_bytes, self._bodies.setdefault(body, body) if body else b"")
        account = self._accounts.setdefault(client, _Account())
        self._clients[keeper] = client
        self._all.put(keeper, kept)
        account.put(keeper, kept)
        if account.total_bytes > self._most_client_bytes:
            self._free(account, self._most_client_bytes)
        if self._all.total_bytes > self._most_bytes:
            self._free(self._all, self._most_bytes)
        return kept.body

    def release(self, keeper: Keeper) -> None:
        """Nothing is kept for `keeper` any more."""
        client = self._clients.pop(keeper, None)
        if client is None:
            return
        account, body = self._accounts[client], self._all.keepers[keeper].body
        account.take(keeper)
        if not account.keepers:
            del self._accounts[client]
        if self._all.take(keeper):
            del self._bodies[body]

    def _free(self, full: _Account, most_bytes: int) -> None:
        """Have keepers give up until an account is well below its bound."""
        target = most_bytes - most_bytes // _FREED_SHARE
        while full.total_bytes > target:
            account = max(self._accounts.values(), key=lambda each: each.total_bytes)
            for keeper in (full if full is not self._all else account).largest():
                self.release(keeper)
                keeper.give_up()
