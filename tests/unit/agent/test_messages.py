"""Messages: states, when reminders are due, and how things stand."""

from __future__ import annotations

import itertools

import pytest

from truyvet.agent.messages import (
    TRANSITIONS,
    ExposureStatus,
    MessageKind,
    MessageState,
    due_reminders,
    exposure_status,
    news_messages,
    next_state,
)
from truyvet.proximity.errors import CallerError

DAY = 86_400
NOON = 1_622_437_200
"""12:00 in Việt Nam."""


def test_states_move_along_the_table_only() -> None:
    for one, other in itertools.product(MessageState, MessageState):
        if other in TRANSITIONS[one]:
            assert next_state(one, other) is other
        else:
            with pytest.raises(CallerError):
                next_state(one, other)


def kinds(now: int, **told: object) -> list[MessageKind]:
    usual = {"begun": NOON - 30 * DAY, "checked_at": now, "phone": True, "phone_told": None}
    return [each.kind for each in due_reminders(now, **{**usual, **told})]  # type: ignore[arg-type]


def test_reminders() -> None:
    assert kinds(NOON) == []
    assert kinds(NOON, checked_at=NOON - 3 * DAY) == [MessageKind.CHECK]
    assert kinds(NOON, checked_at=None) == [MessageKind.CHECK]
    assert kinds(NOON, phone=False) == [MessageKind.PHONE]
    assert kinds(NOON, phone=False, begun=NOON - 3_600) == [], "not in the first hour"
    assert kinds(NOON, phone=False, phone_told=NOON - 3 * DAY) == [], "once a week, not every hour"
    assert kinds(NOON, phone=False, phone_told=NOON - 8 * DAY) == [MessageKind.PHONE]


@pytest.mark.parametrize("hour", [20, 23, 0, 3, 7])
def test_nobody_is_reminded_at_night(hour: int) -> None:
    assert kinds(NOON + (hour - 12) * 3_600, checked_at=None, phone=False) == []


def test_verdicts_worst_first() -> None:
    near, brief = {"warns": True}, {"warns": False}
    assert exposure_status([near], {"at": 1}, NOON, NOON) is ExposureStatus.CASE
    assert exposure_status([brief, near], None, None, NOON) is ExposureStatus.WARNED, (
        "a warning stands even when nothing could be checked since"
    )
    assert exposure_status([brief], None, NOON, NOON) is ExposureStatus.BRIEF
    assert exposure_status([], None, NOON, NOON) is ExposureStatus.CLEAR
    assert exposure_status([], None, None, NOON) is exposure_status([brief], None, NOON - 3 * DAY, NOON) is ExposureStatus.UNCHECKED


def test_news_is_text_and_short() -> None:
    told = news_messages(
        [{"id": "a", "vi": "x" * 900}, {"id": 3, "vi": "y"}, "z", {"id": "b", "day": "2021-05-30", "vi": "v", "en": "e"}], NOON
    )
    assert [each.about for each in told] == ["a", "b"]
    assert len(told[0].facts["vi"]) == len(told[0].facts["en"]) == 300
    assert [each.facts["day"] for each in told] == [None, NOON // DAY - 1]
    assert len(news_messages([{"id": str(number), "vi": "v"} for number in range(9)], NOON)) == 5
    assert news_messages({"id": "a"}, NOON) == []
