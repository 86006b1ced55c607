"""How many one-time codes, how long, whose."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.people.rules import one_time_code
from truyvet.people.rules.one_time_code import CodeOutcome, NumberHolder

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
LATELY = NOW - timedelta(days=10)
LONG_AGO = NOW - timedelta(days=91)


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([], 0),
        ([60], 0),
        ([59], 1),
        ([0], 60),
        ([10.5], 50),
        ([100, 200, 300, 400], 0),
        ([100, 200, 300, 400, 500], 86_400 - 500),
        ([100, 200, 300, 400, 86_400], 0),
    ],
)
def test_wait(ago: list[float], wait: int) -> None:
    assert one_time_code.wait_seconds([one_time_code.AskedCode(NOW - timedelta(seconds=each), is_mine=True) for each in ago], NOW) == wait


def test_past_the_budget_only_first_codes_of_the_day_go() -> None:
    assert one_time_code.may_send(sent_to_all=one_time_code.REPEAT_CODES_PER_HOUR - 1, sent_to_this=4)
    assert not one_time_code.may_send(sent_to_all=one_time_code.REPEAT_CODES_PER_HOUR, sent_to_this=1)
    assert one_time_code.may_send(sent_to_all=one_time_code.REPEAT_CODES_PER_HOUR, sent_to_this=0)
    assert not one_time_code.may_send(sent_to_all=one_time_code.MAX_CODES_PER_HOUR, sent_to_this=0)


def test_an_attack_makes_codes_longer_and_shuts_nobody_out() -> None:
    assert one_time_code.code_length(0) == 8
    assert one_time_code.code_length(one_time_code.WRONG_TRIES_OF_AN_ATTACK) == 10


def test_make() -> None:
    made = {one_time_code.make_code(8, random.Random(seed).randbytes) for seed in range(200)}
    assert len(made) == 200
    assert all(len(code) == 8 and code.isdecimal() for code in made)


@pytest.mark.parametrize(
    ("expires", "tries", "used", "outcome"),
    [
        (1, 0, False, CodeOutcome.OK),
        (0, 0, False, CodeOutcome.EXPIRED),
        (1, 5, False, CodeOutcome.SPENT),
        (1, 1, True, CodeOutcome.SPENT),
    ],
)
def test_standing(expires: int, tries: int, used: bool, outcome: CodeOutcome) -> None:
    assert one_time_code.code_state(expires=NOW + timedelta(seconds=expires), tries=tries, used=used, now=NOW) is outcome


@pytest.mark.parametrize(
    ("candidates", "year", "person"),
    [
        ([], None, None),
        ([], 1990, None),
        ([NumberHolder(1, 1990, LATELY)], None, 1),
        ([NumberHolder(1, None, LATELY)], None, 1),
        ([NumberHolder(1, 1990, LONG_AGO)], None, None),
        ([NumberHolder(1, 1990, None)], None, None),
        ([NumberHolder(1, 1990, None)], 1990, 1),
        ([NumberHolder(1, 1990, LATELY)], 1991, None),
        ([NumberHolder(1, None, None)], 1990, None),
        ([NumberHolder(1, 1990, LATELY), NumberHolder(2, 1960, LATELY)], None, None),
        ([NumberHolder(1, 1990, LATELY), NumberHolder(2, 1960, None)], 1960, 2),
        ([NumberHolder(1, 1990, LATELY), NumberHolder(2, 1990, None)], 1990, None),
    ],
)
def test_whose(candidates: list[NumberHolder], year: int | None, person: int | None) -> None:
    assert one_time_code.person_to_sign_in(candidates, year, NOW) == person


def test_new_is_who_nobody_is_or_who_says_so() -> None:
    old = NumberHolder(1, 1990, None)
    unknown = NumberHolder(2, None, None)
    assert one_time_code.is_new_holder([], None, False) and one_time_code.is_new_holder([], 1990, False)
    assert not one_time_code.is_new_holder([old], None, True)
    assert not one_time_code.is_new_holder([old], 1985, False)
    assert one_time_code.is_new_holder([old, unknown], 1985, True)
    # A year that fits somebody is theirs, whatever is ticked.
    assert not one_time_code.is_new_holder([old], 1990, True)


@pytest.mark.parametrize(
    ("others", "is_known", "may"), [(1, False, True), (9, False, True), (10, False, False), (10, True, True), (15, True, False)]
)
def test_what_others_asked_for_keeps_the_owner_not_waiting(others: int, is_known: bool, may: bool) -> None:
    asked = [one_time_code.AskedCode(NOW - timedelta(seconds=1), is_mine=False)] * others
    assert (one_time_code.wait_seconds(asked, NOW, is_known=is_known) == 0) is may


@pytest.mark.parametrize(
    ("sent_to_all", "is_known", "may"), [(20_000, False, False), (20_000, True, True), (24_999, True, True), (25_000, True, False)]
)
def test_a_flood_leaves_codes_for_known_devices(sent_to_all: int, is_known: bool, may: bool) -> None:
    assert one_time_code.may_send(sent_to_all=sent_to_all, sent_to_this=0, is_known=is_known) is may
