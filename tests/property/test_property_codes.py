"""Whatever is scanned is answered, and what we did not sign is never good."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

import cbor2
from base45 import b45decode, b45encode
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import LONG, examples
from tests.unit.codes.wallet import BODY, CARD, PASS, POSTER, SCREEN, at_gate
from tests.vectors.make_codes import BHYT, CCCD, HEX, QR1405, token

from truyvet.codes.code_reader import CodeAnswer
from truyvet.codes.code_reasons import CodeKind, CodeReason
from truyvet.codes.identity_documents import IdentityDocument, masked_document

TEXTS: Final = 100_000 if LONG else 20_000
SLOWEST: Final = 1.0
"""Seconds that any single text may take."""
GOOD: Final = (PASS, CARD, POSTER, SCREEN, CCCD, QR1405, BHYT, "TVV1:" + POSTER.rpartition("/")[2])
OURS: Final = frozenset({token(7), token(8), token(9)})
SIGNED: Final = (CodeKind.PASS, CodeKind.CARD, CodeKind.VENUE)
PIECES: Final = (
    "|",
    "$",
    "<",
    "*",
    "\n",
    "\x00",
    "\ufeff",
    "\u202e",
    "\ud800",
    "\ufffd",
    "TVP1:",
    "TVC1:",
    "https://",
    "/d/",
    "Nữ",
    "0" * 40,
    HEX,
    "ễ",
    "🏥",
)


def sound(answer: CodeAnswer) -> CodeAnswer:
    """An answer is whole: a kind, and either something good or a reason; and nothing good that we did not make."""
    assert isinstance(answer.kind, CodeKind)
    assert answer.ok == (answer.reason is None)
    assert answer.reason is None or isinstance(answer.reason, CodeReason)
    assert answer.ok or (not answer.show and answer.verified_pass is answer.venue_code is answer.document is None)
    if answer.ok and answer.kind in SIGNED:
        found = answer.venue_code.code_id if answer.venue_code else answer.verified_pass and answer.verified_pass.token
        assert found in OURS, "a token that nobody signed"
    if answer.document:
        masked(answer.document)
    return answer


def masked(paper: IdentityDocument) -> None:
    show = masked_document(paper)
    assert str(show["number"]).startswith("*" * min(6, len(paper.number)))
    assert not any(letter.isdigit() for letter in str(show["birth"])[4:])


def changed(draw: random.Random) -> str:
    """A good text with a few letters lost, doubled, swapped or put in, or two texts in one."""
    text = draw.choice(GOOD)
    for _ in range(draw.randint(1, 4)):
        place, end = sorted(draw.choices(range(len(text) + 1), k=2))
        match draw.randrange(6):
            case 0:
                text = text[:place] + text[place + 1 :]
            case 1:
                text = text[:place] + chr(draw.randrange(0x20, 0x7F)) + text[place + 1 :]
            case 2:
                text = text[:place] + draw.choice(PIECES) + text[place:]
            case 3:
                text = text[:place] + text[place:end] * 2 + text[end:]
            case 4:
                text = text[:place]
            case _:
                text = text[:place] + draw.choice(GOOD)[end:]
    return text


def fields(draw: random.Random) -> str:
    """A paper with fields of other papers, lost or put elsewhere."""
    parts = draw.choice((CCCD, QR1405, BHYT)).split("|")
    for _ in range(draw.randint(1, 3)):
        part = draw.choice(
            [*draw.choice((CCCD, QR1405, BHYT)).split("|"), *PIECES, "31022021", "2021-13-01", "-", "", "4e67ff", "********"]
        )
        place = draw.randrange(len(parts))
        parts[place : place + draw.randrange(2)] = [part] * draw.randrange(3)
        parts = parts or [""]
    return "|".join(parts)


def letters(draw: random.Random) -> str:
    """Any letters of any script, also halves of letters."""
    return "".join(chr(draw.randrange(0x110000 if draw.random() < 0.3 else 0x250)) for _ in range(draw.randrange(60)))


def octets(draw: random.Random) -> str:
    """Any bytes as a scanner's driver makes letters of them."""
    coding, errors = draw.choice(
        (("latin-1", "strict"), ("utf-8", "surrogateescape"), ("utf-8", "replace"), ("utf-16-le", "surrogatepass"))
    )
    return draw.randbytes(2 * draw.randrange(30)).decode(coding, errors)


def tokens(draw: random.Random) -> str:
    """A signed body with changed bytes, or any bytes, written as ours."""
    data = bytearray(draw.choice((BODY, b45decode(CARD[5:]), b45decode(PASS[5:]), draw.randbytes(draw.randrange(200)))))
    for _ in range(draw.randrange(3)):
        if data:
            data[draw.randrange(len(data))] = draw.randrange(256)
    return draw.choice(("TVP1:", "TVC1:")) + b45encode(bytes(data)).decode("ascii")


MAKERS: Final[tuple[tuple[Callable[[random.Random], str], int], ...]] = (
    (changed, 40),
    (fields, 25),
    (letters, 10),
    (octets, 10),
    (tokens, 15),
)


def test_thousands_of_texts_are_answered() -> None:
    draw = random.Random(20210602)
    makers, weights = zip(*MAKERS, strict=True)
    seen: Counter[tuple[CodeKind, CodeReason | None]] = Counter()
    for make in draw.choices(makers, weights, k=TEXTS):
        text = make(draw)
        begun = time.perf_counter()
        answer = sound(at_gate(text))
        assert time.perf_counter() - begun < SLOWEST, ascii(text)
        seen[answer.kind, answer.reason] += 1
    assert seen.total() == TEXTS
    # The texts are not all refused at the first look: every kind, good and bad, and every reason that a text alone can have.
    assert {kind for kind, _ in seen} == set(CodeKind)
    assert {kind for kind, reason in seen if reason is None} == set(CodeKind) - {CodeKind.UNKNOWN}
    by_clock = {CodeReason.STALE, CodeReason.AHEAD, CodeReason.EXPIRED, CodeReason.NOT_YET}
    by_list = {CodeReason.REVOKED, CodeReason.REPLAYED, CodeReason.OTHER_VENUE, CodeReason.TOO_LONG}
    assert {reason for _, reason in seen if reason} == set(CodeReason) - by_clock - by_list


@examples(400)
@given(st.text(st.characters(), max_size=300))
def test_any_text(text: str) -> None:
    sound(at_gate(text))


FIELD: Final = st.one_of(
    st.text(st.characters(), max_size=12),
    st.sampled_from([*CCCD.split("|"), *QR1405.split("|"), *BHYT.split("|"), "", "-", "*", "**"]),
    st.from_regex(r"[0-9]{8,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|([0-9a-f]{2}){1,9}", fullmatch=True),
)


@examples(400)
@given(st.lists(FIELD, min_size=1, max_size=17), st.sampled_from(["", "$", "|$"]))
def test_any_fields(parts: list[str], end: str) -> None:
    sound(at_gate("|".join(parts) + end))


VALUE: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.binary(max_size=70) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(-5, 8) | st.text(max_size=2), inner, max_size=4),
    max_leaves=10,
)


@examples(400)
@given(VALUE, st.sampled_from([None, 17, 18, 61]), st.sampled_from(["TVP1:", "TVC1:"]))
def test_any_envelope(value: object, tag: int | None, prefix: str) -> None:
    made = cbor2.dumps(value if tag is None else cbor2.CBORTag(tag, value))
    answer = sound(at_gate(prefix + b45encode(made).decode("ascii")))
    assert answer.reason == CodeReason.BROKEN


@examples(200)
@given(st.binary(min_size=1, max_size=250), st.sampled_from(["TVP1:", "TVC1:"]))
def test_any_bytes_as_a_code(data: bytes, prefix: str) -> None:
    assert not sound(at_gate(prefix + b45encode(data).decode("ascii"))).ok


@examples(200)
@given(st.sampled_from(GOOD), st.integers(-(2**40), 2**40))
def test_any_moment(text: str, now: int) -> None:
    sound(at_gate(text, now=now))
