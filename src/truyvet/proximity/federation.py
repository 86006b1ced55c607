"""Batches of published keys between provinces, in the shape that Europe's federation gateway used.

A batch is protobuf; its signature (ECDSA P-256, SHA-256) is over a form in which the order of keys says nothing, so that two
servers that hold the same keys sign the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.proximity.errors import OwnError, PeerError
from truyvet.proximity.keys import KEY, LAST, PERIOD
from truyvet.proximity.wire import Field, Type, decode, encode

MOST: Final = 5_000
"""Keys of one batch."""
DIAGNOSIS_KEY: Final = (
    Field(1, "key_data", Type.BYTES),
    Field(2, "rolling_start_interval_number", Type.INT32),
    Field(3, "rolling_period", Type.INT32),
    Field(4, "transmission_risk_level", Type.INT32),
    Field(5, "visited_countries", Type.TEXT, many=True),
    Field(6, "origin", Type.TEXT),
    Field(7, "report_type", Type.INT32),
    Field(8, "days_since_onset_of_symptoms", Type.SINT32),
)
BATCH: Final = (Field(1, "keys", Type.MESSAGE, many=True, of=DIAGNOSIS_KEY),)


def write(keys: Sequence[dict[str, Any]], signer: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    """(batch, signature) of these keys. ``origin`` is the code of the province that published a key. Raises OwnError."""
    if len(keys) > MOST:
        raise OwnError(f"a batch has at most {MOST} keys")
    for place, key in enumerate(keys):
        try:
            _check(key, f"keys[{place}]")
        except PeerError as error:
            raise OwnError(str(error)) from None
    return encode(BATCH, {"keys": list(keys)}), signer.sign(_signed(keys), ec.ECDSA(hashes.SHA256()))


def read(batch: bytes, signature: bytes, sender: ec.EllipticCurvePublicKey) -> list[dict[str, Any]]:
    """The keys of a batch that ``sender`` signed. Raises PeerError: a batch is taken whole or not at all."""
    keys: list[dict[str, Any]] = decode(BATCH, batch, "batch")["keys"]
    if len(keys) > MOST:
        raise PeerError("too_many", "batch")
    for place, key in enumerate(keys):
        _check(key, f"batch.keys[{place}]")
    try:
        sender.verify(signature, _signed(keys), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise PeerError("bad_signature", "batch") from None
    return keys


def _signed(keys: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(sorted(len(each).to_bytes(4, "big") + each for each in (encode(DIAGNOSIS_KEY, key) for key in keys)))


def _check(key: dict[str, Any], where: str) -> None:
    if not isinstance(key.get("key_data"), bytes) or len(key["key_data"]) != KEY:
        raise PeerError("bad_key", where)
    if not 1 <= key.get("rolling_period", PERIOD) <= PERIOD or not 0 <= key.get("rolling_start_interval_number", -1) < LAST - PERIOD:
        raise PeerError("bad_time", where)
    if not key.get("origin"):
        raise PeerError("no_origin", where)
