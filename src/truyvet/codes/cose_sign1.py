"""COSE_Sign1 with ES256 (RFC 9052), as far as our codes need it: one signer, its key named by ``kid``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from truyvet.codes.code_reasons import CodeReason, CodeRefused
from truyvet.codes.plain_cbor import SIGN1, NotPlainCbor, read_plain

ALG, KID, ES256 = 1, 4, -7
MAX_TOKEN_BYTES: Final = 1_024
"""Bytes: no token of ours is longer."""
PublicKeys = Mapping[bytes, ec.EllipticCurvePublicKey]
"""Public keys by kid."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key (P-256) and the name it goes by."""

    kid: bytes
    key: ec.EllipticCurvePrivateKey = field(repr=False)

    @staticmethod
    def of(key: ec.EllipticCurvePrivateKey) -> Signer:
        """Returns the signer with this key."""
        return Signer(kid_of(key.public_key()), key)


def point(key: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
    """Returns (x, y) of a public key, 32 bytes each."""
    numbers = key.public_numbers()
    return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")


def public_key(x: bytes, y: bytes) -> ec.EllipticCurvePublicKey:
    """Returns the public key at a point. Raises ValueError when it is not on the curve."""
    numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1())
    return numbers.public_key()


def kid_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Returns the first 8 bytes of the SHA-256 of x ‖ y."""
    return hashlib.sha256(b"".join(point(key))).digest()[:8]


def sign_message(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Returns the ES256 signature of ``message`` as 64 bytes r ‖ s, as a browser makes it."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def is_signature_of(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes) -> bool:
    """Whether r ‖ s is the key's signature of ``message``."""
    if len(signature) != 64:
        return False
    whole = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        key.verify(whole, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def sign_claims(claims: Mapping[int, Any], signer: Signer) -> bytes:
    """Returns a signed token with these CWT claims."""
    head = cbor2.dumps({ALG: ES256, KID: signer.kid})
    payload = cbor2.dumps(dict(claims))
    return cbor2.dumps(cbor2.CBORTag(SIGN1, [head, {}, payload, sign_message(signer.key, _message(head, payload))]))


@lru_cache(maxsize=4_096)
def _good(x: bytes, y: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key at (x, y) signed ``message``. Remembered: a pass or card is read at each gate, each day, and each time that a
    gate sends its scans again; only the first reading pays for the mathematics."""
    return is_signature_of(public_key(x, y), message, signature)


def verify_claims(token: bytes, keys: PublicKeys) -> dict[int, Any]:
    """Returns the claims of a token that one of ``keys`` signed. Raises CodeRefused: BROKEN, UNKNOWN_KEY or FORGED."""
    head, payload, signature = _parts(token)
    named = read_cbor(head)
    if not isinstance(named, dict) or named.get(ALG) != ES256 or not isinstance(named.get(KID), bytes):
        raise CodeRefused(CodeReason.BROKEN)
    key = keys.get(named[KID])
    if key is None:
        raise CodeRefused(CodeReason.UNKNOWN_KEY)
    if not _good(*point(key), _message(head, payload), signature):
        raise CodeRefused(CodeReason.FORGED)
    claims = read_cbor(payload)
    if not isinstance(claims, dict):
        raise CodeRefused(CodeReason.BROKEN)
    return claims


def read_cbor(data: bytes) -> Any:
    """Returns one plain CBOR value and nothing after it. Raises CodeRefused(BROKEN)."""
    if len(data) > MAX_TOKEN_BYTES:
        raise CodeRefused(CodeReason.BROKEN)
    try:
        return read_plain(data)
    except NotPlainCbor:
        raise CodeRefused(CodeReason.BROKEN) from None


def _parts(token: bytes) -> tuple[bytes, bytes, bytes]:
    outer = read_cbor(token)
    if not isinstance(outer, cbor2.CBORTag) or not isinstance(outer.value, list) or len(outer.value) != 4:
        raise CodeRefused(CodeReason.BROKEN)
    head, unprotected, payload, signature = outer.value
    if not (isinstance(head, bytes) and unprotected == {} and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise CodeRefused(CodeReason.BROKEN)
    return head, payload, signature


def _message(head: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", head, b"", payload])
