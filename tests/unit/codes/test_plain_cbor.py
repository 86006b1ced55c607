"""The strict reader of CBOR: it reads what our writer writes, and refuses everything else before it costs anything."""

from __future__ import annotations

import time

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.codes.wallet import at_gate

from truyvet.codes.code_reasons import CodeReason
from truyvet.codes.code_tokens import CARD_PREFIX, PASS_PREFIX, base45
from truyvet.codes.plain_cbor import MAX_DEPTH, NotPlainCbor, read_plain

NUMBERS = st.integers(-(2**64), 2**64 - 1)
PLAIN = st.recursive(
    NUMBERS | st.binary(max_size=300) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NUMBERS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def depth(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max((depth(each) for each in inner), default=0)


@given(PLAIN)
def test_what_the_writer_writes_is_read_back(value: object) -> None:
    if depth(value) > MAX_DEPTH:
        with pytest.raises(NotPlainCbor):
            read_plain(cbor2.dumps(value))
    else:
        assert read_plain(cbor2.dumps(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_as_the_writer_would_write_them_or_refused(data: bytes) -> None:
    try:
        value = read_plain(data)
    except NotPlainCbor:
        return
    assert cbor2.dumps(value) == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "1801",  # 1 in two bytes
        "190001",
        "1a00000001",
        "1b0000000000000001",
        "18",
        "4201",  # two bytes promised, one there
        "62c328",  # not UTF-8
        "0000",  # something after the value
        "9f00ff",  # of no said length
        "5f4100ff",
        "a1000000",
        "a200000001",  # a key twice
        "a1410000",  # a key of bytes
        "a1800000",
        "f5",
        "f6",
        "f90000",
        "fb3ff0000000000000",
        "c000",  # a date
        "c1f7",
        "d81c80",  # shared values
        "d81d00",
        "d82363282829",
        "9bffffffffffffffff",
        "bbffffffffffffffff",
        "5bffffffffffffffff",
        "1c",
        "fc",
    ],
)
def test_what_we_never_write_is_refused(data: str) -> None:
    with pytest.raises(NotPlainCbor):
        read_plain(bytes.fromhex(data))


def unfolding(levels: int) -> bytes:
    """Shared values, each twice in the next: 2**levels empty lists in 7 bytes a level."""
    made = b"\xd8\x1c\x80"
    for level in range(levels, 0, -1):
        made = b"\xd8\x1c\x82" + made + b"\xd8\x1d" + cbor2.dumps(level)
    return made


def test_a_small_code_does_not_unfold_into_gigabytes() -> None:
    """The general decoder takes it for good, and its next step would take years."""
    bomb = unfolding(100)
    assert len(bomb) < 1_024
    assert isinstance(cbor2.loads(bomb), list)
    letters = base45.b45encode(bomb).decode("ascii")
    begun = time.perf_counter()
    assert at_gate(PASS_PREFIX + letters).reason == CodeReason.BROKEN
    assert at_gate(CARD_PREFIX + letters).reason == CodeReason.BROKEN
    assert time.perf_counter() - begun < 1


def test_no_depth_is_too_much() -> None:
    for opening in (b"\x81", b"\xa1\x00", b"\xd2"):
        with pytest.raises(NotPlainCbor):
            read_plain(opening * 1_000 + b"\x00")
