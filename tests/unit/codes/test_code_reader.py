"""Any text gets one answer, the most useful one."""

from __future__ import annotations

import pytest
from tests.unit.codes.wallet import BODY, CARD, ISSUER, KEYS, OTHER, PASS, PHONE, POSTER, SCREEN, at_gate
from tests.vectors.make_codes import BHYT, CCCD, DAY, HOUR, NOW, QR1405, SITE, token

from truyvet.codes import code_tokens
from truyvet.codes.code_reader import MAX_CODE_CHARS, CodeAnswer, read_code, revocation_mark
from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import DocumentDoubt
from truyvet.codes.labels import DOUBTS, KINDS, REASONS


def said(answer: CodeAnswer) -> tuple[CodeKind, CodeReason | None]:
    assert answer.ok == (answer.reason is None)
    assert (answer.show == {}) == (not answer.ok)
    assert [answer.verified_pass, answer.venue_code, answer.document].count(None) == (2 if answer.ok else 3)
    return answer.kind, answer.reason


def test_a_pass_shows_its_moments_and_never_its_token() -> None:
    answer = at_gate(PASS)
    assert said(answer) == (CodeKind.PASS, None)
    assert answer.show == {"issued": NOW - HOUR, "expires": NOW + 23 * HOUR, "declared": NOW - HOUR, "moment": NOW}
    assert answer.verified_pass is not None
    assert answer.verified_pass.token == token(7)
    assert token(7).hex() not in repr(answer)


def test_a_card_and_a_venue() -> None:
    card = at_gate(CARD)
    assert said(card) == (CodeKind.CARD, None)
    assert card.show == {"issued": NOW - HOUR, "expires": NOW + 30 * DAY, "declared": NOW - HOUR}
    poster, screen = at_gate(POSTER), at_gate(SCREEN)
    assert said(poster) == said(screen) == (CodeKind.VENUE, None)
    assert poster.show == {"form": "poster", "issued": NOW - HOUR}
    assert screen.show == {"form": "screen", "issued": NOW, "expires": NOW + 60}
    assert poster.venue_code is not None
    assert poster.venue_code.code_id == token(9)


@pytest.mark.parametrize(("text", "kind"), [(CCCD, CodeKind.CCCD), (QR1405, CodeKind.QR1405), (BHYT, CodeKind.INSURANCE)])
def test_a_paper_shows_what_may_be_shown(text: str, kind: CodeKind) -> None:
    answer = at_gate(text)
    assert said(answer) == (kind, None)
    assert set(answer.show) == {"number", "name", "birth", "gender"}
    assert answer.document is not None
    assert answer.document.number not in answer.show.values()
    assert answer.warnings == ((DocumentDoubt.BIRTH,) if kind == CodeKind.QR1405 else ())


def test_the_minute() -> None:
    """Good for two minutes either way, and not a second longer."""
    assert said(at_gate(PASS, now=NOW + 120)) == said(at_gate(PASS, now=NOW - 120)) == (CodeKind.PASS, None)
    assert said(at_gate(PASS, now=NOW + 121)) == (CodeKind.PASS, CodeReason.STALE)
    assert said(at_gate(PASS, now=NOW - 121)) == (CodeKind.PASS, CodeReason.AHEAD)


def test_the_life() -> None:
    assert said(at_gate(CARD, now=NOW + 30 * DAY - 1)) == (CodeKind.CARD, None)
    assert said(at_gate(CARD, now=NOW + 30 * DAY)) == (CodeKind.CARD, CodeReason.EXPIRED)
    assert said(at_gate(CARD, now=NOW - HOUR - 121)) == (CodeKind.CARD, CodeReason.NOT_YET)
    assert said(at_gate(SCREEN, now=NOW + 180)) == (CodeKind.VENUE, None)
    assert said(at_gate(SCREEN, now=NOW + 181)) == (CodeKind.VENUE, CodeReason.EXPIRED)
    assert said(at_gate(POSTER, now=NOW - HOUR - 121)) == (CodeKind.VENUE, CodeReason.NOT_YET)
    late = code_tokens.show_pass(BODY, NOW + DAY, PHONE)
    assert said(at_gate(late, now=NOW + DAY)) == (CodeKind.PASS, CodeReason.EXPIRED)


def test_another_phone() -> None:
    assert said(at_gate(code_tokens.show_pass(BODY, NOW, OTHER))) == (CodeKind.PASS, CodeReason.OTHER_PHONE)


def test_the_signature_of_one_minute_is_not_good_for_another() -> None:
    shown = code_tokens.base45.b45decode(PASS.removeprefix("TVP1:"))
    moved = shown.replace(NOW.to_bytes(4, "big"), (NOW + 600).to_bytes(4, "big"))
    assert moved != shown
    text = "TVP1:" + code_tokens.base45.b45encode(moved).decode()
    assert said(at_gate(text, now=NOW + 600)) == (CodeKind.PASS, CodeReason.OTHER_PHONE)


def test_keys() -> None:
    for text, kind in ((PASS, CodeKind.PASS), (CARD, CodeKind.CARD), (POSTER, CodeKind.VENUE)):
        assert said(at_gate(text, keys={})) == (kind, CodeReason.UNKNOWN_KEY)
        assert said(at_gate(text, keys={ISSUER.kid: OTHER.public_key()})) == (kind, CodeReason.FORGED)


def test_revoked() -> None:
    revoked = frozenset({revocation_mark(token(7)), revocation_mark(token(8)), revocation_mark(token(9))})
    for text, kind in ((PASS, CodeKind.PASS), (CARD, CodeKind.CARD), (POSTER, CodeKind.VENUE)):
        assert said(at_gate(text, revoked=revoked)) == (kind, CodeReason.REVOKED)
        assert said(at_gate(text, revoked=frozenset({revocation_mark(token(10))}))) == (kind, None)


def test_the_venue_where_one_stands() -> None:
    assert said(at_gate(POSTER, venue_codes={token(9)})) == (CodeKind.VENUE, None)
    assert said(at_gate(POSTER, venue_codes={token(5)})) == (CodeKind.VENUE, CodeReason.OTHER_VENUE)
    assert said(at_gate(POSTER, venue_codes=frozenset())) == (CodeKind.VENUE, CodeReason.OTHER_VENUE)
    assert said(at_gate(PASS, venue_codes={token(5)})) == (CodeKind.PASS, None)


def test_a_code_put_behind_another_prefix() -> None:
    card, body = CARD.removeprefix("TVC1:"), code_tokens.base45.b45encode(BODY).decode()
    payload = POSTER.rpartition("/")[2]
    as_venue = code_tokens._address(code_tokens.base45.b45decode(card))
    assert said(at_gate("TVC1:" + body)) == (CodeKind.CARD, CodeReason.WRONG_KIND)
    assert said(at_gate("TVV1:" + as_venue)) == (CodeKind.VENUE, CodeReason.WRONG_KIND)
    assert said(at_gate("TVP1:" + card)) == (CodeKind.PASS, CodeReason.BROKEN)
    assert said(at_gate("TVC1:" + payload)) == (CodeKind.CARD, CodeReason.BROKEN)
    made = code_tokens.base45.b45encode(code_tokens.cbor2.dumps([code_tokens.base45.b45decode(card), NOW, bytes(64)])).decode()
    assert said(at_gate("TVP1:" + made)) == (CodeKind.PASS, CodeReason.WRONG_KIND)


@pytest.mark.parametrize(
    "address",
    [
        "{0}/d/{1}",
        "HTTPS://Truyvet.Example/d/{1}",
        "http://127.0.0.1:8000/d/{1}",
        "{0}/d/{1}/",
        "{0}/d/{1}?utm=zalo",
        "{0}/d/{1}#top",
        "TVV1:{1}",
    ],
)
def test_addresses_of_a_venue(address: str) -> None:
    assert said(at_gate(address.format(SITE, POSTER.rpartition("/")[2]))) == (CodeKind.VENUE, None)


@pytest.mark.parametrize(
    "address", ["{0}/e/{1}", "{0}/x/d/{1}", "ftp://truyvet.example/d/{1}", "https://u@truyvet.example/d/{1}", "//truyvet.example/d/{1}"]
)
def test_addresses_that_are_none(address: str) -> None:
    assert said(at_gate(address.format(SITE, POSTER.rpartition("/")[2]))) == (CodeKind.UNKNOWN, CodeReason.UNKNOWN)


def test_only_our_hosts_when_we_say_which() -> None:
    assert said(at_gate(POSTER, sites={"truyvet.example"})) == (CodeKind.VENUE, None)
    assert said(at_gate(POSTER.replace("truyvet", "Truyvet"), sites={"truyvet.example"})) == (CodeKind.VENUE, None)
    assert said(at_gate(POSTER, sites={"truyvet.vn"})) == (CodeKind.UNKNOWN, CodeReason.UNKNOWN)


def test_base64_has_one_spelling() -> None:
    """The last letter of a text that does not fill its bytes has spare bits: other spellings are other codes."""
    payload = POSTER.rpartition("/")[2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/="
    spellings = [payload + "=", payload + "==", *(payload[:-1] + letter for letter in alphabet if letter != payload[-1])]
    assert {said(at_gate("TVV1:" + each)) for each in spellings} <= {
        (CodeKind.VENUE, CodeReason.BROKEN),
        (CodeKind.VENUE, CodeReason.FORGED),
    }


@pytest.mark.parametrize("around", ["{}\r\n", "\t {} \t", "\ufeff{}", "\x02{}\x03", "\x00{}\x00", "]Q1{}", "\u200e{}\u200f", "\u3000{}"])
@pytest.mark.parametrize("text", [PASS, CARD, POSTER, CCCD, BHYT])
def test_what_scanners_add_is_forgiven(text: str, around: str) -> None:
    assert said(at_gate(around.format(text))) == said(at_gate(text))
    assert at_gate(text).ok


@pytest.mark.parametrize("text", [PASS, CARD, "TVV1:" + POSTER.rpartition("/")[2]])
def test_caps_lock_is_forgiven(text: str) -> None:
    assert said(at_gate(text.swapcase())) == said(at_gate(text))
    assert at_gate(text).ok


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", CodeReason.BLANK),
        (" \t\r\n\ufeff", CodeReason.BLANK),
        ("\x00", CodeReason.BLANK),
        (" " * 10_000_000, CodeReason.BLANK),
        ("x" * 10_000_000, CodeReason.TOO_LONG),
        ("TVP1:" + "0" * 10_000_000, CodeReason.TOO_LONG),
        ("|" * 10_000_000, CodeReason.TOO_LONG),
        ("x" * MAX_CODE_CHARS, CodeReason.UNKNOWN),
        ("x" * (MAX_CODE_CHARS + 1), CodeReason.TOO_LONG),
        ("a\x00b", CodeReason.NOT_TEXT),
        ("a\ud800b", CodeReason.NOT_TEXT),
        ("\udcff\udcfe", CodeReason.NOT_TEXT),
        ("Nguy\ufffdn", CodeReason.NOT_TEXT),
        (f"{CCCD}\n{CCCD}", CodeReason.NOT_TEXT),
        ("xin chào", CodeReason.UNKNOWN),
        ("TVP2:ABC", CodeReason.UNKNOWN),
        ("TVP1", CodeReason.UNKNOWN),
        ("]Q", CodeReason.UNKNOWN),
        ("https://", CodeReason.UNKNOWN),
        ("00020101021138540010A00000072701240006970403011301234567", CodeReason.UNKNOWN),
    ],
)
def test_texts_that_are_none_of_ours(text: str, reason: CodeReason) -> None:
    assert said(at_gate(text)) == (CodeKind.UNKNOWN, reason)


@pytest.mark.parametrize("rest", ["", " ", "ß", "é", "0", "::", "ZZZ", "00", "\u0661", "A" * 7000, "6BF" * 1000])
@pytest.mark.parametrize(
    ("prefix", "kind"), [("TVP1:", CodeKind.PASS), ("TVC1:", CodeKind.CARD), ("TVV1:", CodeKind.VENUE), (f"{SITE}/d/", CodeKind.VENUE)]
)
def test_ours_by_the_beginning_alone(prefix: str, kind: CodeKind, rest: str) -> None:
    if "\u0661" in rest or (" " in rest and prefix.startswith("http")):
        rest = rest.strip() or "0"
    assert said(at_gate(prefix + rest)) == (kind, CodeReason.BROKEN)


def test_nothing_of_a_text_is_in_an_answers_repr() -> None:
    for text in (CCCD, QR1405, BHYT, PASS):
        said = repr(at_gate(text))
        assert not [piece for piece in ("1987", "Nguy", "HAN", "029317", token(7).hex(), str(token(7))) if piece in said]


def test_without_keys_papers_are_read_all_the_same() -> None:
    assert read_code(CCCD, now=NOW).ok
    assert not read_code(PASS, now=NOW).ok
    assert read_code(PASS, now=NOW, keys=KEYS).ok


def test_every_code_has_its_words_in_both_languages() -> None:
    assert set(KINDS) == set(CodeKind)
    assert set(REASONS) == set(CodeReason)
    assert set(DOUBTS) == set(DocumentDoubt)
    for words in (*KINDS.values(), *REASONS.values(), *DOUBTS.values()):
        assert words.vi
        assert words.en
