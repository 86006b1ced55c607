"""What a gate seals offline: read by the server alone, under its own event alone, and by an independent HPKE (pyhpke)."""

from __future__ import annotations

from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from pyhpke import AEADId, CipherSuite, KDFId, KEMId
from pyhpke.kem_key import KEMKey
from tests.unit.codes.wallet import OTHER, PHONE

from truyvet.codes.sealed_scan import MAX_SEALED_BYTES, ScanSealBroken, open_scan, seal_info, seal_scan

EVENT, ANOTHER = UUID(int=1), UUID(int=2)
SCAN = "TVP1:quét lúc 07:05".encode()
PEER = CipherSuite.new(KEMId.DHKEM_P256_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES128_GCM)


def test_sealed_and_opened() -> None:
    sealed = seal_scan(SCAN, EVENT, PHONE.public_key())
    assert SCAN not in sealed
    assert len(sealed) == 65 + len(SCAN) + 16
    assert open_scan(sealed, EVENT, PHONE) == SCAN
    assert sealed != seal_scan(SCAN, EVENT, PHONE.public_key())


def test_another_key_event_or_content_is_refused() -> None:
    sealed = seal_scan(SCAN, EVENT, PHONE.public_key())
    for wrong, event, key in (
        (sealed, EVENT, OTHER),
        (sealed, ANOTHER, PHONE),
        (sealed[:-1], EVENT, PHONE),
        (sealed + b"\x00", EVENT, PHONE),
        (b"", EVENT, PHONE),
        (b"\x04" + bytes(64), EVENT, PHONE),
        (bytes(MAX_SEALED_BYTES + 1), EVENT, PHONE),
        (SCAN, EVENT, PHONE),
    ):
        with pytest.raises(ScanSealBroken):
            open_scan(wrong, event, key)


def test_every_changed_bit_is_noticed() -> None:
    sealed = seal_scan(b"x", EVENT, PHONE.public_key())
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ScanSealBroken):
            open_scan(bytes(changed), EVENT, PHONE)


def test_the_peer_opens_ours_and_we_the_peers() -> None:
    private = KEMKey.from_pem(
        PHONE.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public = KEMKey.from_pem(PHONE.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    sealed = seal_scan(SCAN, EVENT, PHONE.public_key())
    assert PEER.create_recipient_context(sealed[:65], private, info=seal_info(EVENT)).open(sealed[65:]) == SCAN
    point, sender = PEER.create_sender_context(public, info=seal_info(EVENT))
    assert open_scan(point + sender.seal(SCAN), EVENT, PHONE) == SCAN
