"""A slow client costs one piece; the rest of its reply is shared, and comes whole and in order."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.server.paced_transport import PIECE, PacedTransport


class Socket:
    """A transport whose client takes bytes only when told to."""

    def __init__(self) -> None:
        self.taken, self.buffer, self.is_closed = b"", b"", False

    def set_write_buffer_limits(self, high: int) -> None:
        assert high == 0

    def write(self, data: Any) -> None:
        self.buffer += bytes(data)

    def get_write_buffer_size(self) -> int:
        return len(self.buffer)

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def pause_reading(self) -> None:
        pass

    def take(self) -> None:
        self.taken, self.buffer = self.taken + self.buffer, b""


@given(st.lists(st.integers(0, 3 * PIECE), max_size=6), st.booleans())
def test_what_is_written_arrives_whole_and_in_order(sizes: list[int], in_parts: bool) -> None:
    socket = Socket()
    transport = PacedTransport(socket, lambda: None)
    parts = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    if in_parts:
        transport.writelines(parts)
    else:
        for part in parts:
            transport.write(part)
    transport.close()
    largest = max((size for size in sizes if size <= PIECE), default=0)
    for _ in range(100):
        assert len(socket.buffer) <= PIECE + largest * len(sizes)
        socket.take()
        transport.send_waiting()
    assert socket.taken == b"".join(parts)
    assert socket.is_closed


def test_nothing_is_copied_and_an_equal_body_is_shared() -> None:
    socket, changes = Socket(), list[None]()
    transport = PacedTransport(socket, lambda: changes.append(None))
    body, equal = bytes([1]) * (3 * PIECE), bytes([1]) * (3 * PIECE)
    transport.writelines((b"head", body))
    assert changes
    assert transport.largest_waiting() is body
    transport.share(equal)
    assert transport.largest_waiting() is equal
    while not transport.send_waiting():
        socket.take()
    socket.take()
    assert socket.taken == b"head" + body
