"""Implements the key schedule of Exposure Notifications 1.2: identifiers and metadata derived from a day's random key.

Intervals are ten minutes, numbered from 1970 (``ENIN``). Keys of different days are independent: whoever learns one learns
no other. Source: published Cryptography Specification; vectors in tests/vectors, all 144 of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from truyvet.proximity.errors import CallerError, PeerError

INTERVAL_S: Final = 600
"""Seconds of one interval: how long an id is shown."""
TEK_ROLLING_PERIOD: Final = 144
"""Intervals of one day's key."""
KEY_BYTES: Final = 16
"""Bytes of a key, and of an id."""
METADATA_BYTES: Final = 4
"""Bytes that travel encrypted beside an id."""
INTERVAL_NUMBER_LIMIT: Final = 2**32


@dataclass(frozen=True, slots=True)
class TemporaryExposureKey:
    """A temporary exposure key (TEK): 16 bytes, the interval number at which it begins, and its number of intervals (1 to 144)."""

    key_data: bytes
    rolling_start_interval_number: int
    rolling_period: int = TEK_ROLLING_PERIOD

    def __post_init__(self) -> None:
        if (
            len(self.key_data) != KEY_BYTES
            or not 1 <= self.rolling_period <= TEK_ROLLING_PERIOD
            or not 0 <= self.rolling_start_interval_number <= INTERVAL_NUMBER_LIMIT - self.rolling_period
        ):
            raise CallerError("a daily key has 16 bytes, a period of 1 to 144, and intervals below 2^32")

    @property
    def ends_at(self) -> int:
        """Returns the epoch second at which the key ends."""
        return (self.rolling_start_interval_number + self.rolling_period) * INTERVAL_S


def interval_number(at: int) -> int:
    """Returns the interval number (ENIN) of an epoch second."""
    return at // INTERVAL_S


def first_interval_of_day(at: int) -> int:
    """Returns the interval number at which the UTC day of an epoch second begins (07:00 in Vietnam)."""
    return interval_number(at) // TEK_ROLLING_PERIOD * TEK_ROLLING_PERIOD


def derive_rpi_key(key_data: bytes) -> bytes:
    """Returns the RPIK, the key under which the day's rolling proximity identifiers are made."""
    return _derive(key_data, b"EN-RPIK")


def derive_aem_key(key_data: bytes) -> bytes:
    """Returns the AEMK, the key under which the day's metadata are encrypted."""
    return _derive(key_data, b"EN-AEMK")


def rolling_proximity_identifier(key: TemporaryExposureKey, at_interval: int) -> bytes:
    """Returns the 16 bytes that a device sends during one interval of the key. Raises CallerError for another interval."""
    if not key.rolling_start_interval_number <= at_interval < key.rolling_start_interval_number + key.rolling_period:
        raise CallerError("the interval is not one of this key")
    return rolling_proximity_identifiers(key)[at_interval - key.rolling_start_interval_number]


def rolling_proximity_identifiers(key: TemporaryExposureKey) -> tuple[bytes, ...]:
    """Returns all identifiers of a key, in the order of their intervals."""
    plain = b"".join(
        b"EN-RPI" + bytes(6) + number.to_bytes(4, "little")
        for number in range(key.rolling_start_interval_number, key.rolling_start_interval_number + key.rolling_period)
    )
    encrypted = Cipher(algorithms.AES(derive_rpi_key(key.key_data)), modes.ECB()).encryptor().update(plain)  # noqa: S305 - one block for one id, as specified
    return tuple(encrypted[place : place + KEY_BYTES] for place in range(0, len(encrypted), KEY_BYTES))


def encrypt_metadata(key_data: bytes, shown_id: bytes, metadata: bytes) -> bytes:
    """Encrypts metadata for the identifier that they travel with (AEM); the same call decrypts them."""
    if len(shown_id) != KEY_BYTES or len(metadata) != METADATA_BYTES:
        raise CallerError("an id has 16 bytes, metadata have 4")
    return Cipher(algorithms.AES(derive_aem_key(key_data)), modes.CTR(shown_id)).encryptor().update(metadata)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What travels encrypted beside an identifier: the protocol's version and the sender's power in dBm."""

    tx_power: int
    major: int = 1
    minor: int = 0

    def encode(self) -> bytes:
        """Returns the four bytes, of which the last two are reserved."""
        if not -128 <= self.tx_power <= 127 or not 0 <= self.major <= 3 or not 0 <= self.minor <= 3:
            raise CallerError("the power has one signed byte, each half of the version two bits")
        return bytes([self.major << 6 | self.minor << 4, self.tx_power & 0xFF, 0, 0])

    @staticmethod
    def decode(data: bytes) -> Metadata:
        """Reads four decrypted bytes. Raises PeerError for another length or version."""
        if len(data) != METADATA_BYTES:
            raise PeerError("bad_length", "metadata")
        if data[0] >> 6 != 1:
            raise PeerError("unknown_version", "metadata")
        return Metadata(int.from_bytes(data[1:2], "big", signed=True), data[0] >> 6, data[0] >> 4 & 3)


def _derive(key_data: bytes, label: bytes) -> bytes:
    if len(key_data) != KEY_BYTES:
        raise CallerError("a daily key has 16 bytes")
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=label).derive(key_data)
