"""Signed tokens against an independent peer (the cwt library), and against whoever changes one bit."""

from __future__ import annotations

import time
from collections.abc import Iterator

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cwt import COSE, COSEKey
from tests.unit.codes.wallet import BODY, CARD, ISSUER, OTHER, PASS, PHONE, POSTER, at_gate
from tests.vectors.make_codes import DAY, HOUR, NOW, key, token

from truyvet.codes import code_tokens, cose_sign1
from truyvet.codes.code_reasons import CodeKind, CodeReason, CodeRefused
from truyvet.codes.code_tokens import CARD_PREFIX, PASS_PREFIX, TokenType
from truyvet.codes.cose_sign1 import Signer, point, sign_claims, verify_claims

VERIFY, SIGN = 2, 1


def peer_key(use: int) -> COSEKey:
    """The issuer's key as the peer holds it (RFC 9052 §7: EC2, P-256, ES256)."""
    x, y = point(ISSUER.key.public_key())
    secret = {-4: ISSUER.key.private_numbers().private_value.to_bytes(32, "big")} if use == SIGN else {}
    return COSEKey.new({1: 2, 2: ISSUER.kid, 3: -7, -1: 1, -2: x, -3: y, 4: [use], **secret})


def flips(data: bytes) -> Iterator[bytes]:
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def card_of(body: bytes) -> str:
    return CARD_PREFIX + base45.b45encode(body).decode("ascii")


CARD_BODY = base45.b45decode(CARD.removeprefix(CARD_PREFIX))
VENUE_BODY = code_tokens.base64.urlsafe_b64decode(POSTER.rpartition("/")[2] + "==")


def test_the_peer_reads_our_tokens() -> None:
    cose, verifier = COSE.new(), peer_key(VERIFY)
    x, y = point(PHONE.public_key())
    life = {code_tokens.IAT: NOW - HOUR, code_tokens.DECLARED: NOW - HOUR}
    assert cbor2.loads(cose.decode(BODY, verifier)) == life | {
        code_tokens.EXP: NOW + 23 * HOUR,
        code_tokens.CTI: token(7),
        code_tokens.CNF: {1: {1: 2, -1: 1, -2: x, -3: y}},
        code_tokens.TOKEN_TYPE: 1,
    }
    assert cbor2.loads(cose.decode(CARD_BODY, verifier)) == life | {
        code_tokens.EXP: NOW + 30 * DAY,
        code_tokens.CTI: token(8),
        code_tokens.TOKEN_TYPE: 2,
    }
    assert cbor2.loads(cose.decode(VENUE_BODY, verifier)) == {
        code_tokens.IAT: NOW - HOUR,
        code_tokens.CTI: token(9),
        code_tokens.TOKEN_TYPE: 3,
    }


def test_we_read_the_peers_tokens() -> None:
    claims = {4: NOW + DAY, 6: NOW, 7: token(77), -70001: NOW, -70002: int(TokenType.CARD)}
    head = {1: -7, 4: ISSUER.kid}
    answer = at_gate(card_of(COSE.new().encode(cbor2.dumps(claims), peer_key(SIGN), protected=head, unprotected={})))
    assert answer.ok
    assert answer.verified_pass is not None
    assert (answer.verified_pass.token, answer.verified_pass.issued, answer.verified_pass.expires) == (token(77), NOW, NOW + DAY)


def test_the_peer_refuses_what_we_refuse() -> None:
    """So that the first test could fail."""
    changed = bytearray(CARD_BODY)
    changed[-1] ^= 1
    with pytest.raises(Exception, match="verify"):
        COSE.new().decode(bytes(changed), peer_key(VERIFY))


def test_no_bit_of_a_pass_can_be_changed_even_by_its_own_phone() -> None:
    for body in flips(BODY):
        answer = at_gate(code_tokens.show_pass(body, NOW, PHONE))
        assert answer.kind == CodeKind.PASS
        assert answer.reason in (CodeReason.FORGED, CodeReason.BROKEN, CodeReason.UNKNOWN_KEY)


def test_no_bit_of_a_shown_pass_can_be_changed() -> None:
    for shown in flips(base45.b45decode(PASS.removeprefix(PASS_PREFIX))):
        assert not at_gate(PASS_PREFIX + base45.b45encode(shown).decode("ascii")).ok


def test_no_bit_of_a_card_or_a_venue_can_be_changed() -> None:
    expected = {CodeReason.FORGED, CodeReason.BROKEN, CodeReason.UNKNOWN_KEY}
    assert {at_gate(card_of(body)).reason for body in flips(CARD_BODY)} == expected
    assert {at_gate("TVV1:" + code_tokens._address(body)).reason for body in flips(VENUE_BODY)} == expected


def test_no_letter_of_a_text_can_be_changed() -> None:
    for text in (PASS, CARD, POSTER):
        for place in range(len(text)):
            other = "0" if text[place] != "0" else "1"
            answer = at_gate(text[:place] + other + text[place + 1 :])
            if text is POSTER and place < text.index("/d/"):
                continue  # another host: the caller says which are ours
            assert not answer.ok, (text[:5], place)


def test_a_shorter_or_longer_token_is_refused() -> None:
    for body in (CARD_BODY[:-1], CARD_BODY + b"\x00", b"", CARD_BODY * 2, CARD_BODY.ljust(1_025, b"\x00")):
        assert at_gate(card_of(body)).reason == CodeReason.BROKEN


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {4: NOW + DAY, 6: NOW, 7: token(1)},
        {4: NOW + DAY, 6: NOW, 7: b"short", -70001: NOW, -70002: 2},
        {4: str(NOW + DAY), 6: NOW, 7: token(1), -70001: NOW, -70002: 2},
        {4: 2**32, 6: NOW, 7: token(1), -70001: NOW, -70002: 2},
        {4: NOW + DAY, 6: -1, 7: token(1), -70001: NOW, -70002: 2},
        {4: NOW + DAY, 6: NOW, 7: token(1), -70002: 2},
    ],
)
def test_claims_that_we_never_write_are_refused_though_we_signed_them(claims: dict[int, object]) -> None:
    assert at_gate(card_of(cose_sign1.sign_claims(claims, ISSUER))).reason in (CodeReason.BROKEN, CodeReason.WRONG_KIND)


@pytest.mark.parametrize(
    "phone", [None, {}, {1: {}}, {1: {-2: b"", -3: b""}}, {1: {-2: bytes(32), -3: bytes(32)}}, {1: [1, 2, 3]}, {1: {-2: "x", -3: 7}}]
)
def test_a_pass_without_a_phone_is_refused(phone: object) -> None:
    claims = {4: NOW + DAY, 6: NOW, 7: token(1), 8: phone if phone is not None else b"", -70001: NOW, -70002: 1}
    assert at_gate(code_tokens.show_pass(cose_sign1.sign_claims(claims, ISSUER), NOW, PHONE)).reason == CodeReason.BROKEN


@pytest.mark.parametrize("head", [{}, {1: -7}, {4: ISSUER.kid}, {1: -8, 4: ISSUER.kid}, {1: -7, 4: "kid"}, {1: -7, 4: 7}, []])
def test_another_algorithm_or_no_key_id_is_refused(head: object) -> None:
    payload = cbor2.loads(CARD_BODY).value[2]
    protected = cbor2.dumps(head)
    signature = cose_sign1.sign_message(ISSUER.key, cbor2.dumps(["Signature1", protected, b"", payload]))
    body = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))
    assert at_gate(card_of(body)).reason == CodeReason.BROKEN


@pytest.mark.parametrize(
    "outer",
    [
        lambda parts: parts,
        lambda parts: cbor2.CBORTag(17, parts),
        lambda parts: cbor2.CBORTag(18, [*parts, b""]),
        lambda parts: cbor2.CBORTag(18, [parts[0], {4: b"other"}, *parts[2:]]),
        lambda parts: cbor2.CBORTag(18, cbor2.CBORTag(18, parts)),
        lambda parts: cbor2.CBORTag(18, {0: parts}),
    ],
)
def test_another_envelope_is_refused(outer) -> None:  # type: ignore[no-untyped-def]
    assert at_gate(card_of(cbor2.dumps(outer(cbor2.loads(CARD_BODY).value)))).reason == CodeReason.BROKEN


def test_signatures_of_no_numbers() -> None:
    message = b"message"
    good = cose_sign1.sign_message(OTHER, message)
    assert cose_sign1.is_signature_of(OTHER.public_key(), message, good)
    for bad in (b"", bytes(64), b"\xff" * 64, good[:63], good + b"\x00", good[32:] + good[:32]):
        assert not cose_sign1.is_signature_of(OTHER.public_key(), message, bad)


def test_a_refusal_names_its_reason_alone() -> None:
    with pytest.raises(CodeRefused) as caught:
        code_tokens.read_card(CARD, now=NOW, keys={})
    assert str(caught.value) == "unknown_key"


def test_the_readers_bound_their_work_by_themselves() -> None:
    begun = time.perf_counter()
    for reader in (code_tokens.read_pass, code_tokens.read_card, code_tokens.read_venue):
        with pytest.raises(CodeRefused, match="broken"):
            reader("0" * 30_000_000, now=NOW, keys={})
    assert time.perf_counter() - begun < 0.5


def test_a_key_is_named_by_its_point() -> None:
    assert len(ISSUER.kid) == 8
    assert ISSUER.kid != cose_sign1.kid_of(key(5).public_key())
    assert "0x" not in repr(ISSUER)
    assert "key=" not in repr(ISSUER)


def test_a_card_that_was_read_before_is_believed_only_while_its_key_is() -> None:
    ours, other = (Signer.of(ec.generate_private_key(ec.SECP256R1())) for _ in range(2))
    sealed = sign_claims({1: b"x"}, ours)
    good = {ours.kid: ours.key.public_key()}
    first = verify_claims(sealed, good)
    first[1] = b"changed by a reader"
    assert verify_claims(sealed, {ours.kid: ours.key.public_key()}) == {1: b"x"}, "the same key, read from the database again"
    with pytest.raises(CodeRefused, match=CodeReason.UNKNOWN_KEY.value):
        verify_claims(sealed, {})
    with pytest.raises(CodeRefused, match=CodeReason.FORGED.value):
        verify_claims(sealed, {ours.kid: other.key.public_key()})
    for place in range(len(sealed)):
        with pytest.raises(CodeRefused):
            verify_claims(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], good)
