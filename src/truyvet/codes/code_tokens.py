"""Writes and checks our own codes: pass, card and venue code. Times are epoch seconds.

Nothing in them names anybody: a random token, moments, and for a pass the public key of the phone it was given to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import base45
import cbor2
from cryptography.hazmat.primitives.asymmetric import ec

from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused
from truyvet.codes.cose_sign1 import (
    MAX_TOKEN_BYTES,
    PublicKeys,
    Signer,
    is_signature_of,
    public_key,
    read_cbor,
    sign_claims,
    sign_message,
    verify_claims,
)

PASS_PREFIX: Final = "TVP1:"  # noqa: S105 - how a code begins
CARD_PREFIX: Final = "TVC1:"
VENUE_PREFIX: Final = "TVV1:"
VENUE_PATH: Final = "/d/"
"""A venue's code is an address of ours with this path, so that any camera opens it: https://<host>/d/<base64url>."""
MAX_CLOCK_SKEW_S: Final = 120
"""Seconds that a phone's and a gate's clocks may differ."""
EXP, IAT, CTI, CNF = 4, 6, 7, 8
DECLARED, TOKEN_TYPE = -70001, -70002
"""Private claims: when the holder declared; which of our codes this is."""


class TokenType(IntEnum):
    """The claim that keeps one kind of code from being taken for another."""

    PHONE = 1
    CARD = 2
    POSTER = 3
    SCREEN = 4


@dataclass(frozen=True, slots=True)
class VerifiedPass:
    """A pass or card that passed every check. ``moment`` is when the phone signed; None on paper."""

    kind: CodeKind
    token: bytes
    issued: int
    expires: int
    declared: int
    moment: int | None


@dataclass(frozen=True, slots=True)
class VerifiedVenueCode:
    """A venue's code. ``code_id`` is 16 bytes; ``expires`` None on a printed poster."""

    code_id: bytes
    screen: bool
    issued: int
    expires: int | None


def make_pass(*, token: bytes, issued: int, expires: int, declared: int, phone: tuple[bytes, bytes], signer: Signer) -> bytes:
    """Returns the body of a pass, for the phone with the public key ``phone`` (x, y): what the phone keeps."""
    key = {1: 2, -1: 1, -2: phone[0], -3: phone[1]}
    return sign_claims({EXP: expires, IAT: issued, CTI: token, CNF: {1: key}, DECLARED: declared, TOKEN_TYPE: int(TokenType.PHONE)}, signer)


def moment_message(body: bytes, moment: int) -> bytes:
    """Returns what the phone signs: this pass, at this moment."""
    return b"TVP1" + hashlib.sha256(body).digest() + moment.to_bytes(4, "big")


def show_pass(body: bytes, moment: int, phone: ec.EllipticCurvePrivateKey) -> str:
    """Returns the text of the code that the phone shows at ``moment``. The browser does the same in web/static."""
    return write_pass(body, moment, sign_message(phone, moment_message(body, moment)))


def write_pass(body: bytes, moment: int, signature: bytes) -> str:
    """Returns ``TVP1:`` and the base45 of CBOR [body, moment, signature]."""
    return PASS_PREFIX + str(base45.b45encode(cbor2.dumps([body, moment, signature])), "ascii")


def make_card(*, token: bytes, issued: int, expires: int, declared: int, signer: Signer) -> str:
    """Returns the text of a printed card's code."""
    body = sign_claims({EXP: expires, IAT: issued, CTI: token, DECLARED: declared, TOKEN_TYPE: int(TokenType.CARD)}, signer)
    return CARD_PREFIX + str(base45.b45encode(body), "ascii")


def make_venue(*, code_id: bytes, issued: int, expires: int | None, signer: Signer, site: str) -> str:
    """Returns the address in a venue's code, under ``site`` ("https://host"). With ``expires`` it is a screen's, which changes."""
    what = TokenType.POSTER if expires is None else TokenType.SCREEN
    claims: dict[int, Any] = {IAT: issued, CTI: code_id, TOKEN_TYPE: int(what)} | ({} if expires is None else {EXP: expires})
    return site + VENUE_PATH + _address(sign_claims(claims, signer))


def read_pass(text: str, *, now: int, keys: PublicKeys) -> VerifiedPass:
    """Returns a pass as shown by a phone. Raises CodeRefused."""
    parts = read_cbor(_base45(text, PASS_PREFIX))
    if not isinstance(parts, list) or len(parts) != 3:
        raise CodeRefused(CodeReason.BROKEN)
    body, moment, signature = parts
    if not (isinstance(body, bytes) and type(moment) is int and 0 <= moment < 2**32 and isinstance(signature, bytes)):
        raise CodeRefused(CodeReason.BROKEN)
    claims = verify_claims(body, keys)
    _is(claims, TokenType.PHONE)
    if not is_signature_of(_phone(claims), moment_message(body, moment), signature):
        raise CodeRefused(CodeReason.OTHER_PHONE)
    verified_pass = _verified_pass(CodeKind.PASS, claims, moment, now)
    if moment < now - MAX_CLOCK_SKEW_S:
        raise CodeRefused(CodeReason.STALE)
    if moment > now + MAX_CLOCK_SKEW_S:
        raise CodeRefused(CodeReason.AHEAD)
    return verified_pass


def read_card(text: str, *, now: int, keys: PublicKeys) -> VerifiedPass:
    """Returns a printed card. Raises CodeRefused."""
    claims = verify_claims(_base45(text, CARD_PREFIX), keys)
    _is(claims, TokenType.CARD)
    return _verified_pass(CodeKind.CARD, claims, None, now)


def read_venue(payload: str, *, now: int, keys: PublicKeys) -> VerifiedVenueCode:
    """Returns a venue's code from the part of its address after ``/d/``. Raises CodeRefused."""
    if len(payload) > 2 * MAX_TOKEN_BYTES:
        raise CodeRefused(CodeReason.BROKEN)
    try:
        data = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CodeRefused(CodeReason.BROKEN) from None
    if _address(data) != payload:  # base64 has several spellings of the same bytes; a code has one
        raise CodeRefused(CodeReason.BROKEN)
    claims = verify_claims(data, keys)
    what = claims.get(TOKEN_TYPE)
    if what not in (TokenType.POSTER, TokenType.SCREEN):
        raise CodeRefused(CodeReason.WRONG_KIND)
    screen = what == TokenType.SCREEN
    expires = _moment(claims, EXP) if screen else None
    issued = _moment(claims, IAT)
    if issued > now + MAX_CLOCK_SKEW_S:
        raise CodeRefused(CodeReason.NOT_YET)
    if expires is not None and expires + MAX_CLOCK_SKEW_S < now:
        raise CodeRefused(CodeReason.EXPIRED)
    return VerifiedVenueCode(_token(claims), screen, issued, expires)


def _address(token: bytes) -> str:
    return base64.urlsafe_b64encode(token).decode("ascii").rstrip("=")


def _base45(text: str, prefix: str) -> bytes:
    if len(text) > 2 * MAX_TOKEN_BYTES:
        raise CodeRefused(CodeReason.BROKEN)
    try:
        return bytes(base45.b45decode(text.removeprefix(prefix)))
    except (ValueError, IndexError, KeyError, UnicodeError):
        raise CodeRefused(CodeReason.BROKEN) from None


def _is(claims: dict[int, Any], what: TokenType) -> None:
    if claims.get(TOKEN_TYPE) != what:
        raise CodeRefused(CodeReason.WRONG_KIND)


def _verified_pass(kind: CodeKind, claims: dict[int, Any], moment: int | None, now: int) -> VerifiedPass:
    issued, expires, declared = _moment(claims, IAT), _moment(claims, EXP), _moment(claims, DECLARED)
    if issued > now + MAX_CLOCK_SKEW_S:
        raise CodeRefused(CodeReason.NOT_YET)
    if expires <= now:
        raise CodeRefused(CodeReason.EXPIRED)
    return VerifiedPass(kind, _token(claims), issued, expires, declared, moment)


def _moment(claims: dict[int, Any], name: int) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < 2**32:
        raise CodeRefused(CodeReason.BROKEN)
    return value


def _token(claims: dict[int, Any]) -> bytes:
    value = claims.get(CTI)
    if not isinstance(value, bytes) or len(value) != 16:
        raise CodeRefused(CodeReason.BROKEN)
    return value


def _phone(claims: dict[int, Any]) -> ec.EllipticCurvePublicKey:
    match claims.get(CNF):
        case {1: {-2: bytes(x), -3: bytes(y)}}:
            try:
                return public_key(x, y)
            except ValueError:  # not a point of the curve
                pass
    raise CodeRefused(CodeReason.BROKEN)
