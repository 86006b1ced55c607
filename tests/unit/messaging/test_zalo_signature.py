"""The webhook's signature against the published vector, and against everything that is nearly it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.messaging.gateways.zalo.signature import MAX_CALL_AGE_S, SignatureCheck, check_signature, mac

APP, SECRET, STAMP = "1234567890", "oa-secret-key", "1757000000000"
BODY = b'{"app_id":"1234567890","event_name":"user_send_text","timestamp":"1757000000000"}'
MAC = "5a7e3dbe9f21a7c55d3f887ee344ef6111384af1ab12043e3f1e80d5ffa20c3f"
NOW = 1_757_000_000


def judge(signature: str | None = f"mac={MAC}", body: bytes = BODY, stamps: tuple[str, ...] = (STAMP,), now: int = NOW) -> SignatureCheck:
    return check_signature(app_id=APP, secret=SECRET, body=body, signature=signature, timestamps=stamps, now=now)


def test_the_vector_of_the_facts() -> None:
    assert mac(APP, BODY, STAMP, SECRET) == MAC


@pytest.mark.parametrize("signature", [f"mac={MAC}", MAC, f"sha256={MAC}", f"  mac={MAC.upper()} ", f"MAC={MAC}"])
def test_the_ways_in_which_it_is_written(signature: str) -> None:
    assert judge(signature) is SignatureCheck.GOOD


def test_header_timestamp_first_then_that_of_the_body() -> None:
    assert judge(stamps=("1757000000999", STAMP)) is SignatureCheck.GOOD
    assert judge(f"mac={mac(APP, BODY, '1757000000999', SECRET)}", stamps=("1757000000999", STAMP)) is SignatureCheck.GOOD
    assert judge(stamps=("1757000000999",)) is SignatureCheck.WRONG
    assert judge(stamps=()) is SignatureCheck.WRONG


@pytest.mark.parametrize(("signature", "body"), [(None, BODY), ("", BODY), ("mac=", BODY), (f"mac={MAC}", b""), (None, b""), ("ký", BODY)])
def test_a_probe_is_no_attack(signature: str | None, body: bytes) -> None:
    assert judge(signature, body) is SignatureCheck.UNSIGNED


@pytest.mark.parametrize(
    ("seconds", "wanted"),
    [
        (MAX_CALL_AGE_S, SignatureCheck.GOOD),
        (MAX_CALL_AGE_S + 1, SignatureCheck.OLD),
        (-MAX_CALL_AGE_S, SignatureCheck.GOOD),
        (-MAX_CALL_AGE_S - 1, SignatureCheck.OLD),
    ],
)
def test_five_minutes(seconds: int, wanted: SignatureCheck) -> None:
    assert judge(now=NOW + seconds) is wanted


def test_a_timestamp_that_is_no_number_is_old_even_when_signed() -> None:
    for stamp in ("", "abc", "9" * 40, "-1757000000000", "１７５７０００００００００"):
        assert judge(f"mac={mac(APP, BODY, stamp, SECRET)}", stamps=(stamp,)) is SignatureCheck.OLD


@given(st.integers(0, len(BODY) * 8 - 1))
def test_one_bit_of_the_body(bit: int) -> None:
    changed = bytearray(BODY)
    changed[bit // 8] ^= 1 << bit % 8
    assert judge(body=bytes(changed)) is SignatureCheck.WRONG


@given(st.text(max_size=80), st.binary(max_size=80), st.lists(st.text(max_size=20), max_size=2))
def test_whatever_comes_is_judged_and_never_good(signature: str, body: bytes, stamps: list[str]) -> None:
    assert judge(signature, body, tuple(stamps)) is not SignatureCheck.GOOD
