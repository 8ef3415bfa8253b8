"""A Post as text for one column of the index, and back; a post's `Traits` as bytes, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import msgpack
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from feeds.model import Post
from feeds.text.traits import Traits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encoded = Encoder().encode
_decoded = Decoder(Post).decode
encode_traits = msgpack.Encoder().encode  # Traits → MessagePack list
decode_traits = msgpack.Decoder(Traits).decode


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    """The datetime in UTC that `micros` came from."""
    return _EPOCH + timedelta(microseconds=micros)


def encode(post: Post) -> str:
    """Post → JSON list, without its path and its aliases, which have columns of their own."""
    return _encoded(replace(post, path="", aliases=())).decode()


def decode(path: str, text: str) -> Post:
    """What `encode` wrote → Post, without its aliases."""
    return replace(_decoded(text), path=path)
