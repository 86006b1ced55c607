"""Reads and writes signed key files: a zip with ``export.bin`` and ``export.sig``, the format of Exposure Notifications.

The signature (ECDSA P-256, SHA-256) is over all of ``export.bin``, header included. JSON and dicts use the field names of the
published protobuf.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.proximity.errors import CallerError, PeerError
from truyvet.proximity.protobuf_codec import FieldType, MessageField, decode, encode
from truyvet.proximity.rolling_identifiers import INTERVAL_NUMBER_LIMIT, KEY_BYTES, TEK_ROLLING_PERIOD

EXPORT_HEADER: Final = b"EK Export v1    "
ECDSA_P256_SHA256_OID: Final = "1.2.840.10045.4.3.2"
MAX_EXPORT_BYTES: Final = 16 * 1024 * 1024
"""Bytes of ``export.bin`` that are read: 100,000 keys with all their fields are 6 MB."""
MAX_KEYS: Final = 100_000
"""Keys that are read; our files hold at most 20,000. Each becomes half a kilobyte, so they are counted before they are built."""
MAX_SIGNATURES: Final = 100
MAX_DIRECTORY_BYTES: Final = 1_024
"""The list of the two entries."""

SIGNATURE_INFO_FIELDS: Final = (
    MessageField(3, "verification_key_version", FieldType.TEXT),
    MessageField(4, "verification_key_id", FieldType.TEXT),
    MessageField(5, "signature_algorithm", FieldType.TEXT),
)
KEY_FIELDS: Final = (
    MessageField(1, "key_data", FieldType.BYTES),
    MessageField(2, "transmission_risk_level", FieldType.INT32),
    MessageField(3, "rolling_start_interval_number", FieldType.INT32),
    MessageField(4, "rolling_period", FieldType.INT32),
    MessageField(5, "report_type", FieldType.INT32),
    MessageField(6, "days_since_onset_of_symptoms", FieldType.SINT32),
    MessageField(8, "variant_of_concern", FieldType.INT32),
)
EXPORT_FIELDS: Final = (
    MessageField(1, "start_timestamp", FieldType.FIXED64),
    MessageField(2, "end_timestamp", FieldType.FIXED64),
    MessageField(3, "region", FieldType.TEXT),
    MessageField(4, "batch_num", FieldType.INT32),
    MessageField(5, "batch_size", FieldType.INT32),
    MessageField(6, "signature_infos", FieldType.MESSAGE, many=True, of=SIGNATURE_INFO_FIELDS),
    MessageField(7, "keys", FieldType.MESSAGE, many=True, of=KEY_FIELDS),
    MessageField(8, "revised_keys", FieldType.MESSAGE, many=True, of=KEY_FIELDS),
)
SIGNATURE_FIELDS: Final = (
    MessageField(1, "signature_info", FieldType.MESSAGE, of=SIGNATURE_INFO_FIELDS),
    MessageField(2, "batch_num", FieldType.INT32),
    MessageField(3, "batch_size", FieldType.INT32),
    MessageField(4, "signature", FieldType.BYTES),
)
SIGNATURE_LIST_FIELDS: Final = (MessageField(1, "signatures", FieldType.MESSAGE, many=True, of=SIGNATURE_FIELDS),)
SIGNATURE_RAW_FIELDS: Final = (SIGNATURE_FIELDS[0]._replace(type=FieldType.BYTES, of=()), *SIGNATURE_FIELDS[1:])
SIGNATURE_LIST_RAW_FIELDS: Final = (SIGNATURE_LIST_FIELDS[0]._replace(of=SIGNATURE_RAW_FIELDS),)
EXPORT_HEAD_RAW_FIELDS: Final = (*EXPORT_FIELDS[3:5], EXPORT_FIELDS[5]._replace(type=FieldType.BYTES, of=()))
"""The same tables, with what is said of the signing key left as it was written."""


@dataclass(frozen=True, slots=True)
class KeyFileContent:
    """The content of a key file. ``signed`` says that one of its signatures is by the public key that the reader gave."""

    export: dict[str, Any]
    signatures: list[dict[str, Any]] = field(repr=False)
    signed: bool

    @property
    def keys(self) -> list[dict[str, Any]]:
        """Returns the published keys, by field name; revised keys are in ``export["revised_keys"]``."""
        return list(self.export["keys"])


def read(data: bytes, public_key: ec.EllipticCurvePublicKey | None = None) -> KeyFileContent:
    """Reads a key file. Raises PeerError when it is none; an unknown, wrong or relabelled signature leaves ``signed`` False."""
    binary, signature = _entries(data)
    if not binary.startswith(EXPORT_HEADER):
        raise PeerError("bad_header", "export.bin")
    export = decode(EXPORT_FIELDS, binary[len(EXPORT_HEADER) :], "export", most=MAX_KEYS)
    for place, key in enumerate(export["keys"] + export["revised_keys"]):
        _check(key, f"export.keys[{place}]")
    signatures = decode(SIGNATURE_LIST_FIELDS, signature, "signatures", most=MAX_SIGNATURES)["signatures"]
    fits = public_key is not None and any(_fits(public_key, binary, each.get("signature", b"")) for each in signatures)
    signed = fits and _repeats(binary, signature)
    return KeyFileContent(export, signatures, signed)


def write(
    keys: Sequence[dict[str, Any]], signer: ec.EllipticCurvePrivateKey, *, start: int, end: int, region: str = "VN",
    key_id: str = "452", key_version: str = "v1", batch: tuple[int, int] = (1, 1), revised: Sequence[dict[str, Any]] = (),
) -> bytes:  # fmt: skip
    """Returns a signed file with exactly these keys, in this order. ``start`` and ``end`` are epoch seconds. Raises CallerError.

    ``key_id`` 452 is Việt Nam's mobile country code, as other countries name their keys; to be agreed before exchange.
    """
    try:
        for place, key in enumerate([*keys, *revised]):
            _check(key, f"keys[{place}]")
    except PeerError as error:
        raise CallerError(str(error)) from None
    info = {"verification_key_version": key_version, "verification_key_id": key_id, "signature_algorithm": ECDSA_P256_SHA256_OID}
    fields = {
        "start_timestamp": start, "end_timestamp": end, "region": region, "batch_num": batch[0], "batch_size": batch[1],
        "signature_infos": [info], "keys": list(keys), "revised_keys": list(revised),
    }  # fmt: skip
    binary = EXPORT_HEADER + encode(EXPORT_FIELDS, fields)
    signed = signer.sign(binary, ec.ECDSA(hashes.SHA256()))
    listed = {"signature_info": info, "batch_num": batch[0], "batch_size": batch[1], "signature": signed}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # One moment for all files: the same keys give the same entries, and the time of writing says nothing.
        for name, body in (("export.bin", binary), ("export.sig", encode(SIGNATURE_LIST_FIELDS, {"signatures": [listed]}))):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _entries(data: bytes) -> tuple[bytes, bytes]:
    try:
        end = zipfile._EndRecData(io.BytesIO(data))  # type: ignore[attr-defined]
        if end is not None and end[zipfile._ECD_SIZE] > MAX_DIRECTORY_BYTES:  # type: ignore[attr-defined]
            raise PeerError("bad_entries", "zip")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sorted(names) != ["export.bin", "export.sig"]:
                raise PeerError("bad_entries", "zip")
            if any(info.file_size > MAX_EXPORT_BYTES for info in archive.infolist()):
                raise PeerError("too_large", "zip")
            return archive.read("export.bin"), archive.read("export.sig")
    except PeerError:
        raise
    except Exception:  # noqa: BLE001 - a damaged archive reaches many kinds of error in the standard library
        raise PeerError("bad_zip", "zip") from None


def _check(key: dict[str, Any], where: str) -> None:
    if not isinstance(key.get("key_data"), bytes) or len(key["key_data"]) != KEY_BYTES:
        raise PeerError("bad_key", where)
    if not 1 <= key.get("rolling_period", TEK_ROLLING_PERIOD) <= TEK_ROLLING_PERIOD:
        raise PeerError("bad_period", where)
    if not 0 <= key.get("rolling_start_interval_number", -1) < INTERVAL_NUMBER_LIMIT - TEK_ROLLING_PERIOD:
        raise PeerError("bad_start", where)


def _repeats(binary: bytes, signature: bytes) -> bool:
    """Returns whether ``export.sig`` repeats key and batch of the signed ``export.bin`` and holds nothing else."""
    fields, listed = (
        decode(EXPORT_HEAD_RAW_FIELDS, binary[len(EXPORT_HEADER) :], "export"),
        decode(SIGNATURE_LIST_RAW_FIELDS, signature, "signatures"),
    )
    same = all(
        each.get("signature_info") in fields["signature_infos"]
        and all(each.get(name) == fields.get(name) for name in ("batch_num", "batch_size"))
        for each in listed["signatures"]
    )
    return same and encode(SIGNATURE_LIST_RAW_FIELDS, listed) == signature


def _fits(key: ec.EllipticCurvePublicKey, binary: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, binary, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
