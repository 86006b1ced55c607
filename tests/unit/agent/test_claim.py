"""Codes as people type them, keys that are handed in, chaff's times."""

from __future__ import annotations

import itertools
import math
import os

import numpy as np
import pytest

from truyvet.agent.claim import code, next_chaff, to_give
from truyvet.agent.client import Server, body
from truyvet.proximity.errors import OwnError
from truyvet.proximity.hand_codes import ALPHABET, READ, check
from truyvet.proximity.keys import DailyKey
from truyvet.proximity.publishing import problem

NOW = 1_622_430_000


GOOD = "0C4DEFGH" + ALPHABET[check([READ[letter] for letter in "0C4DEFGH"])]


@pytest.mark.parametrize("typed", [f"{GOOD[:3]}-{GOOD[3:6]}-{GOOD[6:]}".lower(), f" {GOOD} ", " ".join(GOOD), "O" + GOOD[1:]])
def test_a_code_however_it_is_typed(typed: str) -> None:
    assert code(typed) == GOOD


@pytest.mark.parametrize("typed", ["", GOOD[:8], GOOD + "2", GOOD[:8] + "U", GOOD[:8] + "*", "À" + GOOD[1:]])
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(OwnError, match="bad_code"):
        code(typed)


def test_a_slip_is_known_here() -> None:
    for place, letter in itertools.product(range(9), ALPHABET):
        if letter != GOOD[place]:
            with pytest.raises(OwnError, match="slip"):
                code(GOOD[:place] + letter + GOOD[place + 1 :])


def test_only_keys_that_a_server_takes_are_given() -> None:
    today = NOW // 600 // 144 * 144
    keys = [DailyKey(os.urandom(16), today - 144 * back) for back in range(21, -1, -1)]
    keys += [DailyKey(os.urandom(16), today + number, 144 - number) for number in range(1, 19)]
    given = to_give(keys, NOW)
    assert given[-1].key == keys[-1]
    assert len(given) <= 30
    assert problem(given, NOW) is None


def test_chaff_comes_once_in_five_days_like_a_poisson_process() -> None:
    dice = np.random.default_rng(2)
    waits = np.array([next_chaff(0, dice.bytes) for _ in range(4_000)]) / 86_400
    assert abs(waits.mean() - 5) < 0.4
    assert abs((waits > 5).mean() - math.exp(-1)) < 0.03


def test_bodies_have_one_length() -> None:
    assert {len(body("verify", {"code": "x" * size, "chaff": size > 3})) for size in range(9)} == {1_024}
    with pytest.raises(OwnError):
        body("verify", {"code": "x" * 2_000})


@pytest.mark.parametrize("address", ["http://example.org", "ftp://127.0.0.1", "example.org", "http://127.0.0.1.evil.example"])
def test_plain_http_is_for_this_machine_alone(address: str) -> None:
    with pytest.raises(OwnError):
        Server(address, None)  # type: ignore[arg-type]
    assert Server("http://127.0.0.1:8000/x", None).origin == "http://127.0.0.1:8000"  # type: ignore[arg-type]
