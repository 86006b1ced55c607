"""Any text gets one answer, the most useful one."""

from __future__ import annotations

import pytest
from tests.unit.codes.wallet import BODY, CARD, ISSUER, KEYS, OTHER, PASS, PHONE, POSTER, SCREEN, at_gate
from tests.vectors.make_codes import BHYT, CCCD, DAY, HOUR, NOW, QR1405, SITE, token

from truyvet.codes import tokens
from truyvet.codes.papers import Doubt
from truyvet.codes.reading import MOST, Answer, read, revocation
from truyvet.codes.reasons import Kind, Reason
from truyvet.codes.words import DOUBTS, KINDS, REASONS


def said(answer: Answer) -> tuple[Kind, Reason | None]:
    assert answer.ok == (answer.reason is None)
    assert (answer.show == {}) == (not answer.ok)
    assert [answer.held, answer.posted, answer.paper].count(None) == (2 if answer.ok else 3)
    return answer.kind, answer.reason


def test_a_pass_shows_its_moments_and_never_its_token() -> None:
    answer = at_gate(PASS)
    assert said(answer) == (Kind.PASS, None)
    assert answer.show == {"issued": NOW - HOUR, "expires": NOW + 23 * HOUR, "declared": NOW - HOUR, "moment": NOW}
    assert answer.held is not None
    assert answer.held.token == token(7)
    assert token(7).hex() not in repr(answer)


def test_a_card_and_a_venue() -> None:
    card = at_gate(CARD)
    assert said(card) == (Kind.CARD, None)
    assert card.show == {"issued": NOW - HOUR, "expires": NOW + 30 * DAY, "declared": NOW - HOUR}
    poster, screen = at_gate(POSTER), at_gate(SCREEN)
    assert said(poster) == said(screen) == (Kind.VENUE, None)
    assert poster.show == {"form": "poster", "issued": NOW - HOUR}
    assert screen.show == {"form": "screen", "issued": NOW, "expires": NOW + 60}
    assert poster.posted is not None
    assert poster.posted.code_id == token(9)


@pytest.mark.parametrize(("text", "kind"), [(CCCD, Kind.CCCD), (QR1405, Kind.QR1405), (BHYT, Kind.INSURANCE)])
def test_a_paper_shows_what_may_be_shown(text: str, kind: Kind) -> None:
    answer = at_gate(text)
    assert said(answer) == (kind, None)
    assert set(answer.show) == {"number", "name", "birth", "gender"}
    assert answer.paper is not None
    assert answer.paper.number not in answer.show.values()
    assert answer.warnings == ((Doubt.BIRTH,) if kind == Kind.QR1405 else ())


def test_the_minute() -> None:
    """Good for two minutes either way, and not a second longer."""
    assert said(at_gate(PASS, now=NOW + 120)) == said(at_gate(PASS, now=NOW - 120)) == (Kind.PASS, None)
    assert said(at_gate(PASS, now=NOW + 121)) == (Kind.PASS, Reason.STALE)
    assert said(at_gate(PASS, now=NOW - 121)) == (Kind.PASS, Reason.AHEAD)


def test_the_life() -> None:
    assert said(at_gate(CARD, now=NOW + 30 * DAY - 1)) == (Kind.CARD, None)
    assert said(at_gate(CARD, now=NOW + 30 * DAY)) == (Kind.CARD, Reason.EXPIRED)
    assert said(at_gate(CARD, now=NOW - HOUR - 121)) == (Kind.CARD, Reason.NOT_YET)
    assert said(at_gate(SCREEN, now=NOW + 180)) == (Kind.VENUE, None)
    assert said(at_gate(SCREEN, now=NOW + 181)) == (Kind.VENUE, Reason.EXPIRED)
    assert said(at_gate(POSTER, now=NOW - HOUR - 121)) == (Kind.VENUE, Reason.NOT_YET)
    late = tokens.show_pass(BODY, NOW + DAY, PHONE)
    assert said(at_gate(late, now=NOW + DAY)) == (Kind.PASS, Reason.EXPIRED)


def test_another_phone() -> None:
    assert said(at_gate(tokens.show_pass(BODY, NOW, OTHER))) == (Kind.PASS, Reason.OTHER_PHONE)


def test_the_signature_of_one_minute_is_not_good_for_another() -> None:
    shown = tokens.base45.b45decode(PASS.removeprefix("TVP1:"))
    moved = shown.replace(NOW.to_bytes(4, "big"), (NOW + 600).to_bytes(4, "big"))
    assert moved != shown
    text = "TVP1:" + tokens.base45.b45encode(moved).decode()
    assert said(at_gate(text, now=NOW + 600)) == (Kind.PASS, Reason.OTHER_PHONE)


def test_keys() -> None:
    for text, kind in ((PASS, Kind.PASS), (CARD, Kind.CARD), (POSTER, Kind.VENUE)):
        assert said(at_gate(text, keys={})) == (kind, Reason.UNKNOWN_KEY)
        assert said(at_gate(text, keys={ISSUER.kid: OTHER.public_key()})) == (kind, Reason.FORGED)


def test_revoked() -> None:
    revoked = frozenset({revocation(token(7)), revocation(token(8)), revocation(token(9))})
    for text, kind in ((PASS, Kind.PASS), (CARD, Kind.CARD), (POSTER, Kind.VENUE)):
        assert said(at_gate(text, revoked=revoked)) == (kind, Reason.REVOKED)
        assert said(at_gate(text, revoked=frozenset({revocation(token(10))}))) == (kind, None)


def test_the_venue_where_one_stands() -> None:
    assert said(at_gate(POSTER, venue={token(9)})) == (Kind.VENUE, None)
    assert said(at_gate(POSTER, venue={token(5)})) == (Kind.VENUE, Reason.OTHER_VENUE)
    assert said(at_gate(POSTER, venue=frozenset())) == (Kind.VENUE, Reason.OTHER_VENUE)
    assert said(at_gate(PASS, venue={token(5)})) == (Kind.PASS, None)


def test_a_code_put_behind_another_prefix() -> None:
    card, body = CARD.removeprefix("TVC1:"), tokens.base45.b45encode(BODY).decode()
    payload = POSTER.rpartition("/")[2]
    as_venue = tokens._address(tokens.base45.b45decode(card))
    assert said(at_gate("TVC1:" + body)) == (Kind.CARD, Reason.WRONG_KIND)
    assert said(at_gate("TVV1:" + as_venue)) == (Kind.VENUE, Reason.WRONG_KIND)
    assert said(at_gate("TVP1:" + card)) == (Kind.PASS, Reason.BROKEN)
    assert said(at_gate("TVC1:" + payload)) == (Kind.CARD, Reason.BROKEN)
    made = tokens.base45.b45encode(tokens.cbor2.dumps([tokens.base45.b45decode(card), NOW, bytes(64)])).decode()
    assert said(at_gate("TVP1:" + made)) == (Kind.PASS, Reason.WRONG_KIND)


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
    assert said(at_gate(address.format(SITE, POSTER.rpartition("/")[2]))) == (Kind.VENUE, None)


@pytest.mark.parametrize(
    "address", ["{0}/e/{1}", "{0}/x/d/{1}", "ftp://truyvet.example/d/{1}", "https://u@truyvet.example/d/{1}", "//truyvet.example/d/{1}"]
)
def test_addresses_that_are_none(address: str) -> None:
    assert said(at_gate(address.format(SITE, POSTER.rpartition("/")[2]))) == (Kind.UNKNOWN, Reason.UNKNOWN)


def test_only_our_hosts_when_we_say_which() -> None:
    assert said(at_gate(POSTER, sites={"truyvet.example"})) == (Kind.VENUE, None)
    assert said(at_gate(POSTER.replace("truyvet", "Truyvet"), sites={"truyvet.example"})) == (Kind.VENUE, None)
    assert said(at_gate(POSTER, sites={"truyvet.vn"})) == (Kind.UNKNOWN, Reason.UNKNOWN)


def test_base64_has_one_spelling() -> None:
    """The last letter of a text that does not fill its bytes has spare bits: other spellings are other codes."""
    payload = POSTER.rpartition("/")[2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/="
    spellings = [payload + "=", payload + "==", *(payload[:-1] + letter for letter in alphabet if letter != payload[-1])]
    assert {said(at_gate("TVV1:" + each)) for each in spellings} <= {(Kind.VENUE, Reason.BROKEN), (Kind.VENUE, Reason.FORGED)}


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
        ("", Reason.BLANK),
        (" \t\r\n\ufeff", Reason.BLANK),
        ("\x00", Reason.BLANK),
        (" " * 10_000_000, Reason.BLANK),
        ("x" * 10_000_000, Reason.TOO_LONG),
        ("TVP1:" + "0" * 10_000_000, Reason.TOO_LONG),
        ("|" * 10_000_000, Reason.TOO_LONG),
        ("x" * MOST, Reason.UNKNOWN),
        ("x" * (MOST + 1), Reason.TOO_LONG),
        ("a\x00b", Reason.NOT_TEXT),
        ("a\ud800b", Reason.NOT_TEXT),
        ("\udcff\udcfe", Reason.NOT_TEXT),
        ("Nguy\ufffdn", Reason.NOT_TEXT),
        (f"{CCCD}\n{CCCD}", Reason.NOT_TEXT),
        ("xin chào", Reason.UNKNOWN),
        ("TVP2:ABC", Reason.UNKNOWN),
        ("TVP1", Reason.UNKNOWN),
        ("]Q", Reason.UNKNOWN),
        ("https://", Reason.UNKNOWN),
        ("00020101021138540010A00000072701240006970403011301234567", Reason.UNKNOWN),
    ],
)
def test_texts_that_are_none_of_ours(text: str, reason: Reason) -> None:
    assert said(at_gate(text)) == (Kind.UNKNOWN, reason)


@pytest.mark.parametrize("rest", ["", " ", "ß", "é", "0", "::", "ZZZ", "00", "\u0661", "A" * 7000, "6BF" * 1000])
@pytest.mark.parametrize(
    ("prefix", "kind"), [("TVP1:", Kind.PASS), ("TVC1:", Kind.CARD), ("TVV1:", Kind.VENUE), (f"{SITE}/d/", Kind.VENUE)]
)
def test_ours_by_the_beginning_alone(prefix: str, kind: Kind, rest: str) -> None:
    if "\u0661" in rest or (" " in rest and prefix.startswith("http")):
        rest = rest.strip() or "0"
    assert said(at_gate(prefix + rest)) == (kind, Reason.BROKEN)


def test_nothing_of_a_text_is_in_an_answers_repr() -> None:
    for text in (CCCD, QR1405, BHYT, PASS):
        said = repr(at_gate(text))
        assert not [piece for piece in ("1987", "Nguy", "HAN", "029317", token(7).hex(), str(token(7))) if piece in said]


def test_without_keys_papers_are_read_all_the_same() -> None:
    assert read(CCCD, now=NOW).ok
    assert not read(PASS, now=NOW).ok
    assert read(PASS, now=NOW, keys=KEYS).ok


def test_every_code_has_its_words_in_both_languages() -> None:
    assert set(KINDS) == set(Kind)
    assert set(REASONS) == set(Reason)
    assert set(DOUBTS) == set(Doubt)
    for words in (*KINDS.values(), *REASONS.values(), *DOUBTS.values()):
        assert words.vi
        assert words.en
