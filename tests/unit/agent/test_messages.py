"""Messages: states, when reminders are due, and how things stand."""

from __future__ import annotations

import itertools

import pytest

from truyvet.agent.messages import TRANSITIONS, Kind, State, Verdict, due, moved, news, verdict
from truyvet.proximity.errors import OwnError

DAY = 86_400
NOON = 1_622_437_200
"""12:00 in Việt Nam."""


def test_states_move_along_the_table_only() -> None:
    for one, other in itertools.product(State, State):
        if other in TRANSITIONS[one]:
            assert moved(one, other) is other
        else:
            with pytest.raises(OwnError):
                moved(one, other)


def kinds(now: int, **told: object) -> list[Kind]:
    usual = {"begun": NOON - 30 * DAY, "checked_at": now, "phone": True, "phone_told": None}
    return [each.kind for each in due(now, **{**usual, **told})]  # type: ignore[arg-type]


def test_reminders() -> None:
    assert kinds(NOON) == []
    assert kinds(NOON, checked_at=NOON - 3 * DAY) == [Kind.CHECK]
    assert kinds(NOON, checked_at=None) == [Kind.CHECK]
    assert kinds(NOON, phone=False) == [Kind.PHONE]
    assert kinds(NOON, phone=False, begun=NOON - 3_600) == [], "not in the first hour"
    assert kinds(NOON, phone=False, phone_told=NOON - 3 * DAY) == [], "once a week, not every hour"
    assert kinds(NOON, phone=False, phone_told=NOON - 8 * DAY) == [Kind.PHONE]


@pytest.mark.parametrize("hour", [20, 23, 0, 3, 7])
def test_nobody_is_reminded_at_night(hour: int) -> None:
    assert kinds(NOON + (hour - 12) * 3_600, checked_at=None, phone=False) == []


def test_verdicts_worst_first() -> None:
    near, brief = {"warns": True}, {"warns": False}
    assert verdict([near], {"at": 1}, NOON, NOON) is Verdict.CASE
    assert verdict([brief, near], None, None, NOON) is Verdict.WARNED, "a warning stands even when nothing could be checked since"
    assert verdict([brief], None, NOON, NOON) is Verdict.BRIEF
    assert verdict([], None, NOON, NOON) is Verdict.CLEAR
    assert verdict([], None, None, NOON) is verdict([brief], None, NOON - 3 * DAY, NOON) is Verdict.UNCHECKED


def test_news_is_text_and_short() -> None:
    told = news([{"id": "a", "vi": "x" * 900}, {"id": 3, "vi": "y"}, "z", {"id": "b", "day": "2021-05-30", "vi": "v", "en": "e"}], NOON)
    assert [each.about for each in told] == ["a", "b"]
    assert len(told[0].facts["vi"]) == len(told[0].facts["en"]) == 300
    assert [each.facts["day"] for each in told] == [None, NOON // DAY - 1]
    assert len(news([{"id": str(number), "vi": "v"} for number in range(9)], NOON)) == 5
    assert news({"id": "a"}, NOON) == []
