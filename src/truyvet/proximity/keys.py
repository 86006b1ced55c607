"""The key schedule of Exposure Notifications 1.2: a day's random key, and the ids and metadata made from it.

Intervals are ten minutes, numbered from 1970 (``ENIN``). Keys of different days are independent: whoever learns one learns
no other. Source: published Cryptography Specification; vectors in tests/vectors, all 144 of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from truyvet.proximity.errors import OwnError, PeerError

INTERVAL: Final = 600
"""Seconds of one interval: how long an id is shown."""
PERIOD: Final = 144
"""Intervals of one day's key."""
KEY: Final = 16
"""Bytes of a key, and of an id."""
METADATA: Final = 4
"""Bytes that travel encrypted beside an id."""
LAST: Final = 2**32


@dataclass(frozen=True, slots=True)
class DailyKey:
    """A key of 16 bytes, the interval at which it begins, and for how many intervals it is used (1 to 144)."""

    key_data: bytes
    start: int
    period: int = PERIOD

    def __post_init__(self) -> None:
        if len(self.key_data) != KEY or not 1 <= self.period <= PERIOD or not 0 <= self.start <= LAST - self.period:
            raise OwnError("a daily key has 16 bytes, a period of 1 to 144, and intervals below 2^32")

    @property
    def ends(self) -> int:
        """Epoch second at which it is no longer used."""
        return (self.start + self.period) * INTERVAL


def interval(at: int) -> int:
    """The interval that holds an epoch second."""
    return at // INTERVAL


def day_start(at: int) -> int:
    """The interval at which the UTC day of an epoch second begins (07:00 in Vietnam)."""
    return interval(at) // PERIOD * PERIOD


def id_key(key_data: bytes) -> bytes:
    """RPIK: the key under which a day's ids are made."""
    return _derive(key_data, b"EN-RPIK")


def metadata_key(key_data: bytes) -> bytes:
    """AEMK: the key under which a day's metadata are encrypted."""
    return _derive(key_data, b"EN-AEMK")


def rolling_id(key: DailyKey, at_interval: int) -> bytes:
    """The 16 bytes shown during one interval of the key. Raises OwnError for an interval that is not the key's."""
    if not key.start <= at_interval < key.start + key.period:
        raise OwnError("the interval is not one of this key")
    return rolling_ids(key)[at_interval - key.start]


def rolling_ids(key: DailyKey) -> tuple[bytes, ...]:
    """All ids of a key, in the order of their intervals."""
    plain = b"".join(b"EN-RPI" + bytes(6) + number.to_bytes(4, "little") for number in range(key.start, key.start + key.period))
    shown = Cipher(algorithms.AES(id_key(key.key_data)), modes.ECB()).encryptor().update(plain)  # noqa: S305 - one block for one id, as specified
    return tuple(shown[place : place + KEY] for place in range(0, len(shown), KEY))


def hide_metadata(key_data: bytes, shown_id: bytes, metadata: bytes) -> bytes:
    """AEM: metadata encrypted for the id they travel with; the same call opens them again."""
    if len(shown_id) != KEY or len(metadata) != METADATA:
        raise OwnError("an id has 16 bytes, metadata have 4")
    return Cipher(algorithms.AES(metadata_key(key_data)), modes.CTR(shown_id)).encryptor().update(metadata)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What travels encrypted beside an id: the protocol's version and the sender's power in dBm."""

    tx_power: int
    major: int = 1
    minor: int = 0

    def encode(self) -> bytes:
        """Four bytes, the last two reserved."""
        if not -128 <= self.tx_power <= 127 or not 0 <= self.major <= 3 or not 0 <= self.minor <= 3:
            raise OwnError("the power has one signed byte, each half of the version two bits")
        return bytes([self.major << 6 | self.minor << 4, self.tx_power & 0xFF, 0, 0])

    @staticmethod
    def decode(data: bytes) -> Metadata:
        """From four opened bytes. Raises PeerError for another length or version."""
        if len(data) != METADATA:
            raise PeerError("bad_length", "metadata")
        if data[0] >> 6 != 1:
            raise PeerError("unknown_version", "metadata")
        return Metadata(int.from_bytes(data[1:2], "big", signed=True), data[0] >> 6, data[0] >> 4 & 3)


def _derive(key_data: bytes, label: bytes) -> bytes:
    if len(key_data) != KEY:
        raise OwnError("a daily key has 16 bytes")
    return HKDF(hashes.SHA256(), KEY, salt=None, info=label).derive(key_data)
