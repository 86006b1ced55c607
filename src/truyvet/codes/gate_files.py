"""Reads the files that a reader of codes carries: public keys and the revocation list. JSON, as ``GET /api/v1/gate`` gives it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes.cose_sign1 import kid_of, point, public_key

MAX_FILE_BYTES: Final = 64 << 20
"""Bytes: more than a list of three million revoked passes."""
_MARK: Final = re.compile(r"[0-9a-f]{16}")


class GateFileInvalid(ValueError):
    """A file that is not what it should be. The message says where, and none of its values."""


def load_keys(path: Path) -> dict[bytes, ec.EllipticCurvePublicKey]:
    """Reads public keys by kid from ``{"keys": [{"kid": hex, "x": b64url, "y": b64url}]}``; the rest is ignored. Raises GateFileInvalid."""
    rows = _content(path)
    rows = rows.get("keys") if isinstance(rows, dict) else None
    if not isinstance(rows, list):
        raise GateFileInvalid(f'{path}: no list "keys"')
    found = {}
    for place, row in enumerate(rows, 1):
        kid, key = _key(row, f"{path}: key {place}")
        found[kid] = key
    return found


def load_revoked(path: Path) -> frozenset[str]:
    """Reads the marks of revoked tokens from ``{"tokens": [hex]}`` or ``{"revoked": {"tokens": [hex]}}``. Raises GateFileInvalid."""
    content = _content(path)
    if isinstance(content, dict):
        content = content.get("revoked", content)
    rows = content.get("tokens") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise GateFileInvalid(f'{path}: no list "tokens"')
    for place, row in enumerate(rows, 1):
        if not (isinstance(row, str) and _MARK.fullmatch(row)):
            raise GateFileInvalid(f"{path}: token {place} is not 16 hexadecimal letters in lower case")
    return frozenset(rows)


def write_key(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Returns a key as such a file holds it."""
    x, y = point(key)
    return {"kid": kid_of(key).hex(), "x": _base64(x), "y": _base64(y)}


def _key(row: Any, where: str) -> tuple[bytes, ec.EllipticCurvePublicKey]:
    try:
        kid = bytes.fromhex(row["kid"])
        x, y = (_bytes(row[name]) for name in ("x", "y"))
        key = public_key(x, y)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise GateFileInvalid(f"{where}: not a kid (hex) with x and y (base64url, 32 bytes) of a point on P-256") from None
    if kid != kid_of(key):
        raise GateFileInvalid(f"{where}: the kid is not this key's (first 8 bytes of SHA-256 of x and y)")
    return kid, key


def _content(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise GateFileInvalid(f"{path}: larger than {MAX_FILE_BYTES >> 20} MiB")
        return json.loads(path.read_bytes())
    except OSError as error:
        raise GateFileInvalid(f"{path}: {error.strerror or type(error).__name__}") from None
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, GateFileInvalid) else GateFileInvalid(f"{path}: not JSON") from None


def _bytes(text: str) -> bytes:
    try:
        found = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError from error
    if len(found) != 32:
        raise ValueError
    return found


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode("ascii").rstrip("=")
