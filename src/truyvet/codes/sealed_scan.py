"""Seals what a gate keeps offline so that the server alone can read it: HPKE (RFC 9180, P-256, HKDF-SHA256, AES-128-GCM, base mode).

The browser seals with the same suite (web/static, @hpke/core). ``event_id`` is bound in, so that no sealed scan can be
sent under another one's name.
"""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
MAX_SEALED_BYTES = 4_096
"""Bytes of a sealed scan."""
SEAL_BYTES = 65 + 16
"""What sealing adds: the ephemeral point and the tag."""


class ScanSealBroken(ValueError):
    """It was not sealed to this key, or for this event, or was changed."""


def seal_info(event_id: UUID) -> bytes:
    """Returns what binds a sealed scan to its event: HPKE's info."""
    return b"truyvet scan 1" + event_id.bytes


def seal_scan(plain: bytes, event_id: UUID, key: ec.EllipticCurvePublicKey) -> bytes:
    """Returns the ephemeral point (65 bytes) ‖ the encrypted scan ‖ its tag."""
    return bytes(SUITE.encrypt(plain, key, seal_info(event_id)))


def open_scan(sealed: bytes, event_id: UUID, key: ec.EllipticCurvePrivateKey, *, most: int = MAX_SEALED_BYTES) -> bytes:
    """Returns the scan, or what else of at most so many bytes was sealed alike. Raises ScanSealBroken."""
    if len(sealed) > most:
        raise ScanSealBroken
    try:
        return bytes(SUITE.decrypt(sealed, key, seal_info(event_id)))
    except (InvalidTag, ValueError, TypeError):
        raise ScanSealBroken from None
