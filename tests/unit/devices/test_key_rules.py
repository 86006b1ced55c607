"""Certificates, files, sizes, sources: the key server's rules without a database."""

from __future__ import annotations

import itertools
import json
import os
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from truyvet.codes.signed import Signer
from truyvet.devices.rules import certificates, exporting, limits, sharing, wire
from truyvet.devices.rules.certificates import CertificateRefused, Claims
from truyvet.devices.rules.exporting import Published
from truyvet.devices.rules.sharing import Consent, Match
from truyvet.proximity.keys import DailyKey
from truyvet.proximity.publishing import DAY, public_from

AT = 1_622_422_800
SIGNER = Signer.of(ec.generate_private_key(ec.SECP256R1()))
KEYS = {SIGNER.kid: SIGNER.key.public_key()}
CLAIMS = Claims("jti", bytes(32), "confirmed", 2_703_888)


def test_a_certificate_says_what_was_signed() -> None:
    text = certificates.issue(SIGNER, CLAIMS, AT)
    assert certificates.read(text, KEYS, AT) == CLAIMS
    assert certificates.read(text, KEYS, AT + 899) == CLAIMS
    for later in (AT - 6, AT + 900):
        with pytest.raises(CertificateRefused):
            certificates.read(text, KEYS, later)


def test_every_changed_letter_is_refused() -> None:
    text = certificates.issue(SIGNER, CLAIMS, AT)
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(CertificateRefused):
            certificates.read(text[:place] + other + text[place + 1 :], KEYS, AT)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: ".".join([certificates.encoded(data)] * 3)))
def test_anything_else_is_refused_in_the_same_way(text: str) -> None:
    with pytest.raises(CertificateRefused):
        certificates.read(text, KEYS, AT)


def test_a_kind_of_report_does_not_show_in_the_length() -> None:
    lengths = {len(certificates.issue(SIGNER, Claims("jti", bytes(32), kind, 2_703_888), AT)) for kind in exporting.KINDS}
    nowhere = certificates.issue(SIGNER, Claims("jti", bytes(32), "confirmed", 2_703_888, certificates.NOWHERE), AT)
    assert lengths == {len(nowhere)}


def test_padding_hides_how_many_keys_are_real() -> None:
    real = [Published(DailyKey(os.urandom(16), 2_703_888 - 144 * place), place % 3, 1 + 3 * (place % 2), place) for place in range(14)]
    listed = exporting.padded(real, 1_000, os.urandom)
    assert len(listed) == len({row.key.key_data for row in listed}) == 1_000
    assert {row.key.key_data for row in real} <= {row.key.key_data for row in listed}
    assert listed == sorted(listed, key=lambda row: row.key.key_data)
    kinds = {(row.key.start, row.key.period, row.risk, row.report_type, row.onset_days) for row in real}
    assert {(row.key.start, row.key.period, row.risk, row.report_type, row.onset_days) for row in listed} == kinds
    assert len(exporting.padded(real, 3, os.urandom)) == 14 and exporting.padded([], 1_000, os.urandom) == []


@given(st.lists(st.integers(AT, AT + 10 * DAY), min_size=1, max_size=30), st.sampled_from([0, 60, 600, 3_600]))
def test_windows_of_files_follow_each_other(moments: list[int], every: int) -> None:
    last = 0
    for now in sorted(moments):
        end = exporting.window_end(now, last, every)
        if end is not None:
            assert last < end and (end <= now or every == 0)
            last = end


def test_days_from_onset() -> None:
    day = 2_703_888 // 144 * 144
    assert [exporting.onset_days(day + 144 * days, day) for days in (-15, -14, 0, 3, 14, 15)] == [None, -14, 0, 3, 14, None]
    assert exporting.onset_days(day, certificates.UNKNOWN) is None


@given(st.dictionaries(st.sampled_from(["certificate", "error", "until"]), st.text("abcé", max_size=90) | st.integers(0, 2**40)))
def test_every_answer_has_one_size(said: dict[str, str | int]) -> None:
    body = wire.answer(said, os.urandom)
    assert len(body) == wire.ANSWER
    assert {name: value for name, value in json.loads(body).items() if name != "padding"} == said


def test_an_answer_that_is_too_long_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="longer"):
        wire.answer({"certificate": "x" * 1_024}, os.urandom)


def test_a_source_is_a_subscriber() -> None:
    assert limits.source("203.0.113.9") == limits.source("::ffff:203.0.113.9") == "203.0.113.9"
    assert limits.source("2001:db8:1:2:3::4") == limits.source("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert limits.source("2001:db8:1:3::1") != limits.source("2001:db8:1:2::1")
    assert limits.source("unknown") == limits.source("") == ""


def match(**changes: object) -> Match:
    values: dict[str, object] = {"event_id": None, "key_data": bytes(16), "day": date(2021, 5, 30), "minutes": 20, "confidence": "near"}
    return Match(**{**values, **changes})  # type: ignore[arg-type]


def test_what_a_match_may_say() -> None:
    assert sharing.problem(match(), AT) is None
    wrong = {
        "bad_day": [{"day": date(2021, 6, 1)}, {"day": date(2021, 5, 10)}, {"start": AT}, {"start": AT + DAY}],
        "bad_match": [{"minutes": 0}, {"minutes": 1_441}, {"confidence": "certain"}, {"probability_ppm": 1_000_001}],
    }
    for reason, changes in wrong.items():
        assert {sharing.problem(match(**each), AT) for each in changes} == {reason}


def test_a_key_is_heard_on_its_days_only() -> None:
    start = AT // 600 // 144 * 144  # 31 May, 07:00 in Vietnam, to 1 June, 07:00
    key = DailyKey(bytes(16), start)
    days = [date(2021, 5, 30), date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 2)]
    assert [sharing.heard(match(day=day), key) for day in days] == [False, True, True, False]
    assert public_from(key) == key.ends + 7_200


def test_when_an_encounter_began() -> None:
    midnight = AT - 8 * 3_600 - DAY
    assert sharing.began(match(), AT) == midnight
    assert sharing.began(match(start=midnight + 10_000), AT) == midnight + 9_900
    today = match(day=date(2021, 5, 31), start=AT - 60, minutes=10)
    assert sharing.began(today, AT) + 600 <= AT


def test_the_consents_have_both_languages() -> None:
    for purpose, said in sharing.texts().items():
        assert said["vi"] and said["en"], purpose
        assert sharing.agreed(purpose, Consent(said["version"], "vi"))
        assert not sharing.agreed(purpose, Consent("0", "vi")) and not sharing.agreed(purpose, Consent(said["version"], "fr"))


BAD = [
    {}, {"keys": {}}, {"keys": [1]}, {"keys": [{}]}, {"keys": [{"key_data": 1}]}, {"keys": [{"key_data": "AA"}]},
    {"keys": [{"key_data": "A" * 22, "rolling_start_interval_number": True}]},
    {"keys": [{"key_data": "A" * 22, "rolling_start_interval_number": 1.5}]},
    {"keys": [{"key_data": "A" * 22, "rolling_start_interval_number": 2**32}]},
    {"keys": [{"key_data": "A" * 21 + "B", "rolling_start_interval_number": 1}]},
    {"keys": [{"key_data": "A" * 22, "rolling_start_interval_number": 1, "rolling_period": 0}]},
    {"keys": [{"key_data": "A" * 22, "rolling_start_interval_number": 1, "transmission_risk_level": 9}]},
    {"keys": [{}] * 32},
]  # fmt: skip


@pytest.mark.parametrize("said", BAD, ids=itertools.count())
def test_keys_that_are_none(said: dict[str, object]) -> None:
    with pytest.raises(wire.BadRequest):
        wire.keys(said)
