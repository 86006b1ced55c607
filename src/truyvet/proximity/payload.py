"""The Bluetooth payload: 20 bytes of service data of service 0xFD6F, an identifier (RPI) and its encrypted metadata (AEM).

Nothing in it stays the same from one interval to the next; the address of the radio changes with the id (see the agent).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from truyvet.proximity.errors import PeerError
from truyvet.proximity.rolling_identifiers import (
    KEY_BYTES,
    METADATA_BYTES,
    Metadata,
    TemporaryExposureKey,
    encrypt_metadata,
    interval_number,
    rolling_proximity_identifier,
)

SERVICE_UUID: Final = 0xFD6F
PAYLOAD_BYTES: Final = KEY_BYTES + METADATA_BYTES


@dataclass(frozen=True, slots=True)
class AdvertisedPayload:
    """One received payload: a rolling proximity identifier and its associated encrypted metadata."""

    rpi: bytes
    """Rolling proximity identifier, 16 bytes."""
    aem: bytes
    """Associated encrypted metadata, 4 bytes: only the holder of the key opens them."""


def encode_payload(key: TemporaryExposureKey, at: int, metadata: Metadata) -> bytes:
    """Returns the 20 bytes that the owner of ``key`` sends at an epoch second. Raises CallerError outside the key's time."""
    rpi = rolling_proximity_identifier(key, interval_number(at))
    return rpi + encrypt_metadata(key.key_data, rpi, metadata.encode())


def decode_payload(data: bytes) -> AdvertisedPayload:
    """Reads the service data of an advertisement. Raises PeerError when it is not 20 bytes."""
    if len(data) != PAYLOAD_BYTES:
        raise PeerError("bad_length", "payload")
    return AdvertisedPayload(data[:KEY_BYTES], data[KEY_BYTES:])


def decrypt_metadata(beacon: AdvertisedPayload, key_data: bytes) -> Metadata:
    """Returns the metadata of a received payload under a published key. Raises PeerError when they make no sense under this key."""
    return Metadata.decode(encrypt_metadata(key_data, beacon.rpi, beacon.aem))
