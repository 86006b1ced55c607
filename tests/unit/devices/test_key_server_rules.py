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
from pydantic import ValidationError

from truyvet.codes.cose_sign1 import Signer
from truyvet.devices.api import schema
from truyvet.devices.rules import key_files, message_sizes, shared_matches, verification_certificates
from truyvet.devices.rules.key_files import PublishedKey
from truyvet.devices.rules.shared_matches import MatchReport, SharingConsent
from truyvet.devices.rules.verification_certificates import CertificateClaims, CertificateRefused
from truyvet.proximity.diagnosis_keys import DAY_S
from truyvet.proximity.embargo import public_from
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey

AT = 1_622_422_800
SIGNER = Signer.of(ec.generate_private_key(ec.SECP256R1()))
KEYS = {SIGNER.kid: SIGNER.key.public_key()}
CLAIMS = CertificateClaims("jti", bytes(32), "confirmed", 2_703_888)


def test_a_certificate_says_what_was_signed() -> None:
    text = verification_certificates.issue_certificate(SIGNER, CLAIMS, AT)
    assert verification_certificates.read_certificate(text, KEYS, AT) == CLAIMS
    assert verification_certificates.read_certificate(text, KEYS, AT + 899) == CLAIMS
    for later in (AT - 6, AT + 900):
        with pytest.raises(CertificateRefused):
            verification_certificates.read_certificate(text, KEYS, later)


def test_every_changed_letter_is_refused() -> None:
    text = verification_certificates.issue_certificate(SIGNER, CLAIMS, AT)
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(CertificateRefused):
            verification_certificates.read_certificate(text[:place] + other + text[place + 1 :], KEYS, AT)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: ".".join([verification_certificates.base64url_encode(data)] * 3)))
def test_anything_else_is_refused_in_the_same_way(text: str) -> None:
    with pytest.raises(CertificateRefused):
        verification_certificates.read_certificate(text, KEYS, AT)


def test_a_kind_of_report_does_not_show_in_the_length() -> None:
    lengths = {
        len(verification_certificates.issue_certificate(SIGNER, CertificateClaims("jti", bytes(32), kind, 2_703_888), AT))
        for kind in key_files.REPORT_TYPES
    }
    nowhere = verification_certificates.issue_certificate(
        SIGNER, CertificateClaims("jti", bytes(32), "confirmed", 2_703_888, verification_certificates.CHAFF_AUDIENCE), AT
    )
    assert lengths == {len(nowhere)}


def test_padding_hides_how_many_keys_are_real() -> None:
    real = [
        PublishedKey(TemporaryExposureKey(os.urandom(16), 2_703_888 - 144 * place), place % 3, 1 + 3 * (place % 2), place)
        for place in range(14)
    ]
    listed = key_files.pad_keys(real, 1_000, os.urandom)
    assert len(listed) == len({row.key.key_data for row in listed}) == 1_000
    assert {row.key.key_data for row in real} <= {row.key.key_data for row in listed}
    assert listed == sorted(listed, key=lambda row: row.key.key_data)
    kinds = {
        (row.key.rolling_start_interval_number, row.key.rolling_period, row.transmission_risk_level, row.report_type, row.days_since_onset)
        for row in real
    }
    assert {
        (row.key.rolling_start_interval_number, row.key.rolling_period, row.transmission_risk_level, row.report_type, row.days_since_onset)
        for row in listed
    } == kinds
    assert len(key_files.pad_keys(real, 3, os.urandom)) == 14 and key_files.pad_keys([], 1_000, os.urandom) == []


@given(st.lists(st.integers(AT, AT + 10 * DAY_S), min_size=1, max_size=30), st.sampled_from([0, 60, 600, 3_600]))
def test_windows_of_files_follow_each_other(moments: list[int], every: int) -> None:
    last = 0
    for now in sorted(moments):
        end = key_files.window_end(now, last, every)
        if end is not None:
            assert last < end and (end <= now or every == 0)
            last = end


def test_days_from_onset() -> None:
    day = 2_703_888 // 144 * 144
    assert [key_files.days_since_onset(day + 144 * days, day) for days in (-15, -14, 0, 3, 14, 15)] == [None, -14, 0, 3, 14, None]
    assert key_files.days_since_onset(day, verification_certificates.ONSET_UNKNOWN) is None


@given(st.dictionaries(st.sampled_from(["certificate", "error", "until"]), st.text("abcé", max_size=90) | st.integers(0, 2**40)))
def test_every_answer_has_one_size(said: dict[str, str | int]) -> None:
    body = message_sizes.padded_response(said, os.urandom)
    assert len(body) == message_sizes.RESPONSE_BYTES
    assert {name: value for name, value in json.loads(body).items() if name != "padding"} == said


def test_an_answer_that_is_too_long_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="longer"):
        message_sizes.padded_response({"certificate": "x" * 1_024}, os.urandom)


def match(**changes: object) -> MatchReport:
    values: dict[str, object] = {"event_id": None, "key_data": bytes(16), "day": date(2021, 5, 30), "minutes": 20, "confidence": "near"}
    return MatchReport(**{**values, **changes})  # type: ignore[arg-type]


def test_what_a_match_may_say() -> None:
    assert shared_matches.match_problem(match(), AT) is None
    wrong = {
        "bad_day": [{"day": date(2021, 6, 1)}, {"day": date(2021, 5, 10)}, {"start": AT}, {"start": AT + DAY_S}],
        "bad_match": [{"minutes": 0}, {"minutes": 1_441}, {"confidence": "certain"}, {"probability_ppm": 1_000_001}],
    }
    for reason, changes in wrong.items():
        assert {shared_matches.match_problem(match(**each), AT) for each in changes} == {reason}


def test_a_key_is_heard_on_its_days_only() -> None:
    start = AT // 600 // 144 * 144  # 31 May, 07:00 in Vietnam, to 1 June, 07:00
    key = TemporaryExposureKey(bytes(16), start)
    days = [date(2021, 5, 30), date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 2)]
    assert [shared_matches.could_be_sighted(match(day=day), key) for day in days] == [False, True, True, False]
    assert public_from(key) == key.ends_at + 7_200


def test_when_an_encounter_began() -> None:
    midnight = AT - 8 * 3_600 - DAY_S
    assert shared_matches.encounter_start(match(), AT) == midnight
    assert shared_matches.encounter_start(match(start=midnight + 10_000), AT) == midnight + 9_900
    today = match(day=date(2021, 5, 31), start=AT - 60, minutes=10)
    assert shared_matches.encounter_start(today, AT) + 600 <= AT


def test_the_consents_have_both_languages() -> None:
    for purpose, said in shared_matches.consent_texts().items():
        assert said["vi"] and said["en"], purpose
        assert shared_matches.is_current_consent(purpose, SharingConsent(said["version"], "vi"))
        assert not shared_matches.is_current_consent(purpose, SharingConsent("0", "vi")) and not shared_matches.is_current_consent(
            purpose, SharingConsent(said["version"], "fr")
        )


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
    with pytest.raises(ValidationError):
        schema.PublishRequest.model_validate_json(json.dumps({"hmac_secret": "AA", "certificate": "x", **said}))
