"""Writes codes.json: one of every code, what it must read as, for this program and its twin in the browser.

Made anew it is the same file, byte for byte: keys are numbers, signatures are deterministic (RFC 6979).
Run: ``python tests/vectors/make_codes.py``. Every person and number in it is invented.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from truyvet.codes import code_tokens, cose_sign1
from truyvet.codes.code_reader import revocation_mark
from truyvet.codes.cose_sign1 import Signer, point
from truyvet.codes.gate_files import write_key

PLACE: Final = Path(__file__).with_name("codes.json")
NOW: Final = 1_622_430_000
"""31 May 2021, 10:00 in Hanoi."""
HOUR, DAY = 3_600, 86_400
SITE: Final = "https://truyvet.example"
HEX: Final = "4e677579e1bb856e2056c4836e20416e"
CCCD: Final = "024187012345|121234567|Nguyễn Thị Huệ|18011987|Nữ|Quang Châu, Việt Yên, Bắc Giang|15042021"
QR1405: Final = "001093029317|NGUYEN LE KHA HAN|1987-01-18|0|162979388586171100|<1<..."
"""As the press printed it."""
BHYT: Final = f"GD4242412345678|{HEX}|5/3/1987|1|-|24 – 001|01/01/2021|-|01/01/2021|2401|-|4|01/01/2025|7102|$"


def key(number: int) -> ec.EllipticCurvePrivateKey:
    """An invented private key."""
    return ec.derive_private_key(number, ec.SECP256R1())


def sign(private: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Signs as ``cose_sign1.sign_message`` does, the same each time."""
    r, s = decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def token(number: int) -> bytes:
    """An invented token."""
    return number.to_bytes(16, "big")


def written() -> str:
    """The file as it must be."""
    with patch.object(cose_sign1, "sign_message", sign), patch.object(code_tokens, "sign_message", sign):
        return json.dumps(made(), ensure_ascii=False, indent=1) + "\n"


def made() -> dict[str, Any]:
    """Everything in the file."""
    issuer, phone = Signer.of(key(0x1111)), key(0x2222)
    body = _body(issuer, phone, 7)
    return {
        "about": "made by make_codes.py; b64url without padding; moments are epoch seconds",
        "site": SITE,
        "now": NOW,
        "keys": [write_key(issuer.key.public_key())],
        "signer": jwk(issuer.key),
        "phone": jwk(phone),
        "revoked": [revocation_mark(token(66)), revocation_mark(token(67))],
        "pass": {
            "token": token(7).hex(),
            "issued": NOW - HOUR,
            "expires": NOW + 23 * HOUR,
            "declared": NOW - HOUR,
            "body": b64(body),
            "moment": NOW,
            "message": code_tokens.moment_message(body, NOW).hex(),
            "text": code_tokens.show_pass(body, NOW, phone),
        },
        "examples": [{"name": name, "text": text, "kind": kind, "reason": reason} for name, text, kind, reason in examples(issuer, phone)],
    }


def examples(issuer: Signer, phone: ec.EllipticCurvePrivateKey) -> Iterator[tuple[str, str, str, str | None]]:
    """(name, text, kind, reason or None) of every code at NOW."""
    other, stranger = key(0x3333), Signer.of(key(0x4444))
    body = _body(issuer, phone, 7)
    yield "pass", code_tokens.show_pass(body, NOW, phone), "pass", None
    yield "pass, slowest clock", code_tokens.show_pass(body, NOW - 120, phone), "pass", None
    yield "pass, fastest clock", code_tokens.show_pass(body, NOW + 120, phone), "pass", None
    yield "pass, screenshot", code_tokens.show_pass(body, NOW - 121, phone), "pass", "stale"
    yield "pass, clock ahead", code_tokens.show_pass(body, NOW + 121, phone), "pass", "ahead"
    yield "pass, copied to another phone", code_tokens.show_pass(body, NOW, other), "pass", "other_phone"
    yield "pass, another issuer", code_tokens.show_pass(_body(stranger, phone, 7), NOW, phone), "pass", "unknown_key"
    forger = Signer(issuer.kid, other)
    yield "pass, forged", code_tokens.show_pass(_body(forger, phone, 7), NOW, phone), "pass", "forged"
    yield "pass, expired", code_tokens.show_pass(_body(issuer, phone, 7, NOW - 2 * DAY), NOW, phone), "pass", "expired"
    yield "pass, not yet", code_tokens.show_pass(_body(issuer, phone, 7, NOW + 121), NOW, phone), "pass", "not_yet"
    yield "pass, revoked", code_tokens.show_pass(_body(issuer, phone, 66), NOW, phone), "pass", "revoked"
    yield "pass, cut", code_tokens.show_pass(body, NOW, phone)[:-3], "pass", "broken"
    card = _card(issuer, 8)
    yield "card", card, "card", None
    yield "card, Caps Lock", card.swapcase(), "card", None
    yield "card, expired", _card(issuer, 8, NOW - 90 * DAY), "card", "expired"
    yield "card, revoked", _card(issuer, 67), "card", "revoked"
    yield "card, forged", _card(forger, 8), "card", "forged"
    as_card = code_tokens.CARD_PREFIX + code_tokens.base45.b45encode(body).decode("ascii")
    yield "pass written as a card", as_card, "card", "wrong_kind"
    poster, screen = _venue(issuer, None), _venue(issuer, NOW + 60)
    yield "venue, poster", poster, "venue", None
    yield "venue, short form", code_tokens.VENUE_PREFIX + poster.rpartition("/")[2], "venue", None
    yield "venue, screen", screen, "venue", None
    yield "venue, screen over", _venue(issuer, NOW - 121), "venue", "expired"
    yield "venue, forged", _venue(forger, None), "venue", "forged"
    yield "venue, cut", poster[:-2], "venue", "broken"
    yield "CCCD", CCCD, "cccd", None
    yield "CCCD, six fields", CCCD.replace("121234567|", ""), "cccd", None
    yield "CCCD, 2024", CCCD + "|a|b|c|d", "cccd", None
    yield "CCCD, eleven digits", CCCD[1:], "cccd", "bad_number"
    yield "1405", QR1405, "qr1405", None
    yield "1405, masked", "******029317|NGUYEN LE KHA HAN|1987-**-**|1|162979388586171100", "qr1405", None
    yield "1405, 30 February", QR1405.replace("01-18", "02-30"), "qr1405", "bad_date"
    yield "insurance", BHYT, "insurance", None
    yield "insurance, not UTF-8", BHYT.replace(HEX, "4e67ff"), "insurance", "bad_name"
    yield "blank", " \r\n", "unknown", "blank"
    yield "garbage", "https://truyvet.example/", "unknown", "unknown"


def jwk(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """A private key as WebCrypto imports it."""
    x, y = point(private.public_key())
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    return {"kty": "EC", "crv": "P-256", "x": b64(x), "y": b64(y), "d": b64(secret)}


def b64(value: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(value).decode("ascii").rstrip("=")


def _body(signer: Signer, phone: ec.EllipticCurvePrivateKey, number: int, issued: int = NOW - HOUR) -> bytes:
    place = point(phone.public_key())
    return code_tokens.make_pass(token=token(number), issued=issued, expires=issued + DAY, declared=issued, phone=place, signer=signer)


def _card(signer: Signer, number: int, issued: int = NOW - HOUR) -> str:
    return code_tokens.make_card(token=token(number), issued=issued, expires=issued + 30 * DAY, declared=issued, signer=signer)


def _venue(signer: Signer, expires: int | None) -> str:
    return code_tokens.make_venue(code_id=token(9), issued=NOW - HOUR, expires=expires, signer=signer, site=SITE)


if __name__ == "__main__":
    PLACE.write_text(written(), "utf-8")
