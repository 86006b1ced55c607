"""Reads and writes batches of diagnosis keys between provinces, in the format of Europe's federation gateway.

A batch is protobuf; its signature (ECDSA P-256, SHA-256) is over a form in which the order of keys says nothing, so that two
servers that hold the same keys sign the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.protobuf_codec import FieldType, MessageField, decode, encode
from truyvet.proximity.rolling_identifiers import INTERVAL_NUMBER_LIMIT, KEY_BYTES, TEK_ROLLING_PERIOD

MAX_KEYS_PER_BATCH: Final = 5_000
"""Keys of one batch."""
KEY_FIELDS: Final = (
    MessageField(1, "key_data", FieldType.BYTES),
    MessageField(2, "rolling_start_interval_number", FieldType.INT32),
    MessageField(3, "rolling_period", FieldType.INT32),
    MessageField(4, "transmission_risk_level", FieldType.INT32),
    MessageField(5, "visited_countries", FieldType.TEXT, many=True),
    MessageField(6, "origin", FieldType.TEXT),
    MessageField(7, "report_type", FieldType.INT32),
    MessageField(8, "days_since_onset_of_symptoms", FieldType.SINT32),
)
BATCH_FIELDS: Final = (MessageField(1, "keys", FieldType.MESSAGE, many=True, of=KEY_FIELDS),)


def write(keys: Sequence[dict[str, Any]], signer: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    """Returns (batch, signature) of these keys. ``origin`` is the code of the province that published a key. Raises CallerError."""
    if len(keys) > MAX_KEYS_PER_BATCH:
        raise CallerError(f"a batch has at most {MAX_KEYS_PER_BATCH} keys")
    for place, key in enumerate(keys):
        try:
            _check(key, f"keys[{place}]")
        except PeerError as error:
            raise CallerError(str(error)) from None
    return encode(BATCH_FIELDS, {"keys": list(keys)}), signer.sign(_signed(keys), ec.ECDSA(hashes.SHA256()))


def read(batch: bytes, signature: bytes, sender: ec.EllipticCurvePublicKey) -> list[dict[str, Any]]:
    """Returns the keys of a batch that ``sender`` signed. Raises PeerError: a batch is accepted whole or not at all."""
    keys: list[dict[str, Any]] = decode(BATCH_FIELDS, batch, "batch")["keys"]
    if len(keys) > MAX_KEYS_PER_BATCH:
        raise PeerError("too_many", "batch")
    for place, key in enumerate(keys):
        _check(key, f"batch.keys[{place}]")
    try:
        sender.verify(signature, _signed(keys), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise PeerError("bad_signature", "batch") from None
    return keys


def _signed(keys: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(sorted(len(each).to_bytes(4, "big") + each for each in (encode(KEY_FIELDS, key) for key in keys)))


def _check(key: dict[str, Any], where: str) -> None:
    if not isinstance(key.get("key_data"), bytes) or len(key["key_data"]) != KEY_BYTES:
        raise PeerError("bad_key", where)
    if (
        not 1 <= key.get("rolling_period", TEK_ROLLING_PERIOD) <= TEK_ROLLING_PERIOD
        or not 0 <= key.get("rolling_start_interval_number", -1) < INTERVAL_NUMBER_LIMIT - TEK_ROLLING_PERIOD
    ):
        raise PeerError("bad_time", where)
    if not key.get("origin"):
        raise PeerError("no_origin", where)
