"""How many one-time codes, how long, whose."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from truyvet.people.rules import onetime
from truyvet.people.rules.onetime import Candidate, Outcome

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
    assert onetime.wait_seconds([NOW - timedelta(seconds=each) for each in ago], NOW) == wait


def test_past_the_budget_only_first_codes_of_the_day_go() -> None:
    assert onetime.may_send(sent_to_all=onetime.BUDGET - 1, sent_to_this=4)
    assert not onetime.may_send(sent_to_all=onetime.BUDGET, sent_to_this=1)
    assert onetime.may_send(sent_to_all=onetime.BUDGET, sent_to_this=0)
    assert not onetime.may_send(sent_to_all=onetime.BUDGET_HARD, sent_to_this=0)


def test_an_attack_makes_codes_longer_and_shuts_nobody_out() -> None:
    assert onetime.digits(0) == 8
    assert onetime.digits(onetime.ATTACK_TRIES) == 10


def test_make() -> None:
    made = {onetime.make(8, random.Random(seed).randbytes) for seed in range(200)}
    assert len(made) == 200
    assert all(len(code) == 8 and code.isdecimal() for code in made)


@pytest.mark.parametrize(
    ("expires", "tries", "used", "outcome"),
    [
        (1, 0, False, Outcome.OK),
        (0, 0, False, Outcome.EXPIRED),
        (1, 5, False, Outcome.SPENT),
        (1, 1, True, Outcome.SPENT),
    ],
)
def test_standing(expires: int, tries: int, used: bool, outcome: Outcome) -> None:
    assert onetime.standing(expires=NOW + timedelta(seconds=expires), tries=tries, used=used, now=NOW) is outcome


@pytest.mark.parametrize(
    ("candidates", "year", "person"),
    [
        ([], None, None),
        ([], 1990, None),
        ([Candidate(1, 1990, LATELY)], None, 1),
        ([Candidate(1, None, LATELY)], None, 1),
        ([Candidate(1, 1990, LONG_AGO)], None, None),
        ([Candidate(1, 1990, None)], None, None),
        ([Candidate(1, 1990, None)], 1990, 1),
        ([Candidate(1, 1990, LATELY)], 1991, None),
        ([Candidate(1, None, None)], 1990, None),
        ([Candidate(1, 1990, LATELY), Candidate(2, 1960, LATELY)], None, None),
        ([Candidate(1, 1990, LATELY), Candidate(2, 1960, None)], 1960, 2),
        ([Candidate(1, 1990, LATELY), Candidate(2, 1990, None)], 1990, None),
    ],
)
def test_whose(candidates: list[Candidate], year: int | None, person: int | None) -> None:
    assert onetime.whose(candidates, year, NOW) == person


def test_new_is_who_nobody_is_or_who_says_so() -> None:
    old = Candidate(1, 1990, None)
    unknown = Candidate(2, None, None)
    assert onetime.is_new([], None, False) and onetime.is_new([], 1990, False)
    assert not onetime.is_new([old], None, True)
    assert not onetime.is_new([old], 1985, False)
    assert onetime.is_new([old, unknown], 1985, True)
    # A year that fits somebody is theirs, whatever is ticked.
    assert not onetime.is_new([old], 1990, True)
