"""Codes as people type them, keys that are handed in, chaff's times."""

from __future__ import annotations

import itertools
import math
import os

import numpy as np
import pytest

from truyvet.agent.key_server_client import KeyServer, padded_body
from truyvet.agent.key_upload import keys_to_upload, next_chaff_at, read_upload_code
from truyvet.proximity.diagnosis_keys import upload_problem
from truyvet.proximity.errors import CallerError
from truyvet.proximity.rolling_identifiers import TemporaryExposureKey
from truyvet.proximity.upload_code_format import ALPHABET, CHAR_VALUES, check_value

NOW = 1_622_430_000


GOOD = "0C4DEFGH" + ALPHABET[check_value([CHAR_VALUES[letter] for letter in "0C4DEFGH"])]


@pytest.mark.parametrize("typed", [f"{GOOD[:3]}-{GOOD[3:6]}-{GOOD[6:]}".lower(), f" {GOOD} ", " ".join(GOOD), "O" + GOOD[1:]])
def test_a_code_however_it_is_typed(typed: str) -> None:
    assert read_upload_code(typed) == GOOD


@pytest.mark.parametrize("typed", ["", GOOD[:8], GOOD + "2", GOOD[:8] + "U", GOOD[:8] + "*", "À" + GOOD[1:]])
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(CallerError, match="bad_code"):
        read_upload_code(typed)


def test_a_slip_is_known_here() -> None:
    for place, letter in itertools.product(range(9), ALPHABET):
        if letter != GOOD[place]:
            with pytest.raises(CallerError, match="slip"):
                read_upload_code(GOOD[:place] + letter + GOOD[place + 1 :])


def test_only_keys_that_a_server_takes_are_given() -> None:
    today = NOW // 600 // 144 * 144
    keys = [TemporaryExposureKey(os.urandom(16), today - 144 * back) for back in range(21, -1, -1)]
    keys += [TemporaryExposureKey(os.urandom(16), today + number, 144 - number) for number in range(1, 19)]
    given = keys_to_upload(keys, NOW)
    assert given[-1].key == keys[-1]
    assert len(given) <= 30
    assert upload_problem(given, NOW) is None


def test_chaff_comes_once_in_five_days_like_a_poisson_process() -> None:
    dice = np.random.default_rng(2)
    waits = np.array([next_chaff_at(0, dice.bytes) for _ in range(4_000)]) / 86_400
    assert abs(waits.mean() - 5) < 0.4
    assert abs((waits > 5).mean() - math.exp(-1)) < 0.03


def test_bodies_have_one_length() -> None:
    assert {len(padded_body("verify", {"code": "x" * size, "chaff": size > 3})) for size in range(9)} == {1_024}
    with pytest.raises(CallerError):
        padded_body("verify", {"code": "x" * 2_000})


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1", "example.org", "http://127.0.0.1.evil.example"])
def test_plain_http_is_for_this_machine_alone(address: str) -> None:
    with pytest.raises(CallerError):
        KeyServer(address, None)  # type: ignore[arg-type]
    assert KeyServer("http://127.0.0.1:8000/x", None).origin == "http://127.0.0.1:8000"  # type: ignore[arg-type]
