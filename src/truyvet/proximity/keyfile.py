"""Signed files of published keys: a zip with ``export.bin`` and ``export.sig``, as Exposure Notifications exchanges them.

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

from truyvet.proximity.errors import OwnError, PeerError
from truyvet.proximity.keys import KEY, LAST, PERIOD
from truyvet.proximity.wire import Field, Type, decode, encode

HEADER: Final = b"EK Export v1    "
ES256: Final = "1.2.840.10045.4.3.2"
MOST: Final = 64 * 1024 * 1024
"""Bytes of ``export.bin`` that are read; a published file has at most 16 MB."""

SIGNATURE_INFO: Final = (
    Field(3, "verification_key_version", Type.TEXT),
    Field(4, "verification_key_id", Type.TEXT),
    Field(5, "signature_algorithm", Type.TEXT),
)
TEMPORARY_EXPOSURE_KEY: Final = (
    Field(1, "key_data", Type.BYTES),
    Field(2, "transmission_risk_level", Type.INT32),
    Field(3, "rolling_start_interval_number", Type.INT32),
    Field(4, "rolling_period", Type.INT32),
    Field(5, "report_type", Type.INT32),
    Field(6, "days_since_onset_of_symptoms", Type.SINT32),
    Field(8, "variant_of_concern", Type.INT32),
)
EXPORT: Final = (
    Field(1, "start_timestamp", Type.FIXED64),
    Field(2, "end_timestamp", Type.FIXED64),
    Field(3, "region", Type.TEXT),
    Field(4, "batch_num", Type.INT32),
    Field(5, "batch_size", Type.INT32),
    Field(6, "signature_infos", Type.MESSAGE, many=True, of=SIGNATURE_INFO),
    Field(7, "keys", Type.MESSAGE, many=True, of=TEMPORARY_EXPOSURE_KEY),
    Field(8, "revised_keys", Type.MESSAGE, many=True, of=TEMPORARY_EXPOSURE_KEY),
)
SIGNATURE: Final = (
    Field(1, "signature_info", Type.MESSAGE, of=SIGNATURE_INFO),
    Field(2, "batch_num", Type.INT32),
    Field(3, "batch_size", Type.INT32),
    Field(4, "signature", Type.BYTES),
)
SIGNATURES: Final = (Field(1, "signatures", Type.MESSAGE, many=True, of=SIGNATURE),)
AS_BYTES: Final = (SIGNATURE[0]._replace(type=Type.BYTES, of=()), *SIGNATURE[1:])
LISTED: Final = (SIGNATURES[0]._replace(of=AS_BYTES),)
NAMED: Final = (*EXPORT[3:5], EXPORT[5]._replace(type=Type.BYTES, of=()))
"""The same tables, with what is said of the signing key left as it was written."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A key file that could be read. ``signed``: one of its signatures is by the public key that was given."""

    export: dict[str, Any]
    signatures: list[dict[str, Any]] = field(repr=False)
    signed: bool

    @property
    def keys(self) -> list[dict[str, Any]]:
        """The published keys, by field name; a revised key is in ``export["revised_keys"]``."""
        return list(self.export["keys"])


def read(data: bytes, public_key: ec.EllipticCurvePublicKey | None = None) -> Opened:
    """A key file. Raises PeerError when it is not one; an unknown, wrong or relabelled signature leaves ``signed`` False."""
    binary, signature = _entries(data)
    if not binary.startswith(HEADER):
        raise PeerError("bad_header", "export.bin")
    export = decode(EXPORT, binary[len(HEADER) :], "export")
    for place, key in enumerate(export["keys"] + export["revised_keys"]):
        _check(key, f"export.keys[{place}]")
    signatures = decode(SIGNATURES, signature, "signatures")["signatures"]
    fits = public_key is not None and any(_fits(public_key, binary, each.get("signature", b"")) for each in signatures)
    signed = fits and _repeats(binary, signature)
    return Opened(export, signatures, signed)


def write(
    keys: Sequence[dict[str, Any]], signer: ec.EllipticCurvePrivateKey, *, start: int, end: int, region: str = "VN",
    key_id: str = "452", key_version: str = "v1", batch: tuple[int, int] = (1, 1), revised: Sequence[dict[str, Any]] = (),
) -> bytes:  # fmt: skip
    """A signed file with exactly these keys, in this order. ``start``, ``end`` in epoch seconds. Raises OwnError.

    ``key_id`` 452 is Việt Nam's mobile country code, as other countries name their keys; to be agreed before exchange.
    """
    try:
        for place, key in enumerate([*keys, *revised]):
            _check(key, f"keys[{place}]")
    except PeerError as error:
        raise OwnError(str(error)) from None
    info = {"verification_key_version": key_version, "verification_key_id": key_id, "signature_algorithm": ES256}
    said = {
        "start_timestamp": start, "end_timestamp": end, "region": region, "batch_num": batch[0], "batch_size": batch[1],
        "signature_infos": [info], "keys": list(keys), "revised_keys": list(revised),
    }  # fmt: skip
    binary = HEADER + encode(EXPORT, said)
    signed = signer.sign(binary, ec.ECDSA(hashes.SHA256()))
    listed = {"signature_info": info, "batch_num": batch[0], "batch_size": batch[1], "signature": signed}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # One moment for all files: the same keys give the same entries, and the time of writing says nothing.
        for name, body in (("export.bin", binary), ("export.sig", encode(SIGNATURES, {"signatures": [listed]}))):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _entries(data: bytes) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sorted(names) != ["export.bin", "export.sig"]:
                raise PeerError("bad_entries", "zip")
            if any(info.file_size > MOST for info in archive.infolist()):
                raise PeerError("too_large", "zip")
            return archive.read("export.bin"), archive.read("export.sig")
    except PeerError:
        raise
    except Exception:  # noqa: BLE001 - a damaged archive reaches many kinds of error in the standard library
        raise PeerError("bad_zip", "zip") from None


def _check(key: dict[str, Any], where: str) -> None:
    if not isinstance(key.get("key_data"), bytes) or len(key["key_data"]) != KEY:
        raise PeerError("bad_key", where)
    if not 1 <= key.get("rolling_period", PERIOD) <= PERIOD:
        raise PeerError("bad_period", where)
    if not 0 <= key.get("rolling_start_interval_number", -1) < LAST - PERIOD:
        raise PeerError("bad_start", where)


def _repeats(binary: bytes, signature: bytes) -> bool:
    """Whether ``export.sig`` says of key and batch what the signed ``export.bin`` says, and nothing else: every bit of it counts."""
    said, listed = decode(NAMED, binary[len(HEADER) :], "export"), decode(LISTED, signature, "signatures")
    same = all(
        each.get("signature_info") in said["signature_infos"]
        and all(each.get(name) == said.get(name) for name in ("batch_num", "batch_size"))
        for each in listed["signatures"]
    )
    return same and encode(LISTED, listed) == signature


def _fits(key: ec.EllipticCurvePublicKey, binary: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, binary, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
