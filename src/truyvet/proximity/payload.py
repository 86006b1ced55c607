"""What goes over the air: the service data of 16-bit service 0xFD6F, 20 bytes, an id and its encrypted metadata.

Nothing in it stays the same from one interval to the next; the address of the radio changes with the id (see the agent).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from truyvet.proximity.errors import PeerError
from truyvet.proximity.keys import KEY, METADATA, DailyKey, Metadata, hide_metadata, interval, rolling_id

SERVICE: Final = 0xFD6F
LENGTH: Final = KEY + METADATA


@dataclass(frozen=True, slots=True)
class Beacon:
    """One advertisement as it was heard: the id, and metadata that only the key's owner can open."""

    id: bytes
    hidden: bytes


def encode(key: DailyKey, at: int, metadata: Metadata) -> bytes:
    """The 20 bytes that the owner of ``key`` shows at an epoch second. Raises OwnError outside the key's time."""
    shown = rolling_id(key, interval(at))
    return shown + hide_metadata(key.key_data, shown, metadata.encode())


def decode(data: bytes) -> Beacon:
    """The service data of an advertisement. Raises PeerError when it is not 20 bytes."""
    if len(data) != LENGTH:
        raise PeerError("bad_length", "payload")
    return Beacon(data[:KEY], data[KEY:])


def opened(beacon: Beacon, key_data: bytes) -> Metadata:
    """The metadata of a beacon whose key was published. Raises PeerError when they make no sense under this key."""
    return Metadata.decode(hide_metadata(key_data, beacon.id, beacon.hidden))
